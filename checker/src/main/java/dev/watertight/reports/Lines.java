package dev.watertight.reports;

import com.google.common.base.CharMatcher;
import com.google.common.collect.ImmutableMap;

/** The lines of a source text, whose columns count characters: unlike javac's, no stops of tabs. */
final class Lines {
  private static final CharMatcher BLANK = CharMatcher.whitespace();

  private final String text;

  Lines(String text) {
    this.text = text;
  }

  /** The region between two positions. */
  ImmutableMap<String, Object> region(int from, int to) {
    return ImmutableMap.of(
        "startLine", line(from),
        "startColumn", column(from),
        "endLine", line(to),
        "endColumn", column(to));
  }

  /** What the line of a position has of the region between two others around it. */
  ImmutableMap<String, Object> regionOnLine(int position, int from, int to) {
    int start = text.lastIndexOf('\n', position - 1) + 1;
    int end = end(position);
    while (start < end && BLANK.matches(text.charAt(start))) {
      start++;
    }
    while (end > start && BLANK.matches(text.charAt(end - 1))) {
      end--;
    }
    return region(Math.max(from, start), Math.min(to, end));
  }

  private int line(int position) {
    return 1 + CharMatcher.is('\n').countIn(text.substring(0, position));
  }

  private int column(int position) {
    return position - text.lastIndexOf('\n', position - 1);
  }

  private int end(int position) {
    int end = text.indexOf('\n', position);
    return end < 0 ? text.length() : end;
  }
}
