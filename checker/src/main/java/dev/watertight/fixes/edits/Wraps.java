package dev.watertight.fixes.edits;

import com.google.common.collect.Range;
import com.google.errorprone.fixes.SuggestedFix;
import com.sun.source.tree.StatementTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.TryTree;
import com.sun.tools.javac.code.Symbol;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Puts the statements of a region into a {@code try}: one replacement, comments included. */
public final class Wraps {
  /** The clause that always runs. */
  public static final String FINALLY = "finally";

  private final SourceText source;
  private final Region region;
  private final String indentation;
  private final String unit;

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

  /** The region's only statement, if that is a {@code try} which can be given what is missing. */
  private @Nullable TryTree onlyTry() {
    return region.statements().size() == 1 && region.statements().get(0) instanceof TryTree tree
        ? tree
        : null;
  }

  /**
   * {@code try (resource) { statements }} in place of a declaration and the region behind it.
   *
   * @param declaration the statement that goes: the resource's declaration
   * @param without the statement of the region that goes too
   */
  public SuggestedFix.Builder inResource(
      String resource, StatementTree declaration, @Nullable StatementTree without) {
    int from = source.end(declaration);
    TryTree only = onlyTry();
    if (only != null && isFreeFor(declaration, only)) {
      return SuggestedFix.builder()
          .replace(
              source.start(declaration), source.start(only.getBlock()), "try (" + resource + ") ");
    }
    int to = end(from);
    String body = indented(from, to, without);
    return SuggestedFix.builder()
        .replace(
            source.start(declaration),
            to,
            "try (" + resource + ") {" + trim(body) + newLine("") + "}");
  }

  /** Whether the {@code try} can take the resource: nothing but its block uses that. */
  private boolean isFreeFor(StatementTree declaration, TryTree tree) {
    Set<Symbol> declared = Mentions.declared(declaration);
    return tree.getResources().isEmpty()
        && source.nextText(source.end(declaration), source.start(tree)) == source.start(tree)
        && tree.getCatches().stream().noneMatch(c -> Mentions.any(c, declared))
        && (tree.getFinallyBlock() == null || !Mentions.any(tree.getFinallyBlock(), declared));
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
    TryTree only = onlyTry();
    if (only != null && clause.equals(FINALLY) && only.getFinallyBlock() == null) {
      return SuggestedFix.builder()
          .replace(source.end(only) - 1, source.end(only), "}" + clause(clause, lines));
    }
    int to = end(after);
    int from = source.nextText(source.afterLineComment(after), to);
    String body = indented(from, to, without);
    return SuggestedFix.builder().replace(from, to, inTry(body, clause, lines));
  }

  /** The text of {@code head { statements }}, for a body that begins in the middle of a line. */
  public String block(String head, String body) {
    return head + " {" + newLine(unit) + body.strip() + newLine("") + "}";
  }

  /** The text of a {@code try} with a clause, for such a body. */
  public String inTry(String body, String clause, List<String> lines) {
    return block("try", body) + clause(clause, lines);
  }

  private String clause(String clause, List<String> lines) {
    StringBuilder text = new StringBuilder(" ").append(clause).append(" {");
    lines.forEach(line -> text.append(newLine(unit)).append(line));
    return text.append(newLine("")).append("}").toString();
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
    return source.indented(from, to, unit, lines(without), region.block());
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

  private @Nullable Range<Integer> lines(@Nullable StatementTree statement) {
    return statement == null ? null : source.linesOf(statement);
  }

  /** Without the blank lines at the beginning and the white space at the end. */
  private static String trim(String body) {
    int line = 0;
    for (int i = 0; i < body.length() && Character.isWhitespace(body.charAt(i)); i++) {
      if (body.charAt(i) == '\n') {
        line = i;
      }
    }
    return body.substring(line).stripTrailing();
  }
}
