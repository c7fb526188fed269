package dev.watertight.fixes.receives;

import com.google.errorprone.VisitorState;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import dev.watertight.tasks.Task;
import dev.watertight.tasks.Tasks;
import dev.watertight.wakers.Shutdowns;

/**
 * A task in a thread of its own that waits in a loop.
 *
 * @param loop the loop
 * @param body the lambda, method reference or class that is run
 * @param start the expression that hands it to a thread or an executor
 * @param isAlone whether nothing else is lost when its executor, if it has one, is interrupted
 */
public record RunningTask(TreePath loop, Tree body, TreePath start, boolean isAlone) {
  /** A task, which may share its executor with others. */
  public static RunningTask of(TreePath loop, Task.Apart task, VisitorState state) {
    return new RunningTask(
        loop, task.body(), task.start(), Shutdowns.runsOnly(task, Tasks.of(loop, state), state));
  }
}
