package dev.watertight.loops;

import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.Tree;
import com.sun.tools.javac.code.Type;
import com.sun.tools.javac.code.TypeTag;
import dev.watertight.channels.Channels;
import dev.watertight.model.Trait;
import dev.watertight.program.Comparisons;

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
            || Channels.of(state).kindOf(type).filter(k -> k.is(Trait.STREAM)).isPresent());
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
  static boolean isEnd(
      Tree wait, ExpressionTree test, boolean value, ReceivedValues values, VisitorState state) {
    // What a read of a known length returns is data; at the end it throws.
    if (!isRead(wait, state) || isThrowing(wait, state)) {
      return false;
    }
    if (!(test instanceof BinaryTree comparison)) {
      return false;
    }
    ExpressionTree left = ASTHelpers.stripParentheses(comparison.getLeftOperand());
    ExpressionTree right = ASTHelpers.stripParentheses(comparison.getRightOperand());
    boolean isLeft = values.isResult(left);
    Type type = isLeft || values.isResult(right) ? ASTHelpers.getType(isLeft ? left : right) : null;
    if (type == null || type.hasTag(TypeTag.BOOLEAN)) {
      return false;
    }
    return type.isPrimitive()
        ? Comparisons.outcome(comparison, -1).filter(v -> v == value).isPresent()
            && Comparisons.outcome(comparison, 1).filter(v -> v != value).isPresent()
        : (isLeft ? right : left).getKind() == Tree.Kind.NULL_LITERAL
            && test.getKind() == (value ? Tree.Kind.EQUAL_TO : Tree.Kind.NOT_EQUAL_TO);
  }
}
