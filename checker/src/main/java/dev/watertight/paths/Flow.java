package dev.watertight.paths;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.VisitorState;
import com.google.errorprone.suppliers.Supplier;
import com.sun.source.tree.Tree;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import org.checkerframework.errorprone.dataflow.cfg.ControlFlowGraph;
import org.checkerframework.errorprone.dataflow.cfg.block.Block;
import org.checkerframework.errorprone.dataflow.cfg.node.Node;

/** What all walks over one graph share: each is found once, however many handles a method opens. */
final class Flow {
  private static final Supplier<IdentityHashMap<ControlFlowGraph, Flow>> KNOWN =
      VisitorState.memoize(state -> new IdentityHashMap<>());

  private final Conditions conditions;
  private final IdentityHashMap<Tree, List<Block>> places = new IdentityHashMap<>();
  private final int size;

  private Flow(ControlFlowGraph graph, VisitorState state) {
    this.conditions = new Conditions(graph, state);
    this.size = graph.getAllBlocks().size();
    for (Block block : graph.getAllBlocks()) {
      for (Node node : block.getNodes()) {
        if (node.getTree() != null) {
          places.computeIfAbsent(node.getTree(), t -> new ArrayList<>()).add(block);
        }
      }
    }
  }

  static Flow of(ControlFlowGraph graph, VisitorState state) {
    IdentityHashMap<ControlFlowGraph, Flow> known = KNOWN.get(state);
    Flow flow = known.get(graph);
    if (flow == null) {
      flow = new Flow(graph, state);
      known.put(graph, flow);
    }
    return flow;
  }

  Conditions conditions() {
    return conditions;
  }

  /** How many blocks the graph has. */
  int size() {
    return size;
  }

  /** The blocks in which a tree is evaluated: several in a {@code finally}. */
  ImmutableList<Block> blocksOf(Tree tree) {
    return ImmutableList.copyOf(places.getOrDefault(tree, List.of()));
  }
}
