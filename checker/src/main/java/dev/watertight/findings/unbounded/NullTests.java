package dev.watertight.findings.unbounded;

import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.model.Counting.Rule;
import dev.watertight.model.Role;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Loops;
import dev.watertight.program.Paths;
import dev.watertight.program.Symbols;
import dev.watertight.program.TestOutcomes.Outcome;
import dev.watertight.program.Trees;
import dev.watertight.values.ResolvedLibrary;
import dev.watertight.values.Values;
import java.util.List;

/**
 * What tests for {@code null} say: that an element is none, which it rather never is; or that a map
 * has nothing for a key, as a cache has not before something was asked for.
 *
 * @param place what the tests decide on
 * @param state the compilation
 */
record NullTests(TreePath place, VisitorState state) {
  /** Whether a test asks whether something is {@code null} that has not been looked up. */
  boolean areOfElements(Tree test, List<Outcome> outcomes) {
    return Trees.in(test, BinaryTree.class).stream()
        .filter(both -> isNull(both.getLeftOperand()) || isNull(both.getRightOperand()))
        .anyMatch(both -> !isUnknownKey(both, outcomes));
  }

  /** Whether code comes to a place only if a map has nothing. */
  private boolean isUnknownKey(BinaryTree both, List<Outcome> outcomes) {
    return outcomes.stream()
            .anyMatch(
                outcome ->
                    ASTHelpers.stripParentheses(outcome.test()) == both
                        && outcome.value() == (both.getKind() == Tree.Kind.EQUAL_TO))
        && isLookedUp(
            isNull(both.getLeftOperand()) ? both.getRightOperand() : both.getLeftOperand());
  }

  private boolean isLookedUp(ExpressionTree value) {
    ExpressionTree plain = ASTHelpers.stripParentheses(value);
    if (plain instanceof MethodInvocationTree call) {
      return ASTHelpers.getSymbol(ASTHelpers.getReceiver(call)) instanceof VarSymbol map
          && !isFilledThere(map)
          && Symbols.isA(ASTHelpers.getType(ASTHelpers.getReceiver(call)), "java.util.Map", state)
          && ResolvedLibrary.of(state)
              .countingOf(ASTHelpers.getSymbol(call))
              .filter(Rule.LOOK::equals)
              .isPresent();
    }
    return ASTHelpers.getSymbol(plain) instanceof VarSymbol variable
        && !Symbols.isField(variable)
        && Values.isFixed(variable, state)
        && !Values.assignedTo(variable, state).isEmpty()
        && Values.assignedTo(variable, state).stream()
            .map(TreePath::getLeaf)
            .allMatch(given -> given instanceof MethodInvocationTree call && isLookedUp(call));
  }

  /** Whether code puts into a map what it goes on with: the next time only, it would be there. */
  private boolean isFilledThere(VarSymbol map) {
    return CompilationIndex.of(state).mentions(map).stream()
        .filter(
            mention ->
                Loops.innermost(place)
                    .filter(loop -> Paths.isInside(mention, loop.getLeaf()))
                    .isPresent())
        .map(mention -> mention.getParentPath().getParentPath().getLeaf())
        .anyMatch(
            use ->
                ResolvedLibrary.of(state).does(use, 1, Role.KEEP)
                    || ResolvedLibrary.of(state).does(use, 1, Role.ADMIT));
  }

  private static boolean isNull(Tree tree) {
    return tree.getKind() == Tree.Kind.NULL_LITERAL;
  }
}
