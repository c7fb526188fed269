package dev.watertight.program;

import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.DoWhileLoopTree;
import com.sun.source.tree.EnhancedForLoopTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.ForLoopTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.StatementTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.WhileLoopTree;
import com.sun.source.util.TreePath;
import java.util.Objects;
import java.util.Optional;

/** What the four kinds of loops have in common. */
public final class Loops {
  private Loops() {}

  /** Whether the tree is a loop. */
  public static boolean isLoop(Tree tree) {
    return tree instanceof EnhancedForLoopTree || isConditional(tree);
  }

  /** Whether the tree is a loop that goes on while a condition holds, or for ever. */
  public static boolean isConditional(Tree tree) {
    return tree instanceof WhileLoopTree
        || tree instanceof DoWhileLoopTree
        || tree instanceof ForLoopTree;
  }

  /** Whether a part of a loop is repeated by it, as opposed to what it begins with. */
  public static boolean isRepeatedBy(Tree loop, TreePath part) {
    return loop instanceof EnhancedForLoopTree each
        ? Paths.isInside(part, each.getStatement())
        : !(loop instanceof ForLoopTree counting
            && counting.getInitializer().stream().anyMatch(first -> Paths.isInside(part, first)));
  }

  /** The condition under which a loop goes on, if it has one. */
  public static Optional<ExpressionTree> condition(Tree loop) {
    return Optional.ofNullable(
        loop instanceof WhileLoopTree whileLoop
            ? whileLoop.getCondition()
            : loop instanceof DoWhileLoopTree doLoop
                ? doLoop.getCondition()
                : loop instanceof ForLoopTree forLoop ? forLoop.getCondition() : null);
  }

  /** The statement that a loop repeats; empty if the tree is not a loop. */
  public static Optional<StatementTree> body(Tree loop) {
    return Optional.ofNullable(
        loop instanceof EnhancedForLoopTree each
            ? each.getStatement()
            : loop instanceof WhileLoopTree whileLoop
                ? whileLoop.getStatement()
                : loop instanceof DoWhileLoopTree doLoop
                    ? doLoop.getStatement()
                    : loop instanceof ForLoopTree forLoop ? forLoop.getStatement() : null);
  }

  /** Whether it is a loop that its own condition never ends. */
  public static boolean isEndless(Tree loop) {
    return isConditional(loop) && condition(loop).map(Loops::isTrue).orElse(true);
  }

  /** The condition that ends a loop, if there is one. */
  public static Optional<ExpressionTree> ending(Tree loop) {
    return isEndless(loop) ? Optional.empty() : condition(loop);
  }

  /** Whether the condition is a constant that is true. */
  public static boolean isTrue(ExpressionTree condition) {
    return Objects.equals(
        ASTHelpers.constValue(ASTHelpers.stripParentheses(condition), Boolean.class), true);
  }

  /** The outermost loop around a path in its own method or lambda, whatever part that is in. */
  public static Optional<Tree> around(TreePath path) {
    Tree found = null;
    for (Tree tree : path) {
      if (tree instanceof MethodTree || tree instanceof LambdaExpressionTree) {
        break;
      }
      found = isLoop(tree) ? tree : found;
    }
    return Optional.ofNullable(found);
  }
}
