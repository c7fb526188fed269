package dev.watertight.tasks;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Paths;
import dev.watertight.program.Trees;
import dev.watertight.summaries.CertainCalls;
import dev.watertight.values.Values;
import java.util.Optional;

/** Methods in view that start a task for those who call them: {@code Workers.run(this::handle)}. */
public final class StartHelpers {
  /* So many such methods hand a task on to each other. */
  private static final int DEPTH = 2;

  private StartHelpers() {}

  /**
   * The calls of a body that start a task on every path through the method that they call: one that
   * is given the task there, or that makes it.
   */
  public static ImmutableList<TreePath> in(TreePath body, Task.Apart task, VisitorState state) {
    return Trees.ownPathsIn(body, MethodInvocationTree.class).stream()
        .filter(call -> starts(call, task, DEPTH, state))
        .collect(toImmutableList());
  }

  private static boolean starts(TreePath call, Task.Apart task, int depth, VisitorState state) {
    if (!(call.getLeaf() instanceof MethodInvocationTree tree)) {
      return false;
    }
    MethodSymbol method = ASTHelpers.getSymbol(tree);
    CompilationIndex index = CompilationIndex.of(state);
    Optional<TreePath> code = index.declaration(method);
    if (code.isEmpty() || !index.overriders(method).isEmpty()) {
      return false;
    }
    boolean isMadeThere = isMadeIn(code.get(), task);
    return (isMadeThere
            || tree.getArguments().stream()
                .anyMatch(argument -> isTask(new TreePath(call, argument), task, state)))
        && CertainCalls.in(code.get(), /* catching= */ true).calls().stream()
            .anyMatch(
                inner ->
                    inner.getLeaf() == task.start().getLeaf()
                        || (depth > 1
                            && (isMadeThere
                                ? starts(inner, task, depth - 1, state)
                                : handsOn(inner, task, depth - 1, state))));
  }

  /** Whether a helper hands what it is given to another one that starts it. */
  private static boolean handsOn(TreePath call, Task.Apart task, int depth, VisitorState state) {
    return call.getLeaf() instanceof MethodInvocationTree tree
        && CompilationIndex.of(state).declaration(ASTHelpers.getSymbol(tree)).stream()
            .flatMap(code -> CertainCalls.in(code, /* catching= */ true).calls().stream())
            .anyMatch(
                inner ->
                    inner.getLeaf() == task.start().getLeaf()
                        || (depth > 1 && handsOn(inner, task, depth - 1, state)));
  }

  private static boolean isMadeIn(TreePath code, Task.Apart task) {
    return task.body() instanceof ClassTree type
        ? Trees.ownIn(code.getLeaf(), NewClassTree.class).stream()
            .anyMatch(made -> makes(made, type))
        : Trees.any(code.getLeaf(), tree -> tree == task.body());
  }

  /** Whether an expression is the function or object with the code of a task. */
  private static boolean isTask(TreePath value, Task.Apart task, VisitorState state) {
    Tree tree = value.getLeaf();
    return tree == task.body()
        || (task.body() instanceof ClassTree type
            && tree instanceof NewClassTree made
            && makes(made, type))
        || (ASTHelpers.getSymbol(tree) instanceof VarSymbol variable
            && tree instanceof ExpressionTree
            && Values.initial(variable, state)
                .filter(given -> Paths.start(given) < Paths.start(value))
                .filter(given -> isTask(given, task, state))
                .isPresent());
  }

  private static boolean makes(NewClassTree made, ClassTree type) {
    return made.getClassBody() == type
        || ASTHelpers.getSymbol(made).owner.equals(ASTHelpers.getSymbol(type));
  }
}
