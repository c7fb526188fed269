package dev.watertight.summaries;

import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.CatchTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.program.Paths;
import dev.watertight.program.Symbols;
import dev.watertight.program.TestOutcomes;
import dev.watertight.program.TestOutcomes.Outcome;
import dev.watertight.program.Trees;
import dev.watertight.values.Values;

/** What the tests ask for under which a statement runs. */
final class Guards {
  private Guards() {}

  /**
   * Whether the nearest test before a statement asks for the state of the object or of the
   * arguments, as in {@code if (closed) throw ...}: what it calls always answers, and nothing that
   * it names is computed on the way.
   */
  static boolean askState(TreePath statement, VisitorState state) {
    TreePath around =
        Paths.enclosing(
            statement,
            ImmutableSet.of(CatchTree.class, MethodTree.class, LambdaExpressionTree.class));
    return around != null
        && TestOutcomes.at(statement, around.getLeaf()).stream()
            .findFirst()
            .map(Outcome::test)
            .filter(test -> asksState(test, state))
            .isPresent();
  }

  private static boolean asksState(ExpressionTree test, VisitorState state) {
    return Trees.in(test, MethodInvocationTree.class).stream()
            .allMatch(call -> ASTHelpers.getSymbol(call).getThrownTypes().isEmpty())
        && Symbols.variablesIn(test).stream()
            .map(VarSymbol.class::cast)
            .allMatch(named -> Symbols.isField(named) || Values.isFixed(named, state));
  }
}
