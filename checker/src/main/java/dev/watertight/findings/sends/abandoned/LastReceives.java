package dev.watertight.findings.sends.abandoned;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.sun.source.util.TreePath;
import dev.watertight.channels.Endpoint;
import dev.watertight.channels.Topology;
import dev.watertight.counts.Count;
import dev.watertight.counts.Runs;
import dev.watertight.findings.sends.Places;
import dev.watertight.program.Graphs;
import dev.watertight.tasks.StartCalls;
import dev.watertight.tasks.Task;
import dev.watertight.tasks.Tasks;
import dev.watertight.wakers.ProgramTasks;
import java.util.Optional;

/** Whether the receives in view are all that will ever come, each of them once or in its loop. */
final class LastReceives {
  private final Topology topology;
  private final VisitorState state;

  LastReceives(Topology topology, VisitorState state) {
    this.topology = topology;
    this.state = state;
  }

  /** Whether the receives are all that will ever come: of a field, those of tasks apart. */
  boolean isInView(Endpoint receive, ImmutableSet<Task> senders) {
    ImmutableSet<Task> tasks = topology.tasksOf(receive, state);
    if (!tasks.isEmpty() && tasks.stream().allMatch(Task.Apart.class::isInstance)) {
      return tasks.stream().noneMatch(t -> isRestarted((Task.Apart) t, receive));
    }
    if (topology.isLocal()) {
      return tasks.equals(Tasks.of(topology.maker(), state));
    }
    Optional<TreePath> body = Graphs.bodyAround(receive.path());
    return body.isPresent()
        && Tasks.firstApart(senders)
            .flatMap(a -> Places.anchors(a.start(), body.get().getLeaf(), topology, state))
            .isPresent();
  }

  /** Whether what receives is started once for each channel, by the program itself. */
  boolean areStartedOnce() {
    return topology.receives().stream()
        .flatMap(receive -> topology.tasksOf(receive, state).stream())
        .allMatch(
            task -> task instanceof Task.Apart apart && ProgramTasks.isOnce(apart.start(), state));
  }

  /** Whether a task comes to the code again and again; that there may be many does not matter. */
  boolean isRepeated(TreePath code) {
    ImmutableList<TreePath> starts =
        Tasks.of(code, state).stream()
            .filter(Task.Apart.class::isInstance)
            .map(task -> ((Task.Apart) task).start())
            .collect(toImmutableList());
    Count tasks = starts.isEmpty() ? Count.ONCE : Runs.of(starts, topology, state);
    return !Runs.of(code, topology, state).most().isMoreThan(tasks.most()).isNo();
  }

  /** Whether the task that receives may run again when it has ended. */
  private boolean isRestarted(Task.Apart task, Endpoint receive) {
    if (StartCalls.isPeriodic(task.start(), state)
        || Graphs.areTogether(task.start(), receive.path())) {
      return true;
    }
    return !topology.isLocal()
        && (Runs.isRepeated(task.start(), topology, state)
            || Tasks.firstApart(Tasks.of(task.start(), state)).isPresent()
            || topology.sends().stream().anyMatch(s -> Graphs.areTogether(s.path(), task.start())));
  }
}
