package dev.watertight.counts;

import com.google.common.collect.Iterables;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.BlockTree;
import com.sun.source.tree.CaseTree;
import com.sun.source.tree.CatchTree;
import com.sun.source.tree.ExpressionStatementTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IfTree;
import com.sun.source.tree.LabeledStatementTree;
import com.sun.source.tree.ReturnTree;
import com.sun.source.tree.StatementTree;
import com.sun.source.tree.SwitchExpressionTree;
import com.sun.source.tree.SwitchTree;
import com.sun.source.tree.SynchronizedTree;
import com.sun.source.tree.ThrowTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.TryTree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Flags;
import com.sun.tools.javac.code.Type;
import com.sun.tools.javac.tree.JCTree.JCBreak;
import com.sun.tools.javac.tree.JCTree.JCContinue;
import com.sun.tools.javac.tree.JCTree.JCYield;
import dev.watertight.counts.Ends.Way;
import dev.watertight.program.Loops;
import dev.watertight.program.Patterns;
import dev.watertight.program.Symbols;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Runs code with what is known of its numbers (an abstract interpretation), and counts how often
 * some expressions of it are evaluated.
 *
 * <p>A condition that constants decide leads one way, every other both ways. Exceptions are taken
 * for what they are, exceptions: code that handles one counts for the most only, unless it is data
 * that are refused: see {@link Skips}.
 */
final class Execution {
  /** So many statements are run; then nothing is known. */
  private static final int BUDGET = 20_000;

  private final Map<Tree, Count> counted;
  private final Evaluation evaluation;
  private final LoopRun loops;
  private final Skips skips;
  private final Iterable<TreePath> paths;
  private final Numbers numbers;
  private final Set<Tree> around = new HashSet<>();
  private int steps;

  /**
   * An execution.
   *
   * @param counted the expressions and statements that count, and how much
   * @param paths the paths of these
   */
  Execution(Map<Tree, Count> counted, Iterable<TreePath> paths, Numbers numbers, Skips skips) {
    this.counted = counted;
    this.evaluation = new Evaluation(counted, numbers, this);
    this.loops = new LoopRun(this, evaluation, numbers);
    this.skips = skips;
    this.paths = paths;
    this.numbers = numbers;
    for (TreePath path : paths) {
      path.forEach(around::add);
    }
  }

  /** Whether the expressions are in the code. */
  boolean isAround(Tree code) {
    return around.contains(code);
  }

  boolean isExhausted() {
    return steps > BUDGET;
  }

  /** What has been counted. */
  Count seen(Count count) {
    return isExhausted() ? Count.UNKNOWN.asTimes() : count.asTimes();
  }

  /** The ends of a statement, or of an expression that is a body. */
  Ends of(@Nullable Tree code, Situation situation) {
    if (code == null) {
      return Ends.of(situation);
    }
    if (++steps > BUDGET) {
      return Ends.of(situation.withCount(Count.UNKNOWN));
    }
    Count count = code instanceof StatementTree ? counted.get(code) : null;
    Situation before = count == null ? situation : situation.counting(count);
    if (code instanceof BlockTree block) {
      return inOrder(block.getStatements(), before);
    }
    if (code instanceof IfTree test) {
      Evaluation.Result condition = evaluation.of(test.getCondition(), before);
      Ends ends = new Ends();
      if (!condition.value().isZero()) {
        ends.addAll(of(test.getThenStatement(), condition.after()));
      }
      if (condition.value().number().orElse(0) == 0) {
        ends.addAll(of(test.getElseStatement(), condition.after()));
      }
      return ends;
    }
    if (code instanceof TryTree attempt) {
      return attempt(attempt, before);
    }
    if (code instanceof SynchronizedTree locked) {
      return of(locked.getBlock(), evaluation.after(locked.getExpression(), before));
    }
    if (code instanceof LabeledStatementTree labelled) {
      Ends ends = of(labelled.getStatement(), before);
      ends.remove(Way.BREAK, labelled).ifPresent(s -> ends.add(Way.NORMAL, null, s));
      return ends;
    }
    if (Loops.isLoop(code)) {
      return loops.of(code, before);
    }
    if (code instanceof SwitchTree choice) {
      Ends ends = cases(choice.getExpression(), choice.getCases(), before);
      ends.remove(Way.BREAK, choice).ifPresent(s -> ends.add(Way.NORMAL, null, s));
      return ends;
    }
    return simple(code, before);
  }

  private Ends simple(Tree code, Situation before) {
    Ends ends = new Ends();
    if (code instanceof JCBreak jump) {
      ends.add(Way.BREAK, jump.target, before);
    } else if (code instanceof JCContinue jump) {
      ends.add(Way.CONTINUE, jump.target, before);
    } else if (code instanceof JCYield jump) {
      ends.add(Way.BREAK, jump.target, evaluation.after(jump.getValue(), before));
    } else if (code instanceof ReturnTree end) {
      ends.add(Way.RETURN, null, evaluation.after(end.getExpression(), before));
    } else if (code instanceof ThrowTree end) {
      ends.add(Way.THROW, null, evaluation.after(end.getExpression(), before).afterFailure());
    } else if (code instanceof VariableTree variable) {
      ends.add(
          Way.NORMAL, null, evaluation.given(variable, variable.getInitializer(), before).after());
    } else if (code instanceof ExpressionStatementTree statement) {
      ends.add(Way.NORMAL, null, evaluation.after(statement.getExpression(), before));
    } else {
      ends.add(
          Way.NORMAL,
          null,
          code instanceof ExpressionTree ? evaluation.after(code, before) : before);
    }
    return ends;
  }

  private Ends inOrder(List<? extends StatementTree> statements, Situation before) {
    Ends ends = Ends.of(before);
    for (StatementTree next : statements) {
      Optional<Situation> now = ends.remove(Way.NORMAL, null);
      if (now.isEmpty()) {
        break;
      }
      ends.addAll(of(next, now.get()));
    }
    return ends;
  }

  private Ends attempt(TryTree attempt, Situation before) {
    Situation opened = before;
    for (Tree resource : attempt.getResources()) {
      opened = of(resource, opened).normal().orElse(opened);
    }
    Situation start = opened;
    Ends ends = of(attempt.getBlock(), start);
    for (CatchTree handler : attempt.getCatches()) {
      // Anything from none to all of the block has been done, but what comes last.
      Count most =
          withoutLast(attempt, handler)
              .map(others -> others.of(attempt.getBlock(), start))
              .orElse(ends)
              .all(way -> true)
              .map(Situation::count)
              .orElse(before.count());
      Situation failed =
          before
              .forgetting(Iterators.changedIn(attempt.getBlock()))
              .withCount(new Count(before.count().least(), most.most()));
      boolean isOrdinary = isAround(attempt.getBlock()) && skips.areIn(attempt, handler);
      ends.addAll(of(handler.getBlock(), isOrdinary ? failed : failed.afterFailure()));
    }
    if (attempt.getFinallyBlock() == null) {
      return ends;
    }
    Ends all = new Ends();
    Ends unchanged =
        ends.map(
            end -> {
              Ends last = of(attempt.getFinallyBlock(), end);
              Situation after = last.remove(Way.NORMAL, null).orElse(end);
              all.addAll(last);
              return after;
            });
    all.addAll(unchanged);
    return all;
  }

  /** What counts all but the calls that have not been made when a catch clause is entered. */
  private Optional<Execution> withoutLast(TryTree attempt, CatchTree handler) {
    if (!isAround(attempt.getBlock())) {
      return Optional.empty();
    }
    LastActs last = new LastActs(attempt, handler, numbers.state());
    Map<Tree, Count> others = new HashMap<>(counted);
    paths.forEach(
        path -> {
          if (last.include(path)) {
            others.remove(path.getLeaf());
          }
        });
    return others.size() == counted.size()
        ? Optional.empty()
        : Optional.of(new Execution(others, paths, numbers, skips));
  }

  private Ends cases(ExpressionTree selector, List<? extends CaseTree> cases, Situation before) {
    Situation chosen = evaluation.after(selector, before);
    boolean areAll = areAll(selector, cases);
    Ends ends = new Ends();
    Situation start = chosen;
    for (CaseTree one : cases) {
      boolean isDefault = one.getExpressions().isEmpty();
      if (isDefault
          && start.equals(chosen)
          && Patterns.typesOf(one).isEmpty()
          && namesAllConstants(selector, cases)) {
        // None is left for it.
        continue;
      }
      areAll |= isDefault;
      boolean isRule = one.getBody() != null;
      Ends own = isRule ? of(one.getBody(), chosen) : inOrder(one.getStatements(), start);
      Optional<Situation> through = isRule ? Optional.empty() : own.remove(Way.NORMAL, null);
      start = through.map(chosen::or).orElse(chosen);
      ends.addAll(own);
      if (one == Iterables.getLast(cases)) {
        through.ifPresent(s -> ends.add(Way.NORMAL, null, s));
      }
    }
    if (!areAll) {
      ends.add(Way.NORMAL, null, chosen);
    }
    return ends;
  }

  /** Whether the cases are all that there are: the constants of an enum, or patterns. */
  private static boolean areAll(ExpressionTree selector, List<? extends CaseTree> cases) {
    return cases.stream().anyMatch(one -> !Patterns.typesOf(one).isEmpty())
        || namesAllConstants(selector, cases);
  }

  /** Whether none is left for a {@code default}. */
  private static boolean namesAllConstants(
      ExpressionTree selector, List<? extends CaseTree> cases) {
    Type type = ASTHelpers.getType(selector);
    return type != null
        && (type.tsym.flags() & Flags.ENUM) != 0
        && cases.stream()
                .flatMap(one -> one.getExpressions().stream())
                .filter(constant -> Symbols.isEnumConstant(ASTHelpers.getSymbol(constant)))
                .count()
            == EnumLimits.constantsOf(type.tsym);
  }

  /** All that a switch expression yields, or that its arrows lead to, is its value. */
  Situation switchExpression(SwitchExpressionTree choice, Situation before) {
    Ends ends = cases(choice.getExpression(), choice.getCases(), before);
    return ends.all(way -> way == Way.NORMAL || way == Way.BREAK).orElse(before);
  }
}
