package dev.watertight.wakers;

import com.sun.source.tree.CatchTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;

/**
 * A place that interrupts a task.
 *
 * @param place the call, or the task scope's {@code fork} whose policy interrupts
 * @param isOnFailure whether it does so only when something fails
 */
public record Interrupter(TreePath place, boolean isOnFailure) {
  /** The interrupt by a call, which is one on failure in a catch clause. */
  static Interrupter at(TreePath place) {
    for (Tree tree : place) {
      if (tree instanceof CatchTree) {
        return new Interrupter(place, true);
      }
      if (tree instanceof MethodTree || tree instanceof LambdaExpressionTree) {
        break;
      }
    }
    return new Interrupter(place, false);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Interrupter that && that.place.getLeaf() == place.getLeaf();
  }

  @Override
  public int hashCode() {
    return System.identityHashCode(place.getLeaf());
  }
}
