package dev.watertight.findings.polling;

import static java.util.Objects.requireNonNull;

import com.google.common.collect.Maps;
import com.sun.source.tree.ExpressionTree;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Optional;
import java.util.Set;
import org.checkerframework.errorprone.dataflow.cfg.block.Block;
import org.checkerframework.errorprone.dataflow.cfg.block.ConditionalBlock;
import org.checkerframework.errorprone.dataflow.cfg.block.ExceptionBlock;
import org.checkerframework.errorprone.dataflow.cfg.block.SingleSuccessorBlock;
import org.checkerframework.errorprone.dataflow.cfg.node.MarkerNode;
import org.checkerframework.errorprone.dataflow.cfg.node.Node;
import org.checkerframework.errorprone.dataflow.cfg.node.ThrowNode;
import org.jspecify.annotations.Nullable;

/**
 * Whether a round that only asks may come back to the head of a loop: a first test, by a dataflow
 * analysis that knows of a place what is so on all ways there. Most loops fail it at once.
 */
final class IdleReach {
  /** What the nodes of a round do. */
  interface Round {
    /** What is known after a node; empty if the round ends there, or does more than to ask. */
    Optional<Idle> after(Node node, Idle idle);

    /** Whether a test can have the value. */
    boolean allows(ExpressionTree test, boolean value, Idle idle);
  }

  /* What comes to a block, and the node by which it does where all do so by the same. */
  private record Arrival(Idle idle, @Nullable Node last) {}

  private final Round round;
  private final IdentityHashMap<Block, Arrival> arrivals = new IdentityHashMap<>();
  private final Deque<Block> open = new ArrayDeque<>();

  private IdleReach(Round round) {
    this.round = round;
  }

  /** Whether a round that begins with a node may come back to it and only ask on its way. */
  static boolean comesBack(Node head, Round round) {
    IdleReach reach = new IdleReach(round);
    Block first = head.getBlock();
    int start = 0;
    while (!isSame(first.getNodes().get(start), head)) {
      start++;
    }
    reach.pass(first, start, new Arrival(Idle.BLANK, null));
    while (!reach.open.isEmpty() && !reach.arrivals.containsKey(first)) {
      Block block = reach.open.remove();
      reach.pass(block, 0, requireNonNull(reach.arrivals.get(block)));
    }
    return reach.arrivals.containsKey(first);
  }

  /* Nodes are equal if they look alike. */
  @SuppressWarnings("ReferenceEquality")
  static boolean isSame(@Nullable Node one, @Nullable Node other) {
    return one == other;
  }

  private void pass(Block block, int start, Arrival arrival) {
    Idle idle = arrival.idle();
    if (block instanceof ConditionalBlock test) {
      branch(test.getThenSuccessor(), arrival, true);
      branch(test.getElseSuccessor(), arrival, false);
      return;
    }
    Node last = null;
    for (Node node : block.getNodes().subList(start, block.getNodes().size())) {
      Optional<Idle> after = round.after(node, idle);
      if (after.isEmpty()) {
        return;
      }
      idle = after.get();
      last = node;
    }
    if (block instanceof SingleSuccessorBlock single && single.getSuccessor() != null) {
      reach(single.getSuccessor(), idle, last);
    }
    if (block instanceof ExceptionBlock exceptional
        && (last instanceof ThrowNode || last instanceof MarkerNode)) {
      for (Set<Block> successors : exceptional.getExceptionalSuccessors().values()) {
        for (Block successor : successors) {
          reach(successor, idle, null);
        }
      }
    }
  }

  private void branch(Block successor, Arrival arrival, boolean value) {
    Node last = arrival.last();
    if (last == null
        || !(last.getTree() instanceof ExpressionTree test)
        || round.allows(test, value, arrival.idle())) {
      reach(successor, arrival.idle(), null);
    }
  }

  private void reach(Block block, Idle idle, @Nullable Node last) {
    Arrival known = arrivals.get(block);
    Arrival joined = new Arrival(idle, last);
    if (known != null) {
      var common = Maps.difference(known.idle().locals(), idle.locals()).entriesInCommon();
      if (common.size() == known.idle().locals().size() && isSame(known.last(), last)) {
        return;
      }
      joined = new Arrival(Idle.knowing(common), isSame(known.last(), last) ? last : null);
      if (joined.equals(known)) {
        return;
      }
    }
    arrivals.put(block, joined);
    open.add(block);
  }
}
