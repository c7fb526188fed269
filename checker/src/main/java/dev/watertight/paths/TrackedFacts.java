package dev.watertight.paths;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Maps;
import com.sun.source.tree.Tree;
import dev.watertight.paths.Range.Numbers;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.checkerframework.errorprone.dataflow.cfg.ControlFlowGraph;
import org.checkerframework.errorprone.dataflow.cfg.block.Block;
import org.checkerframework.errorprone.dataflow.cfg.block.ConditionalBlock;
import org.checkerframework.errorprone.dataflow.cfg.node.AssignmentNode;
import org.checkerframework.errorprone.dataflow.cfg.node.CaseNode;
import org.checkerframework.errorprone.dataflow.cfg.node.Node;

/**
 * What facts are kept about in one graph, for how long, and how precisely: numbers only up to the
 * limits that something is compared with, so that loops do not count for ever.
 */
record TrackedFacts(
    ImmutableMap<Expression, Integer> numbers,
    Map<Expression, NavigableSet<Long>> limits,
    IdentityHashMap<Block, BitSet> needed) {
  /** None, about any graph. */
  static final TrackedFacts NONE =
      new TrackedFacts(ImmutableMap.of(), ImmutableMap.of(), new IdentityHashMap<>());

  boolean isEmpty() {
    return numbers.isEmpty();
  }

  boolean contains(Expression subject) {
    return numbers.containsKey(subject);
  }

  /** The facts with one more, if it is of use. */
  Facts keep(Facts facts, Expression subject, Range range) {
    if (!contains(subject)) {
      return facts;
    }
    return facts.with(
        subject,
        range instanceof Numbers found
            ? found.rounded(limits.getOrDefault(subject, new TreeSet<>()))
            : range);
  }

  /** The facts with what is known and what is new of a part of a condition. */
  Facts keepMet(Facts facts, Expression subject, Range range) {
    Optional<Range> met = facts.of(subject, range).meet(range);
    return met.isPresent() ? keep(facts, subject, met.get()) : facts;
  }

  /** The facts that are tested in the block or after it. */
  Facts needed(Block block, Facts facts) {
    if (facts.ranges().isEmpty()) {
      return facts;
    }
    BitSet here = needed.getOrDefault(block, new BitSet());
    return facts.without(
        (Expression subject) ->
            subject.atoms().stream()
                .noneMatch(atom -> here.get(numbers.getOrDefault(atom, numbers.size()))));
  }

  static TrackedFacts of(ControlFlowGraph graph, Conditions conditions, Assignments assignments) {
    Collector collector = new Collector(conditions, assignments);
    for (Block block : graph.getAllBlocks()) {
      collector.add(block);
    }
    return collector.build(graph);
  }

  private static final class Collector {
    private final Conditions conditions;
    private final Assignments assignments;
    private final Map<Expression, Set<Tree>> asked = new HashMap<>();
    private final Set<Expression> subjects = new HashSet<>();
    private final Set<Expression> set = new HashSet<>();
    private final Map<Expression, Set<Expression>> sources = new HashMap<>();
    private final Map<Expression, NavigableSet<Long>> limits = new HashMap<>();
    private final IdentityHashMap<Block, Set<Expression>> uses = new IdentityHashMap<>();

    Collector(Conditions conditions, Assignments assignments) {
      this.conditions = conditions;
      this.assignments = assignments;
    }

    void add(Block block) {
      for (Node node : block.getNodes()) {
        if (node instanceof AssignmentNode assignment) {
          assignments.describe(assignment).ifPresent(given -> add(block, assignment, given));
        }
      }
      Node last = block.getLastNode();
      for (Block test : block.getSuccessors()) {
        if (last == null || !(test instanceof ConditionalBlock)) {
          continue;
        }
        if (last instanceof CaseNode label) {
          conditions.testOf(label).ifPresent(found -> add(test, label.getTree(), found));
        } else {
          conditions.forEachTest(last.getTree(), (place, found) -> add(test, place, found));
        }
      }
    }

    private void add(Block block, Tree place, Test test) {
      subjects.add(test.subject());
      addLimits(test.subject(), test.ifTrue());
      addLimits(test.subject(), test.ifFalse());
      for (Expression atom : test.subject().atoms()) {
        asked.computeIfAbsent(atom, a -> new HashSet<>()).add(place);
        uses.computeIfAbsent(block, b -> new HashSet<>()).add(atom);
      }
    }

    private void addLimits(Expression subject, Range range) {
      if (range instanceof Numbers numbers) {
        NavigableSet<Long> known =
            limits.computeIfAbsent(subject, s -> new TreeSet<>(ImmutableSet.of(-1L, 0L, 1L)));
        for (long limit : new long[] {numbers.low(), numbers.high()}) {
          if (limit != Long.MIN_VALUE && limit != Long.MAX_VALUE) {
            known.add(limit - 1);
            known.add(limit);
            known.add(limit + 1);
          }
        }
        known.addAll(numbers.holes());
      }
    }

    private void add(Block block, AssignmentNode assignment, Assignments.Given given) {
      if (given.range().isPresent()) {
        set.add(given.target());
        addLimits(given.target(), given.range().get());
      }
      if (given.test().isPresent()) {
        set.add(given.target());
        conditions.forEachTest(given.test().get(), (place, test) -> add(block, place, test));
      }
      if (given.source().isPresent()) {
        sources.computeIfAbsent(given.target(), t -> new HashSet<>()).add(given.source().get());
        uses.computeIfAbsent(block, b -> new HashSet<>()).add(given.source().get());
        if (given.source().get().isSize() && assignment.getTree() != null) {
          // A loop over a collection asks whether it is empty.
          add(block, assignment.getTree(), Tests.isFilled(given.source().get()));
        }
      }
    }

    /** What is given a copy of what is set is set. */
    private void addCopies() {
      for (boolean grows = true; grows; ) {
        grows = false;
        for (Map.Entry<Expression, Set<Expression>> copy : sources.entrySet()) {
          grows |= !Collections.disjoint(copy.getValue(), set) && set.add(copy.getKey());
        }
      }
    }

    TrackedFacts build(ControlFlowGraph graph) {
      addCopies();
      Set<Expression> tracked = new HashSet<>();
      for (Expression subject : subjects) {
        boolean twice =
            subject.atoms().stream().anyMatch(a -> asked.getOrDefault(a, Set.of()).size() > 1);
        if (twice || set.contains(subject)) {
          tracked.addAll(subject.atoms());
        }
      }
      for (boolean grows = true; grows; ) {
        grows = false;
        for (Map.Entry<Expression, Set<Expression>> copy : sources.entrySet()) {
          boolean sized = copy.getValue().stream().anyMatch(s -> s.isSize() && tracked.contains(s));
          grows |= sized && tracked.add(copy.getKey());
          grows |= tracked.contains(copy.getKey()) && tracked.addAll(copy.getValue());
        }
      }
      Map<Expression, Integer> numbers = new HashMap<>();
      tracked.forEach(subject -> numbers.put(subject, numbers.size()));
      return new TrackedFacts(
          ImmutableMap.copyOf(numbers),
          limits,
          tracked.isEmpty() ? new IdentityHashMap<>() : spread(graph, numbers));
    }

    /** In which blocks, and before which, an expression is tested. */
    private IdentityHashMap<Block, BitSet> spread(
        ControlFlowGraph graph, Map<Expression, Integer> numbers) {
      IdentityHashMap<Block, BitSet> needed = new IdentityHashMap<>();
      IdentityHashMap<Block, List<Block>> before = new IdentityHashMap<>();
      Deque<Block> open = new ArrayDeque<>();
      for (Block block : graph.getAllBlocks()) {
        // A block's own list of its predecessors is a copy, made slowly.
        for (Block successor : block.getSuccessors()) {
          before.computeIfAbsent(successor, b -> new ArrayList<>()).add(block);
        }
        BitSet own = new BitSet(numbers.size());
        for (Expression use : uses.getOrDefault(block, Set.of())) {
          Integer number = numbers.get(use);
          if (number != null) {
            own.set(number);
          }
        }
        needed.put(block, own);
        if (!own.isEmpty()) {
          open.add(block);
        }
      }
      while (!open.isEmpty()) {
        Block block = open.remove();
        BitSet here = needed.getOrDefault(block, new BitSet());
        for (Block predecessor : before.getOrDefault(block, List.of())) {
          BitSet there = needed.get(predecessor);
          if (there != null) {
            int known = there.cardinality();
            there.or(here);
            if (there.cardinality() > known) {
              open.add(predecessor);
            }
          }
        }
      }
      return needed;
    }
  }

  /** After a number has grown by a constant, what is known of it and of its differences. */
  Facts shift(Facts facts, Expression variable, long by, Facts rest) {
    Facts next = rest;
    for (Map.Entry<Expression, Range> fact :
        Maps.filterValues(facts.ranges(), Numbers.class::isInstance).entrySet()) {
      Expression subject = fact.getKey();
      Numbers known = (Numbers) fact.getValue();
      if (subject.equals(variable)) {
        next = keep(next, subject, known.shifted(by));
      } else if (subject.isDifference() && subject.operands().contains(variable)) {
        boolean minuend = subject.operands().get(0).equals(variable);
        next = keep(next, subject, known.shifted(minuend ? by : -by));
      }
    }
    return next;
  }
}
