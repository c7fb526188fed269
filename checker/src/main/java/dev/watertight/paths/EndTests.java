package dev.watertight.paths;

import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.ReturnTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.UnaryTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.program.CompilationIndex;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Tests whether a handle has been shut down: {@code pool.isShutdown()}, {@code pool == null}, and
 * methods of the same object that return such a test.
 */
final class EndTests {
  private static final int DEPTH = 3;
  private static final ImmutableSet<String> NAMES =
      ImmutableSet.of("isShutdown", "isTerminated", "isTerminating");

  private EndTests() {}

  /** Whether the expression asks a handle for its end. */
  static boolean isEndTest(@Nullable Tree tree) {
    return tree instanceof MethodInvocationTree call
        && call.getArguments().isEmpty()
        && NAMES.contains(ASTHelpers.getSymbol(call).getSimpleName().toString());
  }

  /** Whether the expression cannot have the value while the variables hold an open handle. */
  static boolean excludes(
      @Nullable ExpressionTree test, boolean value, Set<VarSymbol> holders, VisitorState state) {
    return test != null && excludes(test, value, holders, state, DEPTH);
  }

  private static boolean excludes(
      ExpressionTree test, boolean value, Set<VarSymbol> holders, VisitorState state, int depth) {
    ExpressionTree tree = ASTHelpers.stripParentheses(test);
    if (tree instanceof UnaryTree unary && tree.getKind() == Tree.Kind.LOGICAL_COMPLEMENT) {
      return excludes(unary.getExpression(), !value, holders, state, depth);
    }
    if (tree instanceof BinaryTree binary) {
      return switch (tree.getKind()) {
        case EQUAL_TO -> value && isNullTest(binary, holders);
        case NOT_EQUAL_TO -> !value && isNullTest(binary, holders);
        case CONDITIONAL_OR, CONDITIONAL_AND -> {
          boolean left = excludes(binary.getLeftOperand(), value, holders, state, depth);
          boolean right = excludes(binary.getRightOperand(), value, holders, state, depth);
          boolean needsBoth = (tree.getKind() == Tree.Kind.CONDITIONAL_OR) == value;
          yield needsBoth ? left && right : left || right;
        }
        default -> false;
      };
    }
    if (!(tree instanceof MethodInvocationTree call) || !call.getArguments().isEmpty()) {
      return false;
    }
    ExpressionTree receiver = ASTHelpers.getReceiver(call);
    if (isEndTest(call)) {
      return value && receiver != null && holders.contains(ASTHelpers.getSymbol(receiver));
    }
    boolean own = receiver == null || receiver.toString().equals("this");
    Optional<ExpressionTree> result =
        own && depth > 0 ? resultOf(ASTHelpers.getSymbol(call), state) : Optional.empty();
    return result.isPresent() && excludes(result.get(), value, holders, state, depth - 1);
  }

  private static boolean isNullTest(BinaryTree test, Set<VarSymbol> holders) {
    return (isNull(test.getRightOperand())
            && holders.contains(ASTHelpers.getSymbol(test.getLeftOperand())))
        || (isNull(test.getLeftOperand())
            && holders.contains(ASTHelpers.getSymbol(test.getRightOperand())));
  }

  private static boolean isNull(ExpressionTree tree) {
    return tree instanceof LiteralTree literal && literal.getValue() == null;
  }

  /** What a method in view returns, if it does nothing else. */
  private static Optional<ExpressionTree> resultOf(MethodSymbol method, VisitorState state) {
    return CompilationIndex.of(state)
        .declaration(method)
        .map(TreePath::getLeaf)
        .filter(
            leaf ->
                leaf instanceof MethodTree tree
                    && tree.getBody() != null
                    && tree.getBody().getStatements().size() == 1
                    && tree.getBody().getStatements().get(0) instanceof ReturnTree)
        .map(leaf -> (ReturnTree) ((MethodTree) leaf).getBody().getStatements().get(0))
        .map(ReturnTree::getExpression);
  }
}
