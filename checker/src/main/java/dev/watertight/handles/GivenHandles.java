package dev.watertight.handles;

import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.TypeCastTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.program.Graphs;
import dev.watertight.program.Paths;
import dev.watertight.program.TestOutcomes;
import dev.watertight.values.Values;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Constructors that open a handle only if they are given none: {@code if (pool == null) this.pool =
 * open(); else this.pool = pool;}.
 *
 * @param conditional whether the constructor may keep a handle that it is given
 * @param parameter the position of the parameter that has to be null for it to open one, if known
 */
record GivenHandles(boolean conditional, Optional<Integer> parameter) {

  /** What the constructor that opens a handle for a field does with one that it is given. */
  static GivenHandles of(Opening opening, VarSymbol field, VisitorState state) {
    Optional<TreePath> body = Graphs.bodyAround(opening.path());
    if (body.isEmpty() || !(body.get().getLeaf() instanceof MethodTree constructor)) {
      return new GivenHandles(false, Optional.empty());
    }
    boolean conditional =
        Values.assignedTo(field, state).stream()
            .anyMatch(
                value ->
                    Paths.isInside(value, constructor)
                        && !Values.isNull(value)
                        && Openings.at(value, state).isEmpty());
    return new GivenHandles(conditional, nullParameter(opening.path(), constructor));
  }

  /** The parameter that is null where the opening is reached. */
  private static Optional<Integer> nullParameter(TreePath opening, MethodTree constructor) {
    List<VarSymbol> parameters = ASTHelpers.getSymbol(constructor).getParameters();
    return TestOutcomes.at(opening, constructor).stream()
        .filter(
            outcome ->
                outcome.test().getKind()
                    == (outcome.value() ? Tree.Kind.EQUAL_TO : Tree.Kind.NOT_EQUAL_TO))
        .map(outcome -> (BinaryTree) outcome.test())
        .filter(test -> isNull(test.getLeftOperand()) || isNull(test.getRightOperand()))
        .flatMap(test -> Stream.of(test.getLeftOperand(), test.getRightOperand()))
        .map(operand -> parameters.indexOf(ASTHelpers.getSymbol(operand)))
        .filter(position -> position >= 0)
        .findFirst();
  }

  /** Whether a call with these arguments certainly opens one of its own. */
  boolean isNoneIn(List<? extends ExpressionTree> arguments) {
    return !conditional
        || parameter.filter(i -> i < arguments.size() && isNull(arguments.get(i))).isPresent();
  }

  private static boolean isNull(ExpressionTree tree) {
    ExpressionTree value = ASTHelpers.stripParentheses(tree);
    return value instanceof TypeCastTree cast
        ? isNull(cast.getExpression())
        : value instanceof LiteralTree literal && literal.getValue() == null;
  }
}
