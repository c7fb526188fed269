package dev.watertight.program;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.BlockTree;
import com.sun.source.tree.BreakTree;
import com.sun.source.tree.CaseTree;
import com.sun.source.tree.CompoundAssignmentTree;
import com.sun.source.tree.ConditionalExpressionTree;
import com.sun.source.tree.ContinueTree;
import com.sun.source.tree.DoWhileLoopTree;
import com.sun.source.tree.ExpressionStatementTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IfTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.ParenthesizedTree;
import com.sun.source.tree.ReturnTree;
import com.sun.source.tree.StatementTree;
import com.sun.source.tree.SwitchExpressionTree;
import com.sun.source.tree.SwitchTree;
import com.sun.source.tree.ThrowTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.UnaryTree;
import com.sun.source.tree.YieldTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.TypeTag;
import com.sun.tools.javac.tree.JCTree.JCBreak;
import com.sun.tools.javac.tree.JCTree.JCContinue;
import com.sun.tools.javac.tree.JCTree.JCYield;
import org.jspecify.annotations.Nullable;

/**
 * The outcomes that tests must have for a statement to run: of the conditions around it and of
 * those before it that leave the body, taken apart at {@code &&}, {@code ||} and {@code !}.
 *
 * <p>What a test asks for may have changed since; who uses an outcome knows what does not.
 */
public final class TestOutcomes {
  private TestOutcomes() {}

  /** A test and its outcome; or what a switch selects by, when it has selected the statement. */
  public record Outcome(ExpressionTree test, boolean value) {}

  /** The outcomes with which control comes to a statement, from the start of the code around it. */
  public static ImmutableList<Outcome> at(TreePath statement, Tree code) {
    ImmutableList.Builder<Outcome> found = ImmutableList.builder();
    Tree child = statement.getLeaf();
    for (TreePath p = statement.getParentPath();
        p != null && child != code;
        p = p.getParentPath()) {
      Tree leaf = p.getLeaf();
      if (leaf instanceof IfTree test && child != test.getCondition()) {
        add(test.getCondition(), child == test.getThenStatement(), found);
      } else if (leaf instanceof ConditionalExpressionTree choice
          && child != choice.getCondition()) {
        add(choice.getCondition(), child == choice.getTrueExpression(), found);
      } else if (leaf instanceof SwitchTree choice && child instanceof CaseTree) {
        found.add(new Outcome(choice.getExpression(), true));
      } else if (leaf instanceof SwitchExpressionTree choice && child instanceof CaseTree) {
        found.add(new Outcome(choice.getExpression(), true));
      } else if (leaf instanceof BlockTree block) {
        addBefore(child, block, found);
      } else if (Loops.isLoop(leaf) && !(leaf instanceof DoWhileLoopTree)) {
        // The first round of the other kind is not asked for.
        Tree body = child;
        Loops.condition(leaf).filter(c -> c != body).ifPresent(c -> add(c, true, found));
      }
      child = leaf;
    }
    return found.build();
  }

  /**
   * Whether control comes to a statement wherever the outcomes at it let it, unless something
   * fails: nothing else that the code does before, or in an earlier round of a loop, jumps past it.
   */
  public static boolean areAll(TreePath statement, Tree code) {
    TreePath whole = statement;
    while (whole.getLeaf() != code) {
      whole = whole.getParentPath();
    }
    return Trees.ownPathsIn(
            whole,
            ReturnTree.class,
            ThrowTree.class,
            BreakTree.class,
            ContinueTree.class,
            YieldTree.class,
            MethodInvocationTree.class)
        .stream()
        .noneMatch(jump -> isPast(jump, statement) && !isBranch(jump, statement));
  }

  private static boolean isPast(TreePath jump, TreePath statement) {
    Tree leaf = jump.getLeaf();
    Tree target = leaf;
    if (leaf instanceof JCBreak end) {
      target = end.target;
    } else if (leaf instanceof JCContinue next) {
      target = next.target;
    } else if (leaf instanceof JCYield end) {
      target = end.target;
    } else if (leaf instanceof MethodInvocationTree call
        && !Loops.endsProcess(ASTHelpers.getSymbol(call))) {
      return false;
    }
    if (Paths.isInside(statement, leaf)
        || (target != leaf && !Paths.isInside(statement, target))
        || CatchClauses.around(jump)
            .filter(clause -> !Paths.isInside(statement, clause))
            .isPresent()) {
      return false;
    }
    if (Paths.start(jump) < Paths.start(statement)) {
      return true;
    }
    Tree left = target;
    return Paths.aroundInBody(statement).stream()
        .map(TreePath::getLeaf)
        .filter(loop -> Loops.isLoop(loop) && Paths.isInside(jump, loop))
        .anyMatch(loop -> loop != left || leaf instanceof BreakTree);
  }

  /** Whether a jump is what a branch ends with of which the outcomes at a statement tell. */
  private static boolean isBranch(TreePath jump, TreePath statement) {
    Tree child = jump.getLeaf();
    boolean isEnd = true;
    for (TreePath p = jump.getParentPath(); p != null; p = p.getParentPath()) {
      Tree leaf = p.getLeaf();
      if (leaf instanceof IfTree test && child != test.getCondition()) {
        if (Paths.isInside(statement, leaf)) {
          return !Paths.isInside(statement, child);
        }
        if (isEnd
            && p.getParentPath().getLeaf() instanceof BlockTree block
            && Paths.isInside(statement, block)) {
          return true;
        }
        isEnd = false;
      } else if (!(leaf instanceof BlockTree block
              && block.getStatements().get(block.getStatements().size() - 1) == child)
          && !(leaf instanceof ExpressionStatementTree)) {
        isEnd = false;
      }
      if (leaf instanceof MethodTree || leaf instanceof LambdaExpressionTree) {
        break;
      }
      child = leaf;
    }
    return false;
  }

  /** The single tests that a condition consists of, in their order. */
  public static ImmutableList<ExpressionTree> testsOf(ExpressionTree condition) {
    ImmutableList.Builder<ExpressionTree> found = ImmutableList.builder();
    addTests(condition, found);
    return found.build();
  }

  private static void addTests(
      ExpressionTree condition, ImmutableList.Builder<ExpressionTree> found) {
    ExpressionTree tree = ASTHelpers.stripParentheses(condition);
    if (tree instanceof UnaryTree not && tree.getKind() == Tree.Kind.LOGICAL_COMPLEMENT) {
      addTests(not.getExpression(), found);
    } else {
      Junction both = junction(tree);
      if (both == null) {
        found.add(tree);
      } else {
        addTests(both.left(), found);
        addTests(both.right(), found);
      }
    }
  }

  /** Two conditions of which either must hold, or both. */
  public record Junction(ExpressionTree left, ExpressionTree right, boolean isEither) {}

  /**
   * What a condition joins, with or without a short cut, or an assignment such as {@code any |=
   * isNew}; null if it is none.
   */
  public static @Nullable Junction junction(ExpressionTree tree) {
    boolean isEither =
        switch (tree.getKind()) {
          case CONDITIONAL_OR, OR, OR_ASSIGNMENT -> true;
          default -> false;
        };
    boolean isBoth =
        switch (tree.getKind()) {
          case CONDITIONAL_AND, AND, AND_ASSIGNMENT -> true;
          default -> false;
        };
    if (!(isEither || isBoth) || !ASTHelpers.getType(tree).hasTag(TypeTag.BOOLEAN)) {
      return null;
    }
    return tree instanceof CompoundAssignmentTree update
        ? new Junction(update.getVariable(), update.getExpression(), isEither)
        : new Junction(
            ((BinaryTree) tree).getLeftOperand(), ((BinaryTree) tree).getRightOperand(), isEither);
  }

  /** Whether the tree is {@code a && b} or {@code a || b}, which takes the short cut. */
  public static boolean isJunction(Tree tree) {
    return tree.getKind() == Tree.Kind.CONDITIONAL_OR
        || tree.getKind() == Tree.Kind.CONDITIONAL_AND;
  }

  /** Whether an {@code if} or a loop decides by the expression, alone or among others. */
  public static boolean isTested(TreePath path) {
    TreePath whole = path;
    Tree parent = whole.getParentPath().getLeaf();
    while (parent instanceof ParenthesizedTree
        || parent.getKind() == Tree.Kind.LOGICAL_COMPLEMENT
        || isJunction(parent)) {
      whole = whole.getParentPath();
      parent = whole.getParentPath().getLeaf();
    }
    Tree condition = whole.getLeaf();
    return parent instanceof IfTree
        || Loops.condition(parent)
            .filter(c -> c == ASTHelpers.stripParentheses((ExpressionTree) condition))
            .isPresent();
  }

  private static boolean leaves(@Nullable StatementTree statement) {
    return Loops.leaves(statement)
        || statement instanceof ContinueTree
        || (statement instanceof BlockTree block
            && !block.getStatements().isEmpty()
            && block.getStatements().get(block.getStatements().size() - 1) instanceof ContinueTree);
  }

  private static void addBefore(
      Tree statement, BlockTree block, ImmutableList.Builder<Outcome> found) {
    for (StatementTree earlier : block.getStatements()) {
      if (earlier == statement) {
        return;
      }
      if (earlier instanceof IfTree test) {
        if (leaves(test.getThenStatement())) {
          add(test.getCondition(), false, found);
        } else if (leaves(test.getElseStatement())) {
          add(test.getCondition(), true, found);
        }
      }
    }
  }

  private static void add(
      ExpressionTree condition, boolean value, ImmutableList.Builder<Outcome> found) {
    ExpressionTree tree = ASTHelpers.stripParentheses(condition);
    if (tree instanceof UnaryTree not && not.getKind() == Tree.Kind.LOGICAL_COMPLEMENT) {
      add(not.getExpression(), !value, found);
    } else {
      Junction both = junction(tree);
      if (both == null || both.isEither() == value) {
        found.add(new Outcome(tree, value));
      } else {
        add(both.left(), value, found);
        add(both.right(), value, found);
      }
    }
  }
}
