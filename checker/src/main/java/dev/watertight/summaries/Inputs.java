package dev.watertight.summaries;

import com.google.common.collect.ImmutableSet;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreeScanner;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.program.Graphs;
import dev.watertight.program.TestOutcomes;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Whether the arguments of a call may be such as the method does not understand. Constants have
 * been tried by whoever wrote them, and a test of the same variable before has looked at it.
 */
final class Inputs {
  private Inputs() {}

  static boolean mayBeBad(
      Supplier<@Nullable TreePath> call, List<? extends ExpressionTree> arguments) {
    if (arguments.stream().allMatch(a -> ASTHelpers.constValue(a) != null)) {
      return false;
    }
    ImmutableSet<Symbol> variables = variables(arguments);
    return variables.isEmpty() || !isTested(call.get(), variables);
  }

  private static boolean isTested(@Nullable TreePath call, Set<Symbol> variables) {
    return call != null
        && Graphs.bodyAround(call)
            .filter(
                body ->
                    TestOutcomes.at(call, body.getLeaf()).stream()
                        .anyMatch(outcome -> names(outcome.test(), variables)))
            .isPresent();
  }

  private static boolean names(Tree condition, Set<Symbol> variables) {
    return variables(List.of(condition)).stream().anyMatch(variables::contains);
  }

  private static ImmutableSet<Symbol> variables(List<? extends Tree> trees) {
    Set<Symbol> found = new HashSet<>();
    new TreeScanner<@Nullable Void, @Nullable Void>() {
      /* Whether something is there does not tell what it is. */
      @Override
      public @Nullable Void visitBinary(BinaryTree tree, @Nullable Void unused) {
        boolean isNullTest =
            tree.getLeftOperand().getKind() == Tree.Kind.NULL_LITERAL
                || tree.getRightOperand().getKind() == Tree.Kind.NULL_LITERAL;
        return isNullTest ? null : super.visitBinary(tree, null);
      }

      @Override
      public @Nullable Void visitIdentifier(IdentifierTree tree, @Nullable Void unused) {
        if (ASTHelpers.getSymbol(tree) instanceof VarSymbol variable
            && !variable.getSimpleName().contentEquals("this")) {
          found.add(variable);
        }
        return null;
      }
    }.scan(trees, null);
    return ImmutableSet.copyOf(found);
  }
}
