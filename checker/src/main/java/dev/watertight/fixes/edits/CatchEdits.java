package dev.watertight.fixes.edits;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.VisitorState;
import com.google.errorprone.fixes.SuggestedFix;
import com.sun.source.tree.BlockTree;
import com.sun.source.tree.CatchTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.TryTree;
import com.sun.source.util.TreePath;
import java.util.List;

/** Adds to catch clauses, and puts others in front of them. */
public record CatchEdits(TreePath clause, SourceText source) {
  /** A clause of the same {@code try} that goes first, with some statements in it. */
  public void addBefore(String exception, List<String> statements, SuggestedFix.Builder fix) {
    CatchTree tree = (CatchTree) clause.getLeaf();
    String around = source.indentation(source.end(tree) - 1);
    String name = tree.getParameter().getName().toString();
    String gap = source.gap(around);
    fix.replace(
        source.start(tree),
        source.start(tree),
        "catch (%s %s)".formatted(exception, name.isEmpty() ? "e" : name)
            + gap
            + "{"
            + source.below(around + unit(), statements)
            + source.below(around, List.of("}"))
            + gap);
  }

  /** Lines that restore the interrupt which some lines may be told of. */
  public static ImmutableList<String> catchingInterrupt(
      List<String> lines, String unit, TreePath place, VisitorState state) {
    return catching(
        lines, "InterruptedException", "Thread.currentThread().interrupt();", unit, place, state);
  }

  /**
   * Lines that catch an exception of some lines.
   *
   * @param then what to do with the exception, which is called {@code %s} in it
   * @param place where the lines are to stand
   */
  public static ImmutableList<String> catching(
      List<String> lines,
      String exception,
      String then,
      String unit,
      TreePath place,
      VisitorState state) {
    String name =
        Scopes.variableAt(place, "e", state).isPresent() ? Members.unusedName("e", place) : "e";
    ImmutableList.Builder<String> all = ImmutableList.builder();
    all.add("try {");
    lines.forEach(line -> all.add(unit + line));
    all.add("} catch (%s %s) {".formatted(exception, name), unit + then.formatted(name));
    return all.add("}").build();
  }

  /** One level of indentation, as the statements of the {@code try} have it. */
  public String unit() {
    Tree attempt = clause.getParentPath().getLeaf();
    BlockTree block = ((TryTree) attempt).getBlock();
    return source.unit(
        attempt, block.getStatements().isEmpty() ? block : block.getStatements().get(0));
  }
}
