package dev.watertight.findings.endsignals;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.BlockTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol;
import dev.watertight.answers.Answer;
import dev.watertight.channels.Endpoint;
import dev.watertight.channels.Topology;
import dev.watertight.loops.EndMarkers;
import dev.watertight.loops.LoopExit;
import dev.watertight.loops.MarkerSends;
import dev.watertight.loops.WaitLoop;
import dev.watertight.loops.WaitLoops;
import dev.watertight.program.Graphs;
import dev.watertight.tasks.Task;
import dev.watertight.tasks.TaskStarts;
import dev.watertight.tasks.Tasks;
import dev.watertight.wakers.Interrupters;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * How the senders of a channel tell its receivers that no more values come.
 *
 * @param channel the channel
 * @param calls the calls that do: they close the channel, or send the marker that receivers wait
 *     for
 * @param marker the marker, unless the channel is closed
 * @param isHandedOn whether some of the calls send the marker only if they are given it
 * @param isOfStage whether the marker comes from another channel, too
 * @param waiting the loops that end by it alone
 */
record EndSignals(
    Topology channel,
    ImmutableList<TreePath> calls,
    Optional<Symbol> marker,
    boolean isHandedOn,
    boolean isOfStage,
    ImmutableList<WaitLoop> waiting) {

  /** The signals of a channel, if all that matters is in view and somebody waits for them. */
  static Optional<EndSignals> of(Topology channel, VisitorState state) {
    if (!channel.isClosedView()) {
      return Optional.empty();
    }
    Map<Tree, WaitLoop> waiting = new LinkedHashMap<>();
    Optional<Symbol> marker = Optional.empty();
    for (Endpoint receive : channel.receives()) {
      if (!receive.isEndless() || WaitLoops.isFirst(receive, channel)) {
        continue;
      }
      for (WaitLoop loop : WaitLoops.of(receive, state)) {
        // The ways out that called code takes are asked for last.
        if (isOtherwiseEnded(loop.asInText())) {
          return Optional.empty();
        }
        boolean closed = channel.kind().isCloseable() && loop.hasExit(LoopExit.Kind.CLOSED);
        Optional<Symbol> one =
            loop.asInText()
                .symbolOf(LoopExit.Kind.VALUE)
                .or(() -> loop.symbolOf(LoopExit.Kind.VALUE));
        if ((!closed && one.isEmpty()) || (marker.isPresent() && !marker.equals(one))) {
          return Optional.empty();
        }
        marker = closed ? marker : one;
        waiting.put(loop.loop().getLeaf(), loop);
      }
    }
    ImmutableList<WaitLoop> loops = ImmutableList.copyOf(waiting.values());
    if (loops.isEmpty()) {
      return Optional.empty();
    }
    Optional<Symbol> found = marker;
    Optional<MarkerSends> sends =
        found.isPresent()
            ? MarkerSends.of(found.get(), channel, state)
            : Optional.of(
                new MarkerSends(
                    channel.closes().stream()
                        .map(Endpoint::path)
                        .collect(ImmutableList.toImmutableList()),
                    false,
                    false));
    return sends.map(
        s -> new EndSignals(channel, s.calls(), found, s.isHandedOn(), s.isOfStage(), loops));
  }

  private static boolean isOtherwiseEnded(WaitLoop loop) {
    return loop.hasOwnExit() || loop.hasExit(LoopExit.Kind.FLAG);
  }

  /**
   * Whether nothing else ends the loops that wait, and nobody interrupts them.
   *
   * @param asked which interrupts matter
   */
  boolean isOnlyWayOut(Function<Interrupters, Answer> asked, VisitorState state) {
    for (WaitLoop loop : waiting) {
      if (isOtherwiseEnded(loop)
          || (marker.isPresent() && !marker.equals(loop.symbolOf(LoopExit.Kind.VALUE)))) {
        return false;
      }
      for (Task task : Tasks.of(loop.loop(), state)) {
        if (task instanceof Task.Unknown
            || (task instanceof Task.Apart && !asked.apply(Interrupters.of(task, state)).isNo())) {
          return false;
        }
      }
    }
    return true;
  }

  /**
   * The expressions of a body that start the tasks that wait; none if some may wait already when
   * the body starts.
   */
  ImmutableSet<Tree> startsIn(TreePath body, VisitorState state) {
    ImmutableSet.Builder<Tree> found = ImmutableSet.builder();
    for (WaitLoop loop : waiting) {
      for (Task task : Tasks.of(loop.loop(), state)) {
        if (!(task instanceof Task.Apart apart)
            || !Graphs.isDirectlyIn(apart.start(), body.getLeaf())) {
          return ImmutableSet.of();
        }
        TaskStarts.in(body, apart, state).forEach(start -> found.add(start.getLeaf()));
      }
    }
    return found.build();
  }

  /** The one method or lambda that signals, if there is only one. */
  Optional<TreePath> body() {
    return Graphs.bodyAround(calls).filter(body -> !(body.getLeaf() instanceof BlockTree));
  }

  /** The signals as those make them who call a method for it; empty if nobody does. */
  Optional<EndSignals> byCallers(VisitorState state) {
    Wrappers wrappers = new Wrappers(channel, state);
    ImmutableList<TreePath> callers =
        calls.stream()
            .flatMap(call -> wrappers.callsOf(call).stream())
            .collect(ImmutableList.toImmutableList());
    return callers.isEmpty() || calls.stream().anyMatch(call -> wrappers.callsOf(call).isEmpty())
        ? Optional.empty()
        : Optional.of(new EndSignals(channel, callers, marker, isHandedOn, isOfStage, waiting));
  }

  /** Whether a body sends other values than the marker. */
  boolean sendsValues(TreePath body, VisitorState state) {
    Wrappers wrappers = new Wrappers(channel, state);
    return channel.sends().stream().anyMatch(send -> wrappers.leadsTo(send.path(), body, calls));
  }

  /** What messages call the signal. */
  String name() {
    return marker
        .map(EndMarkers::name)
        .orElseGet(() -> ASTHelpers.getSymbol(calls.get(0).getLeaf()).getSimpleName() + "()");
  }
}
