package dev.watertight.findings.polling;

import static java.util.Comparator.comparingInt;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Sets;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.DoWhileLoopTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.answers.Answer;
import dev.watertight.loops.OwnThread;
import dev.watertight.paths.Loss.Exit;
import dev.watertight.paths.Walker;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Graphs;
import dev.watertight.program.Loops;
import dev.watertight.program.Paths;
import dev.watertight.program.Symbols;
import dev.watertight.summaries.CertainCalls;
import dev.watertight.values.Values;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.checkerframework.errorprone.dataflow.cfg.ControlFlowGraph;
import org.checkerframework.errorprone.dataflow.cfg.node.Node;
import org.jspecify.annotations.Nullable;

/**
 * The rounds of a loop while there is nothing to be had: which rounds can follow on which, if
 * nothing outside changes and nobody interrupts.
 */
final class IdleRounds extends IdleWalk {
  /** Beyond this many different rounds it is given up. */
  private static final int BUDGET = 60;

  private final Tree loop;
  private final Node head;
  private final VisitorState visitorState;
  private final Map<Idle, Set<Idle>> rounds = new LinkedHashMap<>();
  private final Set<Idle> acting = new HashSet<>();
  private final Set<Idle> ending = new HashSet<>();
  private final Set<VarSymbol> counted = new HashSet<>();
  private final Set<VarSymbol> read = new HashSet<>();

  private IdleRounds(Tree loop, Node head, VisitorState state) {
    super(
        loop,
        Sets.filter(Values.changedIn(loop), variable -> !Symbols.isField(variable)),
        0,
        state);
    this.loop = loop;
    this.head = head;
    this.visitorState = state;
  }

  /** The rounds of a loop, if some can go on for ever and none of these does more than to ask. */
  static Optional<IdleRounds> of(TreePath loop, VisitorState state) {
    if (isHarmless(loop, state)) {
      return Optional.empty();
    }
    Optional<TreePath> body = Graphs.bodyAround(loop);
    Optional<Node> head =
        body.flatMap(b -> Graphs.of(b, state)).flatMap(graph -> head(loop.getLeaf(), graph, state));
    if (head.isEmpty()) {
      return Optional.empty();
    }
    IdleRounds rounds = new IdleRounds(loop.getLeaf(), head.get(), state);
    return Walker.walk(body.get(), rounds, state) && rounds.areIdle()
        ? Optional.of(rounds)
        : Optional.empty();
  }

  /**
   * Whether the text says, before a graph is built, that no round only asks and is followed by
   * another: each ends the loop, or does more.
   */
  private static boolean isHarmless(TreePath loop, VisitorState state) {
    IdleCalls calls = new IdleCalls(IdleCalls.DEPTH, state);
    return Loops.ending(loop.getLeaf())
            .flatMap(end -> new IdleValues(calls, state).of(end, Idle.BLANK))
            .equals(Optional.of(false))
        || CertainCalls.inRound(loop).calls().stream().anyMatch(calls::act);
  }

  /** The first of what each round evaluates. */
  private static Optional<Node> head(Tree loop, ControlFlowGraph graph, VisitorState state) {
    Tree part =
        loop instanceof DoWhileLoopTree || Loops.isEndless(loop)
            ? Loops.body(loop).get()
            : Loops.condition(loop).get();
    return graph.getDepthFirstOrderedBlocks().stream()
        .flatMap(block -> block.getNodes().stream())
        .filter(node -> isIn(node, part, state))
        .findFirst();
  }

  private static boolean isIn(Node node, Tree code, VisitorState state) {
    int start = start(node);
    return start >= ASTHelpers.getStartPosition(code) && start < state.getEndPosition(code);
  }

  @Override
  public Optional<Tree> origin() {
    return Optional.of(head.getTree());
  }

  @Override
  public Answer allows(Way way, Tree test, boolean value) {
    return value && test instanceof ExpressionTree tree && OwnThread.asks(tree)
        ? Answer.NO
        : super.allows(way, test, value);
  }

  @Override
  @SuppressWarnings("ReferenceEquality") /* Nodes are equal if they look alike. */
  public Way step(Node node, Way way) {
    if (way.isOver()) {
      return way;
    }
    if (node == head) {
      return super.step(node, nextRound(way));
    }
    if (start(node) > 0 && !isIn(node, loop, visitorState)) {
      leave(Exit.RETURN, way, null, "");
      return way.over();
    }
    return super.step(node, way);
  }

  private Way nextRound(Way way) {
    Idle now = way.now();
    boolean idle = way.start().isPresent() && !now.acts();
    Idle next = now.nextRound(idle);
    rounds.computeIfAbsent(next, n -> new LinkedHashSet<>());
    if (idle) {
      rounds.computeIfAbsent(way.start().get(), n -> new LinkedHashSet<>()).add(next);
      counted.addAll(now.counted());
      read.addAll(now.read());
    } else {
      way.start().ifPresent(acting::add);
    }
    Way begun = new Way(Optional.of(next), next, false);
    return rounds.size() > BUDGET ? begun.over() : begun;
  }

  @Override
  public void leave(Exit exit, Way way, @Nullable Tree at, String exception) {
    way.start().ifPresent(ending::add);
  }

  private boolean areIdle() {
    Set<VarSymbol> seen = new HashSet<>(Sets.intersection(counted, read));
    // A variable that the body declares begins anew in each round.
    Tree body = Loops.body(loop).get();
    seen.removeIf(
        variable ->
            CompilationIndex.of(visitorState)
                .declaration(variable)
                .filter(declaration -> Paths.isInside(declaration, body))
                .isPresent());
    return rounds.size() <= BUDGET
        && seen.isEmpty()
        && !endless().isEmpty()
        && endless().stream()
            .allMatch(start -> Sets.intersection(following(start), acting).isEmpty());
  }

  /** With what those rounds begin that come again and again. */
  private ImmutableSet<Idle> endless() {
    return ImmutableSet.copyOf(
        Sets.filter(rounds.keySet(), start -> following(start).contains(start)));
  }

  private Set<Idle> following(Idle start) {
    Set<Idle> found = new HashSet<>();
    Deque<Idle> open = new ArrayDeque<>(rounds.get(start));
    while (!open.isEmpty()) {
      Idle next = open.remove();
      if (found.add(next)) {
        open.addAll(rounds.get(next));
      }
    }
    return found;
  }

  /** What is polled in the rounds that come again and again, in the order of the text. */
  ImmutableList<Tree> polls() {
    return endless().stream()
        .flatMap(idle -> idle.polls().stream())
        .distinct()
        .sorted(comparingInt(ASTHelpers::getStartPosition))
        .collect(ImmutableList.toImmutableList());
  }

  /** Whether such a round can end the loop. */
  boolean canEnd() {
    return !Sets.intersection(endless(), ending).isEmpty();
  }
}
