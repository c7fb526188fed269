package dev.watertight.program;

import com.google.errorprone.VisitorState;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.checkerframework.errorprone.dataflow.cfg.ControlFlowGraph;
import org.checkerframework.errorprone.dataflow.cfg.block.Block;
import org.checkerframework.errorprone.dataflow.cfg.block.ConditionalBlock;
import org.checkerframework.errorprone.dataflow.cfg.block.SingleSuccessorBlock;
import org.checkerframework.errorprone.dataflow.cfg.node.Node;

/** Which code of a body can run after which, if nothing throws. */
public final class Reach {
  private Reach() {}

  /**
   * Whether control can get from behind one tree to another, or to the same once more, past no tree
   * to be avoided. Also true if the body has no graph.
   */
  public static boolean isPossible(
      TreePath body, Tree from, Tree to, Set<Tree> avoided, VisitorState state) {
    Optional<ControlFlowGraph> graph = Graphs.of(body, state);
    if (graph.isEmpty()) {
      return true;
    }
    Deque<Block> open = new ArrayDeque<>();
    Set<Block> seen = new HashSet<>();
    for (Block block : graph.get().getAllBlocks()) {
      boolean behind = false;
      for (Node node : block.getNodes()) {
        if (behind && node.getTree() == to) {
          return true;
        }
        behind |= node.getTree() == from;
        behind &= !avoided.contains(node.getTree());
      }
      if (behind) {
        addSuccessors(block, open);
      }
    }
    while (!open.isEmpty()) {
      Block block = open.remove();
      if (!seen.add(block)) {
        continue;
      }
      boolean passable = true;
      for (Node node : block.getNodes()) {
        if (passable && node.getTree() == to) {
          return true;
        }
        passable &= !avoided.contains(node.getTree());
      }
      if (passable) {
        addSuccessors(block, open);
      }
    }
    return false;
  }

  private static void addSuccessors(Block block, Deque<Block> open) {
    if (block instanceof ConditionalBlock conditional) {
      open.add(conditional.getThenSuccessor());
      open.add(conditional.getElseSuccessor());
    } else if (block instanceof SingleSuccessorBlock single && single.getSuccessor() != null) {
      open.add(single.getSuccessor());
    }
  }
}
