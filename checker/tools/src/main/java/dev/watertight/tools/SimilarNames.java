package dev.watertight.tools;

import static com.google.common.collect.ImmutableList.toImmutableList;
import static java.util.Locale.ROOT;

import com.google.common.base.Strings;
import com.google.common.collect.ImmutableList;
import java.util.Collection;
import java.util.Optional;

/** The names that somebody may have meant who wrote another one. */
final class SimilarNames {
  /** The part of a name that has to be right, at its ends together. */
  private static final double ENOUGH = 0.7;

  private SimilarNames() {}

  /** Those; the one alone that differs in upper and lower case only. */
  static ImmutableList<String> of(String written, Collection<String> names) {
    String text = written.toLowerCase(ROOT);
    Optional<String> same =
        names.stream().filter(name -> name.toLowerCase(ROOT).equals(text)).findFirst();
    if (same.isPresent()) {
      return ImmutableList.of(same.orElseThrow());
    }
    return names.stream()
        .filter(name -> isSimilar(text, name.toLowerCase(ROOT)))
        .collect(toImmutableList());
  }

  private static boolean isSimilar(String text, String name) {
    int same =
        Strings.commonPrefix(text, name).length() + Strings.commonSuffix(text, name).length();
    return same >= ENOUGH * Math.max(text.length(), name.length());
  }
}
