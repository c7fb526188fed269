package dev.watertight.summaries;

import com.google.common.collect.ImmutableSet;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.BlockTree;
import com.sun.source.tree.ConditionalExpressionTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.IfTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.StatementTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreeScanner;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.program.Jumps;
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
    if (call == null) {
      return false;
    }
    Tree child = call.getLeaf();
    for (TreePath p = call.getParentPath(); p != null; child = p.getLeaf(), p = p.getParentPath()) {
      Tree leaf = p.getLeaf();
      if (leaf instanceof MethodTree || leaf instanceof LambdaExpressionTree) {
        return false;
      }
      boolean tested =
          (leaf instanceof IfTree test
                  && child != test.getCondition()
                  && names(test.getCondition(), variables))
              || (leaf instanceof ConditionalExpressionTree choice
                  && child != choice.getCondition()
                  && names(choice.getCondition(), variables))
              || (leaf instanceof BlockTree block && isTestedBefore(child, block, variables));
      if (tested) {
        return true;
      }
    }
    return false;
  }

  private static boolean isTestedBefore(Tree statement, BlockTree block, Set<Symbol> variables) {
    for (StatementTree earlier : block.getStatements()) {
      if (earlier == statement) {
        return false;
      }
      if (earlier instanceof IfTree test
          && test.getElseStatement() == null
          && Jumps.leaves(test.getThenStatement())
          && names(test.getCondition(), variables)) {
        return true;
      }
    }
    return false;
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
