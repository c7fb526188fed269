package dev.watertight.findings.sends.abandoned;

import com.google.common.collect.ImmutableList;
import com.sun.source.util.TreePath;
import dev.watertight.channels.Endpoint;
import dev.watertight.channels.Topology;
import dev.watertight.findings.sends.Places;
import java.util.Optional;

/**
 * A send whose receivers can leave before it has been received, without telling the sender.
 *
 * @param topology the channel
 * @param send the call that waits
 * @param how how they leave
 * @param at where they leave
 * @param repair what a fix needs to know
 */
public record AbandonedSend(Topology topology, Endpoint send, How how, TreePath at, Repair repair) {
  /**
   * What a fix needs to know.
   *
   * @param room how many values the channel must hold so that no send waits; 0 for as many as come,
   *     -1 if more room is no help
   * @param loop the loop that all receives are in
   * @param channels how the code of the loop names the channel and those behind it, if they can be
   *     closed
   * @param start what starts the sender
   */
  public record Repair(
      int room, Optional<TreePath> loop, ImmutableList<String> channels, Optional<TreePath> start) {
    static final Repair NONE =
        new Repair(-1, Optional.empty(), ImmutableList.of(), Optional.empty());
  }

  /** How receivers leave. */
  public enum How {
    /** A receive gives up after a time. */
    TIMED_OUT,
    /** A receiving loop is left early. */
    LOOP_LEFT,
    /** A select takes what comes first, from another channel perhaps. */
    NOT_CHOSEN,
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
