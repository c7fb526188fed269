package dev.watertight.paths;

import com.google.common.collect.ImmutableSet;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.Tree;
import com.sun.tools.javac.code.Type;
import dev.watertight.paths.Range.Numbers;
import dev.watertight.program.Symbols;
import org.jspecify.annotations.Nullable;

/** Reads comparisons of whole numbers: of two with each other, constants added to either or not. */
record Differences(Expressions expressions) {
  private static final ImmutableSet<String> BOXES =
      ImmutableSet.of("java.lang.Integer", "java.lang.Long", "java.lang.Short", "java.lang.Byte");

  /** A variable part and a constant one. */
  private record Sum(@Nullable Expression variable, long constant) {}

  /** Whether both are whole numbers: one of them perhaps an object, as which it is not compared. */
  static boolean areWhole(ExpressionTree one, ExpressionTree other) {
    Type first = ASTHelpers.getType(one);
    Type second = ASTHelpers.getType(other);
    return (isWhole(first) && (isWhole(second) || isBoxed(second)))
        || (isBoxed(first) && isWhole(second));
  }

  private static boolean isBoxed(@Nullable Type type) {
    return type != null && BOXES.stream().anyMatch(box -> Symbols.isNamed(type.tsym, box));
  }

  private static boolean isWhole(@Nullable Type type) {
    return type != null && type.isIntegral();
  }

  /** The test whether one number less another is among some numbers; null if it is no such one. */
  @Nullable Test test(ExpressionTree left, ExpressionTree right, Numbers ifTrue, Numbers ifFalse) {
    Sum one = sumOf(left);
    Sum two = sumOf(right);
    if (one == null || two == null) {
      return null;
    }
    Expression plus = one.variable();
    Expression minus = two.variable();
    boolean negative =
        plus == null || (minus != null && plus.toString().compareTo(minus.toString()) > 0);
    Expression first = negative ? minus : plus;
    Expression second = negative ? plus : minus;
    if (first == null) {
      return null;
    }
    long constant = one.constant() - two.constant();
    return new Test(
        second == null ? first : Expression.difference(first, second),
        solve(ifTrue, negative, constant),
        solve(ifFalse, negative, constant));
  }

  private static Range solve(Numbers sum, boolean negative, long constant) {
    Numbers value = sum.shifted(-constant);
    return negative ? value.negated() : value;
  }

  private @Nullable Sum sumOf(ExpressionTree whole) {
    ExpressionTree tree = ASTHelpers.stripParentheses(whole);
    Long number = Tests.numberOf(ASTHelpers.constValue(tree));
    if (number != null) {
      return new Sum(null, number);
    }
    boolean adds = tree.getKind() == Tree.Kind.PLUS;
    if (tree instanceof BinaryTree binary && (adds || tree.getKind() == Tree.Kind.MINUS)) {
      Sum left = sumOf(binary.getLeftOperand());
      Long right = Tests.numberOf(ASTHelpers.constValue(binary.getRightOperand()));
      if (left != null && right != null) {
        return new Sum(left.variable(), left.constant() + (adds ? right : -right));
      }
    }
    Expression variable = expressions.read(tree);
    return variable == null ? null : new Sum(variable, 0);
  }
}
