package dev.watertight.loops;

import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.Tree.Kind;
import com.sun.source.tree.UnaryTree;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import com.sun.tools.javac.code.TypeTag;
import dev.watertight.values.Returns;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * A flag that a condition reads.
 *
 * @param symbol a boolean variable, or an {@code AtomicBoolean}
 * @param negated whether the opposite of it is what counts
 */
record FlagTest(VarSymbol symbol, boolean negated) {

  /** The flag that the expression reads, itself or by a method in view. */
  static Optional<FlagTest> of(ExpressionTree test, VisitorState state) {
    return of(test, new HashSet<>(), state);
  }

  private static Optional<FlagTest> of(
      ExpressionTree test, Set<MethodSymbol> getters, VisitorState state) {
    if ((test instanceof IdentifierTree || test instanceof MemberSelectTree)
        && ASTHelpers.getSymbol(test) instanceof VarSymbol symbol
        && symbol.type.hasTag(TypeTag.BOOLEAN)) {
      return Optional.of(new FlagTest(symbol, false));
    }
    if (!(test instanceof MethodInvocationTree call) || !call.getArguments().isEmpty()) {
      return Optional.empty();
    }
    ExpressionTree receiver = ASTHelpers.getReceiver(call);
    if (receiver != null
        && ASTHelpers.getSymbol(receiver) instanceof VarSymbol atomic
        && FlagSets.isAtomic(atomic.type.tsym)
        && ASTHelpers.getSymbol(call).getSimpleName().toString().startsWith("get")) {
      return Optional.of(new FlagTest(atomic, false));
    }
    return ofGetter(ASTHelpers.getSymbol(call), getters, state);
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
                        .map(flag -> new FlagTest(flag.symbol(), !flag.negated()))
                    : of(result, getters, state));
  }
}
