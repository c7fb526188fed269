package dev.watertight.findings.sends.abandoned;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.TryTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.channels.Endpoint;
import dev.watertight.channels.Topologies;
import dev.watertight.channels.Topology;
import dev.watertight.counts.Runs;
import dev.watertight.findings.sends.Places;
import dev.watertight.findings.sends.abandoned.AbandonedSends.AbandonedSend;
import dev.watertight.program.Graphs;
import dev.watertight.program.Paths;
import dev.watertight.program.Symbols;
import dev.watertight.tasks.Task;
import dev.watertight.tasks.Tasks;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/** Gathers what a fix needs to know to free an abandoned sender. */
record Repairs(Topology topology, VisitorState state) {
  /** The type of the channels that receivers can end, with an error. */
  private static final String ENDED_BY_RECEIVERS = "com.softwaremill.jox.CloseableChannel";

  AbandonedSend.Repair of(Endpoint send) {
    Optional<TreePath> loop = loop();
    return new AbandonedSend.Repair(
        room(send),
        loop,
        loop.map(l -> channels()).orElse(ImmutableList.of()),
        topology.blockingSends().stream().anyMatch(one -> isInFinally(one.path()))
            ? Optional.empty()
            : Tasks.firstApart(topology.tasksOf(send, state)).map(Task.Apart::start),
        Optional.empty());
  }

  /** Whether it is sent also after an interrupt, which then ends another send only. */
  private static boolean isInFinally(TreePath send) {
    TreePath child = send;
    for (TreePath path : Paths.aroundInBody(send)) {
      if (path.getLeaf() instanceof TryTree attempt
          && attempt.getFinallyBlock() == child.getLeaf()) {
        return true;
      }
      child = path;
    }
    return false;
  }

  /** A task that sends in a loop of its own needs an end, not more room. */
  private int room(Endpoint send) {
    return topology.sends().stream()
            .anyMatch(one -> Places.loop(one.path(), topology.maker()).isPresent())
        ? -1
        : Runs.isRepeated(send.path(), topology, state) ? 0 : topology.sends().size();
  }

  /** The loop that all receives are in, but for those before it. */
  private Optional<TreePath> loop() {
    return topology.receives().stream()
        .flatMap(receive -> Places.loop(receive.path(), topology.maker()).stream())
        .findFirst()
        .filter(
            loop ->
                topology.receives().stream()
                    .map(Endpoint::path)
                    .allMatch(
                        receive ->
                            Paths.isInside(receive, loop.getLeaf())
                                || (Graphs.areTogether(receive, loop)
                                    && Paths.start(receive) < Paths.start(loop))));
  }

  /** How the loop names this channel, and those from which its senders receive. */
  private ImmutableList<String> channels() {
    ExpressionTree receiver = Symbols.receiver(topology.receives().get(0).path().getLeaf());
    if (!topology.kind().typeName().equals(ENDED_BY_RECEIVERS)
        || receiver == null
        || !(ASTHelpers.getSymbol(receiver) instanceof VarSymbol own)) {
      return ImmutableList.of();
    }
    Set<VarSymbol> named = new LinkedHashSet<>();
    named.add(own);
    addUpstream(topology, own.owner, named);
    // All are variables of one method, or fields of one object.
    String text = receiver.toString();
    String prefix = text.substring(0, text.length() - own.name.length());
    return named.stream()
        .map(channel -> prefix + channel.name)
        .collect(ImmutableList.toImmutableList());
  }

  private void addUpstream(Topology channel, Symbol owner, Set<VarSymbol> named) {
    for (Endpoint send : channel.sends()) {
      Optional<TreePath> body = Graphs.bodyAround(send.path());
      for (Topology other : Topologies.all(state)) {
        boolean isUpstream =
            body.isPresent()
                && other.receives().stream()
                    .anyMatch(receive -> Paths.isInside(receive.path(), body.get().getLeaf()));
        for (VarSymbol variable : other.variables()) {
          if (isUpstream && variable.owner.equals(owner) && named.add(variable)) {
            addUpstream(other, owner, named);
          }
        }
      }
    }
  }
}
