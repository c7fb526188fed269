package dev.watertight.fixes.edits;

import com.google.errorprone.fixes.SuggestedFix;
import com.sun.source.tree.BlockTree;
import com.sun.source.tree.CatchTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.TryTree;
import com.sun.source.util.TreePath;
import java.util.List;

/** Adds to catch clauses, and puts others in front of them. */
public final class CatchEdits {
  private final TreePath clause;
  private final CatchTree tree;
  private final SourceText source;

  /** Edits of a clause. */
  public CatchEdits(TreePath clause, SourceText source) {
    this.clause = clause;
    this.tree = (CatchTree) clause.getLeaf();
    this.source = source;
  }

  /** A clause of the same {@code try} that goes first, with some statements in it. */
  public void addBefore(String exception, List<String> statements, SuggestedFix.Builder fix) {
    String around = source.indentation(source.end(tree) - 1);
    String name = tree.getParameter().getName().toString();
    String head = "catch (%s %s) {".formatted(exception, name.isEmpty() ? "e" : name);
    fix.replace(
        source.start(tree),
        source.start(tree),
        head + source.below(around + unit(), statements) + source.below(around, List.of("} ")));
  }

  /** One level of indentation, as the statements of the {@code try} have it. */
  public String unit() {
    Tree attempt = clause.getParentPath().getLeaf();
    BlockTree block = ((TryTree) attempt).getBlock();
    return source.unit(
        attempt, block.getStatements().isEmpty() ? block : block.getStatements().get(0));
  }
}
