package dev.watertight.findings.unbounded;

import com.sun.source.util.TreePath;

/**
 * A wait without a time limit for tasks or futures that never end.
 *
 * @param call the wait
 * @param cause the wait in a task that never ends, or where the future is made
 * @param isTask whether the cause is in a task, as opposed to a future that nobody completes
 * @param isOneOfSeveral whether others could end the wait, too, if certain things happened
 */
public record UnboundedWait(TreePath call, TreePath cause, boolean isTask, boolean isOneOfSeveral) {
  UnboundedWait(TreePath call, TreePath cause, boolean isTask) {
    this(call, cause, isTask, false);
  }
}
