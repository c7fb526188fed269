package dev.watertight.findings.locks;

import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.BlockTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.IfTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.ReturnTree;
import com.sun.source.tree.StatementTree;
import com.sun.source.tree.Tree;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Type;
import dev.watertight.program.Trees;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Tests by which code gives up for want of something: {@code if (from.amount() < amount) return
 * false;}. That two threads have enough is the usual case.
 */
final class QuantityTests {
  private QuantityTests() {}

  /** Whether a test is one: it compares two numbers, and only returns. */
  static boolean isGuard(IfTree test, VisitorState state) {
    return test.getElseStatement() == null
        && isReturn(test.getThenStatement())
        && ASTHelpers.stripParentheses(test.getCondition()) instanceof BinaryTree comparison
        && isOrder(comparison)
        && isNumber(ASTHelpers.getType(comparison.getLeftOperand()), state)
        && isVariable(comparison.getLeftOperand())
        && isVariable(comparison.getRightOperand())
        && !areOfOneKind(comparison.getLeftOperand(), comparison.getRightOperand())
        && !Trees.any(comparison, tree -> compares(tree, state));
  }

  private static boolean isReturn(StatementTree taken) {
    StatementTree only =
        taken instanceof BlockTree block && block.getStatements().size() == 1
            ? block.getStatements().get(0)
            : taken;
    return only instanceof ReturnTree end
        && (end.getExpression() == null
            || end.getExpression() instanceof LiteralTree
            || end.getExpression() instanceof IdentifierTree);
  }

  private static boolean isOrder(BinaryTree comparison) {
    return switch (comparison.getKind()) {
      case LESS_THAN, LESS_THAN_EQUAL, GREATER_THAN, GREATER_THAN_EQUAL -> true;
      default -> false;
    };
  }

  private static boolean isNumber(Type type, VisitorState state) {
    return Optional.ofNullable(state.getTypes().unboxedTypeOrType(type))
        .filter(Type::isNumeric)
        .isPresent();
  }

  /** Whether it is no constant: that may stand for a state that somebody else has left. */
  private static boolean isVariable(ExpressionTree operand) {
    return ASTHelpers.constValue(operand) == null;
  }

  /** Whether both are the same of two objects: that may say which one is to be taken first. */
  private static boolean areOfOneKind(ExpressionTree one, ExpressionTree other) {
    Symbol symbol = ASTHelpers.getSymbol(one);
    return symbol != null && symbol.equals(ASTHelpers.getSymbol(other));
  }

  /** Whether a call is about two things of one type. */
  private static boolean compares(Tree tree, VisitorState state) {
    if (!(tree instanceof MethodInvocationTree call)) {
      return false;
    }
    List<Type> types =
        Stream.concat(Stream.ofNullable(ASTHelpers.getReceiver(call)), call.getArguments().stream())
            .map(ASTHelpers::getType)
            .map(state.getTypes()::erasure)
            .toList();
    return IntStream.range(0, types.size())
        .anyMatch(
            i ->
                types.subList(0, i).stream()
                    .anyMatch(type -> ASTHelpers.isSameType(type, types.get(i), state)));
  }
}
