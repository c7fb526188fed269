package dev.watertight.findings.polling;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.sun.source.tree.DoWhileLoopTree;
import com.sun.source.tree.EnhancedForLoopTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.ForLoopTree;
import com.sun.source.tree.StatementTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.WhileLoopTree;
import dev.watertight.findings.polling.Idle.NotIdle;
import dev.watertight.findings.polling.Idle.Value;
import dev.watertight.findings.polling.IdleRound.End;
import dev.watertight.findings.polling.IdleRound.Kind;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.lang.model.element.Name;
import org.jspecify.annotations.Nullable;

/** The rounds of a loop while there is nothing to be had. */
final class IdleRounds {
  /** Beyond this many different rounds it is given up. */
  private static final int BUDGET = 30;

  private final IdleRound round;
  private final Tree loop;
  private final Optional<Name> label;
  private final Set<End> exits = new LinkedHashSet<>();
  private final Map<Idle, Set<Idle>> rounds = new LinkedHashMap<>();
  private boolean endsInside;

  IdleRounds(IdleRound round, Tree loop, Optional<Name> label) {
    this.round = round;
    this.loop = loop;
    this.label = label;
  }

  /** Runs all rounds that can follow. */
  IdleRounds from(ImmutableList<Idle> starts) {
    Deque<Idle> open = new ArrayDeque<>(starts);
    while (!open.isEmpty()) {
      Idle start = open.remove();
      if (!rounds.containsKey(start)) {
        if (rounds.size() >= BUDGET) {
          throw new NotIdle();
        }
        Set<Idle> next = new LinkedHashSet<>();
        rounds.put(start, next);
        run(start, next);
        open.addAll(next);
      }
    }
    return this;
  }

  /** How the loop can end. */
  ImmutableSet<End> exits() {
    return ImmutableSet.copyOf(exits);
  }

  /** Whether its body can end it. */
  boolean endsInside() {
    return endsInside;
  }

  /** Where the rounds end that go on for ever, if nothing outside changes. */
  ImmutableSet<Idle> endless() {
    Map<Idle, Set<Idle>> left = new LinkedHashMap<>(rounds);
    while (left.entrySet().removeIf(e -> e.getValue().stream().noneMatch(left::containsKey))) {}
    ImmutableSet.Builder<Idle> found = ImmutableSet.builder();
    left.values().forEach(next -> next.stream().filter(left::containsKey).forEach(found::add));
    return found.build();
  }

  private void run(Idle start, Set<Idle> next) {
    if (loop instanceof WhileLoopTree tree) {
      test(tree.getCondition(), start, i -> body(tree.getStatement(), i, next::add));
    } else if (loop instanceof DoWhileLoopTree tree) {
      body(tree.getStatement(), start, i -> test(tree.getCondition(), i, next::add));
    } else if (loop instanceof ForLoopTree tree) {
      test(
          tree.getCondition(),
          start,
          i ->
              body(
                  tree.getStatement(),
                  i,
                  j -> round.sequence(tree.getUpdate(), j).forEach(end -> next.add(end.after()))));
    } else {
      exits.add(IdleRound.normal(start));
      body(((EnhancedForLoopTree) loop).getStatement(), start, next::add);
    }
  }

  private interface Then {
    void apply(Idle idle);
  }

  private void test(@Nullable ExpressionTree condition, Idle idle, Then then) {
    if (condition == null) {
      then.apply(idle);
      return;
    }
    for (Value value : round.values(condition, idle)) {
      if (!value.value().equals(Optional.of(false))) {
        then.apply(value.after());
      }
      if (!value.value().equals(Optional.of(true))) {
        exits.add(IdleRound.normal(value.after()));
      }
    }
  }

  private void body(StatementTree body, Idle idle, Then then) {
    for (End end : round.of(body, idle)) {
      if (end.kind() == Kind.NORMAL || end.isTo(Kind.CONTINUE, label)) {
        then.apply(end.after());
      } else {
        endsInside = true;
        exits.add(end.isTo(Kind.BREAK, label) ? IdleRound.normal(end.after()) : end);
      }
    }
  }
}
