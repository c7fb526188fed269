package dev.watertight.paths;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.ThrowTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import com.sun.tools.javac.code.Type;
import dev.watertight.program.Graphs;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.lang.model.type.TypeMirror;
import org.checkerframework.errorprone.dataflow.cfg.ControlFlowGraph;
import org.checkerframework.errorprone.dataflow.cfg.block.Block;
import org.checkerframework.errorprone.dataflow.cfg.block.ConditionalBlock;
import org.checkerframework.errorprone.dataflow.cfg.block.ExceptionBlock;
import org.checkerframework.errorprone.dataflow.cfg.block.SingleSuccessorBlock;
import org.checkerframework.errorprone.dataflow.cfg.block.SpecialBlock;
import org.checkerframework.errorprone.dataflow.cfg.node.AssignmentNode;
import org.checkerframework.errorprone.dataflow.cfg.node.MarkerNode;
import org.checkerframework.errorprone.dataflow.cfg.node.Node;
import org.checkerframework.errorprone.dataflow.cfg.node.ReturnNode;
import org.checkerframework.errorprone.dataflow.cfg.node.ThrowNode;
import org.jspecify.annotations.Nullable;

/**
 * Walks the paths of a method's control-flow graph with one obligation and finds the exits at which
 * it is still owed.
 *
 * <p>States are joined by union: each distinct {@link PathState} is carried through each block
 * once. The idea is that of the obligation algorithm of Kellogg, Shadab, Sridharan and Ernst,
 * "Lightweight and Modular Resource Leak Verification" (ESEC/FSE 2021), with known nulls and
 * boolean flags beside the alias sets. A discharging call discharges also when it throws; the
 * opener's own exception opens nothing; unchecked exceptions count only where the method itself
 * throws them.
 */
public final class PathSearch {
  /** Beyond this many block visits the method is given up: no loss is reported. */
  private static final int BUDGET = 20_000;

  private record Visit(Block block, PathState state, @Nullable Node last) {}

  private final Obligation obligation;
  private final Conditions conditions;
  private final VisitorState visitorState;
  private final Deque<Visit> open = new ArrayDeque<>();
  private final Set<Visit> seen = new HashSet<>();
  private final Set<Loss> losses = new LinkedHashSet<>();

  private PathSearch(Obligation obligation, Conditions conditions, VisitorState visitorState) {
    this.obligation = obligation;
    this.conditions = conditions;
    this.visitorState = visitorState;
  }

  /** The exits of the body at which the obligation is owed; none if the body is too large. */
  public static ImmutableSet<Loss> losses(
      TreePath body, Obligation obligation, VisitorState state) {
    Optional<ControlFlowGraph> graph = Graphs.of(body, state);
    if (graph.isEmpty()) {
      return ImmutableSet.of();
    }
    PathSearch search = new PathSearch(obligation, Conditions.of(graph.get(), state), state);
    search.reach(
        graph.get().getEntryBlock(),
        PathState.atEntry(obligation.heldAtEntry(), obligation.startedAtEntry()),
        null);
    int steps = 0;
    while (!search.open.isEmpty()) {
      if (++steps > BUDGET) {
        return ImmutableSet.of();
      }
      search.visit(search.open.pop());
    }
    return ImmutableSet.copyOf(search.losses);
  }

  private void reach(Block block, PathState state, @Nullable Node last) {
    Visit visit = new Visit(block, state, block instanceof ConditionalBlock ? last : null);
    if (seen.add(visit)) {
      open.push(visit);
    }
  }

  private void visit(Visit visit) {
    Block block = visit.block();
    if (block instanceof ConditionalBlock conditional) {
      branch(conditional.getThenSuccessor(), visit, true);
      branch(conditional.getElseSuccessor(), visit, false);
      return;
    }
    if (block instanceof SpecialBlock special
        && special.getSpecialType() != SpecialBlock.SpecialBlockType.ENTRY) {
      exit(special, visit.state());
      return;
    }
    ImmutableList<PathState> states = ImmutableList.of(visit.state());
    Node last = null;
    for (Node node : block.getNodes()) {
      if (neverReturns(node)) {
        return;
      }
      ImmutableList.Builder<PathState> next = ImmutableList.builder();
      for (PathState state : states) {
        next.addAll(step(node, state));
      }
      states = next.build();
      last = node;
    }
    if (block instanceof ExceptionBlock exceptional) {
      throwOut(exceptional, visit.state(), states);
    }
    Block successor = ((SingleSuccessorBlock) block).getSuccessor();
    if (successor != null) {
      for (PathState state : states) {
        reach(successor, state, last);
      }
    }
  }

  private void branch(Block successor, Visit visit, boolean value) {
    PathState refined = conditions.refine(visit.state(), visit.last(), value);
    if (refined != null) {
      reach(successor, refined, null);
    }
  }

  private void throwOut(ExceptionBlock block, PathState before, ImmutableList<PathState> after) {
    Node node = block.getNode();
    // What the opener throws, it has not opened.
    ImmutableList<PathState> states =
        node.getTree() != null && node.getTree() == obligation.opener()
            ? ImmutableList.of(before)
            : after;
    if (node instanceof MarkerNode) {
      // The end of a finally block: the exception that is on its way out goes on.
      for (Set<Block> successors : block.getExceptionalSuccessors().values()) {
        for (PathState state : after) {
          if (!state.exception().isEmpty()) {
            successors.forEach(successor -> reach(successor, state, null));
          }
        }
      }
      return;
    }
    for (Map.Entry<TypeMirror, Set<Block>> edge : block.getExceptionalSuccessors().entrySet()) {
      if ((isThrowStatement(node) && !isIgnored((Type) edge.getKey()))
          || (isChecked((Type) edge.getKey()) && !isIgnored((Type) edge.getKey()))
          || isThrownOnPurpose(node, (Type) edge.getKey())) {
        String name = ((Type) edge.getKey()).tsym.getSimpleName().toString();
        for (Block successor : edge.getValue()) {
          for (PathState state : states) {
            reach(successor, state.leavingBy(node.getTree(), name), null);
          }
        }
      }
    }
  }

  /** An {@code assert} has a node of that kind too. */
  private static boolean isThrowStatement(Node node) {
    return node instanceof ThrowNode && node.getTree() instanceof ThrowTree;
  }

  private boolean isIgnored(Type type) {
    return obligation.ignoresInterrupts()
        && type.tsym.getQualifiedName().contentEquals("java.lang.InterruptedException");
  }

  private boolean isThrownOnPurpose(Node node, Type type) {
    return obligation.throwing().contains(node.getTree())
        && ASTHelpers.isSameType(type, visitorState.getSymtab().runtimeExceptionType, visitorState);
  }

  private boolean isChecked(Type type) {
    return !ASTHelpers.isSubtype(type, visitorState.getSymtab().runtimeExceptionType, visitorState)
        && !ASTHelpers.isSubtype(type, visitorState.getSymtab().errorType, visitorState)
        // `Throwable` is the edge of an unknown callee.
        && !ASTHelpers.isSameType(type, visitorState.getSymtab().throwableType, visitorState);
  }

  private void exit(SpecialBlock block, PathState state) {
    if (state.isOwed()) {
      boolean normal = block.getSpecialType() == SpecialBlock.SpecialBlockType.EXIT;
      losses.add(
          normal
              ? new Loss(Loss.Exit.RETURN, state.exception().isEmpty() ? state.leaving() : null, "")
              : new Loss(Loss.Exit.THROW, state.leaving(), state.exception()));
    }
  }

  /** The state after a node: mostly one; two where a flag records the outcome of a test. */
  private ImmutableList<PathState> step(Node node, PathState before) {
    PathState state = before;
    Tree tree = node.getTree();
    if (node instanceof ReturnNode) {
      state = state.leavingBy(tree, "");
    }
    if (tree != null && tree == obligation.opener()) {
      PathState opened = obligation.settled() ? state : state.open();
      return ImmutableList.of(obligation.starts().contains(tree) ? opened.start() : opened);
    }
    if (state.held() && tree != null) {
      if (obligation.discharges().contains(tree)) {
        state = state.discharge();
      } else if (obligation.starts().contains(tree)) {
        state = state.start();
      }
    }
    if (node instanceof AssignmentNode assignment) {
      state = assign(assignment, state);
      return conditions.assign(assignment, state);
    }
    VarSymbol tested = tree == null ? null : obligation.aliases().get(tree);
    if (state.held() && tested != null) {
      state = state.withHolder(tested);
    }
    return ImmutableList.of(state);
  }

  private PathState assign(AssignmentNode assignment, PathState state) {
    VarSymbol target = Conditions.variableOf(assignment.getTarget());
    if (!state.held() || target == null) {
      return state;
    }
    boolean given = target.equals(obligation.aliases().get(assignment.getTree()));
    if (given && !state.reopened()) {
      return state.withHolder(target);
    }
    if (!state.holders().contains(target)) {
      return state;
    }
    PathState without = state.withoutHolder(target);
    if (without.holders().isEmpty()) {
      if (state.isOwed()) {
        losses.add(new Loss(Loss.Exit.OVERWRITE, assignment.getTree(), ""));
      }
      // The same opening goes on with the new handle; the old one has been reported.
      return given ? state.discharge().open().withHolder(target) : state.discharge();
    }
    return without;
  }

  private static boolean neverReturns(Node node) {
    if (!(node.getTree() instanceof MethodInvocationTree call)) {
      return false;
    }
    MethodSymbol method = ASTHelpers.getSymbol(call);
    String name = method.getSimpleName().toString();
    return (name.equals("exit") || name.equals("halt"))
        && method.owner.getQualifiedName().toString().startsWith("java.lang.");
  }
}
