package dev.watertight.summaries;

import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.CatchTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.InstanceOfTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.UnaryTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Flags;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.program.Paths;
import dev.watertight.program.Symbols;
import dev.watertight.program.TestOutcomes;
import dev.watertight.values.Values;
import java.util.List;

/** What the tests ask for under which a statement runs. */
record Guards(VisitorState state) {
  /**
   * Whether the nearest test before a statement asks for the state of the object or of the
   * arguments only, as in {@code if (closed) throw ...}.
   */
  static boolean askState(TreePath statement, VisitorState state) {
    TreePath around =
        Paths.enclosing(
            statement,
            ImmutableSet.of(CatchTree.class, MethodTree.class, LambdaExpressionTree.class));
    return around != null
        && TestOutcomes.at(statement, around.getLeaf()).stream()
            .findFirst()
            .filter(outcome -> new Guards(state).isOwnState(outcome.test()))
            .isPresent();
  }

  /** Whether an expression only looks at fields of the object and at parameters. */
  private boolean isOwnState(ExpressionTree condition) {
    ExpressionTree tree = ASTHelpers.stripParentheses(condition);
    if (tree instanceof BinaryTree binary) {
      return isOwnState(binary.getLeftOperand()) && isOwnState(binary.getRightOperand());
    }
    if (tree instanceof UnaryTree unary) {
      return isOwnState(unary.getExpression());
    }
    if (tree instanceof InstanceOfTree test) {
      return isOwnState(test.getExpression());
    }
    if (tree instanceof MethodInvocationTree call) {
      return isQuery(call);
    }
    if (tree instanceof LiteralTree) {
      return true;
    }
    Symbol symbol = ASTHelpers.getSymbol(tree);
    if (!(symbol instanceof VarSymbol variable)) {
      return false;
    }
    if (Symbols.isField(variable) || (variable.flags() & Flags.PARAMETER) != 0) {
      return !(tree instanceof MemberSelectTree select)
          || ASTHelpers.getSymbol(select.getExpression()) instanceof Symbol.ClassSymbol
          || isOwnState(select.getExpression());
    }
    List<TreePath> values = Values.assignedTo(variable, state);
    return values.size() == 1
        && values.get(0).getLeaf() instanceof ExpressionTree value
        && isOwnState(value);
  }

  /** A call that asks and does nothing: a getter, the test of an atomic flag, an own method. */
  private boolean isQuery(MethodInvocationTree call) {
    MethodSymbol method = ASTHelpers.getSymbol(call);
    String name = method.getSimpleName().toString();
    ExpressionTree receiver = ASTHelpers.getReceiver(call);
    String owner = method.owner.getQualifiedName().toString();
    if (owner.startsWith("java.util.concurrent.atomic.")) {
      // Whatever else an update is given: the value is the object's own.
      return receiver != null && isOwnState(receiver);
    }
    boolean asks =
        method.getThrownTypes().isEmpty()
            && (call.getArguments().isEmpty() || owner.equals("java.util.Objects"))
            && (name.matches("(is|has|get|was)[A-Z].*|isEmpty|size|currentThread|state|nonNull")
                || receiver == null);
    return asks && !name.startsWith("await") && !name.startsWith("join");
  }
}
