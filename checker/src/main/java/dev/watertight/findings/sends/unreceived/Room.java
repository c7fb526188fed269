package dev.watertight.findings.sends.unreceived;

import com.google.errorprone.VisitorState;
import dev.watertight.channels.Topology;
import dev.watertight.counts.Runs;

/** How large a channel must be so that no send of it waits. */
final class Room {
  private Room() {}

  /** The number of the sends; another number if any of them may run more than once. */
  static int of(Topology topology, int ifRepeated, VisitorState state) {
    return topology.sends().stream().anyMatch(send -> Runs.isRepeated(send.path(), topology, state))
        ? ifRepeated
        : topology.sends().size();
  }
}
