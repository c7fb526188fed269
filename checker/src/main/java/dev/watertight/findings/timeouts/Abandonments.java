package dev.watertight.findings.timeouts;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.ExpressionStatementTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import com.sun.tools.javac.code.TypeTag;
import dev.watertight.findings.handles.ThreadFactories;
import dev.watertight.model.Trait;
import dev.watertight.paths.TimedOut;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Graphs;
import dev.watertight.program.Paths;
import dev.watertight.program.Symbols;
import dev.watertight.program.TestOutcomes;
import dev.watertight.tasks.Task;
import dev.watertight.tasks.TaskStarts;
import dev.watertight.values.Fate;
import dev.watertight.values.ResolvedLibrary;
import dev.watertight.values.Sink;
import dev.watertight.wakers.Interrupter;
import dev.watertight.wakers.Interrupters;
import dev.watertight.wakers.Order;
import dev.watertight.wakers.ProgramTasks;
import dev.watertight.wakers.Sequel;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Whether those who wait for a task for some time only then leave it to itself.
 *
 * @param state the compilation
 */
record Abandonments(VisitorState state) {
  /** Whether somebody may interrupt the task before the end of a wait, or out of view. */
  static boolean isEnded(TreePath wait, Interrupters interrupters) {
    return !interrupters.known().isComplete()
        || interrupters.known().seen().stream()
            .anyMatch(interrupter -> Paths.start(interrupter.place()) < Paths.start(wait));
  }

  /** Whether there is a way on from the end of a wait on which nobody interrupts the task. */
  boolean isLeft(
      TreePath wait,
      TreePath start,
      Optional<Fate> future,
      Interrupters interrupters,
      boolean isForEver) {
    ImmutableList<TreePath> ends =
        Stream.concat(
                interrupters.known().seen().stream().map(Interrupter::place),
                future.stream()
                    .flatMap(fate -> fate.uses().stream())
                    .map(Sink.Use::path)
                    .filter(
                        use ->
                            ResolvedLibrary.of(state).is(use.getLeaf(), Trait.AWAITS_TASK)
                                && use.getLeaf() != wait.getLeaf()))
            .collect(ImmutableList.toImmutableList());
    // Whoever comes to know that the time is up, or finds the task later, does not end it.
    boolean isNobodys = isForEver && interrupters.known().seen().isEmpty();
    return !isEnded(wait, interrupters)
        && (isNobodys || future.filter(fate -> isKept(fate, start, wait)).isEmpty())
        && ends.stream().allMatch(end -> Graphs.areTogether(end, wait))
        && ((isNobodys && isInView(wait)) || !isAnswerUsed(wait))
        && !endsWithMain(start)
        && !Sequel.of(wait, state).endsProcess()
        && (ResolvedLibrary.of(state).is(wait.getLeaf(), Trait.ABANDONS)
            || TimedOut.isLeft(
                wait,
                ends.stream().map(TreePath::getLeaf).collect(ImmutableSet.toImmutableSet()),
                ASTHelpers.getSymbol(Symbols.receiver(wait.getLeaf())) instanceof VarSymbol holder
                    ? ImmutableSet.of(holder)
                    : ImmutableSet.of(),
                state));
  }

  /** Whether somebody in view calls the method that a wait is in, and gets its answer. */
  private boolean isInView(TreePath wait) {
    return Symbols.methodAround(wait)
        .filter(method -> !CompilationIndex.of(state).calls(method).isEmpty())
        .isPresent();
  }

  /** Whether the thread of the task lets the process end, as {@code main} does. */
  boolean endsWithMain(TreePath start) {
    Task.Apart thread = new Task.Apart(start.getLeaf(), start);
    return isThread(start)
        ? TaskStarts.isDaemon(thread, state) || ProgramTasks.endsWithProcess(thread, state)
        : ThreadFactories.endWithMain(start, state);
  }

  /** Whether a task is started by starting its thread. */
  boolean isThread(TreePath start) {
    return Symbols.isA(ASTHelpers.getType(start.getLeaf()), "java.lang.Thread", state)
        || (ASTHelpers.getSymbol(start.getLeaf()) instanceof MethodSymbol method
            && TaskStarts.startsThread(method, state));
  }

  /** Whether a field keeps the future for the next time. */
  private static boolean isKept(Fate future, TreePath start, TreePath wait) {
    return future.variables().stream().anyMatch(Symbols::isField)
        && !Order.isAlwaysBefore(start, wait);
  }

  /** Whether the answer of a wait goes to others, rather than to a condition or nowhere. */
  private boolean isAnswerUsed(TreePath wait) {
    return ASTHelpers.getType(wait.getLeaf()).hasTag(TypeTag.BOOLEAN)
        && !isCondition(wait)
        && !(Symbols.target(wait) instanceof VarSymbol answer
            && !Symbols.isField(answer)
            && CompilationIndex.of(state).mentions(answer).stream()
                .allMatch(Abandonments::isCondition));
  }

  private static boolean isCondition(TreePath path) {
    Tree parent = path.getParentPath().getLeaf();
    return parent instanceof ExpressionStatementTree
        || parent instanceof AssignmentTree
        || TestOutcomes.isTested(path);
  }
}
