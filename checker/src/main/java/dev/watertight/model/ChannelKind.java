package dev.watertight.model;

import java.util.Optional;

/**
 * A type through which tasks hand values to each other.
 *
 * @param typeName the fully qualified name; subtypes are of the same kind
 * @param noun what messages call an instance, for example {@code queue}
 * @param close the method without arguments by which a fix should end one; empty if there is none
 */
public record ChannelKind(String typeName, String noun, Optional<String> close) {
  private static final String QUEUE = "queue";
  private static final String EXCHANGER = "exchanger";

  /** Whether it has an end of its own, as opposed to one that its users agree on. */
  public boolean isCloseable() {
    return !noun.equals(QUEUE) && !noun.equals(EXCHANGER);
  }
}
