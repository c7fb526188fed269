package dev.watertight.findings.sends.abandoned;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.channels.Endpoint;
import dev.watertight.channels.Topologies;
import dev.watertight.channels.Topology;
import dev.watertight.counts.Runs;
import dev.watertight.findings.sends.Lockstep;
import dev.watertight.findings.sends.Places;
import dev.watertight.program.Graphs;
import dev.watertight.tasks.Task;
import dev.watertight.tasks.Tasks;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

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
        loop.map(this::channels).orElse(ImmutableList.of()),
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

  /** This channel, and those from which its senders receive, as far as the loop can name them. */
  private ImmutableList<String> channels(TreePath loop) {
    if (!topology.kind().typeName().equals(ENDED_BY_RECEIVERS)) {
      return ImmutableList.of();
    }
    ExpressionTree receiver =
        ASTHelpers.getReceiver((MethodInvocationTree) topology.receives().get(0).path().getLeaf());
    if (receiver == null
        || !(ASTHelpers.getSymbol(receiver) instanceof VarSymbol own)
        || !(receiver instanceof IdentifierTree || isOfThis(receiver))) {
      return ImmutableList.of();
    }
    Set<Symbol> named = new LinkedHashSet<>();
    named.add(own);
    addUpstream(topology, own.owner, named);
    // All are variables of one method, or fields of one class.
    String prefix = isOfThis(receiver) ? "this." : "";
    return named.stream()
        .map(s -> prefix + s.getSimpleName())
        .collect(ImmutableList.toImmutableList());
  }

  /** {@code this.channel}. */
  private static boolean isOfThis(ExpressionTree tree) {
    return tree instanceof MemberSelectTree select
        && select.getExpression() instanceof IdentifierTree around
        && around.getName().contentEquals("this");
  }

  private void addUpstream(Topology channel, Symbol method, Set<Symbol> named) {
    for (Endpoint send : channel.sends()) {
      Optional<TreePath> body = Graphs.bodyAround(send.path());
      if (body.isEmpty()) {
        continue;
      }
      for (Symbol other : Lockstep.channels(body.get().getLeaf(), Lockstep::isReceive, state)) {
        if (other.owner.equals(method) && named.add(other)) {
          Topologies.all(state).stream()
              .filter(t -> other instanceof VarSymbol v && t.variables().contains(v))
              .forEach(t -> addUpstream(t, method, named));
        }
      }
    }
  }
}
