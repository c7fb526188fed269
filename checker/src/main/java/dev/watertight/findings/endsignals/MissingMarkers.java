package dev.watertight.findings.endsignals;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Type;
import dev.watertight.channels.ChannelFindings;
import dev.watertight.channels.Topology;
import dev.watertight.counts.Count;
import dev.watertight.counts.Runs;
import dev.watertight.loops.WaitLoop;
import dev.watertight.tasks.Task;
import dev.watertight.tasks.Tasks;
import dev.watertight.wakers.Interrupters;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;

/** Finds end markers that are sent less often than consumers wait for one each. */
public final class MissingMarkers {
  /** What is found. */
  public static final ChannelFindings<MissingMarker> FINDINGS =
      ChannelFindings.of(MissingMarkers::analyze);

  private static final int SEVERAL = 2;

  private MissingMarkers() {}

  private static void analyze(
      Topology channel, VisitorState state, BiConsumer<Tree, MissingMarker> found) {
    Optional<EndSignals> signals = EndSignals.of(channel, state);
    if (signals.isEmpty()
        || signals.get().marker().isEmpty()
        || signals.get().calls().isEmpty()
        || signals.get().waiting().size() != 1) {
      return;
    }
    WaitLoop loop = signals.get().waiting().get(0);
    if (isHandedOn(channel, loop, state)
        || !signals.get().isOnlyWayOut(Interrupters::withoutFailure, state)) {
      return;
    }
    ImmutableList<TreePath> starts = starts(channel, Tasks.of(loop.loop(), state), state);
    if (starts.isEmpty()) {
      return;
    }
    Count consumers = Runs.of(loop.loop(), channel, state);
    Count markers = markers(signals.get().calls(), channel, state);
    // Who starts as many consumers as a variable says means several.
    if (consumers.least().isMoreThan(markers.most(), SEVERAL).isYes()) {
      TreePath send = signals.get().calls().get(0);
      found.accept(
          send.getLeaf(),
          new MissingMarker(
              channel,
              signals.get().name(),
              send,
              markers.most(),
              consumers.least(),
              starts,
              loop.loop()));
    }
  }

  /** How many markers the calls send. */
  private static Count markers(
      ImmutableList<TreePath> calls, Topology channel, VisitorState state) {
    return Runs.of(
        calls.stream()
            .map(call -> new Runs.Weight(call, Runs.valuesOf(call, state)))
            .collect(ImmutableList.toImmutableList()),
        channel,
        state);
  }

  /** Whether a consumer sends: it may put the marker back for the next one. */
  private static boolean isHandedOn(Topology channel, WaitLoop loop, VisitorState state) {
    ImmutableSet<Task> consumers = Tasks.of(loop.loop(), state);
    return channel.sends().stream()
        .anyMatch(send -> channel.tasksOf(send, state).stream().anyMatch(consumers::contains));
  }

  /** The starts of the consumers, if they all run apart and take from the same channel. */
  private static ImmutableList<TreePath> starts(
      Topology channel, ImmutableSet<Task> tasks, VisitorState state) {
    Set<TreePath> starts = new LinkedHashSet<>();
    for (Task task : tasks) {
      if (!(task instanceof Task.Apart apart) || hasChannelOfItsOwn(channel, apart, state)) {
        return ImmutableList.of();
      }
      starts.add(apart.start());
    }
    return ImmutableList.copyOf(starts);
  }

  /** Whether each object that runs as such a task makes its own channel. */
  private static boolean hasChannelOfItsOwn(Topology channel, Task.Apart task, VisitorState state) {
    Type type =
        task.body() instanceof NewClassTree || task.body() instanceof ClassTree
            ? ASTHelpers.getType(task.body())
            : null;
    for (Tree tree : channel.maker()) {
      if (tree instanceof ClassTree owner) {
        return type != null && ASTHelpers.isSubtype(type, ASTHelpers.getType(owner), state);
      }
    }
    return true;
  }
}
