package dev.watertight.polling;

import com.google.errorprone.VisitorState;
import com.sun.source.util.TreePath;
import java.util.Optional;

/**
 * A loop that asks again and again whether there is something, and never waits in between.
 *
 * @param poll the question, the first one in a round that finds nothing
 * @param loop the loop
 * @param isOnlyPoll whether a round that finds nothing asks nobody else
 * @param hasOtherExit whether a round that finds nothing can end the loop, other than by an
 *     interrupt
 */
public record BusyLoop(TreePath poll, TreePath loop, boolean isOnlyPoll, boolean hasOtherExit) {

  /** The busy loop in which a call is the first poll; empty if there is none. */
  public static Optional<BusyLoop> at(TreePath call, VisitorState state) {
    return BusyLoops.of(state).at(call, state);
  }
}
