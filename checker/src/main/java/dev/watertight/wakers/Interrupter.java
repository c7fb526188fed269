package dev.watertight.wakers;

import com.sun.source.util.TreePath;
import dev.watertight.program.CatchClauses;

/**
 * A place that interrupts a task.
 *
 * @param place the call, or the task scope's {@code fork} whose policy interrupts
 * @param isOnFailure whether it does so only when something fails
 */
public record Interrupter(TreePath place, boolean isOnFailure) {
  /** The interrupt by a call, which is one on failure in a catch clause. */
  static Interrupter at(TreePath place) {
    return new Interrupter(place, !CatchClauses.around(place).isEmpty());
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
