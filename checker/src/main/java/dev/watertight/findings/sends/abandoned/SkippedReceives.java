package dev.watertight.findings.sends.abandoned;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.sun.source.tree.ThrowTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Type;
import dev.watertight.channels.Capacity;
import dev.watertight.program.CheckedExceptions;
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
import org.checkerframework.errorprone.dataflow.cfg.node.Node;
import org.checkerframework.errorprone.dataflow.cfg.node.ReturnNode;
import org.jspecify.annotations.Nullable;

/** Finds paths of a body that start senders and leave before they have received all values. */
final class SkippedReceives {
  private record Visit(Block block, ImmutableSet<Tree> passed, @Nullable Tree leaving) {}

  private final ImmutableMap<Tree, Integer> starts;
  private final ImmutableSet<Tree> receives;
  private final Capacity capacity;
  private final VisitorState state;
  private final Deque<Visit> open = new ArrayDeque<>();
  private final Set<Visit> seen = new HashSet<>();

  private SkippedReceives(
      ImmutableMap<Tree, Integer> starts,
      ImmutableSet<Tree> receives,
      Capacity capacity,
      VisitorState state) {
    this.starts = starts;
    this.receives = receives;
    this.capacity = capacity;
    this.state = state;
  }

  /**
   * The statement or call by which a path leaves the body while more values are to come than the
   * channel holds.
   *
   * @param starts what starts senders, and how many values are sent in consequence
   * @param receives what takes one value out, none of them in a loop
   * @return empty if there is no such path, or it leaves at the end of the body
   */
  static Optional<Tree> leaving(
      TreePath body,
      ImmutableMap<Tree, Integer> starts,
      ImmutableSet<Tree> receives,
      Capacity capacity,
      VisitorState state) {
    Optional<ControlFlowGraph> graph = Graphs.of(body, state);
    return graph.flatMap(g -> new SkippedReceives(starts, receives, capacity, state).search(g));
  }

  private Optional<Tree> search(ControlFlowGraph graph) {
    reach(graph.getEntryBlock(), ImmutableSet.of(), null);
    while (!open.isEmpty()) {
      Tree leaving = visit(open.pop());
      if (leaving != null) {
        return Optional.of(leaving);
      }
    }
    return Optional.empty();
  }

  private @Nullable Tree visit(Visit visit) {
    Block block = visit.block();
    if (block instanceof SpecialBlock special
        && special.getSpecialType() != SpecialBlock.SpecialBlockType.ENTRY) {
      return isLeftBehind(visit.passed()) ? visit.leaving() : null;
    }
    if (block instanceof ConditionalBlock conditional) {
      reach(conditional.getThenSuccessor(), visit.passed(), visit.leaving());
      reach(conditional.getElseSuccessor(), visit.passed(), visit.leaving());
      return null;
    }
    Set<Tree> passed = new LinkedHashSet<>(visit.passed());
    Tree leaving = visit.leaving();
    boolean receive = false;
    for (Node node : block.getNodes()) {
      Tree tree = node.getTree();
      if (node instanceof ReturnNode) {
        leaving = tree;
      }
      if (tree != null && (starts.containsKey(tree) || receives.contains(tree))) {
        passed.add(tree);
        receive |= receives.contains(tree);
      }
    }
    if (block instanceof ExceptionBlock exceptional && !receive) {
      Node node = exceptional.getNode();
      for (Map.Entry<TypeMirror, Set<Block>> edge :
          exceptional.getExceptionalSuccessors().entrySet()) {
        if (node.getTree() instanceof ThrowTree
            || CheckedExceptions.counts((Type) edge.getKey(), state)) {
          for (Block successor : edge.getValue()) {
            reach(successor, visit.passed(), node.getTree());
          }
        }
      }
    }
    Block successor = ((SingleSuccessorBlock) block).getSuccessor();
    if (successor != null) {
      reach(successor, ImmutableSet.copyOf(passed), leaving);
    }
    return null;
  }

  private boolean isLeftBehind(ImmutableSet<Tree> passed) {
    int sent = passed.stream().mapToInt(tree -> starts.getOrDefault(tree, 0)).sum();
    int received = (int) passed.stream().filter(receives::contains).count();
    return capacity.isFilledBy(sent - received);
  }

  private void reach(Block block, ImmutableSet<Tree> passed, @Nullable Tree leaving) {
    Visit visit = new Visit(block, passed, leaving);
    if (seen.add(visit)) {
      open.push(visit);
    }
  }
}
