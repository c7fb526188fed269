package dev.watertight.findings.sends;

import com.google.common.collect.ImmutableList;
import dev.watertight.channels.Endpoint;
import dev.watertight.channels.Topology;
import dev.watertight.model.Trait;

/** Which sends can wait for a receiver. */
public final class Blocking {
  private Blocking() {}

  /** Whether a send into a channel of this kind waits where nobody receives. */
  public static boolean isPossible(Topology topology) {
    return !topology.kind().is(Trait.DROPPING) && !topology.kind().is(Trait.STREAM);
  }

  /** Whether it is a piped stream, whose writes wait while its buffer is full. */
  public static boolean isPipe(Topology topology) {
    return topology.kind().is(Trait.STREAM);
  }

  /** Whether the send waits if nobody receives. */
  public static boolean isPossible(Topology topology, Endpoint send) {
    return send.isEndless() && (!topology.capacity().isUnbounded() || send.isHandover());
  }

  /** The sends that wait for ever if nobody receives. */
  public static ImmutableList<Endpoint> sends(Topology topology) {
    return topology.sends().stream()
        .filter(send -> isPossible(topology, send))
        .collect(ImmutableList.toImmutableList());
  }
}
