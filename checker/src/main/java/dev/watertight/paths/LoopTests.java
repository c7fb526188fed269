package dev.watertight.paths;

import com.google.common.collect.ImmutableSet;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IfTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.UnaryTree;
import dev.watertight.program.Jumps;
import dev.watertight.program.Loops;
import dev.watertight.program.Trees;
import org.jspecify.annotations.Nullable;

/** Finds the tests by which loops are left. */
final class LoopTests {
  private final ImmutableSet.Builder<Tree> found = ImmutableSet.builder();

  private LoopTests() {}

  /** The single tests that end loops: their conditions, and in endless ones those of jumps out. */
  static ImmutableSet<Tree> in(@Nullable Tree code) {
    LoopTests tests = new LoopTests();
    for (Tree loop : Trees.ownIn(code, Tree.class)) {
      Loops.condition(loop).ifPresent(tests::add);
      if (Loops.isEndless(loop)) {
        for (IfTree test : Trees.ownIn(loop, IfTree.class)) {
          if (Jumps.leaves(test.getThenStatement()) || Jumps.leaves(test.getElseStatement())) {
            tests.add(test.getCondition());
          }
        }
      }
    }
    return tests.found.build();
  }

  private void add(ExpressionTree condition) {
    ExpressionTree tree = ASTHelpers.stripParentheses(condition);
    if (tree instanceof UnaryTree not) {
      add(not.getExpression());
    } else if (tree instanceof BinaryTree both && Conditions.isJunction(tree)) {
      add(both.getLeftOperand());
      add(both.getRightOperand());
    } else {
      found.add(tree);
    }
  }
}
