package dev.watertight.fixes.receives;

import com.google.errorprone.VisitorState;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import dev.watertight.fixes.edits.SourceText;
import dev.watertight.program.Graphs;
import dev.watertight.program.Trees;
import dev.watertight.summaries.Summaries;
import dev.watertight.tasks.Task;
import dev.watertight.tasks.Tasks;
import dev.watertight.wakers.Shutdowns;
import java.util.Optional;

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

  /**
   * Whether the task, when it is interrupted at a place, may have had the time to do something. It
   * has not where the code that starts it waits for nothing before it comes to the place.
   *
   * @param end where what interrupts it ends
   */
  boolean mayHaveRun(TreePath place, int end, VisitorState state) {
    Optional<TreePath> body = Graphs.bodyAround(start);
    if (body.isEmpty() || !Graphs.areTogether(start, place)) {
      return true;
    }
    SourceText source = SourceText.of(state);
    int started = source.end(start.getLeaf());
    return started > end
        || Trees.ownPathsIn(body.get(), MethodInvocationTree.class, NewClassTree.class).stream()
            .filter(call -> source.start(call.getLeaf()) >= started)
            .filter(call -> source.end(call.getLeaf()) <= end)
            .map(call -> Summaries.ofCall(call, state))
            .anyMatch(effects -> effects.waits() || effects.connects());
  }
}
