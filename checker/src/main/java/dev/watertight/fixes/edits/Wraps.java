package dev.watertight.fixes.edits;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableRangeSet;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.RangeSet;
import com.google.errorprone.fixes.SuggestedFix;
import com.sun.source.tree.BlockTree;
import com.sun.source.tree.StatementTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.TryTree;
import com.sun.source.tree.VariableTree;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Puts the statements of a region into a {@code try}: one replacement, comments included. */
public final class Wraps {
  /** The clause that always runs. */
  public static final String FINALLY = "finally";

  private final SourceText source;
  private final Region region;
  private final String indentation;
  private final String unit;
  private ImmutableList<StatementTree> redundant = ImmutableList.of();

  /**
   * Prepares to wrap a region.
   *
   * @param anchor a statement of the block that begins a line
   */
  public Wraps(SourceText source, Region region, StatementTree anchor) {
    this.source = source;
    this.region = region;
    this.indentation = source.indentation(source.start(anchor));
    this.unit = source.unit(region.block(), anchor);
  }

  /** Leaves out some more statements inside of the region, which have lines of their own. */
  public Wraps leavingOut(ImmutableList<StatementTree> statements) {
    redundant = statements;
    return this;
  }

  /** The {@code try} that the region is, but for plain declarations before it, if it is one. */
  private @Nullable TryTree onlyTry(@Nullable StatementTree without) {
    TryTree only = null;
    for (StatementTree statement : region.statements()) {
      boolean isPlain = statement == without || Region.isPlain(statement);
      if (only != null ? statement != without : !(isPlain || statement instanceof TryTree)) {
        return null;
      }
      only = statement instanceof TryTree attempt ? attempt : only;
    }
    return only;
  }

  /**
   * {@code try (resource) { statements }} in place of a statement and the region behind it.
   *
   * @param variable the resource
   * @param statement the statement that goes: the declaration of the resource, mostly
   * @param without the statement of the region that goes too
   */
  public SuggestedFix.Builder inResource(
      String resource,
      VarSymbol variable,
      StatementTree statement,
      @Nullable StatementTree without) {
    int start = source.start(statement);
    int from = source.end(statement);
    TryTree only = onlyTry(without);
    if (only != null && isFreeFor(variable, only)) {
      int attempt = source.start(only);
      boolean isNext = source.nextText(from, attempt) == attempt;
      if (isNext || source.linesOf(statement) != null) {
        SuggestedFix.Builder fix = SuggestedFix.builder();
        if (!isNext) {
          source.removeLines(statement, fix);
        }
        remove(without, fix);
        return fix.replace(
            isNext ? start : attempt,
            source.start(only.getBlock()),
            "try (" + resource + ")" + gap());
      }
    }
    int to = end(from);
    String body = indented(from, to, without);
    return SuggestedFix.builder()
        .replace(
            start, to, "try (" + resource + ")" + gap() + "{" + trim(body) + newLine("") + "}");
  }

  /** Whether the {@code try} can take the resource: nothing but its block uses that. */
  private boolean isFreeFor(VarSymbol variable, TryTree tree) {
    Set<Symbol> declared = ImmutableSet.of(variable);
    return tree.getResources().isEmpty()
        && region.statements().stream()
            .allMatch(s -> !(s instanceof VariableTree) || !Mentions.any(s, declared))
        && tree.getCatches().stream().noneMatch(c -> Mentions.any(c, declared))
        && (tree.getFinallyBlock() == null || !Mentions.any(tree.getFinallyBlock(), declared));
  }

  /** Takes the redundant statements away, and one more that has lines of its own. */
  private void remove(@Nullable StatementTree statement, SuggestedFix.Builder fix) {
    boolean unused = statement != null && source.removeLines(statement, fix);
    redundant.forEach(other -> source.removeLines(other, fix));
  }

  /** A text in place of the region. */
  public SuggestedFix.Builder replace(String text) {
    int from = source.start(region.statements().get(0));
    return SuggestedFix.builder().replace(from, end(from), text);
  }

  /**
   * {@code try { statements } clause { lines }} around the region.
   *
   * @param after where the statement before the region ends
   * @param clause for example {@link #FINALLY}
   * @param without the statement of the region that goes
   */
  public SuggestedFix.Builder inTry(
      int after, String clause, List<String> lines, @Nullable StatementTree without) {
    TryTree only = onlyTry(without);
    if (only != null && clause.equals(FINALLY)) {
      SuggestedFix.Builder fix = SuggestedFix.builder();
      remove(without, fix);
      addToFinally(only, unit, lines, source, fix);
      return fix;
    }
    int to = end(after);
    int from = source.nextText(source.afterLineComment(after), to);
    String body = indented(from, to, without);
    return SuggestedFix.builder().replace(from, to, inTry(body, clause, lines));
  }

  /** Puts lines into the {@code finally} block of a {@code try}, before all else that it does. */
  public static void addToFinally(
      TryTree attempt,
      String unit,
      List<String> lines,
      SourceText source,
      SuggestedFix.Builder fix) {
    String indentation = source.indentation(source.start(attempt));
    String text = source.below(indentation + unit, lines);
    BlockTree last = attempt.getFinallyBlock();
    if (last == null) {
      int end = source.end(attempt);
      String gap = source.gap(indentation);
      String closing = source.lineBreak() + indentation + "}";
      fix.replace(end - 1, end, "}" + gap + FINALLY + gap + "{" + text + closing);
    } else {
      int start = source.start(last) + 1;
      fix.replace(start, start, text);
    }
  }

  /** The text of {@code head { statements }}, for a body that begins in the middle of a line. */
  public String block(String head, String body) {
    return head + gap() + "{" + newLine(unit) + body.strip() + newLine("") + "}";
  }

  /** The text of a {@code try} with a clause, for such a body. */
  public String inTry(String body, String clause, List<String> lines) {
    return block("try", body) + clause(clause, lines);
  }

  private String clause(String clause, List<String> lines) {
    String block = "{" + source.below(indentation + unit, lines) + newLine("") + "}";
    return gap() + clause + gap() + block;
  }

  private String gap() {
    return source.gap(indentation);
  }

  /** The text of the region, indented by one more level. */
  public String body() {
    int from = source.start(region.statements().get(0));
    return indented(from, end(from), null);
  }

  /** The same, with other text for one expression. */
  public String body(Tree replaced, String replacement) {
    int from = source.start(region.statements().get(0));
    return indented(from, source.start(replaced), null)
        + replacement
        + beside(indented(source.end(replaced), end(from), null));
  }

  private String indented(int from, int to, @Nullable StatementTree without) {
    RangeSet<Integer> lines =
        Stream.concat(redundant.stream(), Stream.ofNullable(without))
            .flatMap(statement -> Stream.ofNullable(source.linesOf(statement)))
            .collect(ImmutableRangeSet.toImmutableRangeSet());
    return source.indented(from, to, unit, lines, region.block());
  }

  /** The text behind a short name: a call on it stands beside it, rather than on the next line. */
  public static String beside(String text) {
    String next = text.stripLeading();
    return next.startsWith(".") ? next : text;
  }

  /** A line break, and the white space that the next line begins with. */
  public String newLine(String more) {
    return source.lineBreak() + indentation + more;
  }

  /** The same for a line inside the new block. */
  public String newUnit() {
    return newLine(unit);
  }

  /** The end of the region: comments behind the last statement belong to it. */
  public int end(int otherwise) {
    List<StatementTree> statements = region.statements();
    if (region.reachesEndOfBlock() && !statements.isEmpty()) {
      return source.trimmed(source.end(region.block()) - 1);
    }
    Tree last = statements.isEmpty() ? null : statements.get(statements.size() - 1);
    return last == null ? otherwise : source.afterLineComment(source.end(last));
  }

  /** Without the blank lines at the beginning and the white space at the end. */
  private String trim(String body) {
    int text = body.length() - body.stripLeading().length();
    int line = body.substring(0, text).lastIndexOf(source.lineBreak());
    return body.substring(Math.max(line, 0)).stripTrailing();
  }
}
