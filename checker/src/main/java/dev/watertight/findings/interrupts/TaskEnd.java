package dev.watertight.findings.interrupts;

import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import dev.watertight.findings.handles.ShutdownHooks;
import dev.watertight.findings.handles.ThreadFactories;
import dev.watertight.handles.Fates;
import dev.watertight.loops.OwnThread;
import dev.watertight.program.ClosingMethods;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Graphs;
import dev.watertight.program.Symbols;
import dev.watertight.program.Trees;
import dev.watertight.tasks.Futures;
import dev.watertight.tasks.Task;
import dev.watertight.tasks.TaskStarts;
import dev.watertight.tasks.Tasks;
import dev.watertight.values.Sink;
import dev.watertight.wakers.Interrupter;
import dev.watertight.wakers.Interrupters;
import dev.watertight.wakers.Order;
import dev.watertight.wakers.ProgramTasks;
import dev.watertight.wakers.Sequel;
import java.util.List;
import java.util.Optional;

/**
 * What is done to end a task: it is interrupted, for no other purpose.
 *
 * @param task the task
 * @param interrupt the call that interrupts it, or the start of a subtask whose scope does
 * @param waiting what waits for the task without a limit, if anything does
 */
public record TaskEnd(Task.Apart task, TreePath interrupt, Optional<TreePath> waiting) {

  /** What is done to end one of the tasks that run a loop. */
  static Optional<TaskEnd> of(TreePath loop, VisitorState state) {
    return Tasks.apart(Tasks.of(loop, state)).stream()
        .filter(task -> !endsWithProgram(task, state))
        .flatMap(task -> of(task, loop, state).stream())
        .findFirst();
  }

  /** Whether what starts the task interrupts it, when it is needed no more: a scope perhaps. */
  public boolean isByStart() {
    return interrupt.getLeaf() == task.start().getLeaf();
  }

  private static boolean endsWithProgram(Task.Apart task, VisitorState state) {
    return ProgramTasks.endsWithProcess(task, state)
        || Tasks.of(task.start(), state).stream()
            .anyMatch(starter -> ProgramTasks.endsWithProcess(starter, state))
        || (TaskStarts.executor(task.start(), state)
                .flatMap(executor -> Fates.openingsOf(executor, state))
                .isPresent()
            && ThreadFactories.endWithMain(task.start(), state)
            && waitFor(task, state).isEmpty());
  }

  private static Optional<TaskEnd> of(Task.Apart task, TreePath loop, VisitorState state) {
    return Interrupters.of(task, state).known().seen().stream()
        .filter(interrupter -> isMeantToEnd(interrupter, task, loop, state))
        .map(Interrupter::place)
        .filter(place -> !ShutdownHooks.isInHook(place, state))
        .filter(place -> !Sequel.of(place, state).mayEndProcess())
        .map(place -> new TaskEnd(task, place, waitFor(task, state)))
        .findFirst();
  }

  /** Whether the interrupt is no mere wake-up call, nor the answer to something that failed. */
  private static boolean isMeantToEnd(
      Interrupter interrupter, Task.Apart task, TreePath loop, VisitorState state) {
    TreePath place = interrupter.place();
    if (place.getLeaf() == task.start().getLeaf()) {
      return true;
    }
    if (interrupter.isOnFailure()
        || !(ASTHelpers.getSymbol(place.getLeaf()) instanceof MethodSymbol method)) {
      return false;
    }
    if (OwnThread.isInterrupt(method)) {
      return isInCloser(place, state)
          || Futures.waitsFor(task, state).anyMatch(wait -> Order.mayFollow(place, wait))
          || (Trees.anyOwn(loop.getLeaf(), OwnThread::asks)
              && Graphs.areTogether(place, task.start()));
    }
    return method.getParameters().isEmpty()
        ? method.getSimpleName().contentEquals("shutdownNow")
        : place.getLeaf() instanceof MethodInvocationTree call
            && Boolean.TRUE.equals(ASTHelpers.constValue(call.getArguments().get(0)));
  }

  /** Whether a method that ends an object has the place in it, or in a part that is its own. */
  private static boolean isInCloser(TreePath place, VisitorState state) {
    return Symbols.methodAround(place)
        .filter(
            method ->
                isCloser(method, state)
                    || (method.isPrivate()
                        && !CompilationIndex.of(state).mentions(method).isEmpty()
                        && CompilationIndex.of(state).mentions(method).stream()
                            .allMatch(
                                mention ->
                                    Symbols.methodAround(mention)
                                        .filter(caller -> isCloser(caller, state))
                                        .isPresent())))
        .isPresent();
  }

  private static boolean isCloser(MethodSymbol method, VisitorState state) {
    return ClosingMethods.of(state).isCloser(method)
        || ClosingMethods.of(state).endsItsObject(method);
  }

  /** The wait for the task, or for all tasks of what runs it. */
  private static Optional<TreePath> waitFor(Task.Apart task, VisitorState state) {
    return Futures.endlessWaitFor(task, state)
        .or(
            () ->
                TaskStarts.executor(task.start(), state)
                    .flatMap(executor -> Fates.releasesOf(executor, state))
                    .stream()
                    .flatMap(List::stream)
                    .filter(release -> release.method().equals("close"))
                    .map(Sink.Release::path)
                    .findFirst());
  }
}
