package dev.watertight.fixes.edits;

import com.google.errorprone.fixes.SuggestedFix;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.BlockTree;
import com.sun.source.tree.CaseTree;
import com.sun.source.tree.ExpressionStatementTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IfTree;
import com.sun.source.tree.ParenthesizedTree;
import com.sun.source.tree.StatementTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.UnaryTree;
import com.sun.source.util.TreePath;
import dev.watertight.program.Loops;
import java.util.List;

/** Adds statements behind a statement, or where an expression has just been evaluated. */
public record StatementEdits(SourceText source) {
  /** Adds the lines where the expression has just been evaluated; false if that is too hard. */
  public boolean addAfter(TreePath expression, List<String> lines, SuggestedFix.Builder fix) {
    TreePath path = expression;
    boolean negated = false;
    while (path.getParentPath().getLeaf() instanceof ParenthesizedTree
        || path.getParentPath().getLeaf() instanceof UnaryTree) {
      negated ^= path.getParentPath().getLeaf().getKind() == Tree.Kind.LOGICAL_COMPLEMENT;
      path = path.getParentPath();
    }
    TreePath parent = path.getParentPath();
    if (parent.getLeaf() instanceof ExpressionStatementTree) {
      return addBehind(parent, lines, fix);
    }
    if (parent.getLeaf() instanceof IfTree test
        && ASTHelpers.stripParentheses(test.getCondition())
            == ASTHelpers.stripParentheses((ExpressionTree) path.getLeaf())) {
      return addToBranch(parent, negated, lines, fix);
    }
    return false;
  }

  /** {@code if (running.compareAndSet(true, false)) ...}: where it has succeeded. */
  private boolean addToBranch(
      TreePath path, boolean negated, List<String> lines, SuggestedFix.Builder fix) {
    IfTree test = (IfTree) path.getLeaf();
    if (negated) {
      return test.getElseStatement() == null
          && Loops.leaves(test.getThenStatement())
          && addBehind(path, lines, fix);
    }
    if (!(test.getThenStatement() instanceof BlockTree block) || block.getStatements().isEmpty()) {
      return false;
    }
    StatementTree first = block.getStatements().get(0);
    int start = source.start(first);
    fix.replace(start, start, source.above(first, lines));
    return true;
  }

  /** Adds the lines before a statement, in braces with it where it has none; false if it cannot. */
  public boolean addBefore(TreePath statement, List<String> lines, SuggestedFix.Builder fix) {
    Tree tree = statement.getLeaf();
    Tree parent = statement.getParentPath().getLeaf();
    if (parent instanceof BlockTree || parent instanceof CaseTree) {
      fix.prefixWith(tree, source.above(tree, lines));
      return true;
    }
    if (!(parent instanceof IfTree)) {
      return false;
    }
    String around = source.indentation(source.start(parent));
    String within = around + source.unit(parent, tree);
    fix.replace(
        source.trimmed(source.start(tree)),
        source.end(tree),
        source.gap(around)
            + "{"
            + source.below(within, lines)
            + source.below(within, List.of(source.of(tree)))
            + source.below(around, List.of("}")));
    return true;
  }

  /** Adds the lines behind a statement, in braces with it where it has none; false if it cannot. */
  public boolean addBehind(TreePath statement, List<String> lines, SuggestedFix.Builder fix) {
    Tree tree = statement.getLeaf();
    Tree parent = statement.getParentPath().getLeaf();
    String indentation = source.indentation(source.start(tree));
    if (parent instanceof BlockTree block && isOneLine(block)) {
      String around = source.indentation(source.start(block));
      String inner = around + source.unit();
      int first = source.start(block.getStatements().get(0));
      fix.replace(source.start(block) + 1, first, source.below(inner, List.of("")));
      fix.replace(
          source.end(tree),
          source.end(block),
          source.below(inner, lines) + source.below(around, List.of("}")));
      return true;
    }
    if (parent instanceof BlockTree || parent instanceof CaseTree) {
      int end = source.afterLineComment(source.end(tree));
      source.addBelow(fix, end, source.below(indentation, lines));
      return true;
    }
    if (!(parent instanceof IfTree) && !Loops.isLoop(parent)) {
      return false;
    }
    brace(statement, lines, fix);
    return true;
  }

  /** Puts lines in place of a statement, in braces where it has none. */
  public void replace(TreePath statement, List<String> lines, SuggestedFix.Builder fix) {
    Tree tree = statement.getLeaf();
    Tree parent = statement.getParentPath().getLeaf();
    boolean isFree = parent instanceof BlockTree || parent instanceof CaseTree;
    if (!isFree) {
      brace(statement, List.of(), fix);
    }
    String inner = isFree ? source.indentation(source.start(tree)) : inside(statement);
    fix.replace(source.start(tree), source.end(tree), source.lines(inner, lines));
  }

  private String inside(TreePath statement) {
    Tree parent = statement.getParentPath().getLeaf();
    return source.indentation(source.start(parent)) + source.unit(parent, statement.getLeaf());
  }

  /** {@code { statement; }} in one line. */
  private boolean isOneLine(BlockTree block) {
    return block.getStatements().size() == 1
        && source.has(block)
        && !source.of(block).contains("\n");
  }

  /** Puts braces around a statement, and lines behind it. */
  private void brace(TreePath statement, List<String> lines, SuggestedFix.Builder fix) {
    Tree tree = statement.getLeaf();
    String around = source.indentation(source.start(statement.getParentPath().getLeaf()));
    int start = source.start(tree);
    int end = source.end(tree);
    int from = source.trimmed(start);
    String before = source.slice(0, from);
    boolean isBare = before.endsWith(")") || before.endsWith("else") || before.endsWith("do");
    fix.replace(
        isBare ? from : start,
        start,
        (isBare ? source.gap(around) : "") + "{" + source.below(inside(statement), List.of("")));
    fix.replace(
        end, end, source.below(inside(statement), lines) + source.below(around, List.of("}")));
  }
}
