package dev.watertight.wakers;

import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.BlockTree;
import com.sun.source.tree.IfTree;
import com.sun.source.tree.ReturnTree;
import com.sun.source.tree.StatementTree;
import com.sun.source.tree.ThrowTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.TryTree;
import com.sun.source.util.TreePath;
import dev.watertight.program.Graphs;
import dev.watertight.program.Paths;
import java.util.Optional;

/**
 * Of which places of one body only one runs: they are in the two branches of an {@code if}, or the
 * first is in a block that is left at its end. {@link Order} asks the text alone, for which the
 * other branch comes later.
 */
public final class Exclusion {
  private Exclusion() {}

  /** Whether the second place certainly does not run after the first in the same run of a body. */
  public static boolean isCertain(TreePath first, TreePath second) {
    Optional<Tree> body = Graphs.bodyAround(first).map(TreePath::getLeaf);
    if (body.isEmpty() || Paths.isInside(second, Order.call(first))) {
      return false;
    }
    boolean isCaught = false;
    boolean isLeft = false;
    for (TreePath p = first; p.getParentPath() != null; p = p.getParentPath()) {
      TreePath around = p.getParentPath();
      Tree tree = around.getLeaf();
      if (tree == body.get() || Paths.isInside(second, p.getLeaf())) {
        return false;
      }
      if (Paths.isInside(second, tree)) {
        return (isLeft && !(tree instanceof TryTree))
            || (tree instanceof IfTree test
                && p.getLeaf() == test.getThenStatement()
                && test.getElseStatement() != null
                && Paths.isInside(second, test.getElseStatement())
                && !Paths.isInLoop(around, body.get()))
            || (tree instanceof IfTree other
                && p.getLeaf() == other.getElseStatement()
                && Paths.isInside(second, other.getThenStatement())
                && !Paths.isInLoop(around, body.get()));
      }
      isCaught |= tree instanceof TryTree attempt && !attempt.getCatches().isEmpty();
      isLeft |= tree instanceof BlockTree block && isLeft(block, first, isCaught);
    }
    return false;
  }

  /** Whether whoever comes past a place in the block leaves the body at the end of that. */
  private static boolean isLeft(BlockTree block, TreePath place, boolean isCaught) {
    StatementTree last =
        block.getStatements().isEmpty()
            ? null
            : block.getStatements().get(block.getStatements().size() - 1);
    return last != null
        && ASTHelpers.getStartPosition(last) > Paths.start(place)
        && (last instanceof ReturnTree || (last instanceof ThrowTree && !isCaught));
  }
}
