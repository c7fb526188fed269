package dev.watertight.findings.polling;

import com.sun.source.tree.Tree;
import com.sun.tools.javac.code.Flags;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import java.util.Optional;

/** Compares values that are known as {@link Idle} knows them. */
final class Comparisons {
  private Comparisons() {}

  /** What the operator gives for the operands; empty if that is not known. */
  static Optional<Object> of(Tree.Kind operator, Optional<Object> left, Optional<Object> right) {
    return switch (operator) {
      case EQUAL_TO -> same(left, right);
      case NOT_EQUAL_TO -> same(left, right).map(same -> !Boolean.TRUE.equals(same));
      case LESS_THAN, LESS_THAN_EQUAL -> isGreater(right, left, operator == Tree.Kind.LESS_THAN);
      case GREATER_THAN, GREATER_THAN_EQUAL ->
          isGreater(left, right, operator == Tree.Kind.GREATER_THAN);
      default -> Optional.empty();
    };
  }

  /**
   * Whether the values are equal, by identity or by {@code equals}.
   *
   * <p>What {@code null} is compared with is a mark of some kind, and no {@code null} itself.
   */
  static Optional<Object> same(Optional<Object> left, Optional<Object> right) {
    if (left.isPresent() && left.equals(right)) {
      return Optional.of(true);
    }
    if (isNull(left) || isNull(right)) {
      return Optional.of(false);
    }
    if (left.isEmpty() || right.isEmpty() || isOpaque(left.get()) || isOpaque(right.get())) {
      return Optional.empty();
    }
    return Optional.of(false);
  }

  private static boolean isNull(Optional<Object> value) {
    return value.equals(Optional.of(Idle.NULL));
  }

  /** A final field may hold what another one does, too; the constants of an enum are different. */
  private static boolean isOpaque(Object value) {
    return value instanceof VarSymbol field && (field.flags() & Flags.ENUM) == 0;
  }

  /** Whether the one is greater; none, the number of things in something empty, is not. */
  private static Optional<Object> isGreater(
      Optional<Object> greater, Optional<Object> less, boolean strictly) {
    if (greater.isPresent()
        && less.isPresent()
        && greater.get() instanceof Number a
        && less.get() instanceof Number b) {
      int sign = Double.compare(a.doubleValue(), b.doubleValue());
      return Optional.of(strictly ? sign > 0 : sign >= 0);
    }
    return less.isEmpty() && greater.equals(Optional.of(0)) ? Optional.of(false) : Optional.empty();
  }
}
