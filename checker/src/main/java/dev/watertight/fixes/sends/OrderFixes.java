package dev.watertight.fixes.sends;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.VisitorState;
import com.google.errorprone.fixes.SuggestedFix;
import com.sun.source.tree.BlockTree;
import com.sun.source.tree.EnhancedForLoopTree;
import com.sun.source.tree.ExpressionStatementTree;
import com.sun.source.tree.ForLoopTree;
import com.sun.source.tree.StatementTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.WhileLoopTree;
import com.sun.source.util.TreePath;
import dev.watertight.fixes.edits.SourceText;
import dev.watertight.program.Paths;
import java.util.List;
import java.util.Optional;

/** Moves statements behind one that must run before them. */
public final class OrderFixes {
  private OrderFixes() {}

  /**
   * Moves a call, and those like it in its block, behind the last of others.
   *
   * @param call the call
   * @param alike the calls like it, itself included, wherever they are
   * @param early what is to come first
   * @param description what the fix is called
   */
  public static Optional<SuggestedFix> moveBehind(
      TreePath call,
      ImmutableList<TreePath> alike,
      ImmutableList<TreePath> early,
      String description,
      VisitorState state) {
    Optional<BlockTree> block =
        early.isEmpty() ? Optional.empty() : commonBlock(call, early.get(0));
    SourceText source = SourceText.of(state);
    if (block.isEmpty() || !source.has(block.get())) {
      return Optional.empty();
    }
    List<? extends StatementTree> statements = block.get().getStatements();
    ImmutableList<TreePath> late =
        alike.stream()
            .filter(path -> Paths.isInside(path, block.get()))
            .collect(ImmutableList.toImmutableList());
    int first = index(statements, late);
    int last = -1;
    for (TreePath path : early) {
      int one = index(statements, ImmutableList.of(path));
      if (one < 0) {
        return Optional.empty();
      }
      last = Math.max(last, one);
    }
    if (first < 0 || first > last) {
      return Optional.empty();
    }
    StringBuilder stay = new StringBuilder();
    StringBuilder move = new StringBuilder();
    int position = source.start(statements.get(first));
    int from = position;
    for (StatementTree statement : statements.subList(first, last + 1)) {
      boolean moves = late.stream().anyMatch(p -> Paths.isInside(p, statement));
      if (moves
          && (!isMovable(statement)
              || early.stream().anyMatch(p -> Paths.isInside(p, statement)))) {
        return Optional.empty();
      }
      (moves ? move : stay)
          .append(position == from ? source.lineBreak() + source.indentation(from) : "")
          .append(source.slice(position, source.end(statement)));
      position = source.end(statement);
    }
    return Optional.of(
        SuggestedFix.builder()
            .replace(from, position, stay.append(move).toString().stripLeading())
            .setShortDescription(description)
            .build());
  }

  private static boolean isMovable(StatementTree statement) {
    return statement instanceof ExpressionStatementTree
        || statement instanceof EnhancedForLoopTree
        || statement instanceof ForLoopTree
        || statement instanceof WhileLoopTree;
  }

  private static Optional<BlockTree> commonBlock(TreePath one, TreePath other) {
    for (Tree tree : one) {
      if (tree instanceof BlockTree block && Paths.isInside(other, block)) {
        return Optional.of(block);
      }
    }
    return Optional.empty();
  }

  private static int index(List<? extends StatementTree> statements, List<TreePath> paths) {
    for (int i = 0; i < statements.size(); i++) {
      StatementTree statement = statements.get(i);
      if (paths.stream().anyMatch(p -> Paths.isInside(p, statement))) {
        return i;
      }
    }
    return -1;
  }
}
