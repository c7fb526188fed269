package dev.watertight.fixes.locks;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.BlockTree;
import com.sun.source.tree.ConditionalExpressionTree;
import com.sun.source.tree.ExpressionStatementTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IfTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.StatementTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.TryTree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.fixes.edits.Mentions;
import dev.watertight.model.Trait;
import dev.watertight.program.Paths;
import dev.watertight.program.Symbols;
import dev.watertight.program.Trees;
import dev.watertight.values.ResolvedLibrary;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Code that runs with a lock for writing, and whether it still does what it should when others may
 * have written since the decision to run it: it asks again, or doing it twice makes no difference.
 *
 * @param statements the code
 * @param read the fields that were asked before
 */
record Reread(
    ImmutableList<StatementTree> statements, ImmutableSet<VarSymbol> read, VisitorState state) {
  /** What runs behind the statement that takes a lock: the block of a {@code try}, mostly. */
  static Optional<ImmutableList<StatementTree>> behind(TreePath taking) {
    return Paths.statement(taking)
        .filter(statement -> statement.getParentPath().getLeaf() instanceof BlockTree)
        .map(
            statement -> {
              List<? extends StatementTree> all =
                  ((BlockTree) statement.getParentPath().getLeaf()).getStatements();
              int next = all.indexOf(statement.getLeaf()) + 1;
              return next < all.size() && all.get(next) instanceof TryTree attempt
                  ? ImmutableList.copyOf(attempt.getBlock().getStatements())
                  : ImmutableList.<StatementTree>copyOf(all.subList(next, all.size()));
            });
  }

  /** Whether the code uses what variables had before: it does not assign them first. */
  static boolean usesOld(ImmutableList<StatementTree> statements, Set<Symbol> variables) {
    Set<Symbol> old = new HashSet<>(variables);
    for (StatementTree statement : statements) {
      if (statement instanceof ExpressionStatementTree expression
          && expression.getExpression() instanceof AssignmentTree assignment
          && !Mentions.any(assignment.getExpression(), old)) {
        old.remove(ASTHelpers.getSymbol(assignment.getVariable()));
      }
      if (Mentions.any(statement, old)) {
        return true;
      }
    }
    return false;
  }

  boolean isSafe() {
    return asksAgain() || isRepeatable();
  }

  /** Whether a test is about what was read, or about what has been made of that again. */
  private boolean asksAgain() {
    Set<Symbol> known = new HashSet<>(read);
    for (StatementTree statement : statements) {
      ExpressionTree test =
          statement instanceof IfTree choice
              ? choice.getCondition()
              : Trees.ownIn(statement, ConditionalExpressionTree.class).stream()
                  .map(ConditionalExpressionTree::getCondition)
                  .findFirst()
                  .orElse(null);
      if (test != null) {
        return Mentions.any(test, known);
      }
      if (statement instanceof VariableTree variable && Mentions.any(variable, known)) {
        known.add(ASTHelpers.getSymbol(variable));
      }
      for (AssignmentTree assignment : Trees.ownIn(statement, AssignmentTree.class)) {
        if (Mentions.any(assignment.getExpression(), known)) {
          known.add(ASTHelpers.getSymbol(assignment.getVariable()));
        }
      }
    }
    return false;
  }

  /** Whether it does nothing to what was read but to put values there, of no need of a release. */
  private boolean isRepeatable() {
    ImmutableList<MethodInvocationTree> calls =
        statements.stream()
            .flatMap(s -> Trees.in(s, MethodInvocationTree.class).stream())
            .filter(call -> isRead(ASTHelpers.getReceiver(call)))
            .collect(ImmutableList.toImmutableList());
    long mentions =
        statements.stream()
            .flatMap(s -> Trees.in(s, ExpressionTree.class).stream())
            .filter(this::isRead)
            .count();
    return !calls.isEmpty()
        && mentions == calls.size()
        && calls.stream().allMatch(this::isRepeatable);
  }

  private boolean isRepeatable(MethodInvocationTree call) {
    ExpressionTree value = call.getArguments().get(call.getArguments().size() - 1);
    return ResolvedLibrary.of(state).is(call, Trait.REPEATABLE)
        && !Symbols.isA(ASTHelpers.getType(value), "java.lang.AutoCloseable", state);
  }

  private boolean isRead(Tree tree) {
    return tree != null && read.contains(ASTHelpers.getSymbol(tree));
  }
}
