package dev.watertight.endpoints;

import com.sun.source.util.TreePath;

/**
 * A send whose receivers can leave before it has been received, without telling the sender.
 *
 * @param topology the channel
 * @param send the call that waits
 * @param how how they leave
 * @param at where they leave
 */
public record AbandonedSend(Topology topology, Endpoint send, How how, TreePath at) {
  /** How receivers leave. */
  public enum How {
    /** A receive gives up after a time. */
    TIMED_OUT,
    /** A receiving loop is left early. */
    LOOP_LEFT,
    /** Fewer values are received than sent. */
    TOO_FEW,
    /** A path through the code leads past the receive. */
    SKIPPED,
    /** The other side of an exchanger exchanges no more. */
    PARTNER_LEFT
  }

  /** The line of the place where they leave. */
  public long line() {
    return Places.line(at);
  }
}
