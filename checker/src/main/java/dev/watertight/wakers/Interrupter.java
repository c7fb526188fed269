package dev.watertight.wakers;

import com.sun.source.util.TreePath;
import dev.watertight.program.CatchClauses;

/**
 * A place that interrupts a task.
 *
 * @param place the call, or the task scope's {@code fork} whose policy interrupts
 * @param isOnFailure whether it does so only when something fails
 * @param isEnd whether it ends the executor of the task, with all its tasks
 */
public record Interrupter(TreePath place, boolean isOnFailure, boolean isEnd) {
  Interrupter(TreePath place, boolean isOnFailure) {
    this(place, isOnFailure, /* isEnd= */ false);
  }

  /** The interrupt by a call, which is one on failure in a catch clause. */
  static Interrupter at(TreePath place) {
    return new Interrupter(place, !CatchClauses.around(place).isEmpty());
  }

  /** The end of an executor by a call, which interrupts all its tasks. */
  static Interrupter ending(TreePath place) {
    return new Interrupter(place, at(place).isOnFailure(), /* isEnd= */ true);
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
