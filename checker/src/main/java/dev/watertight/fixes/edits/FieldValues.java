package dev.watertight.fixes.edits;

import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.ConditionalExpressionTree;
import com.sun.source.tree.ExpressionStatementTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.StatementTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Flags;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.program.CompilationIndex;
import java.util.List;
import java.util.Optional;

/** Whether a variable may be null. */
public final class FieldValues {
  private FieldValues() {}

  /** The declaration of a symbol, if it is in the unit that the state is in. */
  public static Optional<TreePath> inUnit(Symbol symbol, VisitorState state) {
    return CompilationIndex.of(state)
        .declaration(symbol)
        .filter(path -> path.getCompilationUnit() == state.getPath().getCompilationUnit());
  }

  /** Whether the field may be null in an object whose constructor has ended. */
  public static boolean mayBeNull(VarSymbol field, TreePath type) {
    return isSetToNull(field, type) || !isSetByAllConstructors(field, (ClassTree) type.getLeaf());
  }

  /** Whether an expression is null, at least in some cases. */
  public static boolean mayBeNull(ExpressionTree value) {
    ExpressionTree stripped = ASTHelpers.stripParentheses(value);
    return (stripped instanceof LiteralTree literal && literal.getValue() == null)
        || (stripped instanceof ConditionalExpressionTree conditional
            && (mayBeNull(conditional.getTrueExpression())
                || mayBeNull(conditional.getFalseExpression())));
  }

  /** Whether some assignment inside a tree may set the variable to null. */
  public static boolean isSetToNull(VarSymbol variable, TreePath root) {
    for (TreePath mention : Mentions.paths(root, ImmutableSet.of(variable))) {
      if (mention.getParentPath().getLeaf() instanceof AssignmentTree assignment
          && assignment.getVariable() == mention.getLeaf()
          && mayBeNull(assignment.getExpression())) {
        return true;
      }
    }
    return false;
  }

  private static boolean isSetByAllConstructors(VarSymbol field, ClassTree type) {
    boolean constructed = true;
    for (Tree member : type.getMembers()) {
      if (member instanceof VariableTree declaration
          && field.equals(ASTHelpers.getSymbol(declaration))
          && declaration.getInitializer() != null) {
        return !mayBeNull(declaration.getInitializer());
      }
      if (member instanceof MethodTree method
          && ASTHelpers.getSymbol(method).isConstructor()
          && method.getBody() != null) {
        constructed &= isSetBy(method.getBody().getStatements(), field);
      }
    }
    // A final field that is set in a branch, or in a record's hidden constructor.
    return constructed || (field.flags() & Flags.FINAL) != 0;
  }

  private static boolean isSetBy(List<? extends StatementTree> statements, VarSymbol field) {
    for (StatementTree statement : statements) {
      if (statement instanceof ExpressionStatementTree expression) {
        if (expression.getExpression() instanceof AssignmentTree assignment
            && field.equals(ASTHelpers.getSymbol(assignment.getVariable()))) {
          return true;
        }
        if (expression.getExpression() instanceof MethodInvocationTree call
            && ASTHelpers.getSymbol(call).isConstructor()
            && ASTHelpers.getSymbol(call).owner.equals(field.owner)) {
          return true;
        }
      }
    }
    return false;
  }
}
