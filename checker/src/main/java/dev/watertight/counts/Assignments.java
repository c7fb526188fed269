package dev.watertight.counts;

import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.CompoundAssignmentTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.UnaryTree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreeScanner;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which variables code changes. */
public final class Assignments {
  private Assignments() {}

  /** Whether the tree is {@code i++} or one of its kind. */
  static boolean isStep(Tree tree) {
    return switch (tree.getKind()) {
      case POSTFIX_INCREMENT, PREFIX_INCREMENT, POSTFIX_DECREMENT, PREFIX_DECREMENT -> true;
      default -> false;
    };
  }

  /** The variables that the code assigns or declares. */
  public static Set<VarSymbol> in(@Nullable Tree code) {
    Set<VarSymbol> found = new HashSet<>();
    new TreeScanner<@Nullable Void, @Nullable Void>() {
      @Override
      public @Nullable Void visitAssignment(AssignmentTree tree, @Nullable Void unused) {
        add(tree.getVariable());
        return super.visitAssignment(tree, null);
      }

      @Override
      public @Nullable Void visitCompoundAssignment(
          CompoundAssignmentTree tree, @Nullable Void unused) {
        add(tree.getVariable());
        return super.visitCompoundAssignment(tree, null);
      }

      @Override
      public @Nullable Void visitUnary(UnaryTree tree, @Nullable Void unused) {
        if (isStep(tree)) {
          add(tree.getExpression());
        }
        return super.visitUnary(tree, null);
      }

      @Override
      public @Nullable Void visitVariable(VariableTree tree, @Nullable Void unused) {
        found.add(ASTHelpers.getSymbol(tree));
        return super.visitVariable(tree, null);
      }

      private void add(Tree tree) {
        if (ASTHelpers.getSymbol(tree) instanceof VarSymbol variable) {
          found.add(variable);
        }
      }
    }.scan(code, null);
    return found;
  }
}
