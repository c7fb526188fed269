package dev.watertight.findings.threads;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import com.sun.tools.javac.code.Type;
import dev.watertight.handles.Fates;
import dev.watertight.loops.FlagSets;
import dev.watertight.loops.LoopExit;
import dev.watertight.loops.LoopExits;
import dev.watertight.loops.TaskLoops;
import dev.watertight.model.Trait;
import dev.watertight.program.CatchClauses;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Symbols;
import dev.watertight.program.Trees;
import dev.watertight.summaries.Effects;
import dev.watertight.summaries.Summaries;
import dev.watertight.tasks.Futures;
import dev.watertight.tasks.Task;
import dev.watertight.tasks.TaskStarts;
import dev.watertight.tasks.Tasks;
import dev.watertight.values.ResolvedLibrary;
import dev.watertight.values.Sink;
import dev.watertight.values.Values;
import dev.watertight.wakers.Interrupters;
import dev.watertight.wakers.Order;
import dev.watertight.wakers.ProgramTasks;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Finds loops of tasks that end when a flag is set, where everybody who sets it has waited for the
 * end of the task first: {@code executor.close(); running = false;}.
 *
 * <p>Nothing else may leave the loop, be it an exception, and nobody may interrupt its task. What
 * the loop calls that is out of view cannot set the flag: every place that does so is in view, and
 * none is reached without the wait.
 */
public final class LateStops {
  /**
   * A loop that is told to end too late.
   *
   * @param loop the loop
   * @param awaited the wait for the end of the task, which is never left
   * @param flag the flag that is set behind it
   */
  public record LateStop(TreePath loop, TreePath awaited, VarSymbol flag) {}

  private LateStops() {}

  /** The loops of the task that a call starts which are told to end too late. */
  public static ImmutableList<LateStop> startedBy(TreePath start, VisitorState state) {
    return isAwaited(start, state)
        ? TaskLoops.startedBy(start, state)
            .flatMap(loop -> judge(loop, state).stream())
            .collect(ImmutableList.toImmutableList())
        : ImmutableList.of();
  }

  /** Whether somebody waits for the end of what a call starts. */
  private static boolean isAwaited(TreePath start, VisitorState state) {
    return waitsFor(new Task.Apart(start.getLeaf(), start), state).findAny().isPresent();
  }

  private static Optional<LateStop> judge(TreePath loop, VisitorState state) {
    // Most loops show another way out: who runs them need not be asked.
    ImmutableList<LoopExit> shown = LoopExits.inText(loop, state);
    return shown.stream().allMatch(exit -> exit.kind() == LoopExit.Kind.FLAG)
        ? Tasks.apart(Tasks.of(loop, state)).stream()
            .flatMap(task -> judge(loop, task, shown, state).stream())
            .findFirst()
        : Optional.empty();
  }

  private static Optional<LateStop> judge(
      TreePath loop, Task.Apart task, ImmutableList<LoopExit> shown, VisitorState state) {
    ImmutableList<TreePath> waits =
        waitsFor(task, state)
            .filter(LateStops::isOfItself)
            .collect(ImmutableList.toImmutableList());
    if (waits.isEmpty()) {
      return Optional.empty();
    }
    ImmutableList<TreePath> late = tooLate(waits, loop, shown, state);
    // What the code does that the loop calls is looked at last.
    ImmutableList<LoopExit> exits =
        late.isEmpty() ? ImmutableList.of() : LoopExits.of(loop, ImmutableSet.of(), state);
    if (exits.isEmpty()
        || !comesBack(loop, state)
        || !Interrupters.of(task, state).answer().isNo()
        || ProgramTasks.endsWithProcess(task, state)) {
      return Optional.empty();
    }
    return tooLate(late, loop, exits, state).stream()
        .map(wait -> new LateStop(loop, wait, exits.get(0).flag().orElseThrow()))
        .findFirst();
  }

  /** Those waits behind which alone the loop is told to end, whichever way it goes. */
  private static ImmutableList<TreePath> tooLate(
      ImmutableList<TreePath> waits,
      TreePath loop,
      ImmutableList<LoopExit> exits,
      VisitorState state) {
    return exits.stream().allMatch(exit -> exit.kind() == LoopExit.Kind.FLAG)
            && exits.stream().allMatch(exit -> mayGoOn(exit, state))
        ? waits.stream()
            .filter(wait -> exits.stream().allMatch(exit -> isBehind(wait, exit, loop, state)))
            .collect(ImmutableList.toImmutableList())
        : ImmutableList.of();
  }

  /**
   * Whether no exception leaves the loop, be it one that tells of a mistake or comes from code out
   * of view, nor the process ends there.
   */
  private static boolean comesBack(TreePath loop, VisitorState state) {
    Effects effects = Summaries.ofCode(loop, state);
    Type unchecked = state.getSymtab().runtimeExceptionType;
    return !effects.isThrown(thrown -> !thrown.isInterrupt())
        && !effects.exits()
        && Trees.ownPathsIn(loop, MethodInvocationTree.class).stream()
            .filter(call -> runsOthers(call, state))
            .noneMatch(
                call ->
                    CatchClauses.catching(
                            call,
                            loop.getLeaf(),
                            clause -> CatchClauses.covers(clause, unchecked, state))
                        .isEmpty());
  }

  /** Whether a call may run code out of view: a function, or what a subclass puts in its place. */
  private static boolean runsOthers(TreePath call, VisitorState state) {
    MethodSymbol method = ASTHelpers.getSymbol((MethodInvocationTree) call.getLeaf());
    return Summaries.ofCall(call, state).callsOthers()
        || (CompilationIndex.of(state).isInView(method)
            && !method.isStatic()
            && !CompilationIndex.isEffectivelyFinal(method)
            && Symbols.isOpenToOthers(method));
  }

  /** Whether the flag has a value with which the loop goes on. */
  private static boolean mayGoOn(LoopExit exit, VisitorState state) {
    return exit.flag().isPresent()
        && exit.leaving().isPresent()
        && exit.comparison().isEmpty()
        && (exit.leaving().get()
            || FlagSets.of(exit.flag().get(), state).mentions().stream()
                .anyMatch(mention -> FlagSets.isSet(mention) && !FlagSets.mayLeave(exit, mention))
            || Values.initial(exit.flag().get(), state)
                .filter(
                    value ->
                        Boolean.TRUE.equals(
                            ASTHelpers.constValue((ExpressionTree) value.getLeaf())))
                .isPresent());
  }

  /** The waits without a time limit that only the end of the task ends. */
  static Stream<TreePath> waitsFor(Task.Apart task, VisitorState state) {
    return Stream.concat(
        Futures.endlessWaitFor(task, state).stream(),
        TaskStarts.executor(task.start(), state)
            .flatMap(executor -> Fates.releasesOf(executor, state))
            .stream()
            .flatMap(ImmutableList::stream)
            .filter(release -> release.method().equals("close"))
            .map(Sink.Release::path)
            .filter(place -> isWait(place, state)));
  }

  /** A resource is closed as its type says; a call says so itself. */
  private static boolean isWait(TreePath place, VisitorState state) {
    return !(place.getLeaf() instanceof MethodInvocationTree call)
        || ResolvedLibrary.of(state).is(call, Trait.AWAITS_TASKS);
  }

  /** Not a wait for the task of another object of the class: {@code other.thread.join()}. */
  private static boolean isOfItself(TreePath wait) {
    return !(Symbols.receiver(wait.getLeaf()) instanceof MemberSelectTree select)
        || Symbols.isSelf(select.getExpression());
  }

  private static boolean isBehind(TreePath wait, LoopExit exit, TreePath loop, VisitorState state) {
    FlagSets sets = FlagSets.of(exit.flag().orElseThrow(), state);
    ImmutableList<TreePath> stops =
        sets.mentions().stream()
            .filter(mention -> FlagSets.mayLeave(exit, mention))
            .collect(ImmutableList.toImmutableList());
    return sets.isInView()
        && !stops.isEmpty()
        && stops.stream()
            .allMatch(
                stop ->
                    Order.isAlwaysBefore(wait, stop)
                        && Summaries.reaches(stop, loop, state).isNo());
  }
}
