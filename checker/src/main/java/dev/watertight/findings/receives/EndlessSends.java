package dev.watertight.findings.receives;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import dev.watertight.channels.Endpoint;
import dev.watertight.channels.Topology;
import dev.watertight.findings.receives.EndlessReceive.Reason;
import dev.watertight.findings.sends.Blocking;
import dev.watertight.loops.LoopExit;
import dev.watertight.loops.ReceiveLoops;
import dev.watertight.loops.WaitLoop;
import dev.watertight.model.ChannelOperation.Act;
import dev.watertight.program.ClosingMethods;
import dev.watertight.tasks.Task;
import dev.watertight.tasks.Tasks;
import dev.watertight.wakers.Interrupters;
import dev.watertight.wakers.Sequel;
import dev.watertight.wakers.Supply;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * Finds the loops around a send into a bounded channel that nothing in view can end. Whoever waits
 * for room looks at a flag no more than whoever waits for a value.
 *
 * <p>That the channel is full when the flag is set is not certain, but nothing keeps it from being:
 * the loop sends until it is, and nobody receives for ever.
 */
final class EndlessSends {
  private final Topology channel;
  private final Endpoint send;
  private final WaitLoop loop;
  private final VisitorState state;

  private EndlessSends(Topology channel, Endpoint send, WaitLoop loop, VisitorState state) {
    this.channel = channel;
    this.send = send;
    this.loop = loop;
    this.state = state;
  }

  static void analyze(
      Topology channel, VisitorState state, BiConsumer<Tree, EndlessReceive> found) {
    if (!Blocking.isPossible(channel) || !channel.closes().isEmpty()) {
      return;
    }
    for (Endpoint send : Blocking.sends(channel)) {
      if (send.act() == Act.SEND) {
        for (WaitLoop loop : ReceiveLoops.of(send, state)) {
          new EndlessSends(channel, send, loop, state)
              .judge()
              .ifPresent(finding -> found.accept(loop.loop().getLeaf(), finding));
        }
      }
    }
  }

  private Optional<EndlessReceive> judge() {
    if (loop.hasOwnExit()
        || loop.hasExit(LoopExit.Kind.VALUE)
        || (channel.kind().isCloseable() && !channel.isClosedView())) {
      return Optional.empty();
    }
    ImmutableSet<Task> tasks = Tasks.of(loop.loop(), state);
    Interrupters interrupters = Interrupters.at(loop.loop(), tasks, state);
    boolean flagged = loop.hasExit(LoopExit.Kind.FLAG);
    boolean interrupted = loop.hasExit(LoopExit.Kind.INTERRUPT);
    if (!interrupters.answer().isNo() && (flagged || interrupted)) {
      return Optional.empty();
    }
    if (flagged) {
      return notWoken();
    }
    if (!interrupted && loop.swallowsInterrupt()) {
      return interrupters.withoutFailure().isYes()
              || !ClosingMethods.of(state).around(loop.loop()).isEmpty()
          ? finding(Reason.INTERRUPT_SWALLOWED, Optional.empty())
          : Optional.empty();
    }
    return interrupters.isOnlyShutDown()
        ? finding(Reason.ONLY_SHUT_DOWN, Optional.empty())
        : Optional.empty();
  }

  private Optional<EndlessReceive> notWoken() {
    ImmutableList<TreePath> stops = loop.stops(state);
    return channel.isClosedView()
            && EndlessReceives.areFlagsInView(loop, state)
            && !stops.isEmpty()
            && channel.receives().stream().noneMatch(this::mayGoOn)
            && stops.stream().allMatch(this::isLeftFull)
        ? finding(Reason.NOT_WOKEN, Optional.of(stops.get(0)))
        : Optional.empty();
  }

  /**
   * Whether nobody makes room in the channel, or looks whether it should, after the flag is set.
   */
  private boolean isLeftFull(TreePath stop) {
    Sequel after = Sequel.of(stop, state);
    return channel.endpoints().stream()
        .filter(endpoint -> !endpoint.isSend())
        .allMatch(endpoint -> after.includes(endpoint.path()).isNo());
  }

  /** Whether a receiver runs beside the sender, for how long is not known. */
  private boolean mayGoOn(Endpoint receive) {
    return receive.act() == Act.DRAIN
        || Supply.goesOn(receive, loop, state)
        || Tasks.of(receive.path(), state).stream().anyMatch(t -> !(t instanceof Task.Caller))
        || ReceiveLoops.of(receive, state).stream()
            .flatMap(around -> Tasks.of(around.loop(), state).stream())
            .anyMatch(t -> !(t instanceof Task.Caller));
  }

  private Optional<EndlessReceive> finding(Reason reason, Optional<TreePath> clue) {
    return Optional.of(
        new EndlessReceive(channel, send, loop, reason, loop.symbolOf(LoopExit.Kind.FLAG), clue));
  }
}
