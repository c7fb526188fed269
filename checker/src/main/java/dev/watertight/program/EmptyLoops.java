package dev.watertight.program;

import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.DoWhileLoopTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.ForLoopTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.StatementTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.WhileLoopTree;
import com.sun.source.util.TreeScanner;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Finds endless loops that do nothing, such as {@code while (true) {}}: the library that builds
 * control-flow graphs does not end on them either.
 */
final class EmptyLoops extends TreeScanner<@Nullable Void, @Nullable Void> {
  private boolean found;

  private EmptyLoops() {}

  /** Whether there is such a loop in the code. */
  static boolean in(Tree code) {
    EmptyLoops loops = new EmptyLoops();
    loops.scan(code, null);
    return loops.found;
  }

  @Override
  public @Nullable Void visitWhileLoop(WhileLoopTree tree, @Nullable Void unused) {
    found |= isTrue(tree.getCondition()) && isEmpty(tree.getStatement());
    return super.visitWhileLoop(tree, null);
  }

  @Override
  public @Nullable Void visitDoWhileLoop(DoWhileLoopTree tree, @Nullable Void unused) {
    found |= isTrue(tree.getCondition()) && isEmpty(tree.getStatement());
    return super.visitDoWhileLoop(tree, null);
  }

  @Override
  public @Nullable Void visitForLoop(ForLoopTree tree, @Nullable Void unused) {
    found |=
        (tree.getCondition() == null || isTrue(tree.getCondition()))
            && tree.getUpdate().isEmpty()
            && isEmpty(tree.getStatement());
    return super.visitForLoop(tree, null);
  }

  private static boolean isTrue(ExpressionTree condition) {
    return Objects.equals(
        ASTHelpers.constValue(ASTHelpers.stripParentheses(condition), Boolean.class), true);
  }

  private static boolean isEmpty(StatementTree body) {
    return !Trees.any(
        body, tree -> tree instanceof ExpressionTree && !(tree instanceof LiteralTree));
  }
}
