package dev.watertight.findings.unbounded;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Iterables;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.EnhancedForLoopTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.counts.Amount;
import dev.watertight.counts.Capacities;
import dev.watertight.counts.Runs;
import dev.watertight.findings.sends.DiscardedTasks;
import dev.watertight.findings.sends.EarlierWaits;
import dev.watertight.findings.sends.Workers;
import dev.watertight.handles.Fates;
import dev.watertight.model.Role;
import dev.watertight.model.Trait;
import dev.watertight.program.Arguments;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Graphs;
import dev.watertight.program.Paths;
import dev.watertight.program.Symbols;
import dev.watertight.summaries.Summaries;
import dev.watertight.tasks.Task;
import dev.watertight.tasks.TaskBodies;
import dev.watertight.tasks.TaskStarts;
import dev.watertight.tasks.Tasks;
import dev.watertight.values.Origins;
import dev.watertight.values.ResolvedLibrary;
import dev.watertight.values.Sink;
import dev.watertight.wakers.CallSites;
import dev.watertight.wakers.Order;
import dev.watertight.wakers.ProgramTasks;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Finds waits of one thread for a task that another one may throw away: it ends the executor while
 * the task waits for a thread, and neither cancels the futures of what it gets back nor runs it.
 *
 * @param waiting the wait
 * @param state the compilation
 */
record DiscardedWaits(TreePath waiting, VisitorState state) {
  private static final Integer ONE = 1;

  /** Where the executor is ended, if that may be before the awaited task has begun. */
  Optional<TreePath> end() {
    ImmutableSet<Task> waiters = waiters();
    return waiters.isEmpty()
        ? Optional.empty()
        : Paths.receiver(waiting).flatMap(this::callsOf).flatMap(calls -> end(calls, waiters));
  }

  /** The calls that return the future, or those that a loop goes through. */
  private Optional<ImmutableSet<TreePath>> callsOf(TreePath future) {
    return Origins.of(future, MethodInvocationTree.class::isInstance, state)
        .or(
            () ->
                CompilationIndex.of(state)
                    .declaration(ASTHelpers.getSymbol(future.getLeaf()))
                    .map(TreePath::getParentPath)
                    .filter(loop -> loop.getLeaf() instanceof EnhancedForLoopTree)
                    .map(loop -> ((EnhancedForLoopTree) loop.getLeaf()).getExpression())
                    .map(ASTHelpers::getSymbol)
                    .filter(VarSymbol.class::isInstance)
                    .map(all -> addedTo((VarSymbol) all)));
  }

  private ImmutableSet<TreePath> addedTo(VarSymbol futures) {
    return CompilationIndex.of(state).mentions(futures).stream()
        .flatMap(mention -> DroppedWaits.addedAt(mention).stream())
        .flatMap(
            added -> Origins.one(added, MethodInvocationTree.class::isInstance, state).stream())
        .collect(ImmutableSet.toImmutableSet());
  }

  /** The threads in view that wait, and do not end with the process. */
  private ImmutableSet<Task> waiters() {
    return Tasks.of(waiting, state).stream()
        .filter(task -> task instanceof Task.Apart || ProgramTasks.isMain(task))
        .filter(task -> !ProgramTasks.endsWithProcess(task, state))
        .collect(ImmutableSet.toImmutableSet());
  }

  private Optional<TreePath> end(ImmutableSet<TreePath> calls, ImmutableSet<Task> waiters) {
    ImmutableSet<TreePath> starts =
        calls.stream()
            .flatMap(call -> new DroppedWaits(state).start(call, DroppedWaits.DEPTH).stream())
            .collect(ImmutableSet.toImmutableSet());
    // What several executors run may be waited for by different threads.
    return starts.stream().map(this::executorOf).distinct().count() == 1
        ? starts.stream().flatMap(start -> ofStart(start, calls, waiters).stream()).findFirst()
        : Optional.empty();
  }

  private Optional<Symbol> executorOf(TreePath start) {
    return TaskStarts.executor(start, state)
        .map(executor -> ASTHelpers.getSymbol(executor.getLeaf()));
  }

  private Optional<TreePath> ofStart(
      TreePath start, ImmutableSet<TreePath> calls, ImmutableSet<Task> waiters) {
    return !new DiscardedTasks(state).mayTakeLong(start)
            || !new OwnThreadWaits(state).isLeftToItsTask(start)
        ? Optional.empty()
        : TaskStarts.executor(start, state)
            .filter(executor -> mayBeQueued(executor, start, calls))
            .flatMap(executor -> Fates.releasesOf(executor, state))
            .filter(
                releases ->
                    releases.stream()
                        .allMatch(release -> new DiscardedTasks(state).isDrop(release.path())))
            .flatMap(
                releases ->
                    releases.stream()
                        .map(Sink.Release::path)
                        .filter(end -> ProgramTasks.mayRun(end, state))
                        .filter(end -> waiters.stream().anyMatch(w -> mayBeBefore(end, start, w)))
                        .findFirst());
  }

  /**
   * Whether the executor may have got as many tasks as it has threads, and then the awaited one.
   */
  private boolean mayBeQueued(TreePath executor, TreePath start, ImmutableSet<TreePath> calls) {
    Optional<TreePath> maker =
        Origins.one(executor, Workers::isMaker, state)
            .filter(made -> Workers.areLimited(made, state));
    if (maker.isEmpty()) {
      return false;
    }
    Amount threads = Workers.threads(maker.get(), state);
    ImmutableSet<TreePath> alike =
        Stream.concat(
                calls.stream().flatMap(this::alike),
                startsBy(executor).filter(other -> other.getLeaf() != start.getLeaf()))
            .filter(other -> calls.stream().anyMatch(call -> mayBeAhead(other, call)))
            .collect(ImmutableSet.toImmutableSet());
    return Amount.of(alike.stream().map(TreePath::getLeaf).distinct().count())
            .isMoreThan(threads)
            .isYes()
        || alike.stream().anyMatch(call -> mayBeMore(call, threads, maker.get()));
  }

  /** Whether a call may give its task before another one, or is that. */
  private static boolean mayBeAhead(TreePath other, TreePath call) {
    return other.getLeaf() == call.getLeaf()
        || !Graphs.areTogether(other, call)
        || Order.mayFollow(other, call);
  }

  /** The calls that give the executor a task. */
  private Stream<TreePath> startsBy(TreePath executor) {
    return Fates.usesOf(executor, state).stream()
        .flatMap(ImmutableList::stream)
        .map(Sink.Use::path)
        .filter(use -> ResolvedLibrary.of(state).does(use.getLeaf(), 0, Role.RUN));
  }

  /** The calls of the same method, if that is in view. */
  private Stream<TreePath> alike(TreePath call) {
    CompilationIndex index = CompilationIndex.of(state);
    Symbol method = ASTHelpers.getSymbol(call.getLeaf());
    return index.isInView(method) ? index.calls((MethodSymbol) method).stream() : Stream.of(call);
  }

  private boolean mayBeMore(TreePath call, Amount threads, TreePath maker) {
    return Graphs.bodyAround(call)
        .filter(body -> Paths.isInLoop(call, body.getLeaf()))
        .map(body -> Runs.within(body, ImmutableList.of(call), state).most())
        .filter(most -> Capacities.canExceed(most, threads, maker.getLeaf(), state))
        .isPresent();
  }

  /** Whether the executor may be ended while a thread waits: nobody has seen that it goes on. */
  private boolean mayBeBefore(TreePath end, TreePath start, Task waiter) {
    Set<Symbol> named = new HashSet<>();
    codeOf(waiter).forEach(code -> named.addAll(Symbols.variablesIn(code.getLeaf())));
    Set<Symbol> byTasks = new HashSet<>();
    TaskBodies.startedBy(start, state).stream()
        .flatMap(task -> Stream.concat(Stream.of(task), Summaries.bodies(task, state).stream()))
        .forEach(code -> byTasks.addAll(Symbols.variablesIn(code.getLeaf())));
    return !Tasks.of(end, state).contains(waiter)
        && CallSites.inThread(end, state).seen().stream()
            .noneMatch(
                way -> Order.isAfterEnd(way, waiter, state) || isAfterSign(way, named, byTasks));
  }

  /** Whether something is waited for on the way that one of these variables may have to do with. */
  private boolean isAfterSign(TreePath way, Set<Symbol> named, Set<Symbol> byTasks) {
    return Graphs.bodyAround(way).isEmpty()
        || new EarlierWaits(state).before(way).anyMatch(wait -> isSign(wait, named, byTasks));
  }

  private boolean isSign(TreePath call, Set<Symbol> named, Set<Symbol> byTasks) {
    return ResolvedLibrary.of(state).is(call.getLeaf(), Trait.AWAITS_TASKS)
        || Paths.receiver(call)
            .map(object -> ASTHelpers.getSymbol(object.getLeaf()))
            .filter(VarSymbol.class::isInstance)
            .filter(object -> !named.contains(object))
            .filter(object -> !byTasks.contains(object) || !isOfSeveral(call))
            .isEmpty();
  }

  /** Whether a wait for what the tasks do is for more than one of them. */
  private boolean isOfSeveral(TreePath call) {
    return Graphs.bodyAround(call).filter(body -> Paths.isInLoop(call, body.getLeaf())).isPresent()
        || Paths.receiver(call)
            .flatMap(object -> Origins.one(object, NewClassTree.class::isInstance, state))
            .flatMap(maker -> Arguments.of(maker.getLeaf()).stream().findFirst())
            .filter(count -> !ONE.equals(ASTHelpers.constValue(count)))
            .isPresent();
  }

  private Iterable<TreePath> codeOf(Task waiter) {
    return (waiter instanceof Task.Apart apart
            ? TaskBodies.startedBy(apart.start(), state)
            : Graphs.bodyAround(waiting))
        .<Iterable<TreePath>>map(
            body -> Iterables.concat(ImmutableSet.of(body), Summaries.bodies(body, state)))
        .orElse(ImmutableSet.of());
  }
}
