package dev.watertight.findings.sends;

import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.EnhancedForLoopTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.ForLoopTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.NewArrayTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Flags;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import dev.watertight.program.CompilationIndex;
import java.util.List;
import java.util.OptionalInt;

/** How often a loop runs. */
public final class LoopCount {
  private LoopCount() {}

  /** How often the loops run together, one inside the other, where the code says it. */
  public static OptionalInt of(List<TreePath> loops, VisitorState state) {
    int product = 1;
    for (TreePath loop : loops) {
      OptionalInt count = of(loop.getLeaf(), state);
      if (count.isEmpty()) {
        return count;
      }
      product *= count.getAsInt();
    }
    return OptionalInt.of(product);
  }

  private static OptionalInt of(Tree loop, VisitorState state) {
    if (loop instanceof EnhancedForLoopTree each) {
      return elements(ASTHelpers.stripParentheses(each.getExpression()), state);
    }
    if (loop instanceof ForLoopTree counted
        && counted.getInitializer().size() == 1
        && counted.getInitializer().get(0) instanceof VariableTree index
        && index.getInitializer() != null
        && ASTHelpers.constValue(index.getInitializer()) instanceof Integer from
        && counted.getCondition() != null
        && ASTHelpers.stripParentheses(counted.getCondition()) instanceof BinaryTree condition
        && ASTHelpers.getSymbol(index).equals(ASTHelpers.getSymbol(condition.getLeftOperand()))
        && ASTHelpers.constValue(condition.getRightOperand()) instanceof Integer to) {
      return switch (condition.getKind()) {
        case LESS_THAN -> OptionalInt.of(Math.max(0, to - from));
        case LESS_THAN_EQUAL -> OptionalInt.of(Math.max(0, to - from + 1));
        default -> OptionalInt.empty();
      };
    }
    return OptionalInt.empty();
  }

  private static OptionalInt elements(ExpressionTree expression, VisitorState state) {
    if (expression instanceof NewArrayTree array && array.getInitializers() != null) {
      return OptionalInt.of(array.getInitializers().size());
    }
    if (expression instanceof MethodInvocationTree call) {
      MethodSymbol method = ASTHelpers.getSymbol(call);
      String name = method.getSimpleName().toString();
      String owner = method.owner.getQualifiedName().toString();
      boolean lists =
          (name.equals("of") && (owner.equals("java.util.List") || owner.equals("java.util.Set")))
              || (name.equals("asList") && owner.equals("java.util.Arrays"));
      if (lists) {
        return OptionalInt.of(call.getArguments().size());
      }
      if (name.equals("values") && (method.owner.flags() & Flags.ENUM) != 0) {
        int constants = 0;
        for (Symbol member : method.owner.members().getSymbols()) {
          constants +=
              (member.flags() & Flags.ENUM) != 0 && member instanceof Symbol.VarSymbol ? 1 : 0;
        }
        return OptionalInt.of(constants);
      }
    }
    if (ASTHelpers.getSymbol(expression) instanceof Symbol.VarSymbol variable
        && (variable.flags() & (Flags.FINAL | Flags.EFFECTIVELY_FINAL)) != 0) {
      return CompilationIndex.of(state)
          .declaration(variable)
          .map(TreePath::getLeaf)
          .filter(VariableTree.class::isInstance)
          .map(tree -> ((VariableTree) tree).getInitializer())
          .filter(value -> value instanceof NewArrayTree || value instanceof MethodInvocationTree)
          .map(value -> elements(value, state))
          .orElse(OptionalInt.empty());
    }
    return OptionalInt.empty();
  }
}
