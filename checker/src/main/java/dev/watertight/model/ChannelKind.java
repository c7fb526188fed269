package dev.watertight.model;

import com.google.common.collect.ImmutableSet;
import java.util.Optional;

/**
 * A type through which tasks hand values to each other.
 *
 * @param typeName the fully qualified name; subtypes are of the same kind
 * @param noun what messages call an instance, for example {@code queue}
 * @param close the method without arguments by which a fix should end one; empty if there is none
 * @param traits what other rows say of the type
 */
public record ChannelKind(
    String typeName, String noun, Optional<String> close, ImmutableSet<Trait> traits) {
  /** Whether it is like this. */
  public boolean is(Trait trait) {
    return traits.contains(trait);
  }

  /** Whether it has an end of its own, as opposed to one that its users agree on. */
  public boolean isCloseable() {
    return !traits.contains(Trait.ENDLESS);
  }
}
