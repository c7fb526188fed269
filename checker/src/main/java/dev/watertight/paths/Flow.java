package dev.watertight.paths;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.VisitorState;
import com.google.errorprone.suppliers.Supplier;
import com.sun.source.tree.Tree;
import dev.watertight.caches.PerCompilation;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import org.checkerframework.errorprone.dataflow.cfg.ControlFlowGraph;
import org.checkerframework.errorprone.dataflow.cfg.block.Block;
import org.checkerframework.errorprone.dataflow.cfg.node.Node;
import org.jspecify.annotations.Nullable;

/** What all walks over one graph share: each is found once, however many handles a method opens. */
final class Flow {
  private static final Supplier<IdentityHashMap<ControlFlowGraph, Flow>> KNOWN =
      PerCompilation.of(state -> new IdentityHashMap<>());

  private final ControlFlowGraph graph;
  private final VisitorState state;
  private @Nullable Conditions exact;
  private @Nullable Conditions coarse;
  private final IdentityHashMap<Tree, List<Block>> places = new IdentityHashMap<>();
  private final int size;

  private Flow(ControlFlowGraph graph, VisitorState state) {
    this.graph = graph;
    this.state = state;
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

  /** What tests tell, without facts, or with them: that is dear, and often not needed. */
  Conditions conditions(boolean keeping) {
    Conditions conditions = keeping ? exact : coarse;
    if (conditions == null) {
      conditions = new Conditions(graph, keeping, state);
      if (keeping) {
        exact = conditions;
      } else {
        coarse = conditions;
      }
    }
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
