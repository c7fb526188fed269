package dev.watertight.counts;

import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.EnhancedForLoopTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Loops;
import dev.watertight.program.Paths;
import dev.watertight.program.Symbols;
import dev.watertight.tasks.Tasks;
import java.util.Optional;

/** The loops and functions that go through elements, each of them once. */
final class ElementRounds {
  private ElementRounds() {}

  /**
   * What goes through the elements one of which a variable holds: a loop, or a call that runs a
   * function for each; of lists of lists, what goes through the outer one.
   */
  static Optional<TreePath> of(TreePath declaration, VisitorState state) {
    TreePath user = declaration.getParentPath();
    if (user.getLeaf() instanceof EnhancedForLoopTree loop
        && loop.getVariable() == declaration.getLeaf()) {
      return Optional.of(outer(user, loop.getExpression(), state));
    }
    return user.getLeaf() instanceof LambdaExpressionTree
            && Tasks.isCalledInPlace(user, state)
            && user.getParentPath().getLeaf() instanceof MethodInvocationTree call
            && ASTHelpers.getReceiver(call) != null
        ? Optional.of(outer(user.getParentPath(), ASTHelpers.getReceiver(call), state))
        : Optional.empty();
  }

  /** The same, or what goes through the elements each of which has such elements. */
  private static TreePath outer(TreePath rounds, ExpressionTree source, VisitorState state) {
    return Symbols.variablesIn(source).stream()
        .filter(variable -> !Symbols.isField((VarSymbol) variable))
        .flatMap(variable -> outerOf(variable, rounds, state).stream())
        .findFirst()
        .orElse(rounds);
  }

  private static Optional<TreePath> outerOf(Symbol variable, TreePath rounds, VisitorState state) {
    return CompilationIndex.of(state)
        .declaration(variable)
        .filter(declaration -> Paths.isInside(rounds, declaration.getParentPath().getLeaf()))
        .flatMap(declaration -> of(declaration, state));
  }

  /** What makes an element, or the outermost loop around that which does not go through it. */
  static TreePath makerOf(TreePath creation, TreePath rounds) {
    TreePath maker = creation;
    for (TreePath around : Paths.aroundInBody(creation)) {
      Tree leaf = around.getLeaf();
      if (Paths.isInside(rounds, leaf)) {
        break;
      }
      if (Loops.isLoop(leaf)) {
        maker = around;
      }
    }
    return maker;
  }
}
