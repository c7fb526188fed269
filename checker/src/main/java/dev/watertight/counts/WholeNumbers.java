package dev.watertight.counts;

import com.google.errorprone.VisitorState;
import com.sun.tools.javac.code.Type;
import com.sun.tools.javac.code.TypeTag;
import org.jspecify.annotations.Nullable;

/**
 * What numbers become in the types of expressions. Only whole numbers are counted: what is rounded
 * on the way, and where, is not known; and a number that does not fit into a type is another one.
 */
final class WholeNumbers {
  private WholeNumbers() {}

  /** A number as a value of a type. */
  static Count in(@Nullable Type type, Count count, VisitorState state) {
    TypeTag tag = tagOf(type, state);
    if (tag == TypeTag.FLOAT || tag == TypeTag.DOUBLE) {
      return Count.UNKNOWN;
    }
    return count.least().equals(count.most())
        ? Count.exactly(in(tag, count.most()))
        : fits(tag, count.least()) && fits(tag, count.most()) ? count : Count.UNKNOWN;
  }

  /** A number as a value of a type. */
  static Amount in(@Nullable Type type, Amount amount, VisitorState state) {
    return in(type, Count.exactly(amount), state).most();
  }

  /** Whether a cast may make another number of one that a symbol stands for. */
  static boolean mayCut(@Nullable Type type, @Nullable Type from, VisitorState state) {
    TypeTag tag = tagOf(type, state);
    return (tag == TypeTag.BYTE || tag == TypeTag.SHORT || tag == TypeTag.CHAR)
        && tag != tagOf(from, state);
  }

  private static TypeTag tagOf(@Nullable Type type, VisitorState state) {
    return type == null ? TypeTag.NONE : state.getTypes().unboxedTypeOrType(type).getTag();
  }

  private static Amount in(TypeTag tag, Amount amount) {
    return amount.number().isPresent() ? Amount.of(in(tag, amount.number().getAsLong())) : amount;
  }

  private static boolean fits(TypeTag tag, Amount amount) {
    return in(tag, amount).equals(amount);
  }

  private static long in(TypeTag tag, long number) {
    return switch (tag) {
      case BYTE -> (byte) number;
      case SHORT -> (short) number;
      case CHAR -> (char) number;
      case INT -> (int) number;
      default -> number;
    };
  }
}
