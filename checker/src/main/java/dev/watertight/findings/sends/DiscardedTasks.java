package dev.watertight.findings.sends;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.ExpressionStatementTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreePath;
import dev.watertight.counts.Amount;
import dev.watertight.counts.Capacities;
import dev.watertight.handles.Fates;
import dev.watertight.model.Trait;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Graphs;
import dev.watertight.summaries.Summaries;
import dev.watertight.tasks.TaskBodies;
import dev.watertight.tasks.TaskStarts;
import dev.watertight.values.Origins;
import dev.watertight.values.ResolvedLibrary;
import dev.watertight.values.Sink;
import dev.watertight.wakers.CallSites;
import dev.watertight.wakers.Order;
import java.util.Optional;

/**
 * Tasks that wait for a thread of their executor when that is ended at once: nobody runs them, if
 * nobody looks at what the executor gives back.
 *
 * @param state the compilation
 */
public record DiscardedTasks(VisitorState state) {
  private static final ImmutableSet<String> COUNTS = ImmutableSet.of("size", "isEmpty");

  /** Whether a call ends an executor, and drops the tasks that have not begun. */
  public boolean isDrop(TreePath call) {
    if (!ResolvedLibrary.of(state).is(call.getLeaf(), Trait.DROPS_WAITING)) {
      return false;
    }
    TreePath around = call.getParentPath();
    return around.getLeaf() instanceof VariableTree variable
        ? CompilationIndex.of(state).mentions(ASTHelpers.getSymbol(variable)).stream()
            .allMatch(mention -> isCount(mention.getParentPath()))
        : around.getLeaf() instanceof ExpressionStatementTree || isCount(around);
  }

  /** Whether somebody asks only how many tasks have not begun. */
  private static boolean isCount(TreePath around) {
    return around.getLeaf() instanceof MemberSelectTree select
        && COUNTS.contains(select.getIdentifier().toString());
  }

  /** Whether a task may keep its thread for a while. */
  public boolean mayTakeLong(TreePath start) {
    return TaskBodies.startedBy(start, state)
        .filter(body -> Summaries.ofCode(body, state).waits())
        .isPresent();
  }

  /**
   * The call that ends the executor of some tasks always before a wait, where there may be more of
   * them than it has threads.
   *
   * @param start the call that starts the tasks
   * @param tasks how many there are
   */
  public Optional<TreePath> dropBefore(TreePath wait, TreePath start, Amount tasks) {
    Optional<TreePath> executor = TaskStarts.executor(start, state);
    return executor
        .flatMap(pool -> Origins.one(pool, Workers::isMaker, state))
        .filter(maker -> Workers.areLimited(maker, state))
        .filter(
            maker ->
                Capacities.canExceed(tasks, Workers.threads(maker, state), maker.getLeaf(), state))
        .filter(maker -> mayTakeLong(start))
        .flatMap(maker -> Fates.releasesOf(executor.get(), state))
        .map(ImmutableList::stream)
        .flatMap(
            releases ->
                releases
                    .map(Sink.Release::path)
                    .filter(end -> Order.isAlwaysBefore(end, wait) && isDrop(end))
                    .filter(end -> isUnseen(end) && !isBehindWait(end, start))
                    .findFirst());
  }

  /** Whether code waits for others before: perhaps until the tasks have begun, or ended. */
  private boolean isBehindWait(TreePath end, TreePath start) {
    EarlierWaits waits = new EarlierWaits(state);
    return CallSites.inThread(end, state).seen().stream()
            .anyMatch(way -> waits.before(way).findAny().isPresent())
        || (!Graphs.areTogether(start, end)
            && Graphs.bodyAround(start).flatMap(body -> waits.in(body).findAny()).isPresent());
  }

  /** Whether nobody even counts the tasks that an executor gives back. */
  private boolean isUnseen(TreePath end) {
    return !(end.getParentPath().getLeaf() instanceof VariableTree variable)
        || CompilationIndex.of(state).mentions(ASTHelpers.getSymbol(variable)).isEmpty();
  }
}
