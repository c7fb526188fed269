package dev.watertight.findings.unbounded;

import com.sun.source.tree.BlockTree;
import com.sun.source.tree.BreakTree;
import com.sun.source.tree.CatchTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.ConditionalExpressionTree;
import com.sun.source.tree.ContinueTree;
import com.sun.source.tree.IfTree;
import com.sun.source.tree.LabeledStatementTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.ReturnTree;
import com.sun.source.tree.StatementTree;
import com.sun.source.tree.SwitchExpressionTree;
import com.sun.source.tree.SwitchTree;
import com.sun.source.tree.SynchronizedTree;
import com.sun.source.tree.ThrowTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.TryTree;
import com.sun.source.util.TreeScanner;
import dev.watertight.program.Loops;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How often some expressions are evaluated each time that a statement is run to its end: at least
 * and at most. Paths that leave by {@code return} or {@code throw} count if that evaluates one
 * itself.
 *
 * @param least the smallest number; {@link #NEVER} if control does not get to the end
 * @param leastOfOthers the smallest number at a {@code continue}, {@code break} or such a return
 * @param most the largest number
 * @param isKnown whether the numbers are right: no nested loop or switch has such an expression
 */
record Occurrences(long least, long leastOfOthers, long most, boolean isKnown) {
  /** The number of a path that is never taken. */
  static final long NEVER = Long.MAX_VALUE / 4;

  private static final Occurrences NONE = new Occurrences(0, NEVER, 0, true);

  /** Counts in a statement, loops in it left out unless they have such an expression. */
  static Occurrences in(@Nullable StatementTree statement, Set<? extends Tree> counted) {
    if (statement == null) {
      return NONE;
    }
    if (statement instanceof BlockTree block) {
      Occurrences sum = NONE;
      for (StatementTree next : block.getStatements()) {
        sum = sum.then(in(next, counted));
      }
      return sum;
    }
    if (statement instanceof IfTree test) {
      return simple(test.getCondition(), counted)
          .then(in(test.getThenStatement(), counted).or(in(test.getElseStatement(), counted)));
    }
    if (statement instanceof TryTree attempt) {
      Occurrences sum = in(attempt.getBlock(), counted);
      for (CatchTree handler : attempt.getCatches()) {
        Occurrences caught = in(handler.getBlock(), counted);
        sum = new Occurrences(sum.least, sum.leastOfOthers, sum.most + caught.most, sum.isKnown);
      }
      return sum.then(in(attempt.getFinallyBlock(), counted));
    }
    if (statement instanceof SynchronizedTree locked) {
      return in(locked.getBlock(), counted);
    }
    if (statement instanceof LabeledStatementTree labelled) {
      return in(labelled.getStatement(), counted);
    }
    if (statement instanceof ContinueTree || statement instanceof BreakTree) {
      return new Occurrences(NEVER, 0, 0, true);
    }
    if (statement instanceof ReturnTree || statement instanceof ThrowTree) {
      Occurrences own = simple(statement, counted);
      return new Occurrences(NEVER, own.least == 0 ? NEVER : own.least, own.most, true);
    }
    if (Loops.isLoop(statement) || statement instanceof SwitchTree) {
      return count(statement, counted, true) == 0 ? NONE : new Occurrences(0, NEVER, 0, false);
    }
    return simple(statement, counted);
  }

  private static Occurrences simple(Tree tree, Set<? extends Tree> counted) {
    long certain = count(tree, counted, false);
    return new Occurrences(certain, NEVER, count(tree, counted, true), true);
  }

  private static long count(Tree tree, Set<? extends Tree> counted, boolean conditional) {
    long[] found = new long[1];
    new TreeScanner<@Nullable Void, @Nullable Void>() {
      @Override
      public @Nullable Void scan(@Nullable Tree tree, @Nullable Void unused) {
        if (tree == null
            || (!conditional
                && (tree instanceof ConditionalExpressionTree
                    || tree instanceof SwitchExpressionTree
                    || tree.getKind() == Tree.Kind.CONDITIONAL_AND
                    || tree.getKind() == Tree.Kind.CONDITIONAL_OR
                    || tree instanceof LambdaExpressionTree
                    || tree instanceof ClassTree))) {
          return null;
        }
        found[0] += counted.contains(tree) ? 1 : 0;
        return super.scan(tree, null);
      }
    }.scan(tree, null);
    return found[0];
  }

  private Occurrences then(Occurrences next) {
    if (least >= NEVER) {
      return this;
    }
    return new Occurrences(
        Math.min(NEVER, least + next.least),
        Math.min(leastOfOthers, Math.min(NEVER, least + next.leastOfOthers)),
        most + next.most,
        isKnown && next.isKnown);
  }

  private Occurrences or(Occurrences other) {
    return new Occurrences(
        Math.min(least, other.least),
        Math.min(leastOfOthers, other.leastOfOthers),
        Math.max(most, other.most),
        isKnown && other.isKnown);
  }

  /** The smallest number, however the statement ends. */
  long smallest() {
    return Math.min(least, leastOfOthers);
  }
}
