package dev.watertight.findings.sends.abandoned;

import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.ConditionalExpressionTree;
import com.sun.source.tree.IfTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol;
import dev.watertight.channels.Endpoint;
import dev.watertight.channels.Topology;
import dev.watertight.findings.sends.Places;
import dev.watertight.findings.sends.SharedState;
import dev.watertight.program.Graphs;
import dev.watertight.program.OwnCode;
import dev.watertight.program.Paths;
import dev.watertight.values.NamedVariables;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

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
    Set<Symbol> asked = asked(body.get().getLeaf());
    asked.removeAll(topology.variables());
    return asked.stream().anyMatch(SharedState::includes)
        || (body.get().getLeaf() instanceof MethodTree method
            && Places.mentions(ASTHelpers.getSymbol(method), topology, state).stream()
                .anyMatch(mention -> isGuarded(mention, topology, seen, state)));
  }

  /** The variables that the conditions of some code name. */
  private static Set<Symbol> asked(Tree code) {
    Set<Symbol> found = new HashSet<>();
    new OwnCode() {
      @Override
      public @Nullable Void visitIf(IfTree tree, @Nullable Void unused) {
        found.addAll(NamedVariables.withFieldsIn(tree.getCondition()));
        return super.visitIf(tree, null);
      }

      @Override
      public @Nullable Void visitConditionalExpression(
          ConditionalExpressionTree tree, @Nullable Void unused) {
        found.addAll(NamedVariables.withFieldsIn(tree.getCondition()));
        return super.visitConditionalExpression(tree, null);
      }
    }.scanCode(code);
    return found;
  }
}
