package dev.watertight.bugpatterns;

import static com.google.errorprone.BugPattern.LinkType.CUSTOM;
import static com.google.errorprone.BugPattern.SeverityLevel.ERROR;
import static dev.watertight.bugpatterns.Documentation.BASE_URL;

import com.google.auto.service.AutoService;
import com.google.errorprone.BugPattern;
import com.google.errorprone.VisitorState;
import com.google.errorprone.bugpatterns.BugChecker;
import com.google.errorprone.bugpatterns.BugChecker.MethodInvocationTreeMatcher;
import com.google.errorprone.bugpatterns.BugChecker.NewClassTreeMatcher;
import com.google.errorprone.matchers.Description;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.NewClassTree;
import dev.watertight.ownership.Openings;
import dev.watertight.ownership.TaskScopes;
import dev.watertight.ownership.TaskScopes.Misuse;
import dev.watertight.ownership.TaskScopes.Step;
import java.util.Optional;

/**
 * A {@link BugChecker} that flags {@code StructuredTaskScope}s whose subtasks are forked and not
 * joined before their results are read or the scope is left.
 */
@AutoService(BugChecker.class)
@BugPattern(
    summary = "Task scope is not joined after forking; its subtasks have not ended",
    severity = ERROR,
    link = BASE_URL + "TaskScopeNotJoined.md",
    linkType = CUSTOM,
    tags = BugPattern.StandardTags.LIKELY_ERROR)
public final class TaskScopeNotJoined extends BugChecker
    implements MethodInvocationTreeMatcher, NewClassTreeMatcher {
  private static final long serialVersionUID = 1L;

  /** Instantiates a new {@link TaskScopeNotJoined} instance. */
  public TaskScopeNotJoined() {}

  @Override
  public Description matchMethodInvocation(MethodInvocationTree tree, VisitorState state) {
    return match(state);
  }

  @Override
  public Description matchNewClass(NewClassTree tree, VisitorState state) {
    return match(state);
  }

  private Description match(VisitorState state) {
    Optional<Misuse> misuse =
        Boundary.guard(
            () ->
                Openings.at(state.getPath(), state)
                    .flatMap(scope -> TaskScopes.misuseOf(scope, state)),
            state);
    return misuse.map(this::describe).orElse(Description.NO_MATCH);
  }

  private Description describe(Misuse misuse) {
    ExpressionTree at = misuse.at();
    return buildDescription(at)
        .setMessage(
            misuse.step() == Step.READ
                ? "Result is read before the task scope is joined; its subtask may still run, and"
                    + " get() throws IllegalStateException"
                : "Task scope is left without join() after this fork; close() interrupts the"
                    + " subtask and throws IllegalStateException")
        .build();
  }
}
