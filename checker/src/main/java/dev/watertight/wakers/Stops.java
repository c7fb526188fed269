package dev.watertight.wakers;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.sun.source.util.TreePath;
import dev.watertight.loops.WaitLoop;
import dev.watertight.tasks.Task;
import dev.watertight.tasks.TaskStarts;
import dev.watertight.tasks.Tasks;

/** Where a loop that runs is told to end by one of its flags. */
public final class Stops {
  private Stops() {}

  /**
   * Where others set a flag of the loop so that it should end. What is set before the task of the
   * loop starts is none: that begins with a look at the flag.
   */
  public static ImmutableList<TreePath> of(WaitLoop loop, VisitorState state) {
    ImmutableList<TreePath> stops = loop.stops(state);
    ImmutableSet<Task> tasks = stops.isEmpty() ? ImmutableSet.of() : Tasks.of(loop.loop(), state);
    if (tasks.stream().anyMatch(Task.Caller.class::isInstance)) {
      return stops;
    }
    ImmutableList<TreePath> starts =
        Tasks.apart(tasks).stream()
            .flatMap(task -> TaskStarts.of(task, state).stream())
            .collect(ImmutableList.toImmutableList());
    return stops.stream()
        .filter(stop -> !new ObjectOrder(state).isOnlyBefore(stop, starts))
        .collect(ImmutableList.toImmutableList());
  }
}
