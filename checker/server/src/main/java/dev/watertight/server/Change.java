package dev.watertight.server;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.fixes.Replacement;
import dev.watertight.reports.Found;
import java.util.Optional;

/**
 * How a text has become another one: what is between the part that both begin with and the part
 * that both end with.
 *
 * @param from where what has changed begins
 * @param to where it ended in the old text
 * @param growth by how much the new text is longer
 */
record Change(int from, int to, int growth) {
  static Change between(String old, String now) {
    int shorter = Math.min(old.length(), now.length());
    int from = 0;
    while (from < shorter && old.charAt(from) == now.charAt(from)) {
      from++;
    }
    int same = 0;
    while (same < shorter - from
        && old.charAt(old.length() - 1 - same) == now.charAt(now.length() - 1 - same)) {
      same++;
    }
    return new Change(from, old.length() - same, now.length() - old.length());
  }

  /**
   * A finding of the old text in the new one. Nobody knows any more if the place itself has
   * changed; a fix goes if it would change what has changed.
   */
  Optional<Found> move(Found finding) {
    if (growth == 0 && from == to) {
      return Optional.of(finding);
    }
    if (!isKept(finding.position(), finding.position() + 1)) {
      return Optional.empty();
    }
    int position = move(finding.position());
    return Optional.of(
        new Found(
            finding.check(),
            finding.severity(),
            finding.message(),
            finding.file(),
            Math.min(position, move(finding.start())),
            position,
            Math.max(position, finding.end() <= from ? finding.end() : move(finding.end())),
            move(finding.repairs()),
            move(finding.suppressions())));
  }

  private ImmutableList<Found.Edits> move(ImmutableList<Found.Edits> fixes) {
    return fixes.stream()
        .filter(
            fix ->
                fix.replacements().stream()
                    .allMatch(edit -> isKept(edit.startPosition(), edit.endPosition())))
        .map(
            fix ->
                new Found.Edits(
                    fix.description(),
                    fix.replacements().stream()
                        .map(this::move)
                        .collect(ImmutableList.toImmutableList())))
        .collect(ImmutableList.toImmutableList());
  }

  private Replacement move(Replacement edit) {
    // What ends where the change begins is in front of it, even if nothing was there before.
    int by = edit.endPosition() <= from ? 0 : growth;
    return Replacement.create(
        edit.startPosition() + by, edit.endPosition() + by, edit.replaceWith());
  }

  private boolean isKept(int start, int end) {
    return end <= from || start >= to;
  }

  private int move(int offset) {
    return offset >= to ? offset + growth : Math.min(offset, from);
  }
}
