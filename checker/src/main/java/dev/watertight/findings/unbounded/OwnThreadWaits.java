package dev.watertight.findings.unbounded;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.EnhancedForLoopTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.model.Role;
import dev.watertight.model.Trait;
import dev.watertight.program.Arguments;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Graphs;
import dev.watertight.program.Paths;
import dev.watertight.program.Symbols;
import dev.watertight.program.TestOutcomes;
import dev.watertight.program.Trees;
import dev.watertight.summaries.Summaries;
import dev.watertight.tasks.Runnables;
import dev.watertight.tasks.Task;
import dev.watertight.tasks.TaskBodies;
import dev.watertight.tasks.Tasks;
import dev.watertight.values.Fate;
import dev.watertight.values.Origins;
import dev.watertight.values.ResolvedLibrary;
import dev.watertight.values.Returns;
import dev.watertight.values.Values;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Finds waits, in a task of an executor with one thread, for the end of another task of the same
 * executor: that one has to wait until the first has ended. With some threads, they wait for each
 * other as soon as the tasks that start more of their own kind are as many as the threads.
 *
 * @param state the compilation
 */
record OwnThreadWaits(VisitorState state) {
  /* How many methods may lead to a start, or to a wait. */
  private static final int DEPTH = 3;

  /** Where the task is started that a call waits for, if it has no thread to run in meanwhile. */
  Optional<TreePath> startOfAwaited(TreePath wait) {
    return starts(wait)
        .filter(start -> isOfOwnWorker(start, wait) && isLeftToItsTask(start))
        .findFirst();
  }

  /** The same, if that is so as soon as there are enough tasks that wait like this. */
  Optional<TreePath> startInSharedPool(TreePath wait) {
    SharedPoolWaits pools = new SharedPoolWaits(state);
    return Stream.concat(
            starts(wait).filter(this::isLeftToItsTask),
            Paths.receiver(wait).stream().flatMap(this::mapped))
        .filter(start -> !isByNumber(start) && pools.isInPoolOf(start, wait))
        .findFirst();
  }

  /** What a function has started whose results are the list through which a loop goes. */
  private Stream<TreePath> mapped(TreePath future) {
    return list(future)
        .flatMap(list -> Values.initial(list, state))
        .filter(value -> value.getLeaf() instanceof MethodInvocationTree)
        .map(value -> Trees.ownPathsIn(value, LambdaExpressionTree.class))
        .stream()
        .flatMap(ImmutableList::stream)
        .filter(function -> Tasks.isCalledInPlace(function, state))
        .map(
            function ->
                new TreePath(function, ((LambdaExpressionTree) function.getLeaf()).getBody()))
        .filter(start -> ResolvedLibrary.of(state).does(start.getLeaf(), 0, Role.RUN));
  }

  /** Where the tasks are started that a call waits for. */
  private Stream<TreePath> starts(TreePath wait) {
    return Paths.receiver(wait).stream()
        .flatMap(future -> Stream.concat(Stream.of(future), elements(future)))
        .flatMap(awaited -> start(awaited, DEPTH).stream());
  }

  /** Whether only the threads of the executor that runs a task come to the wait for it. */
  private boolean isOfOwnWorker(TreePath start, TreePath wait) {
    OwnWorker worker = OwnWorker.of(start, state).orElse(null);
    if (worker == null || isOfEachCall(worker, wait)) {
      return false;
    }
    ImmutableSet<Task> tasks = Tasks.of(wait, state);
    ImmutableList<Task.Apart> apart = Tasks.apart(tasks);
    return !apart.isEmpty()
        && ((worker.hasOneThread() && apart.stream().anyMatch(task -> isRunBy(task, wait, worker)))
            || areOfOwnWorker(apart, start, wait, worker, apart.size() == tasks.size()));
  }

  /** Whether a task of the executor certainly comes to the wait, whoever else does. */
  private boolean isRunBy(Task.Apart task, TreePath wait, OwnWorker worker) {
    return OwnWorker.of(task.start(), state).filter(worker::equals).isPresent()
        && comesTo(wait, task, worker, DEPTH);
  }

  private boolean comesTo(TreePath place, Task.Apart task, OwnWorker worker, int depth) {
    TreePath body = Graphs.bodyAround(place).orElse(null);
    return depth > 0
        && body != null
        && !OwnTests.asksForThread(body.getLeaf())
        && TestOutcomes.at(place, body.getLeaf()).stream()
            .noneMatch(outcome -> mayAskForThread(outcome.test(), place))
        // A field may say that the thread is the executor's own.
        && new OwnTests(ImmutableList.of(task.start()), state)
            .askedAt(place, body)
            .filter(asked -> asked.stream().noneMatch(v -> Symbols.isField((VarSymbol) v)))
            .isPresent()
        && (body.getLeaf() == task.body()
            || body.getParentPath().getLeaf() == task.body()
            || (body.getLeaf() instanceof MethodTree
                && Summaries.callsOf(body, state).stream()
                    .anyMatch(
                        call ->
                            worker.isForObjectOf(call, state)
                                && comesTo(call, task, worker, depth - 1))));
  }

  private boolean areOfOwnWorker(
      ImmutableList<Task.Apart> apart,
      TreePath start,
      TreePath wait,
      OwnWorker worker,
      boolean areAll) {
    return areAll
        && (worker.hasOneThread() || isOfItsKind(start, wait))
        && apart.stream()
            .allMatch(
                task ->
                    OwnWorker.of(task.start(), state).filter(worker::equals).isPresent()
                        && isOwn(wait, task.body(), worker, DEPTH));
  }

  /** Whether the code that waits has made the executor: then another one runs that code. */
  private boolean isOfEachCall(OwnWorker worker, TreePath wait) {
    return worker.name() instanceof VarSymbol variable
        && !Symbols.isField(variable)
        && Values.assignedTo(variable, state).stream()
            .anyMatch(
                value ->
                    Graphs.bodyAround(wait)
                        .filter(body -> Graphs.isDirectlyIn(value, body.getLeaf()))
                        .isPresent());
  }

  /**
   * Whether the started task comes to the same wait: data decide how many such tasks there are. A
   * number that each gives to the next may see to it that they are few.
   */
  private boolean isOfItsKind(TreePath start, TreePath wait) {
    MethodTree method = ASTHelpers.findEnclosingNode(wait, MethodTree.class);
    return method != null
        && !isByNumber(start)
        && TaskBodies.startedBy(start, state).stream()
            .anyMatch(
                body ->
                    !Graphs.isDirectlyIn(wait, body.getLeaf())
                        && Trees.ownPathsIn(body, MethodInvocationTree.class).stream()
                            .anyMatch(
                                call ->
                                    ASTHelpers.getSymbol(method)
                                        .equals(ASTHelpers.getSymbol(call.getLeaf()))));
  }

  /** Whether a number decides on a start. */
  private static boolean isByNumber(TreePath start) {
    return Graphs.bodyAround(start).stream()
        .flatMap(body -> TestOutcomes.at(start, body.getLeaf()).stream())
        .flatMap(outcome -> Trees.in(outcome.test(), BinaryTree.class).stream())
        .map(comparison -> ASTHelpers.getType(comparison.getLeftOperand()))
        .anyMatch(type -> type == null || type.isNumeric());
  }

  /** What has been put into the list of the method itself through which a loop goes. */
  private Stream<TreePath> elements(TreePath future) {
    return list(future).stream()
        .flatMap(
            list ->
                CompilationIndex.of(state).mentions(list).stream()
                    .map(mention -> mention.getParentPath().getParentPath())
                    .filter(use -> isAdded(use.getLeaf(), list)))
        .map(use -> new TreePath(use, Arguments.of(use.getLeaf()).get(0)));
  }

  private boolean isAdded(Tree use, VarSymbol list) {
    return use instanceof MethodInvocationTree call
        && call.getArguments().size() == 1
        && list.equals(ASTHelpers.getSymbol(ASTHelpers.getReceiver(call)))
        && ResolvedLibrary.of(state).does(call, 0, Role.KEEP);
  }

  /** The variable of the method itself with the list through which a loop goes. */
  private static Optional<VarSymbol> list(TreePath future) {
    EnhancedForLoopTree loop = ASTHelpers.findEnclosingNode(future, EnhancedForLoopTree.class);
    return loop != null
            && ASTHelpers.getSymbol(loop.getVariable())
                .equals(ASTHelpers.getSymbol(future.getLeaf()))
            && ASTHelpers.getSymbol(loop.getExpression()) instanceof VarSymbol list
            && !Symbols.isField(list)
        ? Optional.of(list)
        : Optional.empty();
  }

  /** Whether the code of a task, or methods that it calls, come to a place. */
  private boolean isOwn(TreePath place, Tree task, OwnWorker worker, int depth) {
    TreePath body = Graphs.bodyAround(place).orElse(null);
    if (depth == 0
        || body == null
        || TestOutcomes.at(place, body.getLeaf()).stream()
            .anyMatch(outcome -> mayAskForThread(outcome.test(), place))) {
      return false;
    }
    return body.getLeaf() == task
        || body.getParentPath().getLeaf() == task
        || (body.getLeaf() instanceof MethodTree
            && areOwn(Summaries.callsOf(body, state), task, worker, depth - 1));
  }

  private boolean areOwn(ImmutableList<TreePath> calls, Tree task, OwnWorker worker, int depth) {
    return !calls.isEmpty()
        && calls.stream()
            .allMatch(
                call ->
                    worker.isForObjectOf(call, state)
                        && (isOwn(call, task, worker, depth) || isOfOther(call, task)));
  }

  /** Whether only other tasks come to a call. */
  private boolean isOfOther(TreePath call, Tree task) {
    ImmutableSet<Task> tasks = Tasks.of(call, state);
    return !tasks.isEmpty()
        && tasks.stream().allMatch(t -> t instanceof Task.Apart apart && apart.body() != task);
  }

  /** Whether a test may ask whether the thread is the executor's own, or the wait is over. */
  boolean mayAskForThread(Tree test, TreePath wait) {
    CompilationIndex index = CompilationIndex.of(state);
    return Trees.in(test, MethodInvocationTree.class).stream()
            .map(ASTHelpers::getSymbol)
            .anyMatch(
                method ->
                    (method.isStatic() && !index.isInView(method))
                        || index
                            .declaration(method)
                            .filter(asked -> OwnTests.asksForThread(asked.getLeaf()))
                            .isPresent())
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
        .filter(m -> index.overriders(m).isEmpty())
        .flatMap(index::declaration)
        .map(Returns::in)
        .filter(values -> values.size() == 1)
        .flatMap(values -> start(values.get(0), depth - 1))
        .filter(
            start ->
                Symbols.isSelf(Symbols.receiver(call.getLeaf()))
                    || OwnWorker.of(start, state).filter(OwnWorker::isOnlyOne).isPresent());
  }

  /** Whether nothing but its task ends the wait for a future. */
  boolean isLeftToItsTask(TreePath start) {
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
