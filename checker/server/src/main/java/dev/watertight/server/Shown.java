package dev.watertight.server;

import com.google.common.collect.ImmutableList;
import dev.watertight.reports.Found;

/**
 * The findings of a file.
 *
 * @param text what the file had in it when they were found: to it their positions refer
 * @param findings the findings
 */
record Shown(String text, ImmutableList<Found> findings) {
  /** As they are in another text of the file. */
  Shown in(String now) {
    if (now.equals(text)) {
      return this;
    }
    Change change = Change.between(text, now);
    return new Shown(
        now,
        findings.stream()
            .flatMap(finding -> change.move(finding).stream())
            .collect(ImmutableList.toImmutableList()));
  }
}
