package dev.watertight.loops;

import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import dev.watertight.program.ClosingMethods;
import dev.watertight.program.CompilationIndex;
import dev.watertight.summaries.CallRules;
import dev.watertight.summaries.Summaries;
import dev.watertight.tasks.Task;
import dev.watertight.tasks.Tasks;
import java.util.Collections;

/** The code that the thread of a loop may run while it is in the loop. */
public final class LoopCode {
  private LoopCode() {}

  /**
   * Whether the thread of a loop may itself run the code at a place while it is in the loop.
   *
   * @param tasks the tasks that run the loop
   */
  public static boolean mayRun(
      TreePath place, TreePath loop, ImmutableSet<Task> tasks, VisitorState state) {
    ImmutableSet<Task> others = Tasks.of(place, state);
    return !Collections.disjoint(tasks, others)
        || Summaries.mayReach(place, loop, state)
        || (others.stream().anyMatch(task -> isOfOthers(task, state))
            && Summaries.ofCode(loop, state).callsOthers());
  }

  /** A function that code out of view gets, or a method that such code calls. */
  private static boolean isOfOthers(Task task, VisitorState state) {
    return task instanceof Task.Unknown
        || (task instanceof Task.Caller caller
            && caller.symbol() instanceof MethodSymbol method
            && !ClosingMethods.of(state).endsItsObject(method)
            && ASTHelpers.findSuperMethods(method, state.getTypes()).stream()
                .anyMatch(
                    overridden ->
                        !CompilationIndex.of(state).isInView(overridden)
                            && !CallRules.isQuiet(overridden, state)));
  }
}
