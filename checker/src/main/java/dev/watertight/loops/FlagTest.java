package dev.watertight.loops;

import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.Tree.Kind;
import com.sun.source.tree.UnaryTree;
import com.sun.tools.javac.code.Flags;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import com.sun.tools.javac.code.TypeTag;
import dev.watertight.program.Symbols;
import dev.watertight.values.Returns;
import dev.watertight.values.Values;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A flag that a condition reads.
 *
 * @param symbol a boolean variable, an {@code AtomicBoolean}, a latch, or a field or {@code
 *     AtomicReference} that has a state
 * @param negated whether the opposite of it is what counts
 * @param comparison the comparison of a state with a constant
 */
record FlagTest(VarSymbol symbol, boolean negated, Optional<BinaryTree> comparison) {

  /** The flag that the expression reads, itself or by a method in view. */
  static Optional<FlagTest> of(ExpressionTree test, VisitorState state) {
    return of(test, new HashSet<>(), state);
  }

  private static Optional<FlagTest> of(
      ExpressionTree test, Set<MethodSymbol> getters, VisitorState state) {
    if ((test instanceof IdentifierTree || test instanceof MemberSelectTree)
        && ASTHelpers.getSymbol(test) instanceof VarSymbol symbol
        && symbol.type.hasTag(TypeTag.BOOLEAN)) {
      return Optional.of(new FlagTest(symbol, false, Optional.empty()));
    }
    if (test instanceof BinaryTree comparison) {
      Optional<VarSymbol> latch = latch(comparison.getLeftOperand(), state);
      if (latch.isPresent() && ASTHelpers.constValue(comparison.getRightOperand()) != null) {
        return latch.map(flag -> new FlagTest(flag, false, Optional.of(comparison)));
      }
      return Stream.of(comparison.getLeftOperand(), comparison.getRightOperand())
          .flatMap(operand -> ofState(operand, comparison, state).stream())
          .map(flag -> new FlagTest(flag, false, Optional.of(comparison)))
          .findFirst();
    }
    Optional<VarSymbol> latch = latch(test, state);
    if (latch.isPresent()) {
      return latch.map(flag -> new FlagTest(flag, false, Optional.empty()));
    }
    if (!(test instanceof MethodInvocationTree call) || !call.getArguments().isEmpty()) {
      return Optional.empty();
    }
    Optional<VarSymbol> atomic = atomic(test);
    return atomic.isPresent()
        ? atomic.map(flag -> new FlagTest(flag, false, Optional.empty()))
        : ofGetter(ASTHelpers.getSymbol(call), getters, state);
  }

  /** The variable for an atomic object whose value a call asks for. */
  private static Optional<VarSymbol> atomic(ExpressionTree test) {
    return test instanceof MethodInvocationTree call
            && call.getArguments().isEmpty()
            && ASTHelpers.getSymbol(ASTHelpers.getReceiver(call)) instanceof VarSymbol variable
            && FlagSets.isAtomic(variable.type.tsym)
            && ASTHelpers.getSymbol(call).getSimpleName().toString().startsWith("get")
        ? Optional.of(variable)
        : Optional.empty();
  }

  /** The flag that a method in view returns, or its opposite, if that is all it does. */
  private static Optional<FlagTest> ofGetter(
      MethodSymbol method, Set<MethodSymbol> getters, VisitorState state) {
    if (!getters.add(method)) {
      // Getters that ask each other.
      return Optional.empty();
    }
    return Returns.only(method, state)
        .flatMap(
            result ->
                result instanceof UnaryTree not && not.getKind() == Kind.LOGICAL_COMPLEMENT
                    ? of(ASTHelpers.stripParentheses(not.getExpression()), getters, state)
                        .map(
                            flag -> new FlagTest(flag.symbol(), !flag.negated(), flag.comparison()))
                    : of(result, getters, state));
  }

  /** The latch whose state a call asks for: its count, or whether it is open in time. */
  private static Optional<VarSymbol> latch(ExpressionTree test, VisitorState state) {
    return test instanceof MethodInvocationTree call
            && ASTHelpers.getSymbol(ASTHelpers.getReceiver(call)) instanceof VarSymbol latch
            && FlagSets.isLatch(latch, state)
        ? Optional.of(latch)
        : Optional.empty();
  }

  /** The flag that an operand reads whose values are constants, of which the other one is one. */
  private static Optional<VarSymbol> ofState(
      ExpressionTree operand, BinaryTree comparison, VisitorState state) {
    return isConstant(comparison.getLeftOperand()) || isConstant(comparison.getRightOperand())
        ? atomic(operand).or(() -> stateField(ASTHelpers.getSymbol(operand), state))
        : Optional.empty();
  }

  private static Optional<VarSymbol> stateField(@Nullable Symbol symbol, VisitorState state) {
    return symbol instanceof VarSymbol field
            && Symbols.isField(field)
            && (field.flags() & Flags.FINAL) == 0
            && Values.isAssignedOnly(field, state)
            && Values.assignedTo(field, state).stream()
                .allMatch(value -> isConstant((ExpressionTree) value.getLeaf()))
        ? Optional.of(field)
        : Optional.empty();
  }

  private static boolean isConstant(ExpressionTree tree) {
    return tree.getKind() == Kind.NULL_LITERAL
        || ASTHelpers.constValue(tree) instanceof Number
        || Symbols.isEnumConstant(ASTHelpers.getSymbol(tree));
  }
}
