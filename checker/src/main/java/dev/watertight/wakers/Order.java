package dev.watertight.wakers;

import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.BlockTree;
import com.sun.source.tree.BreakTree;
import com.sun.source.tree.ContinueTree;
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
import dev.watertight.program.Paths;
import dev.watertight.program.Trees;
import dev.watertight.tasks.Futures;
import dev.watertight.tasks.Task;
import java.util.Optional;

/** Which of two places of one body comes first. */
public final class Order {
  private Order() {}

  /**
   * Whether the second place may run after the first in the same run of their body: it stands
   * behind it, it calls a method of what the first returns, or a loop is around both.
   */
  public static boolean mayFollow(TreePath first, TreePath second) {
    Optional<Tree> body = Graphs.bodyAround(first).map(TreePath::getLeaf);
    if (body.isEmpty() || !Paths.isInside(second, body.get())) {
      return false;
    }
    if (call(first) != call(second)
        && (Paths.isInside(first, call(second))
            || (start(second) > start(first) && !Paths.isInside(second, call(first))))) {
      return true;
    }
    TreePath around = first;
    while (!Paths.isInside(second, around.getLeaf())) {
      around = around.getParentPath();
    }
    return Paths.isInLoop(around, body.get());
  }

  /** The call of the method that the path names, or what it leads to. */
  public static Tree call(TreePath path) {
    return path.getParentPath().getLeaf() instanceof MethodInvocationTree call
            && call.getMethodSelect() == path.getLeaf()
        ? call
        : path.getLeaf();
  }

  /**
   * Whether whatever runs the second place has always got past the first: an earlier statement of a
   * block around it, or of a {@code for} over all elements that is one, or of a {@code finally}.
   * What is closed at the end of a block comes after its statements.
   */
  public static boolean isAlwaysBefore(TreePath first, TreePath second) {
    if (start(first) >= start(second)) {
      return false;
    }
    for (TreePath p = first.getParentPath(); p != null; p = p.getParentPath()) {
      Tree tree = p.getLeaf();
      if (tree instanceof BlockTree && isClosedAfter(second, p.getParentPath().getLeaf(), tree)) {
        return !isInBranch(first, tree);
      }
      if (tree instanceof LambdaExpressionTree || tree instanceof MethodTree) {
        return false;
      }
    }
    return false;
  }

  private static boolean isClosedAfter(TreePath place, Tree around, Tree block) {
    return Paths.isInside(place, block)
        || (around instanceof TryTree attempt
            && attempt.getBlock() == block
            && attempt.getResources().contains(place.getLeaf()));
  }

  /** Whether a place is always behind a wait without a limit for the end of a task. */
  public static boolean isAfterEnd(TreePath place, Task task, VisitorState state) {
    return task instanceof Task.Apart apart
        && Futures.endlessWaitFor(apart, state)
            .filter(wait -> isAlwaysBefore(wait, place))
            .isPresent();
  }

  /** Whether the way from the block down to the place has more on it than statements in a row. */
  private static boolean isInBranch(TreePath place, Tree block) {
    Tree inner = place.getLeaf();
    for (TreePath p = place.getParentPath();
        p.getLeaf() != block;
        inner = p.getLeaf(), p = p.getParentPath()) {
      Tree tree = p.getLeaf();
      if (tree instanceof StatementTree
          && !(tree instanceof BlockTree)
          && !(tree instanceof TryTree attempt && isAlwaysPassed(attempt, inner))
          && !(tree instanceof EnhancedForLoopTree loop && isOverAll(loop))
          && !(tree instanceof ExpressionStatementTree)) {
        return true;
      }
    }
    return false;
  }

  /** What is made for a {@code try} statement is closed however its block ends. */
  private static boolean isAlwaysPassed(TryTree attempt, Tree part) {
    return attempt.getFinallyBlock() == part || attempt.getResources().contains(part);
  }

  /** Whether a loop leaves no element out: it is not over a part, and goes on to the end. */
  private static boolean isOverAll(EnhancedForLoopTree loop) {
    return !Trees.any(
            loop.getExpression(),
            tree -> tree instanceof MethodInvocationTree call && !call.getArguments().isEmpty())
        && !Trees.any(loop.getStatement(), ContinueTree.class::isInstance)
        && !Trees.any(loop.getStatement(), BreakTree.class::isInstance);
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
