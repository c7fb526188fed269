package dev.watertight.fixes.polling;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.VisitorState;
import com.google.errorprone.fixes.SuggestedFix;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.BlockTree;
import com.sun.source.tree.ContinueTree;
import com.sun.source.tree.EmptyStatementTree;
import com.sun.source.tree.ExpressionStatementTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IfTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.ParenthesizedTree;
import com.sun.source.tree.StatementTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.UnaryTree;
import com.sun.source.tree.VariableTree;
import com.sun.source.tree.WhileLoopTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol;
import dev.watertight.findings.polling.BusyLoop;
import dev.watertight.fixes.edits.SourceText;
import dev.watertight.fixes.edits.StatementEdits;
import dev.watertight.program.Paths;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The branch that is taken when a poll finds nothing.
 *
 * @param test the statement that tests for it
 * @param isThen whether it is the branch of {@code if} rather than that of {@code else}
 */
record NothingBranch(IfTree test, boolean isThen) {

  /** The fix, and what a poll that always finds something makes superfluous taken away. */
  static SuggestedFix removed(TreePath poll, SuggestedFix fix, VisitorState state) {
    SourceText source = SourceText.of(state);
    Optional<StatementTree> statement = statementOf(poll);
    if (statement.isEmpty()) {
      return fix;
    }
    StatementTree next = following(statement.get(), poll);
    if (!(next instanceof IfTree test) || test.getElseStatement() != null) {
      return fix;
    }
    Optional<NothingBranch> branch = afterStatement(statement.get(), test);
    if (branch.isEmpty()) {
      return fix;
    }
    if (branch.get().isThen() && isContinue(test.getThenStatement())) {
      return fix.toBuilder().replace(source.end(statement.get()), source.end(test), "").build();
    }
    if (!branch.get().isThen()
        && test.getThenStatement() instanceof BlockTree block
        && !block.getStatements().isEmpty()) {
      String text =
          source.slice(
              source.start(block.getStatements().get(0)), source.trimmed(source.end(block) - 1));
      String unit = source.unit(test, block.getStatements().get(0));
      return fix.toBuilder()
          .replace(
              source.start(test),
              source.end(test),
              text.replace(
                  "\n" + source.indentation(source.start(test)) + unit,
                  "\n" + source.indentation(source.start(test))))
          .build();
    }
    return fix;
  }

  /** The fix that pauses where the poll finds nothing; none if there is no place for it. */
  static Optional<SuggestedFix> with(
      String pause, TreePath poll, TreePath loop, VisitorState state) {
    SourceText source = SourceText.of(state);
    Optional<StatementTree> statement = statementOf(poll);
    SuggestedFix.Builder fix = SuggestedFix.builder();
    Optional<NothingBranch> branch =
        statement.isPresent()
            ? Optional.ofNullable(following(statement.get(), poll))
                .filter(IfTree.class::isInstance)
                .flatMap(next -> afterStatement(statement.get(), (IfTree) next))
            : aroundCondition(poll, !BusyLoop.isForRoom(poll.getLeaf(), state));
    if (branch.isPresent() && branch.get().add(pause, fix, source)) {
      return Optional.of(fix.build());
    }
    if (loop.getLeaf() instanceof WhileLoopTree tree && isEmpty(tree.getStatement())) {
      String indentation = source.indentation(source.start(tree));
      String body = braces(indentation, unit(loop, source), source, pause);
      int start = source.trimmed(source.start(tree.getStatement()));
      String gap = source.gap(indentation);
      return Optional.of(fix.replace(start, source.end(tree.getStatement()), gap + body).build());
    }
    Optional<Symbol> target = statement.flatMap(NothingBranch::targetOf);
    if (target.filter(found -> !found.type.isPrimitive()).isPresent()) {
      String test = "if (" + target.get().getSimpleName() + " == null) {";
      ImmutableList<String> lines = ImmutableList.of(test, unit(loop, source) + pause, "}");
      TreePath path = Paths.statement(poll).get();
      if (new StatementEdits(source).addBehind(path, lines, fix)) {
        return Optional.of(fix.build());
      }
    }
    return Optional.empty();
  }

  private static String braces(
      String indentation, String unit, SourceText source, String... statements) {
    return "{"
        + source.below(indentation + unit, Arrays.asList(statements))
        + source.below(indentation, ImmutableList.of("}"));
  }

  private static String unit(TreePath loop, SourceText source) {
    return source.unit(loop.getParentPath().getLeaf(), loop.getLeaf());
  }

  /** Adds a statement to the branch, if it has a place for one. */
  private boolean add(String pause, SuggestedFix.Builder fix, SourceText source) {
    StatementTree branch = isThen ? test.getThenStatement() : test.getElseStatement();
    String indentation = source.indentation(source.start(test));
    StatementTree then = test.getThenStatement();
    String unit =
        then instanceof BlockTree block && !block.getStatements().isEmpty()
            ? source.unit(test, block.getStatements().get(0))
            : "  ";
    if (branch instanceof BlockTree block && !block.getStatements().isEmpty()) {
      fix.prefixWith(block.getStatements().get(0), pause + source.lineBreak() + indentation + unit);
      return true;
    }
    if (isThen && !(branch instanceof BlockTree)) {
      replace(branch, braces(indentation, unit, source, pause, source.of(branch)), fix, source);
      return true;
    }
    if (!isThen && branch == null) {
      String text = source.of(then);
      String body = then instanceof BlockTree ? text : braces(indentation, unit, source, text);
      String gap = source.gap(indentation);
      String added = gap + "else" + gap + braces(indentation, unit, source, pause);
      replace(then, body + added, fix, source);
      return true;
    }
    return false;
  }

  /** Puts a block in place of a branch: where its brace belongs. */
  private void replace(
      StatementTree branch, String block, SuggestedFix.Builder fix, SourceText source) {
    int from = source.trimmed(source.start(branch));
    boolean isBare = source.slice(from - 1, from).equals(")") && !(branch instanceof BlockTree);
    String gap = isBare ? source.gap(source.indentation(source.start(test))) : "";
    fix.replace(isBare ? from : source.start(branch), source.end(branch), gap + block);
  }

  /** The statement whose only purpose is to put what is polled into a variable. */
  private static Optional<StatementTree> statementOf(TreePath poll) {
    Tree parent = poll.getParentPath().getLeaf();
    if (parent instanceof VariableTree variable
        && poll.getParentPath().getParentPath().getLeaf() instanceof BlockTree) {
      return Optional.of(variable);
    }
    return parent instanceof AssignmentTree
            && poll.getParentPath().getParentPath().getLeaf()
                instanceof ExpressionStatementTree statement
        ? Optional.of(statement)
        : Optional.empty();
  }

  private static Optional<Symbol> targetOf(StatementTree statement) {
    return Optional.ofNullable(
        statement instanceof VariableTree variable
            ? ASTHelpers.getSymbol(variable)
            : ASTHelpers.getSymbol(
                ((AssignmentTree) ((ExpressionStatementTree) statement).getExpression())
                    .getVariable()));
  }

  private static @Nullable StatementTree following(StatementTree statement, TreePath inside) {
    for (Tree tree : inside) {
      if (tree instanceof BlockTree block) {
        List<? extends StatementTree> all = block.getStatements();
        int index = all.indexOf(statement);
        return index >= 0 && index + 1 < all.size() ? all.get(index + 1) : null;
      }
    }
    return null;
  }

  private static Optional<NothingBranch> afterStatement(StatementTree statement, IfTree test) {
    return ASTHelpers.stripParentheses(test.getCondition()) instanceof BinaryTree comparison
            && isNullLiteral(comparison.getRightOperand())
            && targetOf(statement)
                .filter(t -> Objects.equals(t, ASTHelpers.getSymbol(comparison.getLeftOperand())))
                .isPresent()
        ? ofComparison(test, comparison)
        : Optional.empty();
  }

  private static Optional<NothingBranch> ofComparison(IfTree test, BinaryTree comparison) {
    return switch (comparison.getKind()) {
      case EQUAL_TO -> Optional.of(new NothingBranch(test, true));
      case NOT_EQUAL_TO -> Optional.of(new NothingBranch(test, false));
      default -> Optional.empty();
    };
  }

  /**
   * The branch of an {@code if} whose condition is the poll alone: {@code !queue.isEmpty()}.
   *
   * @param answer what the poll answers when it finds nothing, if that is a truth value
   */
  private static Optional<NothingBranch> aroundCondition(TreePath poll, boolean answer) {
    boolean isThen = answer;
    TreePath p = poll.getParentPath();
    while (p.getLeaf() instanceof ParenthesizedTree || p.getLeaf() instanceof UnaryTree) {
      isThen ^= p.getLeaf() instanceof UnaryTree;
      p = p.getParentPath();
    }
    if (p.getLeaf() instanceof IfTree test) {
      return Optional.of(new NothingBranch(test, isThen));
    }
    if (p.getLeaf() instanceof BinaryTree comparison
        && isNullLiteral(comparison.getRightOperand())
        && p.getParentPath().getParentPath().getLeaf() instanceof IfTree test) {
      return ofComparison(test, comparison);
    }
    return Optional.empty();
  }

  private static boolean isNullLiteral(ExpressionTree tree) {
    return tree instanceof LiteralTree literal && literal.getValue() == null;
  }

  private static boolean isContinue(StatementTree statement) {
    return statement instanceof BlockTree block
        ? block.getStatements().size() == 1 && isContinue(block.getStatements().get(0))
        : statement instanceof ContinueTree end && end.getLabel() == null;
  }

  private static boolean isEmpty(StatementTree body) {
    return body instanceof EmptyStatementTree
        || (body instanceof BlockTree block && block.getStatements().isEmpty());
  }
}
