package dev.watertight.wakers;

import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.BlockTree;
import com.sun.source.tree.EnhancedForLoopTree;
import com.sun.source.tree.ExpressionStatementTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.StatementTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.TryTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.tree.JCTree;
import com.sun.tools.javac.tree.TreeInfo;
import dev.watertight.program.Graphs;
import dev.watertight.program.Loops;
import dev.watertight.program.Paths;
import java.util.Optional;

/** Which of two places of one body comes first. */
final class Order {
  private Order() {}

  /**
   * Whether the second place may run after the first in the same run of their body: it stands
   * behind it, or a loop is around both.
   */
  static boolean mayFollow(TreePath first, TreePath second) {
    Optional<Tree> body = Graphs.bodyAround(first).map(TreePath::getLeaf);
    if (body.isEmpty() || !Paths.isInside(second, body.get())) {
      return false;
    }
    if (start(second) > start(first) && !Paths.isInside(second, call(first))) {
      return true;
    }
    for (TreePath p = first; p != null && p.getLeaf() != body.get(); p = p.getParentPath()) {
      if (Loops.isLoop(p.getLeaf()) && Paths.isInside(second, p.getLeaf())) {
        return true;
      }
    }
    return false;
  }

  /** The call of the method that the path names, or what it leads to. */
  private static Tree call(TreePath path) {
    return path.getParentPath().getLeaf() instanceof MethodInvocationTree call
            && call.getMethodSelect() == path.getLeaf()
        ? call
        : path.getLeaf();
  }

  /**
   * Whether whatever runs the second place has always got past the first: an earlier statement of a
   * block around it, or of a {@code for} over all elements that is one.
   */
  static boolean isAlwaysBefore(TreePath first, TreePath second) {
    if (start(first) >= start(second)) {
      return false;
    }
    for (TreePath p = first.getParentPath(); p != null; p = p.getParentPath()) {
      Tree tree = p.getLeaf();
      if (tree instanceof BlockTree && Paths.isInside(second, tree)) {
        return !isInBranch(first, tree);
      }
      if (tree instanceof LambdaExpressionTree || tree instanceof MethodTree) {
        return false;
      }
    }
    return false;
  }

  /** Whether the way from the block down to the place has more on it than statements in a row. */
  private static boolean isInBranch(TreePath place, Tree block) {
    for (TreePath p = place.getParentPath(); p.getLeaf() != block; p = p.getParentPath()) {
      Tree tree = p.getLeaf();
      if (tree instanceof StatementTree
          && !(tree instanceof BlockTree)
          && !(tree instanceof EnhancedForLoopTree)
          && !(tree instanceof ExpressionStatementTree)) {
        return true;
      }
    }
    return false;
  }

  private static int start(TreePath path) {
    if (path.getParentPath().getLeaf() instanceof TryTree attempt
        && attempt.getResources().contains(path.getLeaf())) {
      // It is closed at the end.
      return TreeInfo.endPos((JCTree) attempt.getBlock());
    }
    return ASTHelpers.getStartPosition(path.getLeaf());
  }
}
