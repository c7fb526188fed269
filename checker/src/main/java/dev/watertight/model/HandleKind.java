package dev.watertight.model;

import com.google.common.collect.ImmutableSet;

/**
 * A type whose instances must be released by whoever opens them.
 *
 * @param typeName the fully qualified name; subtypes are of the same kind
 * @param noun what messages call an instance, for example {@code executor}
 * @param releases the names of the methods that release an instance, the best one for a fix first
 * @param arguments what a fix passes to the best one, for example {@code 0}; mostly nothing
 */
public record HandleKind(
    String typeName, String noun, ImmutableSet<String> releases, String arguments) {
  /** The noun of an object that owns handles of other kinds. */
  public static final String OWNER = "owner";

  /** A kind whose best release takes nothing. */
  public HandleKind(String typeName, String noun, ImmutableSet<String> releases) {
    this(typeName, noun, releases, "");
  }

  /** Whether the instances own handles of other kinds. */
  public boolean isOwner() {
    return noun.equals(OWNER);
  }

  /** The release that a fix should call. */
  public String preferredRelease() {
    return releases.iterator().next();
  }

  /** The call of that release, without its receiver: {@code stop(0)}. */
  public String releaseCall() {
    return preferredRelease() + "(" + arguments + ")";
  }

  /** Whether a call of this method on an instance releases it. */
  public boolean isRelease(String methodName) {
    return releases.contains(methodName);
  }
}
