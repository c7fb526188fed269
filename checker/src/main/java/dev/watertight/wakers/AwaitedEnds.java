package dev.watertight.wakers;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.TryTree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import dev.watertight.handles.Fates;
import dev.watertight.model.Trait;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Graphs;
import dev.watertight.program.Loops;
import dev.watertight.program.Symbols;
import dev.watertight.summaries.CertainCalls;
import dev.watertight.tasks.Futures;
import dev.watertight.tasks.Task;
import dev.watertight.tasks.TaskBodies;
import dev.watertight.tasks.TaskStarts;
import dev.watertight.tasks.Tasks;
import dev.watertight.values.ResolvedLibrary;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where code waits, without a time limit, for the end of a task that it has started: by a join, by
 * what closes the executor, be it at the end of a block, or by the very call that runs it.
 *
 * @param state the compilation
 */
public record AwaitedEnds(VisitorState state) {
  /* Through so many methods and tasks something is reached, at most. */
  private static final int DEPTH = 4;

  /**
   * The wait for the end of a task behind which alone some places are reached: what happens there
   * comes too late for the task, which waits for it itself.
   *
   * @param wait where the task waits, on every path
   * @param maker what makes the object that all is about
   */
  public Optional<TreePath> before(TreePath wait, TreePath maker, List<TreePath> places) {
    ImmutableSet<Task> tasks = Tasks.of(wait, state);
    return places.isEmpty() || Tasks.apart(tasks).size() != tasks.size()
        ? Optional.empty()
        : Tasks.apart(tasks).stream()
            .flatMap(task -> waitsFor(task, maker))
            .filter(end -> places.stream().allMatch(place -> isOnlyBehind(end, place, DEPTH)))
            .findFirst()
            .filter(end -> tasks.stream().allMatch(task -> comesTo((Task.Apart) task, wait)));
  }

  /** Whether a task comes to a wait on every path. */
  private boolean comesTo(Task.Apart task, TreePath wait) {
    return TaskBodies.startedBy(task.start(), state)
        .or(() -> Graphs.bodyAround(wait).filter(body -> body.getLeaf() == task.body()))
        .flatMap(
            body ->
                CertainCalls.leading(body, DEPTH, call -> call.getLeaf() == wait.getLeaf(), state))
        .isPresent();
  }

  private Stream<TreePath> waitsFor(Task.Apart task, TreePath maker) {
    return TaskStarts.of(task, state).stream()
        .flatMap(
            start ->
                waitsFor(task, start, isAwaited(start))
                    .filter(end -> Graphs.areTogether(end, maker) || isAlwaysStarted(start, end)));
  }

  private Stream<TreePath> waitsFor(Task.Apart task, TreePath start, boolean isAwaited) {
    return isAwaited
        ? Stream.of(start)
        : Stream.concat(
            Futures.endlessWaitFor(task, state).stream()
                .filter(wait -> Order.mayFollow(start, wait)),
            ofExecutor(start));
  }

  /** Whether nobody gets past a wait without such a task, for whatever object he does so. */
  private static boolean isAlwaysStarted(TreePath start, TreePath end) {
    return start.getLeaf() == end.getLeaf()
        || (Loops.around(start).isEmpty() && Order.isAlwaysBefore(start, end));
  }

  /** Whether the call that runs a task returns only when that has ended. */
  private boolean isAwaited(TreePath start) {
    return ResolvedLibrary.of(state).is(start.getLeaf(), Trait.RUNS_AWAITED)
        && start.getLeaf() instanceof MethodInvocationTree call
        && call.getArguments().size() == 1
        && ASTHelpers.getSymbol(call).getSimpleName().contentEquals("invokeAll");
  }

  /** The waits for all tasks of the executor of a call, which is made once for these. */
  private Stream<TreePath> ofExecutor(TreePath start) {
    Optional<TreePath> executor = TaskStarts.executor(start, state);
    Optional<TreePath> made =
        executor
            .flatMap(named -> Fates.openingsOf(named, state))
            .filter(openings -> openings.size() == 1)
            .map(openings -> openings.get(0).path());
    return made.isEmpty()
        ? Stream.empty()
        : Stream.concat(
                ofBlock(made.get()).stream(),
                Fates.usesOf(executor.get(), state).stream()
                    .flatMap(ImmutableList::stream)
                    .map(use -> use.path())
                    .filter(this::isForAll))
            .filter(end -> Graphs.areTogether(end, made.get()));
  }

  /** The end of the block whose resource is an executor: its own declaration, or its name. */
  private Optional<TreePath> ofBlock(TreePath made) {
    TreePath variable = made.getParentPath();
    return Symbols.isA(
                ASTHelpers.getType(made.getLeaf()), "java.util.concurrent.ExecutorService", state)
            && variable.getLeaf() instanceof VariableTree tree
        ? Stream.concat(
                Stream.of(variable),
                CompilationIndex.of(state).mentions(ASTHelpers.getSymbol(tree)).stream())
            .filter(
                resource ->
                    resource.getParentPath().getLeaf() instanceof TryTree attempt
                        && attempt.getResources().contains(resource.getLeaf()))
            .findFirst()
        : Optional.empty();
  }

  private boolean isForAll(TreePath use) {
    return use.getLeaf() instanceof MethodInvocationTree call
        && ResolvedLibrary.of(state).is(call, Trait.AWAITS_TASKS)
        && (call.getArguments().isEmpty()
            || Long.valueOf(Long.MAX_VALUE)
                .equals(ASTHelpers.constValue(call.getArguments().get(0))));
  }

  /** Whether all ways to a place lead past a wait. */
  private boolean isOnlyBehind(TreePath end, TreePath place, int depth) {
    if (Graphs.areTogether(end, place)) {
      return Order.isAlwaysBefore(end, place);
    }
    Optional<TreePath> body = Graphs.bodyAround(place);
    if (depth == 0 || body.isEmpty()) {
      return false;
    }
    ImmutableSet<Task> tasks = Tasks.of(place, state);
    boolean isOfTasks = !tasks.isEmpty() && Tasks.apart(tasks).size() == tasks.size();
    return isOfTasks
        ? Tasks.apart(tasks).stream()
            .flatMap(task -> TaskStarts.of(task, state).stream())
            .allMatch(start -> isOnlyBehind(end, start, depth - 1))
        : areOnlyBehind(end, body.get(), depth);
  }

  private boolean areOnlyBehind(TreePath end, TreePath body, int depth) {
    if (!(body.getLeaf() instanceof MethodTree tree)) {
      return false;
    }
    MethodSymbol method = ASTHelpers.getSymbol(tree);
    CompilationIndex index = CompilationIndex.of(state);
    ImmutableList<TreePath> calls = index.calls(method);
    return !Symbols.isOpenToOthers(method)
        && !calls.isEmpty()
        && calls.size() == index.mentions(method).size()
        && calls.stream().allMatch(call -> isOnlyBehind(end, call, depth - 1));
  }
}
