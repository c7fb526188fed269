package dev.watertight.findings.sends.abandoned;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import dev.watertight.channels.Endpoint;
import dev.watertight.channels.Topology;
import dev.watertight.counts.Runs;
import dev.watertight.findings.sends.Blocking;
import dev.watertight.findings.sends.Places;
import dev.watertight.findings.sends.Senders;
import dev.watertight.paths.Unreceived;
import dev.watertight.program.Graphs;
import dev.watertight.tasks.StartCalls;
import dev.watertight.tasks.Task;
import dev.watertight.tasks.Tasks;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** Where the code that makes a channel and starts its senders leaves before it has received all. */
final class OutstandingSends {
  private final Topology topology;
  private final VisitorState state;

  OutstandingSends(Topology topology, VisitorState state) {
    this.topology = topology;
    this.state = state;
  }

  /** Where the code leaves while values are to come, that of the send among them. */
  Optional<TreePath> left(Endpoint send) {
    Optional<TreePath> body = Graphs.bodyAround(topology.maker());
    if (body.isEmpty() || start(send, body.get()).isEmpty()) {
      return Optional.empty();
    }
    Map<Tree, Integer> starts = new LinkedHashMap<>();
    for (Endpoint one : Blocking.sends(topology)) {
      Optional<TreePath> start = start(one, body.get());
      OptionalInt count = start.map(this::count).orElse(OptionalInt.empty());
      if (count.isPresent()) {
        starts.merge(start.get().getLeaf(), count.getAsInt(), Integer::sum);
      }
    }
    ImmutableSet.Builder<Tree> receives = ImmutableSet.builder();
    for (Endpoint receive : topology.receives()) {
      Optional<ImmutableList<TreePath>> anchors =
          Places.anchors(receive.path(), body.get().getLeaf(), topology, state);
      if (anchors.isEmpty()) {
        return Optional.empty();
      }
      for (TreePath anchor : anchors.get()) {
        receives.add(
            anchor.getLeaf() instanceof MethodInvocationTree
                ? anchor.getLeaf()
                : anchor.getParentPath().getLeaf());
      }
    }
    return Unreceived.leaving(
            body.get(),
            ImmutableMap.copyOf(starts),
            receives.build(),
            topology.capacity()::isFilledBy,
            state)
        .map(tree -> TreePath.getPath(topology.maker().getCompilationUnit(), tree));
  }

  /** What in the body starts the task that sends for sure, once. */
  private Optional<TreePath> start(Endpoint send, TreePath body) {
    ImmutableSet<Task> senders = topology.tasksOf(send, state);
    return senders.size() != 1 || !new Senders(topology, state).isAlwaysSent(send)
        ? Optional.empty()
        : Tasks.firstApart(senders)
            .map(this::startOf)
            .filter(start -> count(start).isPresent())
            .filter(
                start ->
                    Graphs.bodyAround(start)
                        .filter(b -> b.getLeaf() == body.getLeaf())
                        .isPresent());
  }

  /**
   * The one call that starts the task; what makes it if there are several, or none apart from it.
   */
  private TreePath startOf(Task.Apart task) {
    ImmutableList<TreePath> starts = StartCalls.of(task, state);
    return starts.size() == 1 ? starts.get(0) : task.start();
  }

  /** How often the task is started whenever the channel has been made. */
  private OptionalInt count(TreePath start) {
    OptionalLong number = Runs.of(start, topology, state).amount().number();
    return number.isPresent() ? OptionalInt.of((int) number.getAsLong()) : OptionalInt.empty();
  }
}
