package dev.watertight.program;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.BlockTree;
import com.sun.source.tree.BreakTree;
import com.sun.source.tree.CatchTree;
import com.sun.source.tree.ContinueTree;
import com.sun.source.tree.DoWhileLoopTree;
import com.sun.source.tree.EnhancedForLoopTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.ForLoopTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.ReturnTree;
import com.sun.source.tree.StatementTree;
import com.sun.source.tree.ThrowTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.WhileLoopTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.tree.JCTree.JCBreak;
import com.sun.tools.javac.tree.JCTree.JCContinue;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the four kinds of loops have in common; and the jumps by which control leaves one: {@code
 * break}, {@code continue} of a loop around, {@code return}, {@code throw}, and the end of the
 * process.
 */
public final class Loops {
  private static final ImmutableSet<String> ENDS_OF_PROCESS =
      ImmutableSet.of("java.lang.System.exit", "java.lang.Runtime.exit", "java.lang.Runtime.halt");

  private Loops() {}

  /** Whether the tree is a loop. */
  public static boolean isLoop(Tree tree) {
    return tree instanceof EnhancedForLoopTree || isConditional(tree);
  }

  /** Whether the tree is a loop that goes on while a condition holds, or for ever. */
  public static boolean isConditional(Tree tree) {
    return tree instanceof WhileLoopTree
        || tree instanceof DoWhileLoopTree
        || tree instanceof ForLoopTree;
  }

  /** Whether a part of a loop is repeated by it, as opposed to what it begins with. */
  public static boolean isRepeatedBy(Tree loop, TreePath part) {
    return loop instanceof EnhancedForLoopTree each
        ? Paths.isInside(part, each.getStatement())
        : !(loop instanceof ForLoopTree counting
            && counting.getInitializer().stream().anyMatch(first -> Paths.isInside(part, first)));
  }

  /** The condition under which a loop goes on, if it has one. */
  public static Optional<ExpressionTree> condition(Tree loop) {
    return Optional.ofNullable(
        loop instanceof WhileLoopTree whileLoop
            ? whileLoop.getCondition()
            : loop instanceof DoWhileLoopTree doLoop
                ? doLoop.getCondition()
                : loop instanceof ForLoopTree forLoop ? forLoop.getCondition() : null);
  }

  /** The statement that a loop repeats; empty if the tree is not a loop. */
  public static Optional<StatementTree> body(Tree loop) {
    return Optional.ofNullable(
        loop instanceof EnhancedForLoopTree each
            ? each.getStatement()
            : loop instanceof WhileLoopTree whileLoop
                ? whileLoop.getStatement()
                : loop instanceof DoWhileLoopTree doLoop
                    ? doLoop.getStatement()
                    : loop instanceof ForLoopTree forLoop ? forLoop.getStatement() : null);
  }

  /** Whether it is a loop that its own condition never ends. */
  public static boolean isEndless(Tree loop) {
    return isConditional(loop) && condition(loop).map(Loops::isTrue).orElse(true);
  }

  /** The condition that ends a loop, if there is one. */
  public static Optional<ExpressionTree> ending(Tree loop) {
    return isEndless(loop) ? Optional.empty() : condition(loop);
  }

  /** Whether the condition is a constant that is true. */
  public static boolean isTrue(ExpressionTree condition) {
    return Objects.equals(
        ASTHelpers.constValue(ASTHelpers.stripParentheses(condition), Boolean.class), true);
  }

  /** The outermost loop around a path in its own method or lambda, whatever part that is in. */
  public static Optional<Tree> around(TreePath path) {
    Tree found = null;
    for (Tree tree : path) {
      if (tree instanceof MethodTree || tree instanceof LambdaExpressionTree) {
        break;
      }
      found = isLoop(tree) ? tree : found;
    }
    return Optional.ofNullable(found);
  }

  /** The innermost loop around a path in its own method or lambda. */
  public static Optional<TreePath> innermost(TreePath path) {
    return Paths.aroundInBody(path).stream().filter(p -> isLoop(p.getLeaf())).findFirst();
  }

  /** The jumps out of the loop; whether a {@code throw} is caught inside is left open. */
  public static ImmutableList<TreePath> jumpsOutOf(TreePath loop) {
    return Trees.ownPathsIn(
            loop,
            BreakTree.class,
            ContinueTree.class,
            ReturnTree.class,
            ThrowTree.class,
            MethodInvocationTree.class)
        .stream()
        .filter(
            path ->
                path.getLeaf() instanceof MethodInvocationTree call
                    ? endsProcess(ASTHelpers.getSymbol(call))
                    : path.getLeaf() instanceof ReturnTree
                        || path.getLeaf() instanceof ThrowTree
                        || isOutOf(loop.getLeaf(), path))
        .collect(ImmutableList.toImmutableList());
  }

  /** Whether a method ends the process. */
  static boolean endsProcess(MethodSymbol method) {
    return ENDS_OF_PROCESS.contains(method.owner.getQualifiedName() + "." + method.getSimpleName());
  }

  /** Whether a jump leaves the loop that is in no clause for a failure in it. */
  public static boolean isLeftRegularly(TreePath loop) {
    return jumpsOutOf(loop).stream()
        .anyMatch(
            jump -> {
              TreePath clause = Paths.enclosing(jump, ImmutableSet.of(CatchTree.class));
              return clause == null || !Paths.isInside(clause, loop.getLeaf());
            });
  }

  /** Whether a {@code break} or {@code continue} in the loop leaves it. */
  public static boolean isOutOf(Tree loop, TreePath jump) {
    Tree target =
        jump.getLeaf() instanceof JCBreak end ? end.target : ((JCContinue) jump.getLeaf()).target;
    if (target == loop && jump.getLeaf() instanceof JCContinue) {
      return false;
    }
    for (Tree around : jump) {
      if (around == loop) {
        return true;
      }
      if (around == target) {
        return false;
      }
    }
    return true;
  }

  /** Whether a statement ends with a {@code break}, {@code return} or {@code throw}. */
  public static boolean leaves(@Nullable StatementTree statement) {
    if (statement instanceof BlockTree block) {
      return !block.getStatements().isEmpty()
          && leaves(block.getStatements().get(block.getStatements().size() - 1));
    }
    return statement instanceof BreakTree
        || statement instanceof ReturnTree
        || statement instanceof ThrowTree;
  }
}
