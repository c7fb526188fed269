package dev.watertight.findings.handles;

import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.DoWhileLoopTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.ForLoopTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.WhileLoopTree;
import com.sun.source.util.TreeScanner;
import dev.watertight.values.Fate;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Which executors are given tasks that loop for ever: the work of the process, not of a method. */
final class EndlessTasks {
  private EndlessTasks() {}

  /** Whether a task written where it is handed to the handle has a loop without a condition. */
  static boolean any(Fate fate) {
    return fate.uses().stream()
        .anyMatch(
            use -> use.path().getLeaf() instanceof MethodInvocationTree call && isGiven(call));
  }

  private static boolean isGiven(MethodInvocationTree call) {
    for (ExpressionTree argument : call.getArguments()) {
      boolean task =
          argument instanceof LambdaExpressionTree
              || (argument instanceof NewClassTree creation && creation.getClassBody() != null);
      if (task && Objects.equals(new Scanner().scan(argument, null), true)) {
        return true;
      }
    }
    return false;
  }

  private static final class Scanner extends TreeScanner<@Nullable Boolean, @Nullable Void> {
    @Override
    public @Nullable Boolean visitWhileLoop(WhileLoopTree tree, @Nullable Void unused) {
      return isTrue(tree.getCondition()) ? Boolean.valueOf(true) : super.visitWhileLoop(tree, null);
    }

    @Override
    public @Nullable Boolean visitDoWhileLoop(DoWhileLoopTree tree, @Nullable Void unused) {
      return isTrue(tree.getCondition())
          ? Boolean.valueOf(true)
          : super.visitDoWhileLoop(tree, null);
    }

    @Override
    public @Nullable Boolean visitForLoop(ForLoopTree tree, @Nullable Void unused) {
      return (tree.getCondition() == null || isTrue(tree.getCondition()))
          ? Boolean.valueOf(true)
          : super.visitForLoop(tree, null);
    }

    @Override
    public @Nullable Boolean reduce(@Nullable Boolean left, @Nullable Boolean right) {
      return Objects.equals(left, true) || Objects.equals(right, true);
    }

    private static boolean isTrue(ExpressionTree condition) {
      return Objects.equals(
          ASTHelpers.constValue(ASTHelpers.stripParentheses(condition), Boolean.class), true);
    }
  }
}
