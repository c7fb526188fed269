package dev.watertight.loops;

import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.TypeCastTree;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import com.sun.tools.javac.code.Type;
import com.sun.tools.javac.code.TypeTag;
import dev.watertight.channels.Channels;
import dev.watertight.values.Values;
import java.util.Optional;

/** The results by which a read from a stream says that the other end is closed. */
public final class StreamEnds {
  private StreamEnds() {}

  /** Whether the call reads from an end of a channel, or from a stream around one. */
  public static boolean isRead(Tree wait, VisitorState state) {
    if (!(wait instanceof MethodInvocationTree call)) {
      return false;
    }
    ExpressionTree receiver = ASTHelpers.getReceiver(call);
    Type type = receiver == null ? null : ASTHelpers.getType(receiver);
    return type != null
        && (Channels.of(state).isView(type)
            || Channels.of(state).kindOf(type).filter(k -> k.noun().equals("pipe")).isPresent());
  }

  /** Whether the call reads a value of a known length, and throws at the end of the stream. */
  static boolean isThrowing(Tree wait, VisitorState state) {
    return isRead(wait, state)
        && ASTHelpers.getSymbol(wait)
            .getSimpleName()
            .toString()
            .matches("read(Fully|Boolean|Byte|Char|Double|Float|Int|Long|Short|UTF|Object)");
  }

  /**
   * Whether a condition has the value for the end of the stream, and for nothing that was read: a
   * negative number of bytes, no line, no next token.
   */
  static boolean isEnd(Tree wait, ExpressionTree test, boolean value, VisitorState state) {
    if (!isRead(wait, state)) {
      return false;
    }
    if (test == wait) {
      MethodSymbol method = ASTHelpers.getSymbol((MethodInvocationTree) wait);
      return !value && method.getSimpleName().toString().matches("hasNext(Line)?");
    }
    if (!(test instanceof BinaryTree comparison)) {
      return false;
    }
    ExpressionTree left = ASTHelpers.stripParentheses(comparison.getLeftOperand());
    ExpressionTree right = ASTHelpers.stripParentheses(comparison.getRightOperand());
    if (isResult(left, wait, state)) {
      return isEnd(left, comparison.getKind(), right, false, value);
    }
    return isResult(right, wait, state) && isEnd(right, comparison.getKind(), left, true, value);
  }

  /** Whether the expression is what the read returns. */
  private static boolean isResult(ExpressionTree expression, Tree wait, VisitorState state) {
    ExpressionTree tree = ASTHelpers.stripParentheses(expression);
    if (tree == wait) {
      return true;
    }
    if (tree instanceof AssignmentTree assignment) {
      return isResult(assignment.getExpression(), wait, state);
    }
    if (tree instanceof TypeCastTree cast) {
      return isResult(cast.getExpression(), wait, state);
    }
    return ASTHelpers.getSymbol(tree) instanceof VarSymbol variable
        && Values.assignedTo(variable, state).stream().anyMatch(v -> v.getLeaf() == wait);
  }

  private static boolean isEnd(
      ExpressionTree result,
      Tree.Kind operator,
      ExpressionTree other,
      boolean swapped,
      boolean value) {
    Type type = ASTHelpers.getType(result);
    if (type == null || type.hasTag(TypeTag.BOOLEAN)) {
      return false;
    }
    if (!type.isPrimitive()) {
      boolean isNull = other instanceof LiteralTree literal && literal.getValue() == null;
      return isNull && operator == (value ? Tree.Kind.EQUAL_TO : Tree.Kind.NOT_EQUAL_TO);
    }
    return ASTHelpers.constValue(other) instanceof Number bound
        && holds(-1, operator, bound.longValue(), swapped).filter(v -> v == value).isPresent()
        && holds(1, operator, bound.longValue(), swapped).filter(v -> v != value).isPresent();
  }

  private static Optional<Boolean> holds(
      long result, Tree.Kind operator, long bound, boolean swapped) {
    long left = swapped ? bound : result;
    long right = swapped ? result : bound;
    return switch (operator) {
      case EQUAL_TO -> Optional.of(left == right);
      case NOT_EQUAL_TO -> Optional.of(left != right);
      case LESS_THAN -> Optional.of(left < right);
      case LESS_THAN_EQUAL -> Optional.of(left <= right);
      case GREATER_THAN -> Optional.of(left > right);
      case GREATER_THAN_EQUAL -> Optional.of(left >= right);
      default -> Optional.empty();
    };
  }
}
