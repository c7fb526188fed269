package dev.watertight.paths;

import com.google.common.collect.ImmutableList;
import com.sun.source.tree.Tree;
import com.sun.tools.javac.code.Flags;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.program.Symbols;

/**
 * The structure of an expression without side effects, by which two texts that ask the same are
 * known as one: what a fact is about.
 *
 * @param head a variable, a method or a type; a constant; or one of the names below
 * @param operands what a field or method is of (nothing for the object at hand), and arguments
 */
record Expression(Object head, ImmutableList<Expression> operands) {
  /** The number of elements of a collection, map, string or array. */
  private static final String SIZE = "size";

  /** One number less another. */
  private static final String DIFFERENCE = "-";

  /** An element of an array. */
  private static final String ELEMENT = "[]";

  /** Whether an iterator has more. */
  private static final String MORE = "hasNext";

  /** What an atomic boolean holds. */
  private static final String VALUE = "value";

  static Expression of(Object head, Expression... operands) {
    return new Expression(head, ImmutableList.copyOf(operands));
  }

  static Expression sizeOf(Expression container) {
    return of(SIZE, container);
  }

  static Expression valueOf(Expression atomic) {
    return of(VALUE, atomic);
  }

  static Expression elementOf(Expression array, Expression index) {
    return of(ELEMENT, array, index);
  }

  static Expression moreOf(Expression iterator) {
    return of(MORE, iterator);
  }

  static Expression difference(Expression number, Expression subtrahend) {
    return of(DIFFERENCE, number, subtrahend);
  }

  boolean isSize() {
    return head.equals(SIZE);
  }

  /** Whether this is one of several parts of something: a bit, an element, whether of a type. */
  boolean isPart() {
    return (head.equals(Tree.Kind.AND) || head.equals(ELEMENT) || head.equals(Tests.INSTANCE_OF))
        && !(operands.get(1).head() instanceof VarSymbol)
        && operands.get(1).operands().isEmpty();
  }

  boolean isDifference() {
    return head.equals(DIFFERENCE);
  }

  /** What is compared when this is tested: both parts of a difference, too. */
  ImmutableList<Expression> atoms() {
    return isDifference()
        ? ImmutableList.of(this, operands.get(0), operands.get(1))
        : ImmutableList.of(this);
  }

  boolean mentions(Symbol symbol) {
    return head.equals(symbol) || operands.stream().anyMatch(operand -> operand.mentions(symbol));
  }

  /** Whether this asks something of the object that the other expression stands for. */
  boolean asks(Expression object) {
    return operands.stream().anyMatch(operand -> operand.equals(object) || operand.asks(object));
  }

  /** Whether other code may change its value. */
  boolean isChangeable() {
    return isSize()
        || head.equals(VALUE)
        || head.equals(ELEMENT)
        || head instanceof MethodSymbol
        || (head instanceof VarSymbol variable
            && Symbols.isField(variable)
            && (variable.flags() & Flags.FINAL) == 0)
        || operands.stream().anyMatch(Expression::isChangeable);
  }
}
