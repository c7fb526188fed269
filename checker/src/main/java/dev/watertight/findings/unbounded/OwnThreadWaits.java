package dev.watertight.findings.unbounded;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.counts.Amount;
import dev.watertight.findings.sends.Workers;
import dev.watertight.model.Role;
import dev.watertight.model.Trait;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Graphs;
import dev.watertight.program.Paths;
import dev.watertight.program.Symbols;
import dev.watertight.program.TestOutcomes;
import dev.watertight.program.Trees;
import dev.watertight.tasks.Runnables;
import dev.watertight.tasks.Task;
import dev.watertight.tasks.TaskStarts;
import dev.watertight.tasks.Tasks;
import dev.watertight.values.Fate;
import dev.watertight.values.Origins;
import dev.watertight.values.ResolvedLibrary;
import dev.watertight.values.Returns;
import dev.watertight.values.Values;
import java.util.Optional;

/**
 * Finds waits, in a task of an executor with one thread, for the end of another task of the same
 * executor of the same object: that one has to wait until the first has ended.
 *
 * @param state the compilation
 */
record OwnThreadWaits(VisitorState state) {
  /* How many methods may lead to a start, or to a wait. */
  private static final int DEPTH = 3;

  /** Where the task is started that a call waits for, if it has no thread to run in meanwhile. */
  Optional<TreePath> startOfAwaited(TreePath wait) {
    return Paths.receiver(wait)
        .flatMap(future -> start(future, DEPTH))
        .filter(start -> isOfOwnWorker(start, wait) && isLeftToItsTask(start));
  }

  /** Whether only the one thread of the executor that runs a task comes to the wait for it. */
  private boolean isOfOwnWorker(TreePath start, TreePath wait) {
    Optional<VarSymbol> worker = worker(start);
    if (worker.isEmpty()) {
      return false;
    }
    ImmutableSet<Task> tasks = Tasks.of(wait, state);
    ImmutableList<Task.Apart> apart = Tasks.apart(tasks);
    return !apart.isEmpty()
        && apart.size() == tasks.size()
        && apart.stream()
            .allMatch(
                task -> worker.equals(worker(task.start())) && isOwn(wait, task.body(), DEPTH));
  }

  /** The variable of the object itself that holds an executor with one thread all the time. */
  private Optional<VarSymbol> worker(TreePath start) {
    return TaskStarts.executor(start, state)
        .map(TreePath::getLeaf)
        .filter(
            executor ->
                executor instanceof IdentifierTree
                    || (executor instanceof MemberSelectTree select
                        && Symbols.isSelf(select.getExpression())))
        .map(ASTHelpers::getSymbol)
        .filter(VarSymbol.class::isInstance)
        .map(VarSymbol.class::cast)
        .filter(variable -> !Symbols.isField(variable) || variable.isPrivate())
        .filter(variable -> Values.isFixed(variable, state))
        .filter(
            variable -> {
              ImmutableList<TreePath> values = Values.assignedTo(variable, state);
              return values.size() == 1
                  && Workers.threads(values.get(0), state).equals(Amount.of(1));
            });
  }

  /** Whether the code of a task, or methods that it calls of its own object, come to a place. */
  private boolean isOwn(TreePath place, Tree task, int depth) {
    TreePath body = Graphs.bodyAround(place).orElse(null);
    if (depth == 0
        || body == null
        || TestOutcomes.at(place, body.getLeaf()).stream()
            .anyMatch(outcome -> mayAskForThread(outcome.test(), place))) {
      return false;
    }
    return body.getLeaf() == task
        || body.getParentPath().getLeaf() == task
        || (body.getLeaf() instanceof MethodTree method
            && areOwn(
                CompilationIndex.of(state).calls(ASTHelpers.getSymbol(method)), task, depth - 1));
  }

  private boolean areOwn(ImmutableList<TreePath> calls, Tree task, int depth) {
    return !calls.isEmpty()
        && calls.stream()
            .allMatch(
                call ->
                    Symbols.isSelf(Symbols.receiver(call.getLeaf())) && isOwn(call, task, depth));
  }

  /** Whether a test may ask whether the thread is the executor's own, or the wait is over. */
  private boolean mayAskForThread(Tree test, TreePath wait) {
    CompilationIndex index = CompilationIndex.of(state);
    return Trees.in(test, MethodInvocationTree.class).stream()
            .map(ASTHelpers::getSymbol)
            .anyMatch(method -> method.isStatic() || index.isInView(method))
        || Paths.receiver(wait)
            .map(future -> ASTHelpers.getSymbol(future.getLeaf()))
            .filter(Symbols.variablesIn(test)::contains)
            .isPresent();
  }

  /** The call that starts the task of a future, perhaps in a method of the object itself. */
  private Optional<TreePath> start(TreePath future, int depth) {
    return Origins.one(future, MethodInvocationTree.class::isInstance, state)
        // What has been started before the task has run before.
        .filter(call -> Graphs.areTogether(call, future))
        .flatMap(
            call ->
                ResolvedLibrary.of(state).does(call.getLeaf(), 0, Role.RUN)
                    ? Optional.of(call)
                    : depth == 0 ? Optional.empty() : returned(call, depth));
  }

  private Optional<TreePath> returned(TreePath call, int depth) {
    CompilationIndex index = CompilationIndex.of(state);
    MethodSymbol method = (MethodSymbol) ASTHelpers.getSymbol(call.getLeaf());
    return Optional.of(method)
        .filter(
            m -> Symbols.isSelf(Symbols.receiver(call.getLeaf())) && index.overriders(m).isEmpty())
        .flatMap(index::declaration)
        .map(Returns::in)
        .filter(values -> values.size() == 1)
        .flatMap(values -> start(values.get(0), depth - 1));
  }

  /** Whether nothing but its task ends the wait for a future. */
  private boolean isLeftToItsTask(TreePath start) {
    Fate fate = Fate.crossingReturns(start, Runnables.of(state), state);
    return !fate.isUnknown()
        && !fate.isExposed()
        && fate.uses().stream()
            .noneMatch(
                use ->
                    ResolvedLibrary.of(state)
                        .is(use.path().getLeaf(), Trait.COMPLETES, Trait.CANCELS));
  }
}
