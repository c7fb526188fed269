package dev.watertight.server;

import com.google.common.base.CharMatcher;
import dev.watertight.reports.Found;
import java.util.Arrays;
import org.eclipse.lsp4j.Position;
import org.eclipse.lsp4j.Range;

/** The lines of a text. */
final class Lines {
  private static final CharMatcher BLANK = CharMatcher.whitespace();

  private final String text;
  private final int[] starts;

  Lines(String text) {
    this.text = text;
    int[] found = new int[1 + CharMatcher.is('\n').countIn(text)];
    int line = 0;
    for (int i = text.indexOf('\n'); i >= 0; i = text.indexOf('\n', i + 1)) {
      found[++line] = i + 1;
    }
    this.starts = found;
  }

  /** Where a character is, as editors say it. */
  Position position(int offset) {
    int index = Arrays.binarySearch(starts, Math.min(Math.max(offset, 0), text.length()));
    int line = index >= 0 ? index : -index - 2;
    return new Position(line, Math.min(offset, text.length()) - starts[line]);
  }

  Range range(int from, int to) {
    return new Range(position(from), position(to));
  }

  /** The code that a finding is about, as far as it is on the line where it is reported. */
  Range range(Found finding) {
    int start = text.lastIndexOf('\n', finding.position() - 1) + 1;
    int end = text.indexOf('\n', finding.position());
    end = end < 0 ? text.length() : end;
    while (start < end && BLANK.matches(text.charAt(start))) {
      start++;
    }
    while (end > start && BLANK.matches(text.charAt(end - 1))) {
      end--;
    }
    return range(Math.max(finding.start(), start), Math.max(start, Math.min(finding.end(), end)));
  }
}
