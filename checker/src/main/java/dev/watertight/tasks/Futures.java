package dev.watertight.tasks;

import com.google.errorprone.VisitorState;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.util.TreePath;
import dev.watertight.model.Trait;
import dev.watertight.values.Fate;
import dev.watertight.values.ResolvedLibrary;
import dev.watertight.values.Sink;
import java.util.Optional;
import java.util.stream.Stream;

/** Who waits for the result of a task. */
public final class Futures {
  private Futures() {}

  /** Where somebody waits, without a time limit, for the future that an expression returns. */
  public static Optional<TreePath> endlessWaitFor(TreePath future, VisitorState state) {
    return firstWait(Fate.crossingReturns(future, Runnables.of(state), state), state);
  }

  /** Where somebody waits, without a time limit, for the thread or future of a task. */
  public static Optional<TreePath> endlessWaitFor(Task.Apart task, VisitorState state) {
    return firstWait(fateOf(task, state), state);
  }

  /** Where somebody waits for the thread or future of a task, with a time limit or without. */
  public static Stream<TreePath> waitsFor(Task.Apart task, VisitorState state) {
    return fateOf(task, state).uses().stream()
        .map(Sink.Use::path)
        .filter(use -> ResolvedLibrary.of(state).is(use.getLeaf(), Trait.AWAITS_TASK));
  }

  private static Fate fateOf(Task.Apart task, VisitorState state) {
    return TaskStarts.receiver(task, state)
        .map(thread -> Fate.ofVariable(thread, Runnables.of(state), state))
        .orElseGet(() -> Fate.crossingReturns(task.start(), Runnables.of(state), state));
  }

  private static Optional<TreePath> firstWait(Fate fate, VisitorState state) {
    // Who completes the future himself ends the wait for it.
    return fate.uses().stream()
            .anyMatch(use -> ResolvedLibrary.of(state).is(use.path().getLeaf(), Trait.COMPLETES))
        ? Optional.empty()
        : fate.uses().stream().filter(use -> waits(use, state)).map(Sink.Use::path).findFirst();
  }

  /** Whether the use waits, without a time limit, until the task has ended. */
  public static boolean waits(Sink.Use use, VisitorState state) {
    return use.path().getLeaf() instanceof MethodInvocationTree call
        && call.getArguments().isEmpty()
        && ResolvedLibrary.of(state).is(call, Trait.AWAITS_TASK);
  }
}
