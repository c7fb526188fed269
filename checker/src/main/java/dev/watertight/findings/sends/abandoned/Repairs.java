package dev.watertight.findings.sends.abandoned;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.channels.Endpoint;
import dev.watertight.channels.Topology;
import dev.watertight.counts.Runs;
import dev.watertight.findings.sends.Places;
import dev.watertight.program.Symbols;
import dev.watertight.tasks.Task;
import dev.watertight.tasks.Tasks;
import java.util.Optional;

/** Gathers what a fix needs to know to free an abandoned sender. */
final class Repairs {
  /** The type of the channels that receivers can end, with an error. */
  private static final String ENDED_BY_RECEIVERS = "com.softwaremill.jox.CloseableChannel";

  private final Topology topology;
  private final VisitorState state;

  Repairs(Topology topology, VisitorState state) {
    this.topology = topology;
    this.state = state;
  }

  AbandonedSend.Repair of(Endpoint send) {
    Optional<TreePath> loop = loop();
    return new AbandonedSend.Repair(
        room(send),
        loop,
        loop.map(l -> channels()).orElse(ImmutableList.of()),
        Tasks.firstApart(topology.tasksOf(send, state)).map(Task.Apart::start));
  }

  /** A task that sends in a loop of its own needs an end, not more room. */
  private int room(Endpoint send) {
    for (Endpoint one : topology.sends()) {
      if (!Places.loopsAround(one.path(), topology.maker()).isEmpty()) {
        return -1;
      }
    }
    return Runs.isRepeated(send.path(), topology, state) ? 0 : topology.sends().size();
  }

  private Optional<TreePath> loop() {
    TreePath found = null;
    for (Endpoint receive : topology.receives()) {
      ImmutableList<TreePath> loops = Places.loopsAround(receive.path(), topology.maker());
      if (loops.isEmpty()
          || (found != null && found.getLeaf() != Places.outermost(loops).getLeaf())) {
        return Optional.empty();
      }
      found = Places.outermost(loops);
    }
    return Optional.ofNullable(found);
  }

  /** How the loop names the channel. */
  private ImmutableList<String> channels() {
    ExpressionTree receiver = Symbols.receiver(topology.receives().get(0).path().getLeaf());
    return topology.kind().typeName().equals(ENDED_BY_RECEIVERS)
            && receiver != null
            && ASTHelpers.getSymbol(receiver) instanceof VarSymbol
        ? ImmutableList.of(receiver.toString())
        : ImmutableList.of();
  }
}
