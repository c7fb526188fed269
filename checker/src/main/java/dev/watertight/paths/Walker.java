package dev.watertight.paths;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.VisitorState;
import com.google.errorprone.suppliers.Supplier;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.ThrowTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Type;
import dev.watertight.caches.PerCompilation;
import dev.watertight.paths.Loss.Exit;
import dev.watertight.program.Boundary;
import dev.watertight.program.CatchClauses;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Graphs;
import dev.watertight.program.Symbols;
import dev.watertight.summaries.Exceptions;
import dev.watertight.summaries.Summaries;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.lang.model.type.TypeMirror;
import javax.lang.model.type.UnionType;
import org.checkerframework.errorprone.dataflow.cfg.ControlFlowGraph;
import org.checkerframework.errorprone.dataflow.cfg.block.Block;
import org.checkerframework.errorprone.dataflow.cfg.block.ConditionalBlock;
import org.checkerframework.errorprone.dataflow.cfg.block.ExceptionBlock;
import org.checkerframework.errorprone.dataflow.cfg.block.SingleSuccessorBlock;
import org.checkerframework.errorprone.dataflow.cfg.block.SpecialBlock;
import org.checkerframework.errorprone.dataflow.cfg.node.CatchMarkerNode;
import org.checkerframework.errorprone.dataflow.cfg.node.MarkerNode;
import org.checkerframework.errorprone.dataflow.cfg.node.Node;
import org.checkerframework.errorprone.dataflow.cfg.node.ReturnNode;
import org.checkerframework.errorprone.dataflow.cfg.node.ThrowNode;
import org.jspecify.annotations.Nullable;

/**
 * Walks over the paths of a control-flow graph with the state of a {@link Protocol} and with what
 * correlated conditions tell.
 *
 * <p>States are joined by union: each distinct one is carried through each block once. The idea is
 * that of the obligation algorithm of Kellogg, Shadab, Sridharan and Ernst, "Lightweight and
 * Modular Resource Leak Verification" (ESEC/FSE 2021). Unchecked exceptions count only where the
 * protocol says so.
 *
 * @param <S> the protocol's states
 */
public final class Walker<S> {
  /** Beyond this many visits, and so many more for each block, the body is given up. */
  private static final int BUDGET = 20_000;

  private static final int BUDGET_PER_BLOCK = 8;

  private static final Supplier<
          IdentityHashMap<Conditions, IdentityHashMap<Block, List<Along<Boolean>>>>>
      ARRIVALS = PerCompilation.of(state -> new IdentityHashMap<>());

  /* What a path brings along; `leaving` and `exception` are of the way out that it is on. */
  private record Along<S>(
      S state, Facts facts, @Nullable Tree leaving, String exception, @Nullable Type thrown) {
    Along<S> leavingBy(@Nullable Tree tree, String name, @Nullable Type type) {
      return new Along<>(state, facts, tree, name, type);
    }

    Along<S> with(S other) {
      return new Along<>(other, facts, leaving, exception, thrown);
    }

    Along<S> knowing(Facts others) {
      return new Along<>(state, others, leaving, exception, thrown);
    }
  }

  private record Visit<S>(Block block, Along<S> along, @Nullable Node last) {}

  private final Protocol<S> protocol;
  private final Flow flow;
  private final Conditions conditions;
  private final Exceptions exceptions;
  private final VisitorState visitorState;
  private final Deque<Visit<S>> open = new ArrayDeque<>();
  private final Set<Visit<S>> seen = new HashSet<>();

  private Walker(
      TreePath body, Protocol<S> protocol, Flow flow, Conditions conditions, VisitorState state) {
    this.protocol = protocol;
    this.flow = flow;
    this.conditions = conditions;
    this.exceptions = new Exceptions(body, state);
    this.visitorState = state;
  }

  /**
   * Walks over all paths of a method, lambda or initializer block.
   *
   * @return whether all have been looked at: what the protocol has met is then all there is
   */
  public static <S> boolean walk(TreePath body, Protocol<S> protocol, VisitorState state) {
    return walk(body, protocol, true, state);
  }

  /**
   * Walks over the same paths and over some that no values lead along: what is not met there is not
   * met at all. Far cheaper, and enough for most code.
   */
  static <S> boolean walkCoarsely(TreePath body, Protocol<S> protocol, VisitorState state) {
    return walk(body, protocol, false, state);
  }

  private static <S> boolean walk(
      TreePath body, Protocol<S> protocol, boolean keeping, VisitorState state) {
    Optional<ControlFlowGraph> graph = Graphs.of(body, state);
    if (graph.isEmpty()) {
      return false;
    }
    Flow flow = Flow.of(graph.get(), state);
    Conditions conditions = flow.conditions(keeping);
    Walker<S> walker = new Walker<>(body, protocol, flow, conditions, state);
    Optional<Tree> origin = protocol.origin();
    if (origin.isEmpty()) {
      Along<S> entry = new Along<>(protocol.atEntry(), Facts.NONE, null, "", null);
      walker.reach(graph.get().getEntryBlock(), entry, null);
      return walker.run(state);
    }
    for (Block start : flow.blocksOf(origin.get())) {
      for (Along<Boolean> before : before(body, start, graph.get(), flow, conditions, state)) {
        walker.enter(
            start,
            new Along<>(
                protocol.atEntry(),
                before.facts(),
                before.leaving(),
                before.exception(),
                before.thrown()),
            null);
      }
    }
    return walker.run(state);
  }

  private boolean run(VisitorState state) {
    int budget = BUDGET + BUDGET_PER_BLOCK * flow.size();
    for (int steps = 0; !open.isEmpty(); steps++) {
      if (steps > budget) {
        Boundary.giveUp(state);
        return false;
      }
      visit(open.pop());
    }
    return true;
  }

  /** With what paths come to a block, whatever they are asked for; none if there are too many. */
  private static List<Along<Boolean>> before(
      TreePath body,
      Block block,
      ControlFlowGraph graph,
      Flow flow,
      Conditions conditions,
      VisitorState state) {
    IdentityHashMap<Conditions, IdentityHashMap<Block, List<Along<Boolean>>>> known =
        ARRIVALS.get(state);
    IdentityHashMap<Block, List<Along<Boolean>>> arrivals = known.get(conditions);
    if (arrivals == null) {
      arrivals = new IdentityHashMap<>();
      known.put(conditions, arrivals);
      Walker<Boolean> walker = new Walker<>(body, new Everywhere(), flow, conditions, state);
      walker.reach(graph.getEntryBlock(), new Along<>(true, Facts.NONE, null, "", null), null);
      if (walker.run(state)) {
        for (Visit<Boolean> visit : walker.seen) {
          arrivals.computeIfAbsent(visit.block(), b -> new ArrayList<>()).add(visit.along());
        }
      }
    }
    return arrivals.getOrDefault(block, List.of());
  }

  /** Asks nothing. */
  private static final class Everywhere implements Protocol<Boolean> {
    @Override
    public Boolean atEntry() {
      return true;
    }

    @Override
    public Boolean step(Node node, Boolean state) {
      return state;
    }

    /* No call is read for this: at worst, more paths come to the place than there are. */
    @Override
    public boolean isThrown(Node node, Type exception, Boolean state, Exceptions exceptions) {
      return exceptions.isDeclared(exception);
    }

    @Override
    public void leave(Exit exit, Boolean state, @Nullable Tree at, String exception) {}
  }

  private void reach(Block block, Along<S> along, @Nullable Node last) {
    if (!protocol.isOver(along.state())) {
      enter(block, along, last);
    }
  }

  private void enter(Block block, Along<S> along, @Nullable Node last) {
    Along<S> needed = along.knowing(conditions.needed(block, along.facts()));
    Visit<S> visit = new Visit<>(block, needed, block instanceof ConditionalBlock ? last : null);
    if (seen.add(visit)) {
      open.push(visit);
    }
  }

  private void visit(Visit<S> visit) {
    Block block = visit.block();
    if (block instanceof ConditionalBlock conditional) {
      branch(conditional.getThenSuccessor(), visit, true);
      branch(conditional.getElseSuccessor(), visit, false);
      return;
    }
    if (block instanceof SpecialBlock special
        && special.getSpecialType() != SpecialBlock.SpecialBlockType.ENTRY) {
      leave(special, visit.along());
      return;
    }
    ImmutableList<Along<S>> after = ImmutableList.of(visit.along());
    Node last = null;
    for (Node node : block.getNodes()) {
      ImmutableList.Builder<Along<S>> next = ImmutableList.builder();
      for (Along<S> along : after) {
        step(node, along, next);
      }
      after = next.build();
      last = node;
    }
    if (block instanceof ExceptionBlock exceptional) {
      throwOut(exceptional, visit.along(), after);
    }
    Block successor = ((SingleSuccessorBlock) block).getSuccessor();
    if (successor != null && (last == null || !neverReturns(last))) {
      for (Along<S> along : after) {
        reach(successor, along, last);
      }
    }
  }

  private void step(Node node, Along<S> before, ImmutableList.Builder<Along<S>> next) {
    Along<S> along =
        node instanceof ReturnNode
            ? before.leavingBy(node.getTree(), "", null)
            : mayHide(node)
                ? before.knowing(before.facts().without(Expression::isChangeable))
                : before;
    S state = protocol.step(node, along.state());
    for (Facts facts :
        conditions.after(
            node,
            along.facts(),
            protocol.present(),
            (test, value) -> protocol.allows(state, test, value))) {
      next.add(along.with(state).knowing(facts));
    }
  }

  private boolean mayHide(Node node) {
    return protocol.isAboutAbsence()
        && node.getTree() instanceof MethodInvocationTree call
        && CompilationIndex.of(visitorState).isInView(ASTHelpers.getSymbol(call));
  }

  private void branch(Block successor, Visit<S> visit, boolean value) {
    Along<S> along = visit.along();
    for (Facts facts :
        conditions.refine(
            along.facts(),
            visit.last(),
            value,
            (test, outcome) -> protocol.allows(along.state(), test, outcome))) {
      reach(successor, along.knowing(facts), null);
    }
  }

  /**
   * Whether all that a call throws by the edge of a wider type are interrupts that do not count.
   */
  private boolean isIgnoredInterrupt(Node node, Type edge) {
    return protocol.isIgnored(visitorState.getSymtab().interruptedExceptionType)
        && exceptions.isInterruptOnly(node.getTree(), edge);
  }

  private void throwOut(ExceptionBlock block, Along<S> before, ImmutableList<Along<S>> after) {
    Node node = block.getNode();
    if (node instanceof MarkerNode) {
      // The end of a finally block: the exception that is on its way out goes on.
      for (Along<S> along : after) {
        if (along.thrown() != null) {
          goOn(along.thrown(), block, along);
        }
      }
      return;
    }
    for (Map.Entry<TypeMirror, Set<Block>> edge : block.getExceptionalSuccessors().entrySet()) {
      Type type = (Type) edge.getKey();
      // An AssertionError is for what cannot happen.
      if (protocol.isIgnored(type) || Symbols.isNamed(type.tsym, "java.lang.AssertionError")) {
        continue;
      }
      String name = exceptions.nameOf(node.getTree(), type);
      for (Along<S> along : after) {
        if (isThrowStatement(node)
            || (protocol.isThrown(node, type, along.state(), exceptions)
                && !isIgnoredInterrupt(node, type))) {
          S state = protocol.onThrow(node, before.state(), along.state());
          Along<S> out = along.with(state).leavingBy(node.getTree(), name, type);
          edge.getValue().forEach(successor -> reach(successor, out, null));
        }
      }
    }
  }

  /** Goes on to what an exception leads to: nothing but clauses where one certainly catches it. */
  private void goOn(Type thrown, ExceptionBlock block, Along<S> along) {
    List<Block> elsewhere = new ArrayList<>();
    boolean isCaught = false;
    for (Set<Block> successors : block.getExceptionalSuccessors().values()) {
      for (Block successor : successors) {
        List<Node> nodes = successor.getNodes();
        if (nodes.isEmpty() || !(nodes.get(0) instanceof CatchMarkerNode clause)) {
          elsewhere.add(successor);
          continue;
        }
        TypeMirror type = clause.getCatchType();
        for (TypeMirror caught :
            type instanceof UnionType union ? union.getAlternatives() : List.of(type)) {
          if (CatchClauses.areRelated(thrown, (Type) caught, visitorState)) {
            reach(successor, along, null);
          }
          isCaught |= ASTHelpers.isSubtype(thrown, (Type) caught, visitorState);
        }
      }
    }
    if (!isCaught) {
      elsewhere.forEach(successor -> reach(successor, along, null));
    }
  }

  /** An {@code assert} has a node of that kind too. */
  private static boolean isThrowStatement(Node node) {
    return node instanceof ThrowNode && node.getTree() instanceof ThrowTree;
  }

  private void leave(SpecialBlock block, Along<S> along) {
    boolean normal = block.getSpecialType() == SpecialBlock.SpecialBlockType.EXIT;
    protocol.leave(
        normal ? Exit.RETURN : Exit.THROW, along.state(), along.leaving(), along.exception());
  }

  private boolean neverReturns(Node node) {
    return node.getTree() instanceof MethodInvocationTree call
        && Summaries.neverReturns(call, visitorState);
  }
}
