package dev.watertight.bugpatterns;

import com.google.errorprone.VisitorState;
import com.google.errorprone.matchers.Description;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.ClassTree;
import com.sun.source.util.TreePath;
import dev.watertight.candidates.Candidate;
import dev.watertight.findings.threads.FailingTasks;
import dev.watertight.findings.threads.FailingTasks.FailingTask;
import dev.watertight.fixes.threads.GuardFixes;
import dev.watertight.program.Paths;
import java.util.Optional;

/** A check of periodic tasks that an exception ends. */
abstract class AbstractPeriodicCheck extends AbstractCandidateCheck {
  private final boolean isAwaited;

  /**
   * Instantiates a new check.
   *
   * @param isAwaited whether it is about tasks for whose values somebody waits without a limit
   */
  AbstractPeriodicCheck(boolean isAwaited) {
    super(Candidate.PERIODIC);
    this.isAwaited = isAwaited;
  }

  @Override
  final Optional<Description> describe(VisitorState state) {
    return FailingTasks.at(state.getPath(), state)
        .filter(task -> task.waiter().isPresent() == isAwaited)
        .map(task -> describe(task, state));
  }

  private Description describe(FailingTask task, VisitorState state) {
    String method = ASTHelpers.getSymbol(state.getPath().getLeaf()).getSimpleName().toString();
    String consequence =
        task.waiter()
            .map(wait -> "the wait for what it sends in line " + line(wait, state) + " never ends")
            .orElse("nobody is told");
    return describe(
        "%s() runs its task no more after an exception, such as the %s of line %s; %s"
            .formatted(
                method,
                task.exception().tsym.getSimpleName(),
                line(task.cause(), state),
                consequence),
        GuardFixes.of(task, state),
        "catch it in the task, and tell of it",
        state);
  }

  /** The line of a place, with the class that it is in if that is in another file. */
  private static String line(TreePath place, VisitorState state) {
    String type =
        place.getCompilationUnit().equals(state.getPath().getCompilationUnit())
            ? ""
            : Paths.outermost(place, ClassTree.class)
                .map(around -> " of " + ASTHelpers.getSymbol(around.getLeaf()).getSimpleName())
                .orElse("");
    return Paths.line(place) + type;
  }
}
