package dev.watertight.findings.sends.unreceived;

import com.google.common.collect.ImmutableList;
import com.sun.source.util.TreePath;
import dev.watertight.channels.Endpoint;
import dev.watertight.channels.Topology;

/**
 * A send that waits for a receiver who cannot come.
 *
 * @param reason why nobody comes
 * @param topology the channel
 * @param send the call that waits
 * @param starts where the receivers are started, if they are started too late
 * @param room how many values a channel must hold so that no send waits; 0 for as many as come, -1
 *     if more room is no help
 */
public record UnreceivedSend(
    Reason reason, Topology topology, Endpoint send, ImmutableList<TreePath> starts, int room) {
  /** Why nobody comes. */
  public enum Reason {
    /** Nothing receives. */
    NOBODY,
    /** Only the sending thread itself receives. */
    SAME_THREAD,
    /** The threads that receive are started after the send. */
    BEFORE_START
  }

  /** Whether the send waits at once, as opposed to when the channel is full. */
  public boolean waitsAtOnce() {
    return topology.capacity().isRendezvous() || send.isHandover();
  }
}
