package dev.watertight.bugpatterns;

import com.google.errorprone.VisitorState;
import com.google.errorprone.matchers.Description;
import com.google.errorprone.util.ASTHelpers;
import dev.watertight.candidates.Candidate;
import dev.watertight.findings.timeouts.AbandonedTasks;
import dev.watertight.findings.timeouts.AbandonedTasks.AbandonedTask;
import dev.watertight.fixes.timeouts.CancelFixes;
import dev.watertight.program.Loops;
import dev.watertight.program.Paths;
import java.util.Optional;

/** A check of tasks that stay behind when those who wait for them run out of time. */
abstract class AbstractTimeoutCheck extends AbstractCandidateCheck {
  private final boolean isForEver;
  private final String consequence;

  /**
   * Instantiates a new check.
   *
   * @param isForEver whether it is about tasks that nothing ends
   * @param consequence what the tasks do then
   */
  AbstractTimeoutCheck(boolean isForEver, String consequence) {
    super(Candidate.START);
    this.isForEver = isForEver;
    this.consequence = consequence;
  }

  @Override
  final Optional<Description> describe(VisitorState state) {
    return AbandonedTasks.at(state.getPath(), state)
        .filter(task -> task.isForEver() == isForEver)
        .map(task -> describe(task, state));
  }

  private String consequence(AbandonedTask task) {
    return !isForEver && Loops.isLoop(task.cause().getLeaf())
        ? "which goes on asking in line %d until it finds something, if it ever does"
        : consequence;
  }

  private Description describe(AbandonedTask task, VisitorState start) {
    boolean isNear = task.timed().getCompilationUnit().equals(start.getPath().getCompilationUnit());
    VisitorState state = isNear ? start.withPath(task.timed()) : start;
    return describe(
        "%s() gives up when the time is up, and nobody interrupts the task of line %d, %s"
            .formatted(
                ASTHelpers.getSymbol(task.timed().getLeaf()).getSimpleName(),
                Paths.line(start.getPath()),
                consequence(task).formatted(Paths.line(task.cause()))),
        isNear ? CancelFixes.of(task, state) : Optional.empty(),
        CancelFixes.isInVain(task, start)
            ? "an interrupt does not end that: close what it reads from, or destroy the process"
            : task.isCancelled()
                ? "cancel it then by cancel(true), or give its own wait a limit"
                : "its thread has to be interrupted then, or its own wait needs a limit",
        state);
  }
}
