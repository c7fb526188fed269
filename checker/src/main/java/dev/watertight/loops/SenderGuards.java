package dev.watertight.loops;

import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.BlockTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.IfTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.StatementTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.UnaryTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Flags;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Graphs;
import dev.watertight.program.Loops;
import dev.watertight.program.TestOutcomes;
import dev.watertight.values.Values;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whether who sends a value has asked of it what the receiver asks, and sends it only after the
 * other answer: {@code if (!line.isBlank()) lines.put(line)}. The constructor of a record that
 * throws says the same of its components.
 */
record SenderGuards(ReceivedValues received, VisitorState state) {

  /** Whether a test of the received value never has the outcome for what an expression sends. */
  boolean exclude(ExpressionTree test, boolean outcome, TreePath value) {
    Tree tree = value.getLeaf();
    if (tree instanceof NewClassTree creation) {
      return isRefused(test, outcome, creation);
    }
    return ASTHelpers.getSymbol(tree) instanceof VarSymbol variable
        && Values.isFixed(variable, state)
        && Graphs.bodyAround(value)
            .filter(
                body ->
                    TestOutcomes.at(value, body.getLeaf()).stream()
                        .anyMatch(o -> isOther(test, outcome, o.test(), o.value(), variable)))
            .isPresent();
  }

  private boolean isRefused(ExpressionTree test, boolean outcome, NewClassTree creation) {
    MethodSymbol constructor = ASTHelpers.getSymbol(creation);
    return (constructor.owner.flags() & Flags.RECORD) != 0
        && CompilationIndex.of(state).declaration(constructor).stream()
            .map(TreePath::getLeaf)
            .filter(MethodTree.class::isInstance)
            .flatMap(tree -> statements((MethodTree) tree).stream())
            .anyMatch(
                statement ->
                    statement instanceof IfTree refusal
                        && Loops.leaves(refusal.getThenStatement())
                        && TestOutcomes.junction(
                                ASTHelpers.stripParentheses(refusal.getCondition()))
                            == null
                        && isOther(test, outcome, refusal.getCondition(), false, null));
  }

  private static List<? extends StatementTree> statements(MethodTree method) {
    BlockTree body = method.getBody();
    return body == null ? List.of() : body.getStatements();
  }

  private boolean isOther(
      ExpressionTree asked,
      boolean outcome,
      ExpressionTree before,
      boolean answer,
      @Nullable VarSymbol sent) {
    ExpressionTree one = ASTHelpers.stripParentheses(asked);
    ExpressionTree other = ASTHelpers.stripParentheses(before);
    return isNot(one)
        ? isOther(((UnaryTree) one).getExpression(), !outcome, other, answer, sent)
        : isNot(other)
            ? isOther(one, outcome, ((UnaryTree) other).getExpression(), !answer, sent)
            : outcome != answer && areSame(one, other, sent);
  }

  private static boolean isNot(Tree test) {
    return test.getKind() == Tree.Kind.LOGICAL_COMPLEMENT;
  }

  /**
   * Whether two expressions ask the same, one of what is received, the other of what is sent.
   *
   * @param sent the variable that is sent; null in the constructor of its record
   */
  private boolean areSame(
      @Nullable ExpressionTree asked, @Nullable ExpressionTree before, @Nullable VarSymbol sent) {
    if (asked == null || before == null) {
      return asked == before;
    }
    ExpressionTree one = ASTHelpers.stripParentheses(asked);
    ExpressionTree other = ASTHelpers.stripParentheses(before);
    Symbol symbol = ASTHelpers.getSymbol(one);
    if (received.isResult(one)) {
      return sent != null && sent.equals(ASTHelpers.getSymbol(other));
    }
    Object constant = ASTHelpers.constValue(one);
    if (constant != null) {
      return constant.equals(ASTHelpers.constValue(other));
    }
    if (one instanceof MethodInvocationTree call) {
      return other instanceof MethodInvocationTree same
          ? symbol.equals(ASTHelpers.getSymbol(same))
              && areSame(ASTHelpers.getReceiver(call), ASTHelpers.getReceiver(same), sent)
              && areAllSame(call.getArguments(), same.getArguments(), sent)
          : sent == null && isComponent(call, other);
    }
    if (one instanceof BinaryTree operation) {
      return other instanceof BinaryTree same
          && operation.getKind() == same.getKind()
          && areSame(operation.getLeftOperand(), same.getLeftOperand(), sent)
          && areSame(operation.getRightOperand(), same.getRightOperand(), sent);
    }
    return symbol != null
        && symbol.equals(ASTHelpers.getSymbol(other))
        && (!(symbol instanceof VarSymbol variable) || Values.isFixed(variable, state));
  }

  private boolean areAllSame(
      List<? extends ExpressionTree> some,
      List<? extends ExpressionTree> others,
      @Nullable VarSymbol sent) {
    for (int i = 0; i < some.size() && i < others.size(); i++) {
      if (!areSame(some.get(i), others.get(i), sent)) {
        return false;
      }
    }
    return some.size() == others.size();
  }

  /** Whether a call reads a component of what is received, and a name in its constructor is it. */
  private boolean isComponent(MethodInvocationTree call, ExpressionTree name) {
    ExpressionTree receiver = ASTHelpers.getReceiver(call);
    return receiver != null
        && received.isResult(receiver)
        && call.getArguments().isEmpty()
        && name instanceof IdentifierTree parameter
        && parameter.getName().equals(ASTHelpers.getSymbol(call).getSimpleName())
        && ASTHelpers.getSymbol(parameter).owner instanceof MethodSymbol constructor
        && constructor.owner.equals(ASTHelpers.getSymbol(call).owner);
  }
}
