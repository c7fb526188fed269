package dev.watertight.program;

import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.Tree;
import java.util.Optional;

/** What comparisons with constants say of other numbers. */
public final class Comparisons {
  private Comparisons() {}

  /** The outcome of a comparison with a constant if the other operand has a value. */
  public static Optional<Boolean> outcome(BinaryTree test, Number value) {
    boolean isRight = ASTHelpers.constValue(test.getRightOperand()) instanceof Number;
    Object bound = ASTHelpers.constValue(isRight ? test.getRightOperand() : test.getLeftOperand());
    if (!(bound instanceof Number number)) {
      return Optional.empty();
    }
    int order = Double.compare(value.doubleValue(), number.doubleValue());
    return holds(test.getKind(), isRight ? order : -order);
  }

  /**
   * Whether a comparison is true; empty for other operators.
   *
   * @param order less than 0 if the left operand is less than the right one, more if it is more
   */
  public static Optional<Boolean> holds(Tree.Kind comparison, int order) {
    return switch (comparison) {
      case LESS_THAN -> Optional.of(order < 0);
      case LESS_THAN_EQUAL -> Optional.of(order <= 0);
      case GREATER_THAN -> Optional.of(order > 0);
      case GREATER_THAN_EQUAL -> Optional.of(order >= 0);
      case EQUAL_TO -> Optional.of(order == 0);
      case NOT_EQUAL_TO -> Optional.of(order != 0);
      default -> Optional.empty();
    };
  }
}
