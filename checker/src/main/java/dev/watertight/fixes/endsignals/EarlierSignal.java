package dev.watertight.fixes.endsignals;

import com.google.common.collect.Iterables;
import com.google.errorprone.VisitorState;
import com.google.errorprone.fixes.SuggestedFix;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.BlockTree;
import com.sun.source.tree.ExpressionStatementTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.StatementTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.TryTree;
import com.sun.source.util.TreePath;
import dev.watertight.fixes.edits.Mentions;
import dev.watertight.fixes.edits.SourceText;
import dev.watertight.fixes.edits.StatementEdits;
import dev.watertight.program.Loops;
import dev.watertight.program.Paths;
import dev.watertight.program.Trees;
import java.util.List;
import java.util.Optional;

/**
 * Moves the one signal for a task, which stands behind the wait for the end of that task, to the
 * place before the wait: to the end of the block if it is that which closes the executor.
 *
 * @param end the wait, or the resource that is closed
 * @param state the compilation
 */
public record EarlierSignal(TreePath end, VisitorState state) {
  /** The fix, if the signal can be moved as it is. */
  public static Optional<SuggestedFix> of(
      List<TreePath> signals, TreePath end, VisitorState state) {
    return signals.size() == 1
        ? new EarlierSignal(end, state).moving(signals.get(0))
        : Optional.empty();
  }

  private Optional<SuggestedFix> moving(TreePath signal) {
    TreePath statement = signal.getParentPath();
    if (!(statement.getLeaf() instanceof ExpressionStatementTree)
        || !(statement.getParentPath().getLeaf() instanceof BlockTree block)
        || !Paths.isInside(end, block)
        || Trees.in(signal.getLeaf(), MethodInvocationTree.class).size() > 1) {
      return Optional.empty();
    }
    TreePath waiting = end;
    while (waiting.getParentPath().getLeaf() != block) {
      waiting = waiting.getParentPath();
    }
    int first = block.getStatements().indexOf(waiting.getLeaf());
    int last = block.getStatements().indexOf(statement.getLeaf());
    boolean isNeeded =
        block.getStatements().subList(first, Math.max(first, last)).stream()
            .anyMatch(between -> Mentions.any(statement.getLeaf(), Mentions.declared(between)));
    SourceText source = SourceText.of(state);
    SuggestedFix.Builder fix = SuggestedFix.builder();
    return first < 0
            || first >= last
            || isNeeded
            || !add(waiting, source.of(statement.getLeaf()), source, fix)
            || !source.removeLines(statement.getLeaf(), fix)
        ? Optional.empty()
        : Optional.of(
            fix.setShortDescription(
                    "Call %s() before the wait for the task"
                        .formatted(ASTHelpers.getSymbol(signal.getLeaf()).getSimpleName()))
                .build());
  }

  private boolean add(
      TreePath waiting, String signal, SourceText source, SuggestedFix.Builder fix) {
    StatementEdits edits = new StatementEdits(source);
    Tree around = end.getParentPath().getLeaf();
    if (!(around instanceof TryTree attempt && attempt.getResources().contains(end.getLeaf()))) {
      return edits.addBefore(waiting, List.of(signal), fix);
    }
    StatementTree last = Iterables.getLast(attempt.getBlock().getStatements(), null);
    return last != null
        && around == waiting.getLeaf()
        && !Loops.leaves(last)
        && edits.addBehind(
            new TreePath(new TreePath(end.getParentPath(), attempt.getBlock()), last),
            List.of(signal),
            fix);
  }
}
