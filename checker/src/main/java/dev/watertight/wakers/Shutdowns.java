package dev.watertight.wakers;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import dev.watertight.handles.Fates;
import dev.watertight.model.Role;
import dev.watertight.tasks.Task;
import dev.watertight.tasks.TaskStarts;
import dev.watertight.values.ResolvedLibrary;
import dev.watertight.values.Sink;
import java.util.stream.IntStream;

/** Where the executors of tasks are shut down. */
public final class Shutdowns {
  private Shutdowns() {}

  /** The places that shut down the executor of a task; none if not all that could are in view. */
  public static ImmutableList<TreePath> of(Task.Apart task, VisitorState state) {
    return TaskStarts.executor(task.start(), state)
        .flatMap(executor -> Fates.releasesOf(executor, state))
        .orElse(ImmutableList.of())
        .stream()
        .map(Sink.Release::path)
        .collect(ImmutableList.toImmutableList());
  }

  /**
   * Whether the executor of a task is known to run nothing else, so that nobody else's work is lost
   * when it is interrupted.
   *
   * @param same the tasks that do the same, this one included
   */
  public static boolean runsOnly(Task.Apart task, ImmutableSet<Task> same, VisitorState state) {
    ImmutableSet<Tree> starts =
        same.stream()
            .filter(Task.Apart.class::isInstance)
            .map(one -> ((Task.Apart) one).start().getLeaf())
            .collect(ImmutableSet.toImmutableSet());
    return TaskStarts.executor(task.start(), state)
        .flatMap(executor -> Fates.usesOf(executor, state))
        .filter(
            uses ->
                uses.stream()
                    .filter(use -> runsTasks(use, state))
                    .allMatch(use -> starts.contains(use.path().getLeaf())))
        .isPresent();
  }

  private static boolean runsTasks(Sink.Use use, VisitorState state) {
    if (use.method().equals(Sink.BORROWED)
        || use.method().startsWith("invoke")
        || !(use.path().getLeaf() instanceof MethodInvocationTree call)) {
      return true;
    }
    return IntStream.range(0, call.getArguments().size())
        .anyMatch(i -> ResolvedLibrary.of(state).does(call, i, Role.RUN));
  }
}
