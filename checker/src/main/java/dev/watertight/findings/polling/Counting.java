package dev.watertight.findings.polling;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.ArrayAccessTree;
import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.CompoundAssignmentTree;
import com.sun.source.tree.ExpressionStatementTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.UnaryTree;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import com.sun.tools.javac.code.Type;
import dev.watertight.model.Question.Answer;
import dev.watertight.program.Symbols;
import dev.watertight.program.Trees;
import dev.watertight.values.Values;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Where code counts.
 *
 * <p>To count the empty rounds is neither to wait nor to come nearer to an end, unless such a round
 * looks at the count: then it may be what ends the loop, or what makes it wait. To look at a count
 * in order to count, or to choose what is asked next, is no such look.
 */
final class Counting {
  private final Set<VarSymbol> used = new HashSet<>();
  private final Set<Tree> unseen = new HashSet<>();
  private final VisitorState state;

  private Counting(VisitorState state) {
    this.state = state;
  }

  static Counting in(Tree code, VisitorState state) {
    Counting counting = new Counting(state);
    Set<Tree> statements = new HashSet<>();
    for (ExpressionStatementTree tree : Trees.ownIn(code, ExpressionStatementTree.class)) {
      statements.add(ASTHelpers.stripParentheses(tree.getExpression()));
    }
    for (ExpressionTree tree : Trees.ownIn(code, ExpressionTree.class)) {
      ImmutableList<Tree> hidden = counting.hiddenIn(tree);
      hidden.forEach(part -> counting.unseen.addAll(Trees.ownIn(part, ExpressionTree.class)));
      if (!hidden.isEmpty() && !statements.contains(tree)) {
        counting.counted(tree).ifPresent(counting.used::add);
      }
    }
    return counting;
  }

  /** The parts of an expression that are looked at only in order to count, or to ask. */
  private ImmutableList<Tree> hiddenIn(ExpressionTree tree) {
    if (tree instanceof MethodInvocationTree call) {
      return Questions.is(call, Answer.COUNT, state) || Questions.isPoll(call, state)
          ? ImmutableList.of(call.getMethodSelect())
          : ImmutableList.of();
    }
    if (tree instanceof AssignmentTree assignment) {
      return isOfItself(assignment)
          ? ImmutableList.of(assignment.getVariable(), assignment.getExpression())
          : ImmutableList.of();
    }
    return target(tree).map(ImmutableList::<Tree>of).orElse(ImmutableList.of());
  }

  /** Whether the value that a variable is counted to is used where it is counted. */
  boolean isUsed(VarSymbol counted) {
    return used.contains(counted);
  }

  /** Whether what names a variable here looks at its value. */
  boolean isLook(Tree name) {
    return !unseen.contains(name);
  }

  /** The variable that an expression counts up or down; empty if it does something else. */
  Optional<VarSymbol> counted(Tree tree) {
    return target(tree)
        .map(ASTHelpers::stripParentheses)
        .map(to -> ASTHelpers.getSymbol(to instanceof ArrayAccessTree a ? a.getExpression() : to))
        .filter(VarSymbol.class::isInstance)
        .map(VarSymbol.class::cast);
  }

  private Optional<ExpressionTree> target(Tree tree) {
    return Optional.ofNullable(
        tree instanceof UnaryTree step && Values.isStep(tree)
            ? step.getExpression()
            : tree instanceof CompoundAssignmentTree sum
                ? sum.getVariable()
                : tree instanceof AssignmentTree assignment && isOfItself(assignment)
                    ? assignment.getVariable()
                    : tree instanceof MethodInvocationTree call
                            && Questions.is(call, Answer.COUNT, state)
                        ? ASTHelpers.getReceiver(call)
                        : null);
  }

  /** {@code n = n + 1}. */
  private static boolean isOfItself(AssignmentTree assignment) {
    Type type = ASTHelpers.getType(assignment);
    return type != null
        && type.isNumeric()
        && ASTHelpers.getSymbol(assignment.getVariable()) instanceof VarSymbol target
        && Symbols.variablesIn(assignment.getExpression()).contains(target);
  }
}
