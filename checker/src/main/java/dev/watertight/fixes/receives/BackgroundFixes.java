package dev.watertight.fixes.receives;

import com.google.errorprone.VisitorState;
import com.google.errorprone.fixes.SuggestedFix;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.Tree;
import dev.watertight.findings.threads.BackgroundLoops.BackgroundLoop;
import dev.watertight.findings.threads.BackgroundLoops.Reason;
import dev.watertight.findings.threads.ContinuedTasks.ContinuedTask;
import dev.watertight.findings.threads.UncancelledTasks.UncancelledTask;
import dev.watertight.program.Arguments;
import dev.watertight.wakers.Interrupters;
import java.util.Optional;

/** Fixes for loops of background threads: to leave them when interrupted, and to interrupt them. */
public final class BackgroundFixes {
  private BackgroundFixes() {}

  /** The fix, if there is one that really ends the loop. */
  public static Optional<SuggestedFix> of(BackgroundLoop found, VisitorState state) {
    return found.reason() == Reason.INTERRUPT_SWALLOWED
        ? leaving(found, state)
        : interrupting(found, state);
  }

  /** The fix that keeps the future of a task and cancels it where its object is closed. */
  public static Optional<SuggestedFix> of(UncancelledTask found, VisitorState state) {
    RunningTask task =
        new RunningTask(found.start(), found.body().getLeaf(), found.start(), /* isAlone= */ false);
    return InterruptFixes.inClosers(task, found.closers(), state);
  }

  /**
   * The fix that lets the scheduler end the task: where it is told to go on, it is not; if an
   * option tells it so, it is interrupted where the code has waited for some time.
   */
  public static Optional<SuggestedFix> of(ContinuedTask found, VisitorState state) {
    Tree policy = Arguments.of(found.policy().getLeaf()).get(0);
    return Boolean.TRUE.equals(ASTHelpers.constValue(policy))
            && found.policy().getCompilationUnit() == found.start().getCompilationUnit()
        ? Optional.of(
            SuggestedFix.builder()
                .replace(policy, "false")
                .setShortDescription("Let the scheduler end the task")
                .build())
        : found.end().getLeaf() instanceof MethodInvocationTree
            ? ShutdownFixes.behindWait(found.end(), state)
            : Optional.empty();
  }

  private static Optional<SuggestedFix> leaving(BackgroundLoop found, VisitorState state) {
    Optional<SuggestedFix> leaving = LeaveFixes.onInterrupt(found.loop(), state);
    return Interrupters.of(found.task(), state).answer().isNo()
        ? leaving.flatMap(
            first -> interrupting(found, state).map(more -> SuggestedFix.merge(first, more)))
        : leaving;
  }

  private static Optional<SuggestedFix> interrupting(BackgroundLoop found, VisitorState state) {
    RunningTask task = RunningTask.of(found.loop().loop(), found.task(), state);
    return InterruptFixes.of(task, found.task(), found.closers(), state);
  }
}
