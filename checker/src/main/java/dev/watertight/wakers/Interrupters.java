package dev.watertight.wakers;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Iterables;
import com.google.errorprone.VisitorState;
import com.sun.source.util.TreePath;
import dev.watertight.answers.Answer;
import dev.watertight.answers.Known;
import dev.watertight.model.Trait;
import dev.watertight.tasks.Task;
import dev.watertight.tasks.Tasks;
import dev.watertight.values.ResolvedLibrary;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Who interrupts a task. {@code shutdownNow()}, {@code cancel(true)}, {@code interrupt()} and a
 * failing task scope do; {@code shutdown()}, {@code close()} of an executor and {@code cancel} of a
 * {@code CompletableFuture} do not.
 *
 * @param known the places that interrupt it
 * @param shutdowns the places that tell its executor to end, without an interrupt: somebody wants
 *     the task to end
 * @param mayEndWithExecutor whether its executor is somebody else's, who may interrupt it at the
 *     end of that: too late for a task that serves one call
 */
public record Interrupters(
    Known<Interrupter> known, ImmutableList<TreePath> shutdowns, boolean mayEndWithExecutor) {
  static final Interrupters NOBODY =
      new Interrupters(Known.all(ImmutableSet.of()), ImmutableList.of(), false);
  static final Interrupters UNKNOWN = new Interrupters(Known.unknown(), ImmutableList.of(), false);

  static Interrupters of(Known<Interrupter> known) {
    return new Interrupters(known, ImmutableList.of(), false);
  }

  static Interrupters seen(Interrupter... places) {
    return of(Known.all(ImmutableSet.copyOf(places)));
  }

  /** Who interrupts a task. */
  public static Interrupters of(Task task, VisitorState state) {
    return task instanceof Task.Apart apart ? InterruptSearch.of(apart, state) : UNKNOWN;
  }

  /** Who interrupts one of the tasks; if there are none, nobody knows what runs the code. */
  public static Interrupters of(ImmutableSet<Task> tasks, VisitorState state) {
    return tasks.stream().map(task -> of(task, state)).reduce(Interrupters::and).orElse(UNKNOWN);
  }

  /** Who interrupts a task that runs the code, through a thread that the code keeps included. */
  public static Interrupters at(TreePath code, ImmutableSet<Task> tasks, VisitorState state) {
    return of(tasks, state).and(KeptThreads.of(code, tasks, state));
  }

  /** Who interrupts the threads of the executor that an expression names. */
  public static Interrupters ofExecutor(TreePath executor, VisitorState state) {
    return InterruptSearch.ofExecutor(executor, state);
  }

  /**
   * Who in view interrupts what runs the code: tasks, threads that it keeps for others, and perhaps
   * the thread itself. Those who call it from out of view may do so, too, on their own account.
   */
  public static Interrupters inView(TreePath code, ImmutableSet<Task> tasks, VisitorState state) {
    return inView(code, tasks, task -> of(task, state), state);
  }

  /**
   * The same, without those who come only when the task has ended that runs the code: where nothing
   * fails, they are no help to a wait that certainly never ends.
   */
  public static Interrupters beforeEndInView(
      TreePath code, ImmutableSet<Task> tasks, VisitorState state) {
    return inView(code, tasks, task -> LateInterrupts.without(of(task, state), task, state), state);
  }

  private static Interrupters inView(
      TreePath code,
      ImmutableSet<Task> tasks,
      Function<Task.Apart, Interrupters> search,
      VisitorState state) {
    if (ResolvedLibrary.of(state).is(code.getLeaf(), Trait.IGNORES_INTERRUPTS)) {
      return NOBODY;
    }
    Interrupters others =
        Tasks.apart(tasks).stream()
            .map(search)
            .reduce(KeptThreads.of(code, tasks, state), Interrupters::and);
    return others.answer().isNo() && OwnInterrupts.mayPrecede(code, state)
        ? others.and(UNKNOWN)
        : others;
  }

  /**
   * A task that runs the code apart and that certainly nobody interrupts. One is enough: what the
   * other tasks do is no help to it.
   */
  public static Optional<Task.Apart> leftAlone(
      TreePath code, ImmutableSet<Task> tasks, VisitorState state) {
    return Tasks.apart(tasks).stream()
        .filter(task -> at(code, ImmutableSet.of(task), state).answer().isNo())
        .findFirst();
  }

  /** Whether somebody may interrupt one of the tasks that run the code apart. */
  public static boolean mayEnd(TreePath code, VisitorState state) {
    return Tasks.apart(Tasks.of(code, state)).stream()
        .anyMatch(task -> !of(task, state).answer().isNo());
  }

  /** Those of all. */
  static Interrupters all(Stream<Interrupters> several) {
    return several.reduce(NOBODY, Interrupters::and);
  }

  /** Those of both. */
  public Interrupters and(Interrupters that) {
    return new Interrupters(
        known.and(that.known),
        ImmutableList.copyOf(Iterables.concat(shutdowns, that.shutdowns)),
        mayEndWithExecutor || that.mayEndWithExecutor);
  }

  /** Whether somebody interrupts the task, be it only when something fails. */
  public Answer answer() {
    Answer inTime = inTime();
    return mayEndWithExecutor ? inTime.or(Answer.UNKNOWN) : inTime;
  }

  /** The same, for a task that serves one call and has to end with it. */
  public Answer inTime() {
    return known.any();
  }

  /** Whether somebody interrupts the task before its executor is told to end. */
  public Answer beforeEnd() {
    return known.any(interrupter -> !interrupter.isEnd());
  }

  /** Whether somebody interrupts the task though nothing fails. */
  public Answer withoutFailure() {
    return known.any(interrupter -> !interrupter.isOnFailure());
  }

  /** Whether nobody interrupts the task, but its executor or scope is told to end. */
  public boolean isOnlyShutDown() {
    return answer().isNo() && !shutdowns.isEmpty();
  }
}
