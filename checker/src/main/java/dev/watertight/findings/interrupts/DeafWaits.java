package dev.watertight.findings.interrupts;

import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.util.TreePath;
import dev.watertight.findings.selects.SelectorLoops;
import dev.watertight.loops.OwnThread;
import dev.watertight.loops.Wait;
import dev.watertight.loops.WaitLoop;
import dev.watertight.loops.WaitLoops;
import dev.watertight.program.Paths;
import dev.watertight.program.Trees;
import dev.watertight.summaries.Summaries;
import dev.watertight.tasks.Task;
import dev.watertight.tasks.Tasks;
import dev.watertight.wakers.PlatformThreads;
import dev.watertight.wakers.Sequel;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Finds loops around a wait that does not notice an interrupt, such as {@code
 * ServerSocket.accept()} in a platform thread, where an interrupt is what somebody ends their task
 * by.
 *
 * <p>Only a test for an interrupt may leave the loop, or a failure behind the wait, neither of
 * which it comes to, or what closes the socket, which nobody does. A loop with another wait, which
 * does notice, is left alone.
 */
public record DeafWaits(VisitorState state) {
  /**
   * A wait that does not notice an interrupt.
   *
   * @param loop the loop around it
   * @param end what is done to end its task
   */
  public record DeafWait(WaitLoop loop, TaskEnd end) {}

  /** The innermost loop around a wait for input that goes on when it is interrupted. */
  public static Optional<DeafWait> around(TreePath wait, VisitorState state) {
    DeafWaits deaf = new DeafWaits(state);
    return WaitLoops.around(new Wait(wait, Wait.OnInterrupt.RESTORED, true), state).stream()
        .filter(loop -> goesOn(loop.asInText()) && goesOn(loop))
        .flatMap(loop -> deaf.judge(wait, loop).stream())
        .findFirst();
  }

  /** Whether nothing leaves the loop while it waits; what fails behind the wait comes too late. */
  private static boolean goesOn(WaitLoop loop) {
    return loop.exits().stream()
        .allMatch(
            exit ->
                switch (exit.kind()) {
                  case CLOSED -> true;
                  case INTERRUPT -> OwnThread.asks(exit.at());
                  case FAILURE -> !Paths.isInside(loop.waiting().path(), exit.at());
                  default -> false;
                });
  }

  private Optional<DeafWait> judge(TreePath wait, WaitLoop loop) {
    ImmutableSet<Task> tasks = Tasks.of(loop.loop(), state);
    return !PlatformThreads.ignoreInterrupts(wait, tasks, state)
            || hasOtherWait(loop.loop())
            || !SelectorLoops.isLeftOpen(wait, tasks, state)
        ? Optional.empty()
        : TaskEnd.of(loop.loop(), state)
            .filter(end -> !Sequel.of(end.interrupt(), state).callsOut(loop.loop(), tasks))
            .map(end -> new DeafWait(loop, end));
  }

  private boolean hasOtherWait(TreePath loop) {
    return Stream.concat(Stream.of(loop), Summaries.bodies(loop, state).stream())
        .flatMap(code -> Trees.ownPathsIn(code, MethodInvocationTree.class).stream())
        .anyMatch(
            call ->
                SwallowedInterrupts.isCandidate(
                    ASTHelpers.getSymbol((MethodInvocationTree) call.getLeaf()), state));
  }
}
