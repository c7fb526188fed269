package dev.watertight.findings.endsignals;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import dev.watertight.channels.ChannelFindings;
import dev.watertight.channels.Topology;
import dev.watertight.counts.Amount;
import dev.watertight.counts.Capacities;
import dev.watertight.counts.Count;
import dev.watertight.counts.Runs;
import dev.watertight.findings.sends.Senders;
import dev.watertight.loops.WaitLoop;
import dev.watertight.program.Graphs;
import dev.watertight.tasks.Task;
import dev.watertight.tasks.Tasks;
import dev.watertight.wakers.Interrupters;
import java.util.Optional;
import java.util.function.BiConsumer;

/** Finds end markers that are sent less often than consumers wait for one each. */
public final class MissingMarkers {
  /**
   * An end marker that is sent less often than consumers wait for one each.
   *
   * @param channel what it is sent to
   * @param name what messages call it
   * @param sends the calls that send it
   * @param sent how many are sent at most
   * @param consumers how many wait for one at least
   * @param starts where the consumers are started: in a loop, or one by one
   */
  public record MissingMarker(
      Topology channel,
      String name,
      ImmutableList<TreePath> sends,
      Amount sent,
      Amount consumers,
      ImmutableList<TreePath> starts) {}

  /** What is found. */
  public static final ChannelFindings<MissingMarker> FINDINGS =
      ChannelFindings.of(MissingMarkers::analyze);

  private MissingMarkers() {}

  private static void analyze(
      Topology channel, VisitorState state, BiConsumer<Tree, MissingMarker> found) {
    Optional<EndSignals> signals = EndSignals.of(channel, state);
    if (signals.isEmpty()
        || signals.get().isHandedOn()
        || signals.get().marker().isEmpty()
        || signals.get().calls().isEmpty()) {
      return;
    }
    ImmutableList<TreePath> loops =
        signals.get().waiting().stream()
            .map(WaitLoop::loop)
            .collect(ImmutableList.toImmutableList());
    ImmutableSet<Task> tasks =
        loops.stream()
            .flatMap(loop -> Tasks.of(loop, state).stream())
            .collect(ImmutableSet.toImmutableSet());
    Senders senders = new Senders(channel, state);
    // A consumer that has got the only marker may leave a note for the others.
    if (isHandedOn(channel, tasks, state)
        || signals.get().waiting().stream()
            .anyMatch(loop -> senders.asksOthersBefore(loop.waiting().path()))) {
      return;
    }
    ImmutableList<TreePath> starts = starts(tasks);
    if (starts.isEmpty() || !areStartedTogether(loops, starts, state)) {
      return;
    }
    Count consumers = Runs.of(loops, channel, state);
    Count markers =
        Runs.of(
            signals.get().calls().stream()
                .map(call -> new Runs.Weight(call, Runs.valuesOf(call, state)))
                .collect(ImmutableList.toImmutableList()),
            channel,
            state);
    if (Capacities.exceeds(consumers.least(), markers.most(), state)
        && signals.get().isOnlyWayOut(Interrupters::withoutFailure, state)) {
      ImmutableList<TreePath> sends = signals.get().calls();
      found.accept(
          sends.get(0).getLeaf(),
          new MissingMarker(
              channel, signals.get().name(), sends, markers.most(), consumers.least(), starts));
    }
  }

  /**
   * Whether the consumers run one loop; or one of several each, if the same code starts each of
   * them: of methods that start some each, perhaps only one is called.
   */
  private static boolean areStartedTogether(
      ImmutableList<TreePath> loops, ImmutableList<TreePath> starts, VisitorState state) {
    return loops.size() == 1
        || (Graphs.bodyAround(starts).isPresent()
            && starts.stream().map(TreePath::getLeaf).distinct().count()
                == loops.stream().mapToInt(loop -> Tasks.of(loop, state).size()).sum());
  }

  /** Whether a consumer sends: it may put the marker back for the next one. */
  private static boolean isHandedOn(
      Topology channel, ImmutableSet<Task> consumers, VisitorState state) {
    return channel.sends().stream()
        .anyMatch(send -> channel.tasksOf(send, state).stream().anyMatch(consumers::contains));
  }

  /** The starts of the consumers, if they all run apart. */
  private static ImmutableList<TreePath> starts(ImmutableSet<Task> tasks) {
    ImmutableList<Task.Apart> apart = Tasks.apart(tasks);
    return apart.size() == tasks.size()
        ? apart.stream().map(Task.Apart::start).collect(ImmutableList.toImmutableList())
        : ImmutableList.of();
  }
}
