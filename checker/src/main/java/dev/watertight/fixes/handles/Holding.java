package dev.watertight.fixes.handles;

import com.google.common.collect.ImmutableSet;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.BlockTree;
import com.sun.source.tree.ConditionalExpressionTree;
import com.sun.source.tree.ExpressionStatementTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.ParenthesizedTree;
import com.sun.source.tree.StatementTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.TypeCastTree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol.ClassSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.fixes.edits.Region;
import java.util.Optional;

/**
 * The statement that gives a handle to a local variable.
 *
 * @param variable the variable
 * @param path the statement: a declaration or an assignment, directly in a block
 * @param mayBeNull whether the statement gives the variable null at times
 */
record Holding(VarSymbol variable, TreePath path, boolean mayBeNull) {

  static Optional<Holding> of(OpenHandle handle) {
    boolean mayBeNull = false;
    TreePath path = handle.path();
    while (true) {
      Tree value = path.getLeaf();
      path = path.getParentPath();
      Tree parent = path.getLeaf();
      if (parent instanceof ConditionalExpressionTree conditional) {
        if (!isNull(conditional.getTrueExpression()) && !isNull(conditional.getFalseExpression())) {
          return Optional.empty();
        }
        mayBeNull = true;
      } else if (parent instanceof VariableTree declaration) {
        return of(ASTHelpers.getSymbol(declaration), path, mayBeNull, handle);
      } else if (parent instanceof AssignmentTree assignment
          && path.getParentPath().getLeaf() instanceof ExpressionStatementTree
          && ASTHelpers.getSymbol(assignment.getVariable()) instanceof VarSymbol variable) {
        return of(variable, path.getParentPath(), mayBeNull, handle);
      } else if (!(parent instanceof ParenthesizedTree)
          && !(parent instanceof TypeCastTree)
          && !(parent instanceof MethodInvocationTree call
              && call.getArguments().contains(value))) {
        return Optional.empty();
      }
    }
  }

  private static Optional<Holding> of(
      VarSymbol variable, TreePath path, boolean mayBeNull, OpenHandle handle) {
    return handle.holders().contains(variable)
            && !(variable.owner instanceof ClassSymbol)
            && path.getParentPath().getLeaf() instanceof BlockTree
        ? Optional.of(new Holding(variable, path, mayBeNull))
        : Optional.empty();
  }

  private static boolean isNull(ExpressionTree tree) {
    return ASTHelpers.stripParentheses(tree) instanceof LiteralTree literal
        && literal.getValue() == null;
  }

  StatementTree statement() {
    return (StatementTree) path.getLeaf();
  }

  /** The declaration, if the statement is one. */
  Optional<VariableTree> declaration() {
    return path.getLeaf() instanceof VariableTree tree ? Optional.of(tree) : Optional.empty();
  }

  TreePath block() {
    return path.getParentPath();
  }

  int index() {
    return ((BlockTree) block().getLeaf()).getStatements().indexOf(statement());
  }

  /** The statements that use what the variable holds. */
  Region region(ImmutableSet<VarSymbol> holders) {
    return Region.using(block(), index() + 1, holders);
  }
}
