package dev.watertight.wakers;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.EnhancedForLoopTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.TryTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import dev.watertight.answers.Known;
import dev.watertight.model.Trait;
import dev.watertight.program.Graphs;
import dev.watertight.program.Paths;
import dev.watertight.program.Trees;
import dev.watertight.summaries.CertainCalls;
import dev.watertight.tasks.AwaitedMakers;
import dev.watertight.tasks.Task;
import dev.watertight.tasks.Tasks;
import dev.watertight.values.ResolvedLibrary;

/**
 * Which interrupts of a task come only behind a wait without a limit for the end of that very task,
 * in the {@code finally} block around the wait perhaps: unless something fails there, none of them
 * helps a task that never ends.
 *
 * @param task the task
 * @param state the compilation
 */
record LateInterrupts(Task.Apart task, VisitorState state) {
  /** Those who interrupt the task, without those who do so too late. */
  static Interrupters without(Interrupters all, Task.Apart task, VisitorState state) {
    LateInterrupts late = new LateInterrupts(task, state);
    ImmutableSet<Interrupter> others =
        all.known().seen().stream()
            .filter(interrupter -> !late.isLate(interrupter.place()))
            .collect(ImmutableSet.toImmutableSet());
    return new Interrupters(
        new Known<>(others, all.known().isComplete()), all.shutdowns(), all.mayEndWithExecutor());
  }

  private boolean isLate(TreePath place) {
    TreePath body = Graphs.bodyAround(place).orElse(null);
    return body != null
        && Trees.ownPathsIn(body, MethodInvocationTree.class).stream()
            .filter(call -> Paths.start(call) < Paths.start(place))
            .filter(this::isForTask)
            .anyMatch(wait -> isBehind(place, wait, body) && isLeftAlone(wait));
  }

  /** Whether a call waits for the end of the task, as one of several perhaps. */
  private boolean isForTask(TreePath call) {
    ResolvedLibrary library = ResolvedLibrary.of(state);
    MethodSymbol method = (MethodSymbol) ASTHelpers.getSymbol(call.getLeaf());
    return library.is(method, Trait.RUNS_AWAITED)
        ? call.getLeaf() == task.start().getLeaf()
            && !library.is(method, Trait.CANCELS_REST)
            && !library.isTimed(method)
        : method.getParameters().isEmpty()
            && library.is(method, Trait.AWAITS_TASK)
            && AwaitedMakers.of(call, state)
                .filter(tasks -> tasks.areAll() || tasks.makers().size() == 1)
                .filter(tasks -> new SameTask(call, state).areAll(tasks))
                .filter(
                    tasks ->
                        tasks.makers().stream()
                            .anyMatch(maker -> maker.getLeaf() == task.start().getLeaf()))
                .isPresent();
  }

  /** Whether control comes to a place only behind the wait, if nothing fails. */
  private static boolean isBehind(TreePath place, TreePath wait, TreePath body) {
    TreePath statement = Paths.statement(wait).orElse(wait);
    for (TreePath around : Paths.aroundInBody(wait)) {
      if (around.getLeaf() instanceof EnhancedForLoopTree loop
          && Paths.isInside(wait, loop.getStatement())) {
        statement = around;
      }
    }
    TreePath passed = statement;
    return CertainCalls.isAlwaysReached(passed, body)
        && (Order.isAlwaysBefore(passed, place)
            || Paths.aroundInBody(place).stream()
                .anyMatch(
                    around ->
                        around.getLeaf() instanceof TryTree attempt
                            && attempt.getFinallyBlock() != null
                            && Paths.isInside(place, attempt.getFinallyBlock())
                            && Paths.isInside(passed, attempt.getBlock())));
  }

  /** Whether nobody interrupts who waits. */
  private boolean isLeftAlone(TreePath wait) {
    ImmutableList<Task.Apart> waiters = Tasks.apart(Tasks.of(wait, state));
    return waiters.stream()
        .allMatch(waiter -> !waiter.equals(task) && Interrupters.of(waiter, state).answer().isNo());
  }
}
