package dev.watertight.tools;

import com.google.common.collect.ImmutableSet;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where the links of a page lead when all pages are in one directory, or in one file.
 *
 * @param pages the pages that are there
 * @param prefix what stands before the name of a page
 * @param suffix what stands behind it
 * @param own what stands before a link to a heading of the same page; empty if it has no names
 */
record PageLinks(ImmutableSet<String> pages, String prefix, String suffix, Optional<String> own) {
  private static final Pattern PAGE = Pattern.compile("(?:.*/)?([\\w-]+)\\.md(#.*)?");

  /** Where a link leads, if anywhere. */
  Optional<String> of(String destination) {
    if (destination.contains("://")) {
      return Optional.of(destination);
    }
    if (destination.startsWith("#")) {
      return own.map(page -> page + destination);
    }
    Matcher page = PAGE.matcher(destination);
    if (!page.matches() || !pages.contains(page.group(1))) {
      return Optional.empty();
    }
    String heading = page.group(2) == null || own.isEmpty() ? "" : page.group(2);
    return Optional.of(prefix + page.group(1) + suffix + heading);
  }
}
