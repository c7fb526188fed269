package dev.watertight.findings.unbounded;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.EnhancedForLoopTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Flags;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.counts.Amount;
import dev.watertight.findings.sends.Workers;
import dev.watertight.model.Trait;
import dev.watertight.program.Arguments;
import dev.watertight.program.Graphs;
import dev.watertight.program.Paths;
import dev.watertight.program.Symbols;
import dev.watertight.program.TestOutcomes;
import dev.watertight.program.Trees;
import dev.watertight.summaries.Summaries;
import dev.watertight.tasks.Task;
import dev.watertight.tasks.TaskStarts;
import dev.watertight.tasks.Tasks;
import dev.watertight.values.Origins;
import dev.watertight.values.ResolvedLibrary;
import dev.watertight.values.Returns;
import dev.watertight.wakers.ProgramTasks;
import java.util.Collections;
import java.util.Optional;

/**
 * Finds waits, in a task of an executor with a limited number of threads, for other tasks of the
 * same executor: if as many of the first kind run as there are threads, none is left for those.
 *
 * @param state the compilation
 */
record SharedPoolWaits(VisitorState state) {
  /* So many methods lead from the task to the wait, at most. */
  private static final int DEPTH = 4;

  /** Whether a task of the executor comes to the wait for another task of it. */
  boolean isInPoolOf(TreePath start, TreePath wait) {
    TreePath maker = maker(start).orElse(null);
    return maker != null
        && Tasks.apart(Tasks.of(wait, state)).stream()
            .filter(
                task -> maker(task.start()).filter(m -> m.getLeaf() == maker.getLeaf()).isPresent())
            .anyMatch(task -> mayTakeAll(task.start(), maker) && comesTo(task, start, wait));
  }

  /** Where the executor is made that runs a task, if its threads are limited. */
  private Optional<TreePath> maker(TreePath start) {
    return TaskStarts.executor(start, state)
        .map(this::returned)
        .flatMap(executor -> Origins.one(executor, this::isMaker, state))
        .filter(made -> Workers.areLimited(made, state));
  }

  /** The field that a method returns which is called for the executor, else that itself. */
  private TreePath returned(TreePath executor) {
    return executor.getLeaf() instanceof MethodInvocationTree call
        ? Returns.only(ASTHelpers.getSymbol(call), state)
            .map(field -> new TreePath(executor, field))
            .orElse(executor)
        : executor;
  }

  private boolean isMaker(Tree tree) {
    return tree instanceof NewClassTree
        || ResolvedLibrary.of(state).is(tree, Trait.ONE_WORKER, Trait.WORKERS_GIVEN);
  }

  /** Whether there may be as many such tasks as the executor has threads. */
  private boolean mayTakeAll(TreePath start, TreePath maker) {
    return Workers.threads(maker, state).equals(Amount.of(1))
        || (!ProgramTasks.isOnce(start, state) && (isForEach(start, maker) || isOfEachCall(start)));
  }

  /** Whether a loop starts them for data that do not say how many threads there are. */
  private static boolean isForEach(TreePath start, TreePath maker) {
    EnhancedForLoopTree loop = ASTHelpers.findEnclosingNode(start, EnhancedForLoopTree.class);
    return loop != null
        && Graphs.bodyAround(start)
            .filter(body -> Paths.isInLoop(start, body.getLeaf()))
            .isPresent()
        && Arguments.of(maker.getLeaf()).stream()
            .allMatch(
                number ->
                    Collections.disjoint(
                        Symbols.variablesIn(number), Symbols.variablesIn(loop.getExpression())));
  }

  /** Whether each call of a method or function starts one for the data that it is given. */
  private static boolean isOfEachCall(TreePath start) {
    TreePath body = Graphs.bodyAround(start).orElse(null);
    return body != null
        && !(body.getLeaf() instanceof MethodTree method
            && (ASTHelpers.getSymbol(method).isConstructor()
                || Symbols.isMain(ASTHelpers.getSymbol(method))))
        && Arguments.of(start.getLeaf()).stream()
            .flatMap(task -> Symbols.variablesIn(task).stream())
            .anyMatch(
                variable ->
                    (variable.flags() & Flags.PARAMETER) != 0 && isOf(variable, body.getLeaf()));
  }

  private static boolean isOf(Symbol parameter, Tree body) {
    return (body instanceof MethodTree method
            ? method.getParameters()
            : ((LambdaExpressionTree) body).getParameters())
        .stream().anyMatch(p -> parameter.equals(ASTHelpers.getSymbol(p)));
  }

  private boolean comesTo(Task.Apart task, TreePath start, TreePath wait) {
    Optional<ExpressionTree> awaited = executorOf(start);
    Optional<ExecutorName> starting =
        executorOf(task.start()).flatMap(executor -> ExecutorName.of(executor, state));
    return starting.isPresent()
        && awaited
            .flatMap(executor -> ExecutorName.of(executor, state))
            .filter(name -> comesTo(task, wait, name, starting.get(), DEPTH))
            .isPresent();
  }

  private Optional<ExpressionTree> executorOf(TreePath start) {
    return TaskStarts.executor(start, state).map(path -> (ExpressionTree) path.getLeaf());
  }

  private boolean comesTo(
      Task.Apart task, TreePath place, ExecutorName name, ExecutorName starting, int depth) {
    TreePath body = Graphs.bodyAround(place).orElse(null);
    if (depth == 0 || body == null || mayKeepAway(place, body)) {
      return false;
    }
    if (Tasks.isBodyOf(body, task, state)) {
      return name.beforeStart(task.start(), body, state).filter(starting::equals).isPresent();
    }
    if (Tasks.isCalledInPlace(body, state)) {
      return comesTo(task, body.getParentPath(), name, starting, depth);
    }
    return body.getLeaf() instanceof MethodTree
        && Summaries.callsOf(body, state).stream()
            .anyMatch(
                call ->
                    name.before(call, state)
                        .filter(outer -> comesTo(task, call, outer, starting, depth - 1))
                        .isPresent());
  }

  /** Whether code may tell the threads of the executor from others, or says how deep they go. */
  private boolean mayKeepAway(TreePath place, TreePath body) {
    return OwnTests.asksForThread(body.getLeaf())
        || TestOutcomes.at(place, body.getLeaf()).stream()
            .anyMatch(
                outcome ->
                    new OwnThreadWaits(state).mayAskForThread(outcome.test(), place)
                        || Symbols.variablesIn(outcome.test()).stream()
                            .anyMatch(SharedPoolWaits::decides)
                        || Trees.in(outcome.test(), BinaryTree.class).stream()
                            .anyMatch(SharedPoolWaits::isOfNumbers));
  }

  /** A flag of the object, or one that who calls passes. */
  static boolean decides(Symbol variable) {
    return variable instanceof VarSymbol flag
        && flag.type.isPrimitive()
        && (Symbols.isField(flag) || (variable.flags() & Flags.PARAMETER) != 0)
        && (variable.flags() & Flags.STATIC) == 0;
  }

  private static boolean isOfNumbers(BinaryTree comparison) {
    return ImmutableList.of(comparison.getLeftOperand(), comparison.getRightOperand()).stream()
        .anyMatch(
            operand ->
                ASTHelpers.getSymbol(operand) instanceof VarSymbol number
                    && number.type.isNumeric()
                    && (number.flags() & (Flags.STATIC | Flags.FINAL))
                        != (Flags.STATIC | Flags.FINAL));
  }
}
