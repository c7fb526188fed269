package dev.watertight.findings.timeouts;

import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import dev.watertight.loops.LoopExit;
import dev.watertight.loops.PolledLoops;
import dev.watertight.loops.PolledLoops.PolledLoop;
import dev.watertight.loops.Wait;
import dev.watertight.loops.WaitLoop;
import dev.watertight.loops.WaitLoops;
import dev.watertight.program.CatchClauses;
import dev.watertight.program.Graphs;
import dev.watertight.program.Loops;
import dev.watertight.program.Trees;
import dev.watertight.summaries.CertainCalls;
import dev.watertight.summaries.Summaries;
import dev.watertight.wakers.EndlessWaits;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Where code stays: on every path it comes to a wait there, or to a loop with one.
 *
 * @param state the compilation
 */
record StayingPlaces(VisitorState state, EndlessWaits waits) {
  /* How deep the methods are looked at that the code calls. */
  private static final int DEPTH = 3;

  /** What is found at the first call that code comes to on every path and at which something is. */
  Optional<TreePath> innermost(TreePath body, Function<TreePath, Optional<TreePath>> finder) {
    List<TreePath> found = new ArrayList<>();
    Predicate<TreePath> test = call -> finder.apply(call).filter(found::add).isPresent();
    return CertainCalls.leading(body, DEPTH, test, state)
        .map(outermost -> found.get(found.size() - 1));
  }

  static Function<TreePath, Optional<TreePath>> only(Predicate<TreePath> test) {
    return call -> Optional.of(call).filter(test);
  }

  /** Where the code certainly stays for ever, unless it is interrupted. */
  Optional<TreePath> in(TreePath body) {
    return innermost(body, call -> only(waits::isEndless).apply(call).or(() -> loopCalledBy(call)))
        .or(() -> loopIn(body));
  }

  /** The statement or call of the code at which it stays: for ever, or else for a value. */
  Optional<TreePath> outermost(TreePath body) {
    return CertainCalls.leading(
            body, DEPTH, call -> waits.isEndless(call) || loopCalledBy(call).isPresent(), state)
        .or(() -> loopIn(body))
        .or(() -> CertainCalls.leading(body, DEPTH, waits::isReceive, state));
  }

  /** The loop that the code always comes to, in which it asks others again and again. */
  Optional<PolledLoop> polledIn(TreePath body) {
    return Stream.concat(Stream.of(body), Summaries.bodies(body, 1, state).stream())
        .flatMap(
            code ->
                Trees.ownPathsIn(code, Tree.class).stream()
                    .filter(tree -> Loops.isLoop(tree.getLeaf()))
                    .filter(loop -> Graphs.isDirectlyIn(loop, code.getLeaf()))
                    .filter(loop -> CertainCalls.isAlwaysReached(loop, code))
                    .filter(loop -> code.getLeaf() == body.getLeaf() || isAlwaysCalled(code, body)))
        .flatMap(loop -> PolledLoops.at(loop, state).stream())
        .findFirst();
  }

  private boolean isAlwaysCalled(TreePath code, TreePath body) {
    return CertainCalls.leading(
            body,
            1,
            call ->
                call.getLeaf() instanceof MethodInvocationTree tree
                    && ASTHelpers.getSymbol(tree).equals(ASTHelpers.getSymbol(code.getLeaf())),
            state)
        .isPresent();
  }

  private Optional<TreePath> loopCalledBy(TreePath path) {
    return path.getLeaf() instanceof MethodInvocationTree call
            && Summaries.bodiesOf(call, state).all(body -> loopIn(body).isPresent()).isYes()
        ? loopIn(Summaries.bodiesOf(call, state).seen().iterator().next())
        : Optional.empty();
  }

  /** The loop with a wait, which only an interrupt ends, that the code always comes to. */
  private Optional<TreePath> loopIn(TreePath body) {
    if (!Trees.anyOwn(body.getLeaf(), Loops::isLoop)) {
      return Optional.empty();
    }
    return Stream.concat(Stream.of(body), Summaries.bodies(body, 1, state).stream())
        .flatMap(code -> Trees.ownPathsIn(code, MethodInvocationTree.class).stream())
        .filter(
            call ->
                ((MethodSymbol) ASTHelpers.getSymbol(call.getLeaf()))
                    .getThrownTypes().stream().anyMatch(CatchClauses::isInterrupt))
        .map(call -> new Wait(call, Wait.OnInterrupt.THROWN, false))
        .flatMap(pause -> WaitLoops.around(pause, state).stream())
        .filter(
            loop ->
                Graphs.isDirectlyIn(loop.loop(), body.getLeaf())
                    && !loop.exits().isEmpty()
                    && loop.exits().stream()
                        .allMatch(exit -> exit.kind() == LoopExit.Kind.INTERRUPT))
        .map(WaitLoop::loop)
        .filter(loop -> CertainCalls.isAlwaysReached(loop, body))
        .findFirst();
  }
}
