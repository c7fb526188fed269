package dev.watertight.findings.sends;

import com.google.errorprone.VisitorState;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.TryTree;
import com.sun.source.util.TreePath;
import dev.watertight.handles.Fates;
import dev.watertight.model.Role;
import dev.watertight.model.Trait;
import dev.watertight.program.Graphs;
import dev.watertight.program.Paths;
import dev.watertight.tasks.TaskStarts;
import dev.watertight.values.ResolvedLibrary;
import dev.watertight.values.Sink;
import dev.watertight.wakers.Order;

/**
 * Tasks that an executor cannot refuse: the code that gives them to it has made it, without a limit
 * for its queue, and has not ended it yet.
 *
 * @param state the compilation
 */
public record AcceptedTasks(VisitorState state) {
  /** Whether a call gives a task to an executor: a first test. */
  public boolean isCandidate(MethodInvocationTree call) {
    return !call.getArguments().isEmpty() && ResolvedLibrary.of(state).does(call, 0, Role.RUN);
  }

  /** Whether the executor certainly takes the task that it is given. */
  public boolean isCertain(TreePath start) {
    return TaskStarts.executor(start, state)
        .filter(executor -> isUnlimited(executor, start))
        .flatMap(executor -> Fates.releasesOf(executor, state))
        .filter(releases -> releases.stream().allMatch(release -> isLater(release, start)))
        .isPresent();
  }

  private boolean isUnlimited(TreePath executor, TreePath start) {
    return Fates.openingsOf(executor, state)
        .filter(
            openings ->
                openings.stream()
                    .allMatch(
                        opening ->
                            ResolvedLibrary.of(state)
                                    .is(opening.primitive().getLeaf(), Trait.TAKES_ALL)
                                && Graphs.areTogether(opening.path(), start)))
        .isPresent();
  }

  private static boolean isLater(Sink.Release release, TreePath start) {
    TreePath end = release.path();
    return (end.getParentPath().getLeaf() instanceof TryTree attempt
            && attempt.getResources().contains(end.getLeaf()))
        ? Paths.isInside(start, attempt.getBlock())
        : Graphs.areTogether(end, start) && !Order.mayFollow(end, start);
  }
}
