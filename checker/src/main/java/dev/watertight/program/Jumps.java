package dev.watertight.program;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.BlockTree;
import com.sun.source.tree.BreakTree;
import com.sun.source.tree.CatchTree;
import com.sun.source.tree.ContinueTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.ReturnTree;
import com.sun.source.tree.StatementTree;
import com.sun.source.tree.ThrowTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.tree.JCTree.JCBreak;
import com.sun.tools.javac.tree.JCTree.JCContinue;
import org.jspecify.annotations.Nullable;

/**
 * Finds the jumps by which control leaves a loop: {@code break}, {@code continue} of a loop around,
 * {@code return}, {@code throw}, and the end of the process.
 */
public final class Jumps {
  private static final ImmutableSet<String> ENDS_OF_PROCESS =
      ImmutableSet.of("java.lang.System.exit", "java.lang.Runtime.exit", "java.lang.Runtime.halt");

  private Jumps() {}

  /** The jumps out of the loop; whether a {@code throw} is caught inside is left open. */
  public static ImmutableList<TreePath> outOf(TreePath loop) {
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

  private static boolean endsProcess(MethodSymbol method) {
    return ENDS_OF_PROCESS.contains(method.owner.getQualifiedName() + "." + method.getSimpleName());
  }

  /** Whether a jump leaves the loop that is in no clause for a failure in it. */
  public static boolean isLeftRegularly(TreePath loop) {
    return outOf(loop).stream()
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
