package dev.watertight.findings.sends;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import dev.watertight.channels.Endpoint;
import dev.watertight.channels.Topology;

/** Which sends can wait for a receiver. */
public final class Blocking {
  /* A publisher without subscribers drops what it is given; those of reactive streams never wait. */
  private static final ImmutableSet<String> WAITING =
      ImmutableSet.of("queue", "channel", "exchanger");

  private Blocking() {}

  /** Whether a send into a channel of this kind waits where nobody receives. */
  public static boolean isPossible(Topology topology) {
    return WAITING.contains(topology.kind().noun());
  }

  /** Whether it is a piped stream, whose writes wait while its buffer is full. */
  public static boolean isPipe(Topology topology) {
    return topology.kind().typeName().startsWith("java.io.Piped");
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
