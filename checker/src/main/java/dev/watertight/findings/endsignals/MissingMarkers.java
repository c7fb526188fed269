package dev.watertight.findings.endsignals;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Type;
import dev.watertight.channels.ChannelFindings;
import dev.watertight.channels.Topology;
import dev.watertight.loops.WaitLoop;
import dev.watertight.program.Graphs;
import dev.watertight.program.Paths;
import dev.watertight.tasks.Task;
import dev.watertight.tasks.Tasks;
import dev.watertight.wakers.Interrupters;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;

/** Finds end markers that are sent once while several consumers wait for one each. */
public final class MissingMarkers {
  /** What is found. */
  public static final ChannelFindings<MissingMarker> FINDINGS =
      ChannelFindings.of(MissingMarkers::analyze);

  private MissingMarkers() {}

  private static void analyze(
      Topology channel, VisitorState state, BiConsumer<Tree, MissingMarker> found) {
    Optional<EndSignals> signals = EndSignals.of(channel, state);
    if (signals.isEmpty()
        || signals.get().marker().isEmpty()
        || signals.get().calls().size() != 1
        || signals.get().waiting().size() != 1) {
      return;
    }
    TreePath send = signals.get().calls().get(0);
    WaitLoop loop = signals.get().waiting().get(0);
    if (EndSignals.loopAround(send).isPresent()
        || isRepeated(send, state)
        || isBulk(send, state)
        || isHandedOn(channel, loop)) {
      return;
    }
    ImmutableList<TreePath> starts = severalStarts(channel, Tasks.of(loop.loop(), state), state);
    if (!starts.isEmpty() && signals.get().isOnlyWayOut(Interrupters::withoutFailure, state)) {
      found.accept(
          send.getLeaf(),
          new MissingMarker(channel, signals.get().name(), send, starts, loop.loop()));
    }
  }

  /** Whether the marker is sent by a task that may run several times, or by a consumer. */
  private static boolean isRepeated(TreePath send, VisitorState state) {
    return Tasks.of(send, state).stream().anyMatch(task -> !(task instanceof Task.Caller));
  }

  /** Whether a collection is sent, which may hold the marker several times. */
  private static boolean isBulk(TreePath send, VisitorState state) {
    return send.getLeaf() instanceof MethodInvocationTree call
        && ASTHelpers.getSymbol(call).getParameters().stream()
            .anyMatch(
                parameter ->
                    ASTHelpers.isSubtype(parameter.type, state.getSymtab().iterableType, state));
  }

  /** Whether a consumer sends: it may put the marker back for the next one. */
  private static boolean isHandedOn(Topology channel, WaitLoop loop) {
    Optional<TreePath> body = Graphs.bodyAround(loop.loop());
    return body.isEmpty()
        || channel.sends().stream()
            .anyMatch(send -> Paths.isInside(send.path(), body.get().getLeaf()));
  }

  /** The starts of the consumers, if there are several of them. */
  private static ImmutableList<TreePath> severalStarts(
      Topology channel, ImmutableSet<Task> tasks, VisitorState state) {
    Set<TreePath> starts = new LinkedHashSet<>();
    for (Task task : tasks) {
      if (!(task instanceof Task.Apart apart) || hasChannelOfItsOwn(channel, apart, state)) {
        return ImmutableList.of();
      }
      if (EndSignals.loopAround(apart.start()).isPresent()) {
        return ImmutableList.of(apart.start());
      }
      starts.add(apart.start());
    }
    return starts.size() > 1 ? ImmutableList.copyOf(starts) : ImmutableList.of();
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
