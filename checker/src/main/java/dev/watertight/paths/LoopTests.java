package dev.watertight.paths;

import com.google.common.collect.ImmutableSet;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.BlockTree;
import com.sun.source.tree.BreakTree;
import com.sun.source.tree.DoWhileLoopTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.ForLoopTree;
import com.sun.source.tree.IfTree;
import com.sun.source.tree.ReturnTree;
import com.sun.source.tree.StatementTree;
import com.sun.source.tree.ThrowTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.UnaryTree;
import com.sun.source.tree.WhileLoopTree;
import dev.watertight.program.Loops;
import dev.watertight.program.OwnCode;
import org.jspecify.annotations.Nullable;

/** Finds the tests by which loops are left. */
final class LoopTests extends OwnCode {
  private final ImmutableSet.Builder<Tree> found = ImmutableSet.builder();
  private int endless;

  private LoopTests() {}

  /** The single tests that end loops: their conditions, and in endless ones those of jumps out. */
  static ImmutableSet<Tree> in(@Nullable Tree code) {
    LoopTests tests = new LoopTests();
    tests.scan(code, null);
    return tests.found.build();
  }

  @Override
  public @Nullable Void visitWhileLoop(WhileLoopTree tree, @Nullable Void unused) {
    add(tree.getCondition());
    return inLoop(tree, () -> super.visitWhileLoop(tree, null));
  }

  @Override
  public @Nullable Void visitDoWhileLoop(DoWhileLoopTree tree, @Nullable Void unused) {
    add(tree.getCondition());
    return inLoop(tree, () -> super.visitDoWhileLoop(tree, null));
  }

  @Override
  public @Nullable Void visitForLoop(ForLoopTree tree, @Nullable Void unused) {
    add(tree.getCondition());
    return inLoop(tree, () -> super.visitForLoop(tree, null));
  }

  private @Nullable Void inLoop(Tree loop, Runnable inside) {
    int around = endless;
    endless += Loops.isEndless(loop) ? 1 : 0;
    inside.run();
    endless = around;
    return null;
  }

  @Override
  public @Nullable Void visitIf(IfTree tree, @Nullable Void unused) {
    if (endless > 0 && (isJump(tree.getThenStatement()) || isJump(tree.getElseStatement()))) {
      add(tree.getCondition());
    }
    return super.visitIf(tree, null);
  }

  private static boolean isJump(@Nullable StatementTree statement) {
    return statement instanceof BlockTree block
        ? !block.getStatements().isEmpty()
            && isJump(block.getStatements().get(block.getStatements().size() - 1))
        : statement instanceof BreakTree
            || statement instanceof ReturnTree
            || statement instanceof ThrowTree;
  }

  private void add(@Nullable ExpressionTree condition) {
    ExpressionTree tree = condition == null ? null : ASTHelpers.stripParentheses(condition);
    if (tree instanceof UnaryTree not) {
      add(not.getExpression());
    } else if (tree instanceof BinaryTree both && Conditions.isJunction(tree)) {
      add(both.getLeftOperand());
      add(both.getRightOperand());
    } else if (tree != null) {
      found.add(tree);
    }
  }
}
