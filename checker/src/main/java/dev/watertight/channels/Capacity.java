package dev.watertight.channels;

import dev.watertight.model.ChannelMaker;

/**
 * How many values a channel holds before a send waits.
 *
 * @param slots the number; {@link ChannelMaker#UNBOUNDED}, or negative if the code does not say
 */
public record Capacity(int slots) {
  /** Bounded, by a number that the code does not say. */
  public static final Capacity UNKNOWN = new Capacity(-1);

  static Capacity of(int slots) {
    return new Capacity(slots);
  }

  /** Whether every send waits for a receiver. */
  public boolean isRendezvous() {
    return slots == 0;
  }

  /** Whether no send ever waits. */
  public boolean isUnbounded() {
    return slots == ChannelMaker.UNBOUNDED;
  }

  /** Whether so many sends without a receiver fill it for sure. */
  public boolean isFilledBy(long sends) {
    return slots >= 0 && sends > slots;
  }
}
