package dev.watertight.fixes.handles;

import com.google.common.collect.ImmutableSet;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.CompoundAssignmentTree;
import com.sun.source.tree.ConditionalExpressionTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.ReturnTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.UnaryTree;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.fixes.edits.Mentions;
import dev.watertight.fixes.edits.SourceText;
import dev.watertight.program.Trees;
import java.util.Optional;

/** When {@code return old == null ? fresh : old;} returns something else than the fresh value. */
final class OtherValue {
  private OtherValue() {}

  /** The condition, as text, if asking it twice is the same as asking it once. */
  static Optional<String> of(Tree exit, VarSymbol fresh, SourceText source) {
    if (!(exit instanceof ReturnTree answer)
        || answer.getExpression() == null
        || !(ASTHelpers.stripParentheses(answer.getExpression())
            instanceof ConditionalExpressionTree choice)
        || Mentions.any(choice.getCondition(), ImmutableSet.of(fresh))
        || Trees.any(choice.getCondition(), OtherValue::hasEffect)) {
      return Optional.empty();
    }
    boolean first = is(choice.getTrueExpression(), fresh);
    boolean second = is(choice.getFalseExpression(), fresh);
    ExpressionTree other = first ? choice.getFalseExpression() : choice.getTrueExpression();
    if (first == second || Mentions.any(other, ImmutableSet.of(fresh))) {
      return Optional.empty();
    }
    ExpressionTree condition = ASTHelpers.stripParentheses(choice.getCondition());
    return Optional.of(second ? source.of(condition) : negated(condition, source));
  }

  private static boolean is(ExpressionTree value, VarSymbol fresh) {
    return fresh.equals(ASTHelpers.getSymbol(ASTHelpers.stripParentheses(value)));
  }

  private static boolean hasEffect(Tree tree) {
    return tree instanceof MethodInvocationTree
        || tree instanceof NewClassTree
        || tree instanceof AssignmentTree
        || tree instanceof CompoundAssignmentTree
        || (tree instanceof UnaryTree && tree.getKind() != Tree.Kind.LOGICAL_COMPLEMENT);
  }

  private static String negated(ExpressionTree condition, SourceText source) {
    boolean equal = condition.getKind() == Tree.Kind.EQUAL_TO;
    if (condition instanceof BinaryTree test
        && (equal || condition.getKind() == Tree.Kind.NOT_EQUAL_TO)) {
      return source.of(test.getLeftOperand())
          + (equal ? " != " : " == ")
          + source.of(test.getRightOperand());
    }
    if (condition.getKind() == Tree.Kind.LOGICAL_COMPLEMENT) {
      return source.of(ASTHelpers.stripParentheses(((UnaryTree) condition).getExpression()));
    }
    return condition instanceof IdentifierTree
        ? "!" + source.of(condition)
        : "!(" + source.of(condition) + ")";
  }
}
