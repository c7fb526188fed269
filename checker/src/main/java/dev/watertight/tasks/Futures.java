package dev.watertight.tasks;

import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import dev.watertight.model.Trait;
import dev.watertight.values.Fate;
import dev.watertight.values.ResolvedLibrary;
import dev.watertight.values.Sink;
import java.util.Optional;

/** Who waits for the result of a task. */
public final class Futures {
  private Futures() {}

  /** Where somebody waits, without a time limit, for the future that an expression returns. */
  public static Optional<TreePath> endlessWaitFor(TreePath future, VisitorState state) {
    return firstWait(Fate.crossingReturns(future, Runnables.of(state), state), state);
  }

  /** Where somebody waits, without a time limit, for the thread or future of a task. */
  public static Optional<TreePath> endlessWaitFor(Task.Apart task, VisitorState state) {
    return TaskStarts.receiver(task)
        .map(thread -> firstWait(Fate.ofVariable(thread, Runnables.of(state), state), state))
        .orElseGet(() -> endlessWaitFor(task.start(), state));
  }

  private static Optional<TreePath> firstWait(Fate fate, VisitorState state) {
    // Who completes the future himself ends the wait for it.
    return fate.uses().stream().anyMatch(use -> is(use, Trait.COMPLETES, state))
        ? Optional.empty()
        : fate.uses().stream().filter(use -> waits(use, state)).map(Sink.Use::path).findFirst();
  }

  /** Whether the use waits, without a time limit, until the task has ended. */
  public static boolean waits(Sink.Use use, VisitorState state) {
    return use.path().getLeaf() instanceof MethodInvocationTree call
        && call.getArguments().isEmpty()
        && is(use, Trait.AWAITS_TASK, state);
  }

  private static boolean is(Sink.Use use, Trait trait, VisitorState state) {
    return ASTHelpers.getSymbol(use.path().getLeaf()) instanceof MethodSymbol method
        && ResolvedLibrary.of(state).is(method, trait);
  }
}
