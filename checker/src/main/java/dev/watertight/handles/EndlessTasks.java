package dev.watertight.handles;

import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.StatementTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.UnaryTree;
import com.sun.source.util.TreePath;
import dev.watertight.program.Jumps;
import dev.watertight.program.Loops;
import dev.watertight.program.Trees;
import dev.watertight.values.Fate;
import java.util.function.Predicate;

/** Which executors are given tasks that loop for ever. */
public final class EndlessTasks {
  private EndlessTasks() {}

  /**
   * Whether a task written where it is handed to the handle has a loop without a condition: the
   * work of the process, not of a method.
   */
  public static boolean any(Fate fate) {
    return anyLoop(fate, loop -> Loops.isEndless(loop.getLeaf()));
  }

  /** Whether such a task certainly keeps its thread until somebody interrupts it. */
  static boolean stay(Fate fate) {
    return anyLoop(
        fate,
        loop ->
            (Loops.isEndless(loop.getLeaf()) || isUntilInterrupted(loop.getLeaf()))
                && Jumps.outOf(loop).isEmpty());
  }

  private static boolean isUntilInterrupted(Tree loop) {
    return Loops.condition(loop)
        .map(ASTHelpers::stripParentheses)
        .filter(c -> c instanceof UnaryTree not && not.getKind() == Tree.Kind.LOGICAL_COMPLEMENT)
        .map(not -> ASTHelpers.stripParentheses(((UnaryTree) not).getExpression()))
        .filter(
            c ->
                c instanceof MethodInvocationTree call
                    && ASTHelpers.getSymbol(call)
                        .owner
                        .getQualifiedName()
                        .contentEquals("java.lang.Thread"))
        .isPresent();
  }

  private static boolean anyLoop(Fate fate, Predicate<TreePath> test) {
    return fate.uses().stream().anyMatch(use -> isGiven(use.path(), test));
  }

  private static boolean isGiven(TreePath path, Predicate<TreePath> test) {
    if (!(path.getLeaf() instanceof MethodInvocationTree call)) {
      return false;
    }
    return call.getArguments().stream()
        .filter(
            argument ->
                argument instanceof LambdaExpressionTree
                    || (argument instanceof NewClassTree creation
                        && creation.getClassBody() != null))
        .flatMap(
            argument -> Trees.pathsIn(new TreePath(path, argument), StatementTree.class).stream())
        .anyMatch(p -> Loops.isConditional(p.getLeaf()) && test.test(p));
  }
}
