package dev.watertight.fixes.edits;

import com.google.common.base.CharMatcher;
import com.google.common.base.Strings;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableRangeSet;
import com.google.common.collect.Range;
import com.google.common.collect.RangeSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.fixes.SuggestedFix;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.BlockTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.Tree;
import dev.watertight.program.Trees;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The text of a compilation unit: where trees are in it, and how its lines are indented. */
public final class SourceText {
  private static final CharMatcher BLANK = CharMatcher.whitespace();
  private static final String DEFAULT_UNIT = "  ";

  /** A brace behind what it belongs to, and one on a line of its own. */
  private static final Pattern BRACE_BESIDE =
      Pattern.compile("(?m)[\\w)>][ \\t]*(?<!->)(?<!-> )\\{[ \\t]*$");

  private static final Pattern BRACE_ALONE = Pattern.compile("(?m)^[ \\t]*\\{[ \\t]*$");

  /** What a fix writes in one line: {@code } finally {}. */
  private static final Pattern HEADER =
      Pattern.compile("(\\s*)(?:(\\}) (?=[a-z]))?(.*?)(?:(?<!->) (\\{))?");

  /** The white space below a line that begins at the margin and ends with a brace. */
  private static final Pattern FIRST_MEMBER =
      Pattern.compile("(?m)^(?:[^\\s/*].*)?\\{\\s*\\R([ \\t]+)[^\\s*]");

  private final VisitorState state;
  private final String text;

  private SourceText(VisitorState state, String text) {
    this.state = state;
    this.text = text;
  }

  /** The text of the unit that is being compiled. */
  public static SourceText of(VisitorState state) {
    CharSequence source = state.getSourceCode();
    return new SourceText(state, source == null ? "" : source.toString());
  }

  /** Whether the tree stands in the text, rather than being generated. */
  public boolean has(Tree tree) {
    int start = start(tree);
    return start >= 0 && end(tree) > start && end(tree) <= text.length();
  }

  /** The position that a tree begins at. */
  public int start(Tree tree) {
    return ASTHelpers.getStartPosition(tree);
  }

  /** The position after a tree. */
  public int end(Tree tree) {
    return state.getEndPosition(tree);
  }

  /** The text of a tree. */
  public String of(Tree tree) {
    return slice(start(tree), end(tree));
  }

  /** The text from one position to another. */
  public String slice(int from, int to) {
    return text.substring(from, to);
  }

  /** The lines of a tree, without the indentation that its first line has. */
  public ImmutableList<String> lines(Tree tree) {
    return lines(start(tree), end(tree));
  }

  /** The lines from one position to another, without the indentation that the first one has. */
  public ImmutableList<String> lines(int from, int to) {
    String indentation = indentation(from);
    return slice(from, to)
        .lines()
        .map(line -> line.startsWith(indentation) ? line.substring(indentation.length()) : line)
        .collect(ImmutableList.toImmutableList());
  }

  /** The line break of the unit. */
  public String lineBreak() {
    return text.contains("\r\n") ? "\r\n" : "\n";
  }

  /** What stands beside a brace in a line that is indented so: mostly a blank. */
  public String gap(String indentation) {
    return hasBracesAlone() ? lineBreak() + indentation : " ";
  }

  private boolean hasBracesAlone() {
    return BRACE_ALONE.matcher(text).results().count()
        > BRACE_BESIDE.matcher(text).results().count();
  }

  /** The lines, those with braces as the unit has them. */
  private ImmutableList<String> styled(List<String> lines) {
    if (!hasBracesAlone() || lines.stream().anyMatch(line -> line.contains("\"\"\""))) {
      return ImmutableList.copyOf(lines);
    }
    ImmutableList.Builder<String> all = ImmutableList.builder();
    for (String line : lines) {
      Matcher header = HEADER.matcher(line);
      boolean isHeader = header.matches();
      for (int part = 2; isHeader && part <= 4; part++) {
        if (!Strings.isNullOrEmpty(header.group(part))) {
          all.add(header.group(1) + header.group(part));
        }
      }
      if (!isHeader || line.isBlank()) {
        all.add(line);
      }
    }
    return all.build();
  }

  /** Lines of text below each other, the first of them where others with an indentation begin. */
  public String lines(String indentation, List<String> lines) {
    return String.join(lineBreak() + indentation, styled(lines));
  }

  /** Lines of text below each other and below what is before them, with an indentation. */
  public String below(String indentation, List<String> lines) {
    return lines.isEmpty() ? "" : lineBreak() + indentation + lines(indentation, lines);
  }

  /**
   * Adds a text that begins with a line break behind a position: from the next line on where only
   * white space is between. What is printed of a fix is the first line that it touches, and that is
   * to be a new one.
   */
  public void addBelow(SuggestedFix.Builder fix, int position, String lines) {
    int lineEnd = text.indexOf('\n', position);
    if (lineEnd >= 0 && BLANK.matchesAllOf(text.substring(position, lineEnd))) {
      String moved = lines.substring(lineBreak().length()) + lineBreak();
      fix.replace(lineEnd + 1, lineEnd + 1, moved);
    } else {
      fix.replace(position, position, lines);
    }
  }

  /** Adds lines at the end of a block. */
  public void addAtEnd(
      SuggestedFix.Builder fix, BlockTree block, String indentation, List<String> lines) {
    int brace = end(block) - 1;
    int last = trimmed(brace);
    if (slice(last, brace).contains("\n")) {
      addBelow(fix, last, below(indentation, lines));
    } else {
      String closing = below(indentation(brace), List.of("}"));
      fix.replace(last, brace + 1, below(indentation, lines) + closing);
    }
  }

  /** The white space that the line of the position begins with. */
  public String indentation(int position) {
    int start = lineStart(position);
    return text.substring(start, skipBlanks(start, position));
  }

  /** The text of lines of their own, to stand before a tree that begins a line. */
  public String above(Tree tree, List<String> lines) {
    String indentation = indentation(start(tree));
    return lines(indentation, lines) + lineBreak() + indentation;
  }

  /** What one more level of indentation is, from a tree and one directly inside it. */
  public String unit(Tree outer, Tree inner) {
    // The end of the outer tree: its beginning may be in the middle of a line.
    String around = indentation(end(outer) - 1);
    String within = indentation(start(inner));
    return within.length() > around.length() && within.startsWith(around)
        ? within.substring(around.length())
        : unit();
  }

  /** What one more level of indentation is, from the first member of the first type. */
  public String unit() {
    Matcher member = FIRST_MEMBER.matcher(text);
    return member.find() ? member.group(1) : DEFAULT_UNIT;
  }

  private int lineStart(int position) {
    return text.lastIndexOf('\n', position - 1) + 1;
  }

  private int skipBlanks(int from, int to) {
    int i = from;
    while (i < to && BLANK.matches(text.charAt(i))) {
      i++;
    }
    return i;
  }

  /** The position after the last character before this one that is not white space. */
  public int trimmed(int position) {
    int i = position;
    while (i > 0 && BLANK.matches(text.charAt(i - 1))) {
      i--;
    }
    return i;
  }

  /** The position after a comment that ends the line of the position, or the position itself. */
  public int afterLineComment(int position) {
    int lineEnd = text.indexOf('\n', position);
    String rest = BLANK.trimFrom(text.substring(position, lineEnd < 0 ? text.length() : lineEnd));
    boolean comment =
        rest.startsWith("//") || (rest.startsWith("/*") && rest.indexOf("*/") == rest.length() - 2);
    return comment ? text.indexOf(rest, position) + rest.length() : position;
  }

  /** The first position from this one on that is neither white space nor beyond the limit. */
  public int nextText(int position, int limit) {
    return skipBlanks(position, limit);
  }

  /** The position of a word outside of comments and parentheses, or -1. */
  public int indexOfCode(String word, int from, int to) {
    int parentheses = 0;
    for (int i = from; i < to; i++) {
      if (text.startsWith("//", i)) {
        i = text.indexOf('\n', i);
      } else if (text.startsWith("/*", i)) {
        i = text.indexOf("*/", i + 2) + 1;
      } else if (parentheses == 0 && text.startsWith(word, i)) {
        return i;
      } else {
        parentheses += text.charAt(i) == '(' ? 1 : text.charAt(i) == ')' ? -1 : 0;
      }
    }
    return -1;
  }

  /** The whole lines that a tree stands on, if no code or comment shares or precedes them. */
  public @Nullable Range<Integer> linesOf(Tree tree) {
    int lineStart = lineStart(start(tree));
    int lineEnd = text.indexOf('\n', end(tree));
    if (lineEnd < 0
        || !BLANK.matchesAllOf(text.substring(lineStart, start(tree)))
        || !BLANK.matchesAllOf(text.substring(end(tree), lineEnd))) {
      return null;
    }
    String before = BLANK.trimFrom(text.substring(lineStart(lineStart - 1), lineStart));
    return before.startsWith("//") || before.endsWith("*/")
        ? null
        : Range.closedOpen(lineStart, lineEnd + 1);
  }

  /** Takes a tree away with the lines that it stands on; false if it shares them. */
  public boolean removeLines(Tree tree, SuggestedFix.Builder fix) {
    Range<Integer> lines = linesOf(tree);
    if (lines != null) {
      fix.replace(lines.lowerEndpoint(), lines.upperEndpoint(), "");
    }
    return lines != null;
  }

  /** The lines of {@code head { lines }}. */
  public static ImmutableList<String> block(String head, String unit, List<String> lines) {
    ImmutableList.Builder<String> all = ImmutableList.builder();
    all.add(head + " {");
    lines.forEach(line -> all.add(unit + line));
    return all.add("}").build();
  }

  /** The text from one position to another, its lines but the first indented by one more level. */
  String indented(int from, int to, String unit, RangeSet<Integer> without, Tree within) {
    RangeSet<Integer> literals = textBlocks(within);
    StringBuilder result = new StringBuilder();
    for (int i = from; i < to; i++) {
      if (without.contains(i)) {
        continue;
      }
      boolean indent =
          i > from
              && text.charAt(i - 1) == '\n'
              && text.charAt(i) != '\n'
              && text.charAt(i) != '\r'
              && !literals.contains(i);
      result.append(indent ? unit : "").append(text.charAt(i));
    }
    return result.toString();
  }

  /** Where a change of the white space would change a string. */
  private ImmutableRangeSet<Integer> textBlocks(Tree within) {
    return Trees.in(within, LiteralTree.class).stream()
        .filter(tree -> tree.getValue() instanceof String && has(tree))
        .map(tree -> Range.closedOpen(start(tree), end(tree)))
        .collect(ImmutableRangeSet.toImmutableRangeSet());
  }
}
