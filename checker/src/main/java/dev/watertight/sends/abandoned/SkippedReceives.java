package dev.watertight.sends.abandoned;

import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.sun.source.tree.ThrowTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Type;
import dev.watertight.sends.Throws;
import dev.watertight.view.Graphs;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
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

/** Finds paths of a body that start a task and leave without any of some calls. */
final class SkippedReceives {
  private record Visit(Block block, boolean started, @Nullable Tree leaving) {}

  private final Tree start;
  private final ImmutableSet<Tree> receives;
  private final Throws exceptions;
  private final Deque<Visit> open = new ArrayDeque<>();
  private final Set<Visit> seen = new HashSet<>();

  private SkippedReceives(Tree start, ImmutableSet<Tree> receives, VisitorState state) {
    this.start = start;
    this.receives = receives;
    this.exceptions = new Throws(state);
  }

  /**
   * The statement or call by which a path leaves the body after the start and without a receive.
   *
   * @return empty if there is no such path, or it leaves at the end of the body
   */
  static Optional<Tree> leaving(
      TreePath body, Tree start, ImmutableSet<Tree> receives, VisitorState state) {
    Optional<ControlFlowGraph> graph = Graphs.of(body, state);
    return graph.flatMap(g -> new SkippedReceives(start, receives, state).search(g));
  }

  private Optional<Tree> search(ControlFlowGraph graph) {
    reach(graph.getEntryBlock(), false, null);
    while (!open.isEmpty()) {
      Visit visit = open.pop();
      Tree leaving = visit(visit);
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
      return visit.started() ? visit.leaving() : null;
    }
    if (block instanceof ConditionalBlock conditional) {
      reach(conditional.getThenSuccessor(), visit.started(), visit.leaving());
      reach(conditional.getElseSuccessor(), visit.started(), visit.leaving());
      return null;
    }
    boolean before = visit.started();
    boolean started = before;
    Tree leaving = visit.leaving();
    for (Node node : block.getNodes()) {
      Tree tree = node.getTree();
      if (tree != null && receives.contains(tree)) {
        return null;
      }
      if (node instanceof ReturnNode) {
        leaving = tree;
      }
      started |= tree != null && tree == start;
    }
    if (block instanceof ExceptionBlock exceptional) {
      Node node = exceptional.getNode();
      for (Map.Entry<TypeMirror, Set<Block>> edge :
          exceptional.getExceptionalSuccessors().entrySet()) {
        if (node.getTree() instanceof ThrowTree || exceptions.counts((Type) edge.getKey())) {
          for (Block successor : edge.getValue()) {
            reach(successor, before, node.getTree());
          }
        }
      }
    }
    Block successor = ((SingleSuccessorBlock) block).getSuccessor();
    if (successor != null) {
      reach(successor, started, leaving);
    }
    return null;
  }

  private void reach(Block block, boolean started, @Nullable Tree leaving) {
    Visit visit = new Visit(block, started, leaving);
    if (seen.add(visit)) {
      open.push(visit);
    }
  }
}
