package dev.watertight.loops;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.VisitorState;
import com.sun.source.tree.CaseTree;
import com.sun.source.tree.CatchTree;
import com.sun.source.tree.IfTree;
import com.sun.source.tree.SwitchExpressionTree;
import com.sun.source.tree.SwitchTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.TryTree;
import com.sun.source.util.TreePath;
import dev.watertight.program.CatchClauses;
import dev.watertight.summaries.Summaries;
import dev.watertight.summaries.Thrown;
import dev.watertight.values.ResolvedLibrary;

/** What it takes to come to a place in a loop: the conditions, cases and clauses around it. */
record ExitGuards(TreePath loop, ExitConditions conditions, VisitorState state) {
  /** The most telling of what must hold at the path; nothing if it is always reached. */
  ImmutableList<LoopExit> at(TreePath path) {
    Tree child = path.getLeaf();
    ImmutableList<LoopExit> best = ImmutableList.of();
    for (TreePath p = path.getParentPath();
        p != null && child != loop.getLeaf();
        child = p.getLeaf(), p = p.getParentPath()) {
      // Where a test of the value decides, its case has but sorted it.
      if (!(child instanceof CaseTree) || !isOfValue(best)) {
        best = conditions.stricter(best, guard(p, child));
      }
    }
    return best;
  }

  private static boolean isOfValue(ImmutableList<LoopExit> exits) {
    return !exits.isEmpty() && exits.stream().allMatch(e -> e.kind() == LoopExit.Kind.VALUE);
  }

  private ImmutableList<LoopExit> guard(TreePath path, Tree child) {
    Tree tree = path.getLeaf();
    if (tree instanceof IfTree test && child != test.getCondition()) {
      return conditions.of(test.getCondition(), child == test.getThenStatement());
    }
    if (tree instanceof SwitchTree test && child instanceof CaseTree label) {
      return conditions.ofCase(test.getExpression(), label);
    }
    if (tree instanceof SwitchExpressionTree test && child instanceof CaseTree label) {
      return conditions.ofCase(test.getExpression(), label);
    }
    return tree instanceof CatchTree clause ? caught(path, clause) : ImmutableList.of();
  }

  /** What it takes to come into a clause: one that catches everything is for failures, too. */
  private ImmutableList<LoopExit> caught(TreePath path, CatchTree clause) {
    LoopExit.Kind kind =
        CatchClauses.isInterrupt(clause)
            ? LoopExit.Kind.INTERRUPT
            : ResolvedLibrary.of(state).saysClosed(clause)
                ? LoopExit.Kind.CLOSED
                : LoopExit.Kind.FAILURE;
    LoopExit first = LoopExit.of(kind, clause, path);
    return kind == LoopExit.Kind.INTERRUPT && isForFailures(path, clause)
        ? ImmutableList.of(first, LoopExit.of(LoopExit.Kind.DECLARED, clause, path))
        : ImmutableList.of(first);
  }

  /** Whether the clause catches something that its block throws, other than interrupts. */
  private boolean isForFailures(TreePath path, CatchTree clause) {
    TreePath attempt = path.getParentPath();
    return Summaries.ofCode(new TreePath(attempt, ((TryTree) attempt.getLeaf()).getBlock()), state)
        .isThrown(
            t ->
                ((t.isChecked(state) && !t.isInterrupt())
                        || t.reason() == Thrown.Reason.STATEMENT
                        || t.reason() == Thrown.Reason.REFUSAL)
                    && CatchClauses.covers(clause, t.type(), state));
  }
}
