package dev.watertight.bugpatterns;

import static com.google.errorprone.BugPattern.SeverityLevel.ERROR;

import com.google.auto.service.AutoService;
import com.google.errorprone.BugPattern;
import com.google.errorprone.VisitorState;
import com.google.errorprone.bugpatterns.BugChecker;
import com.google.errorprone.fixes.SuggestedFix;
import com.google.errorprone.matchers.Description;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.util.TreePath;
import dev.watertight.candidates.Candidate;
import dev.watertight.findings.handles.TaskScopes;
import dev.watertight.findings.handles.TaskScopes.Misuse;
import dev.watertight.fixes.handles.JoinFixes;
import dev.watertight.handles.Fates;
import dev.watertight.handles.Opening;
import dev.watertight.handles.Openings;
import dev.watertight.handles.ThreadStarts;
import dev.watertight.loops.LoopExits;
import dev.watertight.program.Loops;
import java.util.Optional;

/**
 * A {@link BugChecker} that flags {@code StructuredTaskScope}s whose subtasks are forked and not
 * joined before their results are read or the scope is left.
 */
@AutoService(BugChecker.class)
@BugPattern(
    altNames = AbstractUnitCheck.FAMILY,
    summary = "Task scope is not joined after forking, or used after that or by another thread",
    severity = ERROR)
public final class TaskScopeNotJoined extends AbstractCandidateCheck {
  /** Instantiates a new {@link TaskScopeNotJoined} instance. */
  public TaskScopeNotJoined() {
    super(Candidate.HANDLE);
  }

  @Override
  Optional<Description> describe(VisitorState state) {
    return Openings.at(state.getPath(), state)
        .flatMap(
            scope ->
                TaskScopes.misuseOf(scope, state).map(misuse -> describe(scope, misuse, state)));
  }

  private Description describe(Opening scope, Misuse misuse, VisitorState state) {
    ExpressionTree at = misuse.at();
    boolean stays = stays(scope, state);
    Optional<SuggestedFix> fix = stays ? Optional.empty() : fix(scope, misuse, state);
    String message =
        switch (misuse.step()) {
          case READ ->
              "Result is read before the task scope is joined; its subtask may still run, and"
                  + " get() throws IllegalStateException";
          case LEAVE ->
              "Task scope is left without join() after this fork; close() interrupts the subtask"
                  + " and throws IllegalStateException";
          case AFTER_JOIN ->
              "Task scope has been joined when this runs again; it throws IllegalStateException";
          case OTHER_THREAD ->
              "Another thread runs this than the one that opened the task scope; it throws"
                  + " WrongThreadException";
        };
    String advice =
        switch (misuse.step()) {
          case READ, LEAVE ->
              stays
                  ? "a subtask ends only when it is interrupted; its joiner has to cancel the scope"
                  : misuse.returns().isEmpty()
                      ? "where to join is yours to choose"
                      : "whether to wait for the subtasks before it returns is yours to choose";
          case AFTER_JOIN -> "open another scope for it, or fork all before the join";
          case OTHER_THREAD -> "let its owner do that, and interrupt the owner from here";
        };
    return describe(at, message, fix.stream().toList(), advice, state);
  }

  /** Whether a subtask goes on until it is interrupted, so that join() would wait for ever. */
  private static boolean stays(Opening scope, VisitorState state) {
    return ThreadStarts.anyLoops(
        Fates.of(scope, state),
        loop -> LoopExits.isUntilTold(loop, state) && !Loops.isLeftRegularly(loop),
        state);
  }

  private static Optional<SuggestedFix> fix(Opening opening, Misuse misuse, VisitorState state) {
    TreePath path = TreePath.getPath(state.getPath().getCompilationUnit(), misuse.at());
    if (misuse.scope().isEmpty() || path == null) {
      return Optional.empty();
    }
    String scope = misuse.scope().get().getSimpleName().toString();
    return switch (misuse.step()) {
      case READ -> JoinFixes.beforeRead(path, scope, state);
      case LEAVE ->
          misuse.returns().isEmpty()
              ? JoinFixes.afterForks(path, scope, state)
              : JoinFixes.beforeReturns(opening, misuse.returns(), scope, state);
      case AFTER_JOIN -> JoinFixes.inLoop(misuse.scope().get(), state);
      case OTHER_THREAD -> Optional.empty();
    };
  }
}
