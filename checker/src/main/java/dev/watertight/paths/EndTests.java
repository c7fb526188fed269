package dev.watertight.paths;

import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.Tree;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.model.Trait;
import dev.watertight.values.ResolvedLibrary;
import java.util.Optional;
import java.util.Set;

/**
 * Tests whether a handle is there and open: {@code pool.isShutdown()}, {@code pool == null}, {@code
 * pool == shared}.
 */
final class EndTests {
  private EndTests() {}

  /** Whether a single test cannot have the value while the variables hold an open handle. */
  static boolean excludes(
      ExpressionTree test, boolean value, Set<VarSymbol> holders, VisitorState state) {
    if (test instanceof BinaryTree comparison) {
      boolean different =
          isOther(comparison.getLeftOperand(), comparison.getRightOperand(), holders)
              || isOther(comparison.getRightOperand(), comparison.getLeftOperand(), holders);
      return different && value == (test.getKind() == Tree.Kind.EQUAL_TO);
    }
    if (!(test instanceof MethodInvocationTree call)) {
      return false;
    }
    String name = ASTHelpers.getSymbol(call).getSimpleName().toString();
    if (call.getArguments().size() == 1 && (name.equals("isNull") || name.equals("nonNull"))) {
      return value == name.equals("isNull") && isHolder(call.getArguments().get(0), holders);
    }
    ExpressionTree receiver = ASTHelpers.getReceiver(call);
    return receiver != null
        && isHolder(receiver, holders)
        && ResolvedLibrary.of(state).is(call, value ? Trait.TELLS_ENDED : Trait.TELLS_OPEN);
  }

  /**
   * The variable whose object a test asks for something of its own, of which nothing is known:
   * {@code connection.isUsable()} may well tell that there is nothing to be released.
   */
  static Optional<VarSymbol> asked(Tree test, VisitorState state) {
    return test instanceof MethodInvocationTree call
            && call.getArguments().isEmpty()
            && !ResolvedLibrary.of(state).is(call, Trait.TELLS_ENDED, Trait.TELLS_OPEN)
            && ASTHelpers.getSymbol(ASTHelpers.getReceiver(call)) instanceof VarSymbol variable
        ? Optional.of(variable)
        : Optional.empty();
  }

  private static boolean isHolder(ExpressionTree whole, Set<VarSymbol> holders) {
    ExpressionTree tree = ASTHelpers.stripParentheses(whole);
    return holders.contains(
        ASTHelpers.getSymbol(
            tree instanceof AssignmentTree assignment ? assignment.getVariable() : tree));
  }

  /** Whether one is a holder, and the other null or a variable that does not hold the handle. */
  private static boolean isOther(ExpressionTree one, ExpressionTree other, Set<VarSymbol> holders) {
    return isHolder(one, holders)
        && (ASTHelpers.stripParentheses(other).getKind() == Tree.Kind.NULL_LITERAL
            || (ASTHelpers.getSymbol(ASTHelpers.stripParentheses(other))
                    instanceof VarSymbol variable
                && !holders.contains(variable)));
  }
}
