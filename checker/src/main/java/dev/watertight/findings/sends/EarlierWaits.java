package dev.watertight.findings.sends;

import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import dev.watertight.channels.Channels;
import dev.watertight.model.ChannelOperation;
import dev.watertight.model.Trait;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Graphs;
import dev.watertight.program.Loops;
import dev.watertight.program.Paths;
import dev.watertight.program.Trees;
import dev.watertight.summaries.Summaries;
import dev.watertight.values.ResolvedLibrary;
import java.util.stream.Stream;

/**
 * Where code waits before it comes to a place, in the methods that it calls, too: perhaps until
 * tasks have begun, or have ended.
 *
 * @param state the compilation
 */
public record EarlierWaits(VisitorState state) {
  /* So many calls deep are waits looked for. */
  private static final int DEPTH = 3;

  /** The waits before a place of a body. */
  public Stream<TreePath> before(TreePath place) {
    return Graphs.bodyAround(place).stream()
        .flatMap(body -> calls(body))
        .filter(call -> Paths.start(call) < Paths.start(place))
        .filter(call -> !Paths.isInside(place, call.getLeaf()))
        .flatMap(this::ofCall);
  }

  /** The waits of a body, and of what it calls. */
  Stream<TreePath> in(TreePath body) {
    return calls(body).flatMap(this::ofCall);
  }

  private static Stream<TreePath> calls(TreePath code) {
    return Trees.ownPathsIn(code, MethodInvocationTree.class, NewClassTree.class).stream();
  }

  /** The waits among a call, and those that the methods make that it is of. */
  private Stream<TreePath> ofCall(TreePath call) {
    return withCalled(call, DEPTH).filter(this::isWait);
  }

  private Stream<TreePath> withCalled(TreePath call, int depth) {
    Stream<TreePath> called =
        depth == 0
            ? Stream.of()
            : bodiesOf(call)
                .flatMap(EarlierWaits::calls)
                .flatMap(inner -> withCalled(inner, depth - 1));
    return Stream.concat(Stream.of(call), called);
  }

  private Stream<TreePath> bodiesOf(TreePath call) {
    return call.getLeaf() instanceof MethodInvocationTree invocation
        ? Summaries.bodiesOf(invocation, state).seen().stream()
        : CompilationIndex.of(state).declaration(ASTHelpers.getSymbol(call.getLeaf())).stream();
  }

  /** Whether a call waits for others: without a limit, or in a loop that asks again and again. */
  private boolean isWait(TreePath call) {
    if (!(ASTHelpers.getSymbol(call.getLeaf()) instanceof MethodSymbol method)) {
      return false;
    }
    ResolvedLibrary library = ResolvedLibrary.of(state);
    return library.is(method, Trait.AWAITS_TIME)
        ? isAsked(call)
        : (isForOthers(method, library) && (!library.isTimed(method) || isAsked(call)));
  }

  private boolean isForOthers(MethodSymbol method, ResolvedLibrary library) {
    return library.is(
            method,
            Trait.AWAITS_TASK,
            Trait.AWAITS_TASKS,
            Trait.AWAITS_SIGNAL,
            Trait.AWAITS_PERMIT,
            Trait.RUNS_AWAITED)
        || Channels.of(state)
            .operationOf(method)
            .filter(ChannelOperation::isWaitForValue)
            .isPresent();
  }

  private static boolean isAsked(TreePath call) {
    return Paths.aroundInBody(call).stream().map(TreePath::getLeaf).anyMatch(Loops::isConditional);
  }
}
