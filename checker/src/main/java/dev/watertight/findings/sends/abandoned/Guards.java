package dev.watertight.findings.sends.abandoned;

import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.ConditionalExpressionTree;
import com.sun.source.tree.IfTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol;
import dev.watertight.channels.Endpoint;
import dev.watertight.channels.Topology;
import dev.watertight.counts.Assignments;
import dev.watertight.counts.Runs;
import dev.watertight.findings.sends.SharedState;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Graphs;
import dev.watertight.program.Paths;
import dev.watertight.program.Symbols;
import dev.watertight.program.Trees;
import dev.watertight.values.NamedVariables;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Whether those who send ask something that their threads share: perhaps who is first, so that one
 * of them sends and the others do not.
 */
final class Guards {
  private Guards() {}

  static boolean isGuarded(Endpoint send, Topology topology, VisitorState state) {
    return isGuarded(send.path(), topology, new HashSet<>(), state);
  }

  private static boolean isGuarded(
      TreePath path, Topology topology, Set<Tree> seen, VisitorState state) {
    Optional<TreePath> body = Graphs.bodyAround(path);
    if (body.isEmpty()
        || Paths.isInside(topology.maker(), body.get().getLeaf())
        || !seen.add(body.get().getLeaf())) {
      return false;
    }
    return asksOthers(body.get().getLeaf(), topology, state)
        || (body.get().getLeaf() instanceof MethodTree method
            && Runs.mentions(ASTHelpers.getSymbol(method), topology, state).stream()
                .anyMatch(mention -> isGuarded(mention, topology, seen, state)));
  }

  /** Whether a condition names what threads share, or calls a method that changes a field. */
  private static boolean asksOthers(Tree code, Topology topology, VisitorState state) {
    return Stream.concat(
            Trees.ownIn(code, IfTree.class).stream().map(IfTree::getCondition),
            Trees.ownIn(code, ConditionalExpressionTree.class).stream()
                .map(ConditionalExpressionTree::getCondition))
        .anyMatch(condition -> asksOthersIn(condition, topology, state));
  }

  private static boolean asksOthersIn(Tree condition, Topology topology, VisitorState state) {
    Set<Symbol> named = NamedVariables.withFieldsIn(condition);
    named.removeAll(topology.variables());
    return named.stream().anyMatch(SharedState::includes)
        || Trees.ownIn(condition, MethodInvocationTree.class).stream()
            .flatMap(c -> CompilationIndex.of(state).declaration(ASTHelpers.getSymbol(c)).stream())
            .flatMap(method -> Assignments.in(method.getLeaf()).stream())
            .anyMatch(Symbols::isField);
  }
}
