package dev.watertight.ownership;

import com.google.common.collect.ImmutableSet;

/** Which method names promise the end of something. */
final class Releases {
  private static final ImmutableSet<String> VERBS =
      ImmutableSet.of(
          "close",
          "shutdown",
          "shutDown",
          "stop",
          "dispose",
          "destroy",
          "terminate",
          "quit",
          "kill");

  private Releases() {}

  /** Whether a method of this name, called on the handle's own type, ends it: by convention. */
  static boolean isByName(String name) {
    return VERBS.stream().anyMatch(name::startsWith);
  }
}
