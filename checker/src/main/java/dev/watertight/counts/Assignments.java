package dev.watertight.counts;

import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.CompoundAssignmentTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.UnaryTree;
import com.sun.source.tree.VariableTree;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.program.Trees;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which variables code changes. */
public final class Assignments {
  private Assignments() {}

  /** Whether the tree is {@code i++} or one of its kind. */
  public static boolean isStep(Tree tree) {
    return switch (tree.getKind()) {
      case POSTFIX_INCREMENT, PREFIX_INCREMENT, POSTFIX_DECREMENT, PREFIX_DECREMENT -> true;
      default -> false;
    };
  }

  /** The variables that the code assigns or declares. */
  public static Set<VarSymbol> in(@Nullable Tree code) {
    Set<VarSymbol> found = new HashSet<>();
    for (Tree tree : Trees.in(code, Tree.class)) {
      Tree target =
          tree instanceof AssignmentTree assignment
              ? assignment.getVariable()
              : tree instanceof CompoundAssignmentTree update
                  ? update.getVariable()
                  : tree instanceof UnaryTree unary && isStep(unary)
                      ? unary.getExpression()
                      : tree instanceof VariableTree ? tree : null;
      if (target != null && ASTHelpers.getSymbol(target) instanceof VarSymbol variable) {
        found.add(variable);
      }
    }
    return found;
  }
}
