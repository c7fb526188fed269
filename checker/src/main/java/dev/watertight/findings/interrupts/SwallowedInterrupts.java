package dev.watertight.findings.interrupts;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import dev.watertight.findings.receives.EndlessReceives;
import dev.watertight.findings.receives.SwallowingLoops;
import dev.watertight.loops.LoopExit;
import dev.watertight.loops.LoopExits;
import dev.watertight.loops.OwnThread;
import dev.watertight.loops.Refusals;
import dev.watertight.loops.Wait;
import dev.watertight.loops.WaitLoop;
import dev.watertight.loops.WaitLoops;
import dev.watertight.program.CatchClauses;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Graphs;
import dev.watertight.program.Trees;
import dev.watertight.summaries.Exceptions;
import dev.watertight.summaries.ImpliedCalls;
import dev.watertight.summaries.Summaries;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Finds loops around a wait of whatever kind that catch an interrupt and go on, where an interrupt
 * is what somebody ends their task by, and nothing else does.
 *
 * <p>A loop that has any other way out, known or unknown, is left alone: the interrupt may be there
 * to make it look. So is one with a wait from which an interrupt would leave it: that comes in
 * time, as often as not.
 */
public record SwallowedInterrupts(VisitorState state) {
  /* How many methods the exception that tells of the interrupt may leave. */
  private static final int DEPTH = 3;

  /**
   * A loop that goes on.
   *
   * @param loop the loop, with a wait
   * @param end what is done to end its task
   */
  public record SwallowedInterrupt(WaitLoop loop, TaskEnd end) {}

  /** Whether the method, of a library, can be interrupted while it waits: a first test. */
  public static boolean isCandidate(MethodSymbol method, VisitorState state) {
    return method.getThrownTypes().stream().anyMatch(CatchClauses::isInterrupt)
        && !CompilationIndex.of(state).isInView(method);
  }

  /** The innermost loops around the wait, or around calls that lead to it, that go on. */
  public static ImmutableList<SwallowedInterrupt> around(TreePath wait, VisitorState state) {
    SwallowedInterrupts swallowed = new SwallowedInterrupts(state);
    return WaitLoop.innermost(
        swallowed
            .loops(wait, DEPTH, new HashSet<>())
            .filter(swallowed::goesOn)
            .flatMap(loop -> swallowed.judge(loop).stream()),
        SwallowedInterrupt::loop);
  }

  /** The loops around the wait, and those around calls of the methods that its exception leaves. */
  private Stream<WaitLoop> loops(TreePath wait, int depth, Set<Tree> climbed) {
    Wait waiting = new Wait(wait, Wait.OnInterrupt.THROWN, false);
    Stream<WaitLoop> found = WaitLoops.around(waiting, state).stream();
    boolean isLeft =
        depth > 0
            && !WaitLoop.around(waiting, state).isEmpty()
            && Graphs.bodyAround(wait)
                .filter(body -> CatchClauses.catching(wait, body.getLeaf(), c -> true).isEmpty())
                .isPresent();
    return !isLeft
        ? found
        : Stream.concat(
            found,
            Graphs.bodyAround(wait).stream()
                .filter(body -> body.getLeaf() instanceof MethodTree && climbed.add(body.getLeaf()))
                .flatMap(body -> Summaries.callsOf(body, state).stream())
                .flatMap(call -> loops(call, depth - 1, climbed)));
  }

  /** Whether the loop goes on after an interrupt of the wait, as far as its own text says. */
  private boolean goesOn(WaitLoop loop) {
    return loop.asInText().swallowsInterrupt() && hasNoOtherExit(loop.asInText());
  }

  private static boolean hasNoOtherExit(WaitLoop loop) {
    return loop.exits().stream().allMatch(SwallowedInterrupts::isOfInterrupt);
  }

  private static boolean isOfInterrupt(LoopExit exit) {
    return exit.kind() == LoopExit.Kind.INTERRUPT
        && (!OwnThread.asks(exit.at()) || OwnThread.asksItself(exit.at()));
  }

  private Optional<SwallowedInterrupt> judge(WaitLoop loop) {
    return TaskEnd.of(loop.loop(), state)
        .filter(
            end ->
                loop.swallowsInterrupt()
                    && hasNoOtherExit(loop)
                    && hasNoExitByException(loop)
                    && !Refusals.mayEnd(loop.loop(), state)
                    && swallowsAll(loop.loop())
                    && !restores(loop.loop())
                    && !isReportedAsReceive(loop.loop()))
        .map(end -> new SwallowedInterrupt(loop, end));
  }

  /** Whether no exception is declared that would leave the loop. */
  private boolean hasNoExitByException(WaitLoop loop) {
    return LoopExits.of(loop.loop(), ImmutableSet.of(loop.waiting().path().getLeaf()), state)
        .stream()
        .allMatch(SwallowedInterrupts::isOfInterrupt);
  }

  /** Whether the loop catches whatever tells it of an interrupt. */
  private boolean swallowsAll(TreePath loop) {
    return ImpliedCalls.andCallsIn(loop, state).stream()
        .noneMatch(
            call ->
                Summaries.ofCall(call, state)
                    .isThrown(
                        thrown ->
                            thrown.isInterrupt()
                                && CatchClauses.catching(
                                        call,
                                        loop.getLeaf(),
                                        clause -> CatchClauses.covers(clause, thrown.type(), state))
                                    .isEmpty()));
  }

  /**
   * Whether some code in the loop interrupts its own thread, for a test of that to see, or asks for
   * that in a clause where it is always denied, of which Error Prone speaks.
   */
  private boolean restores(TreePath loop) {
    boolean asks =
        Trees.ownPathsIn(loop, MethodInvocationTree.class).stream()
            .anyMatch(
                call -> OwnThread.asks(call.getLeaf()) && !Exceptions.isNeverCaught(call, state));
    return Stream.concat(Stream.of(loop), Summaries.bodies(loop, state).stream())
        .flatMap(code -> Trees.ownPathsIn(code, MethodInvocationTree.class).stream())
        .anyMatch(
            call ->
                (asks
                        && OwnThread.isInterrupt(
                            ASTHelpers.getSymbol((MethodInvocationTree) call.getLeaf())))
                    || (OwnThread.asks(call.getLeaf())
                        && CatchClauses.around(call)
                            .filter(CatchClauses::isInterruptOnly)
                            .isPresent()
                        && !Exceptions.isNeverCaught(call, state)));
  }

  private boolean isReportedAsReceive(TreePath loop) {
    return EndlessReceives.at(loop.getLeaf(), state).isPresent()
        || SwallowingLoops.at(loop, state).isPresent();
  }
}
