package dev.watertight.findings.threads;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.ThrowTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.handles.Fates;
import dev.watertight.model.Trait;
import dev.watertight.program.Arguments;
import dev.watertight.program.CatchClauses;
import dev.watertight.program.Symbols;
import dev.watertight.program.TestOutcomes;
import dev.watertight.program.Trees;
import dev.watertight.summaries.Summaries;
import dev.watertight.tasks.TaskBodies;
import dev.watertight.tasks.TaskStarts;
import dev.watertight.values.KnownValue;
import dev.watertight.values.KnownValues;
import dev.watertight.values.ResolvedLibrary;
import dev.watertight.values.Sink;
import dev.watertight.values.SureValues;
import dev.watertight.values.Values;
import dev.watertight.wakers.ProgramTasks;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Finds tasks that run again and again after their scheduler has been shut down: it has been told
 * to go on with them, and nobody cancels them. Its threads never end.
 */
public final class ContinuedTasks {
  private static final ImmutableSet<KnownValue> TRUE = ImmutableSet.of(KnownValue.of(true));

  /**
   * A task that goes on.
   *
   * @param start the call that starts it
   * @param policy what tells the scheduler to go on
   * @param end where that is shut down all the same
   */
  public record ContinuedTask(TreePath start, TreePath policy, TreePath end) {}

  private ContinuedTasks() {}

  /** The task that a call starts, if it goes on when its scheduler is shut down. */
  public static Optional<ContinuedTask> at(TreePath call, VisitorState state) {
    Optional<TreePath> scheduler = TaskStarts.executor(call, state);
    Optional<TreePath> policy = scheduler.flatMap(executor -> policy(executor, state));
    return policy.isEmpty() || mayEnd(call, state) || UncancelledTasks.isReleased(call, state)
        ? Optional.empty()
        : scheduler
            .flatMap(executor -> Fates.releasesOf(executor, state))
            .filter(ends -> ends.stream().noneMatch(end -> cancels(end, state)))
            .flatMap(ends -> ends.stream().map(Sink.Release::path).findFirst())
            .map(end -> new ContinuedTask(call, policy.get(), end));
  }

  /** What tells a scheduler to go on, if nothing tells it otherwise. */
  private static Optional<TreePath> policy(TreePath scheduler, VisitorState state) {
    ImmutableList<TreePath> policies =
        Fates.usesOf(scheduler, state).stream()
            .flatMap(ImmutableList::stream)
            .map(Sink.Use::path)
            .filter(use -> ResolvedLibrary.of(state).is(use.getLeaf(), Trait.GOES_ON_IF_TRUE))
            .collect(ImmutableList.toImmutableList());
    return policies.size() == 1
        ? Optional.of(policies.get(0))
            .filter(use -> ProgramTasks.mayRun(use, state))
            .filter(use -> isTrue(use, state))
        : Optional.empty();
  }

  private static boolean isTrue(TreePath use, VisitorState state) {
    Tree value = Arguments.of(use.getLeaf()).stream().findFirst().orElse(null);
    return value != null
        && (SureValues.of(new TreePath(use, value), state).values().equals(TRUE)
            || new KnownValues(state).of(new TreePath(use, value)).filter(TRUE::equals).isPresent()
            || isAlwaysTrue(ASTHelpers.getSymbol(value), state));
  }

  /** Whether a variable is given nothing else, as far as is in view. */
  private static boolean isAlwaysTrue(Symbol option, VisitorState state) {
    return option instanceof VarSymbol field
        && Symbols.isField(field)
        && Values.isAssignedInViewOnly(field, state)
        && Values.given(field, state)
            .filter(values -> !values.isEmpty())
            .filter(values -> values.stream().allMatch(ContinuedTasks::isTrue))
            .isPresent();
  }

  private static boolean isTrue(TreePath value) {
    return Boolean.TRUE.equals(ASTHelpers.constValue(value.getLeaf()));
  }

  private static boolean cancels(Sink.Release end, VisitorState state) {
    return ResolvedLibrary.of(state).is(end.path().getLeaf(), Trait.DROPS_WAITING)
        || end.method().equals(Fates.SETTLED);
  }

  /** Whether the task throws an exception on purpose, after which it does not come again. */
  private static boolean mayEnd(TreePath call, VisitorState state) {
    return TaskBodies.given(call, state)
        .flatMap(body -> Stream.concat(Stream.of(body), Summaries.bodies(body, state).stream()))
        .anyMatch(
            code ->
                Trees.any(code.getLeaf(), ThrowTree.class::isInstance) || mayLackMore(code, state));
  }

  /** Whether code takes something without a question whether there is any more. */
  private static boolean mayLackMore(TreePath code, VisitorState state) {
    return Trees.ownPathsIn(code, MethodInvocationTree.class).stream()
        .filter(call -> ResolvedLibrary.of(state).is(call.getLeaf(), Trait.FAILS_IF_EMPTY))
        .filter(call -> CatchClauses.around(call).isEmpty())
        .anyMatch(call -> TestOutcomes.at(call, code.getLeaf()).isEmpty());
  }
}
