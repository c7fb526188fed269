package dev.watertight.findings.endsignals;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.ReturnTree;
import com.sun.source.tree.ThrowTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import dev.watertight.channels.Topology;
import dev.watertight.counts.Runs;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Graphs;
import dev.watertight.program.Paths;
import dev.watertight.program.Resources;
import dev.watertight.program.Trees;
import dev.watertight.summaries.Summaries;
import java.util.Optional;

/**
 * The methods around the uses of a channel: {@code channel.finish()} for {@code queue.put(END)}.
 *
 * @param channel the channel
 * @param state the compilation
 */
record Wrappers(Topology channel, VisitorState state) {
  private static final int DEPTH = 3;

  /**
   * The calls of the method that makes a use on every path, and no other use; none if some of its
   * calls are not in view.
   */
  ImmutableList<TreePath> callsOf(TreePath use) {
    Optional<TreePath> body = Graphs.bodyAround(use);
    if (body.isEmpty()
        || !(body.get().getLeaf() instanceof MethodTree method)
        || channel.endpoints().stream()
                .filter(other -> Graphs.isDirectlyIn(other.path(), method))
                .count()
            > 1
        || SkippedWays.actOf(use, body.get()).isEmpty()
        || Trees.ownPathsIn(body.get(), ReturnTree.class, ThrowTree.class).stream()
            .anyMatch(exit -> Paths.start(exit) < Paths.start(use))) {
      return ImmutableList.of();
    }
    MethodSymbol symbol = ASTHelpers.getSymbol(method);
    ImmutableList<TreePath> calls = callsOfMethod(body.get());
    return !symbol.isConstructor()
            && Resources.closedBy(symbol, state).isEmpty()
            && calls.size() == mentions(symbol)
        ? calls
        : ImmutableList.of();
  }

  /** How often the method is named that may be called, be it for what it overrides. */
  private long mentions(MethodSymbol symbol) {
    CompilationIndex index = CompilationIndex.of(state);
    ImmutableSet.Builder<MethodSymbol> names = ImmutableSet.<MethodSymbol>builder().add(symbol);
    ASTHelpers.findSuperMethods(symbol, state.getTypes()).forEach(names::add);
    return names.build().stream()
        .mapToLong(
            name ->
                index.isInView(name)
                    ? Runs.mentions(name, channel, state).size()
                    : Integer.MAX_VALUE)
        .sum();
  }

  private ImmutableList<TreePath> callsOfMethod(TreePath body) {
    MethodSymbol symbol = ASTHelpers.getSymbol((MethodTree) body.getLeaf());
    ImmutableSet<Tree> named =
        Runs.mentions(symbol, channel, state).stream()
            .filter(Runs::isCall)
            .map(mention -> mention.getParentPath().getLeaf())
            .collect(ImmutableSet.toImmutableSet());
    ImmutableSet<Tree> own =
        CompilationIndex.of(state).calls(symbol).stream()
            .map(TreePath::getLeaf)
            .collect(ImmutableSet.toImmutableSet());
    return Summaries.callsOf(body, state).stream()
        .filter(call -> !own.contains(call.getLeaf()) || named.contains(call.getLeaf()))
        .collect(ImmutableList.toImmutableList());
  }

  /** Whether a body makes a use, or calls methods that do, but not by way of certain calls. */
  boolean leadsTo(TreePath use, TreePath body, ImmutableList<TreePath> without) {
    return leadsTo(use, body, without, DEPTH);
  }

  private boolean leadsTo(TreePath use, TreePath body, ImmutableList<TreePath> without, int depth) {
    return without.stream().noneMatch(call -> call.getLeaf() == use.getLeaf())
        && (Paths.isInside(use, body.getLeaf())
            || (depth > 0
                && Graphs.bodyAround(use).stream()
                    .filter(around -> around.getLeaf() instanceof MethodTree)
                    .flatMap(around -> callsOfMethod(around).stream())
                    .anyMatch(call -> leadsTo(call, body, without, depth - 1))));
  }
}
