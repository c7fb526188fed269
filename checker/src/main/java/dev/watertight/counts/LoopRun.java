package dev.watertight.counts;

import com.sun.source.tree.DoWhileLoopTree;
import com.sun.source.tree.EnhancedForLoopTree;
import com.sun.source.tree.ForLoopTree;
import com.sun.source.tree.StatementTree;
import com.sun.source.tree.Tree;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.counts.Ends.Way;
import dev.watertight.program.Loops;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Runs loops: once for all rounds, multiplied by the number of rounds that the head says; and where
 * the rounds differ, round by round, as long as constants decide.
 */
final class LoopRun {
  private static final int ROUNDS = 200;

  private final Execution execution;
  private final Evaluation evaluation;
  private final Rounds rounds;
  private final Memory memory;
  private final Scopes scopes;
  private final boolean isForLimits;
  private final IdentityHashMap<Tree, Boolean> asking = new IdentityHashMap<>();

  LoopRun(Execution execution, Evaluation evaluation, Numbers numbers) {
    this.execution = execution;
    this.evaluation = evaluation;
    this.rounds = new Rounds(this, numbers);
    this.memory = new Memory(numbers.state());
    this.scopes = numbers.scopes();
    this.isForLimits = numbers.isForLimits();
  }

  Ends of(Tree loop, Situation before) {
    Situation start = before;
    if (loop instanceof ForLoopTree counted) {
      for (StatementTree initializer : counted.getInitializer()) {
        start = execution.of(initializer, start).normal().orElse(start);
      }
    } else if (loop instanceof EnhancedForLoopTree each) {
      start = evaluation.after(each.getExpression(), start);
    }
    Ends together = together(loop, start);
    boolean exact =
        together
            .all(way -> true)
            .filter(s -> s.count().least().equals(s.count().most()))
            .isPresent();
    if (exact || !Loops.isConditional(loop) || !execution.isAround(loop)) {
      return together;
    }
    return roundByRound(loop, start).orElse(together);
  }

  /** The ends of the loop; empty if some round cannot be told from others. */
  private Optional<Ends> roundByRound(Tree loop, Situation start) {
    Ends ends = new Ends();
    Situation now = start;
    for (int round = 0; round < ROUNDS && !execution.isExhausted(); round++) {
      Situation entered = now;
      boolean isTested = round > 0 || !(loop instanceof DoWhileLoopTree);
      if (isTested && !Loops.isEndless(loop)) {
        Evaluation.Result test = evaluation.of(Loops.condition(loop).get(), now);
        if (test.value().number().isEmpty()) {
          return Optional.empty();
        }
        if (test.value().isZero()) {
          ends.add(Way.NORMAL, null, test.after());
          return Optional.of(ends);
        }
        entered = test.after();
      }
      Ends body = execution.of(Loops.body(loop).orElse(null), entered);
      Optional<Situation> next = next(loop, body);
      body.remove(Way.BREAK, loop).ifPresent(s -> ends.add(Way.NORMAL, null, s));
      ends.addAll(body);
      if (next.isEmpty()) {
        return Optional.of(ends);
      }
      if (isTested && next.get().values().equals(now.values())) {
        // All other rounds are like this one.
        return Optional.empty();
      }
      now = next.get();
    }
    return Optional.empty();
  }

  /** What holds when the next round begins, if it does. */
  private Optional<Situation> next(Tree loop, Ends body) {
    Optional<Situation> end = body.remove(Way.NORMAL, null);
    Optional<Situation> jump = body.remove(Way.CONTINUE, loop);
    Optional<Situation> next =
        end.isPresent() && jump.isPresent()
            ? Optional.of(end.get().or(jump.get()))
            : end.or(() -> jump);
    List<? extends StatementTree> updates =
        loop instanceof ForLoopTree counted ? counted.getUpdate() : List.of();
    for (StatementTree update : updates) {
      next = next.flatMap(now -> execution.of(update, now).normal());
    }
    return next;
  }

  /** By how much each round changes the variable; unknown if it is not always by as much. */
  Amount step(Tree loop, VarSymbol variable, Situation round) {
    Amount before = Amount.of(variable);
    Ends body = execution.of(Loops.body(loop).orElse(null), round.assigning(variable, before));
    return next(loop, body).map(end -> end.valueOf(variable).minus(before)).orElse(Amount.UNKNOWN);
  }

  /** The ends of the loop, all rounds being taken for one. */
  private Ends together(Tree loop, Situation start) {
    Set<VarSymbol> changed = Iterators.changedIn(loop);
    Situation blank = start.forgetting(changed).withCount(Count.NEVER);
    boolean isEndless = Loops.isEndless(loop);
    boolean isTestedLast = loop instanceof DoWhileLoopTree;
    Situation tested =
        Loops.condition(loop).filter(c -> !isEndless).isPresent()
            ? evaluation.after(Loops.condition(loop).get(), blank)
            : blank;
    Count test = tested.count();
    Ends body = execution.of(Loops.body(loop).orElse(null), isTestedLast ? blank : tested);
    Optional<Situation> next = next(loop, body);
    Count each = next.map(Situation::count).orElse(Count.NEVER);
    Count last = isTestedLast ? Count.NEVER : test;
    if (isTestedLast) {
      each = each.plus(test);
    }
    Count times = isEndless ? rounds.whileEndless(loop) : rounds.of(loop, start, changed);
    Count before = start.count();
    each = scopes.ofAny(each, times, loop);
    Count perRound =
        !each.least().equals(each.most()) && asking.computeIfAbsent(loop, this::isOpen)
            ? new Count(each.least(), Amount.UNKNOWN)
            : each;
    Count all = times.times(perRound);
    Ends ends = new Ends();
    if (!isEndless) {
      boolean entered = isTestedLast || times.least().number().orElse(0) > 0;
      if (next.isPresent() || !entered) {
        Count whole = next.isPresent() ? all : Count.NEVER;
        ends.add(Way.NORMAL, null, blank.withCount(before.plus(whole).plus(last)));
      }
    }
    // A jump may come in the first round, or in the last.
    boolean isOnce = next.isEmpty();
    Ends jumps =
        body.map(
            jump -> {
              Count own = jump.count();
              Amount most =
                  isOnce
                      ? own.most()
                      : own.most().isMoreThan(perRound.most()).isNo()
                          ? all.most()
                          : all.most().plus(own.most());
              return jump.withCount(before.plus(new Count(own.least(), most)));
            });
    boolean left =
        jumps
            .all(way -> way != Way.THROW && way != Way.NEVER)
            .filter(s -> !s.isAfterFailure())
            .isPresent();
    jumps.remove(Way.BREAK, loop).ifPresent(s -> ends.add(Way.NORMAL, null, s));
    ends.addAll(jumps);
    if (isEndless && next.isPresent() && !left) {
      ends.add(Way.NEVER, null, blank.withCount(before.plus(Count.ENDLESS.times(perRound))));
    }
    return ends;
  }

  /** Whether it is open how many rounds meet a condition, even by what they leave behind. */
  private boolean isOpen(Tree loop) {
    return isForLimits ? memory.isAskedOfOthersIn(loop) : memory.isAskedIn(loop);
  }
}
