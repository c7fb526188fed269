package dev.watertight.findings.selects;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.VisitorState;
import com.google.errorprone.suppliers.Supplier;
import com.google.errorprone.suppliers.Suppliers;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.BlockTree;
import com.sun.source.tree.CaseTree;
import com.sun.source.tree.CatchTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IfTree;
import com.sun.source.tree.InstanceOfTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.ThrowTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreeScanner;
import com.sun.tools.javac.code.Type;
import dev.watertight.program.CatchClauses;
import dev.watertight.program.Patterns;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The ways out of a loop around a select that need neither a closed channel nor an interrupt. */
final class SelectExits {
  /* An exit that is taken only on one of these is not taken if nothing is closed or interrupted. */
  private static final ImmutableList<Supplier<Type>> SIGNALS =
      ImmutableList.of(
          Suppliers.typeFromString("com.softwaremill.jox.ChannelClosedException"),
          Suppliers.typeFromString("java.lang.InterruptedException"));
  private static final Supplier<Type> CLOSED =
      Suppliers.typeFromString("com.softwaremill.jox.ChannelClosed");

  private final VisitorState state;

  private SelectExits(VisitorState state) {
    this.state = state;
  }

  /**
   * Whether there is one.
   *
   * @param ignoresFlags whether it is known that an exit on a flag is not taken
   */
  static boolean byValue(
      LoopShape loop, MethodInvocationTree select, boolean ignoresFlags, VisitorState state) {
    SelectExits exits = new SelectExits(state);
    return throwsInClause(select)
        || loop.exits().stream()
            .anyMatch(exit -> !exits.isOnSignal(exit) && !(ignoresFlags && exits.isOnFlag(exit)))
        || exits.throwsOthers(loop);
  }

  /** Whether a function of a clause leaves the loop by an exception of its own. */
  private static boolean throwsInClause(MethodInvocationTree select) {
    return Boolean.TRUE.equals(
        new TreeScanner<@Nullable Boolean, @Nullable Void>() {
          @Override
          public @Nullable Boolean visitThrow(ThrowTree tree, @Nullable Void unused) {
            return true;
          }

          @Override
          public @Nullable Boolean reduce(@Nullable Boolean left, @Nullable Boolean right) {
            return Boolean.TRUE.equals(left) || Boolean.TRUE.equals(right);
          }
        }.scan(select, null));
  }

  /** Whether the exit is taken only when a flag says so. */
  private boolean isOnFlag(TreePath exit) {
    TreePath statement = exit.getParentPath();
    while (statement.getLeaf() instanceof BlockTree) {
      statement = statement.getParentPath();
    }
    return statement.getLeaf() instanceof IfTree test
        && StopFlag.of(test.getCondition(), true, state).isPresent();
  }

  /** Whether the exit is taken only when a channel is closed or the task interrupted. */
  private boolean isOnSignal(TreePath exit) {
    Optional<CatchTree> handler = CatchClauses.around(exit);
    if (handler.isPresent()) {
      return CatchClauses.types(handler.get()).stream().allMatch(this::isSignal);
    }
    for (TreePath p = exit; p != null; p = p.getParentPath()) {
      if (p.getParentPath().getLeaf() instanceof IfTree test
          && test.getThenStatement() == p.getLeaf()
          && isTestForClosing(test.getCondition())) {
        return true;
      }
      if (p.getLeaf() instanceof CaseTree branch
          && !Patterns.typesOf(branch).isEmpty()
          && Patterns.typesOf(branch).stream().allMatch(this::saysClosed)) {
        return true;
      }
      if (p.getLeaf() instanceof MethodTree || p.getLeaf() instanceof LambdaExpressionTree) {
        return false;
      }
    }
    return false;
  }

  /** Whether the condition holds for nothing but the value that says that a channel is closed. */
  private boolean isTestForClosing(ExpressionTree condition) {
    ExpressionTree test = ASTHelpers.stripParentheses(condition);
    if (test instanceof BinaryTree both && both.getKind() == Tree.Kind.CONDITIONAL_OR) {
      return isTestForClosing(both.getLeftOperand()) && isTestForClosing(both.getRightOperand());
    }
    if (test instanceof BinaryTree both && both.getKind() == Tree.Kind.CONDITIONAL_AND) {
      return isTestForClosing(both.getLeftOperand()) || isTestForClosing(both.getRightOperand());
    }
    return test instanceof InstanceOfTree instance
        && instance.getType() != null
        && saysClosed(ASTHelpers.getType(instance.getType()));
  }

  private boolean isSignal(Type exception) {
    return SIGNALS.stream()
        .anyMatch(signal -> ASTHelpers.isSubtype(exception, signal.get(state), state));
  }

  private boolean saysClosed(Type type) {
    return ASTHelpers.isSubtype(type, CLOSED.get(state), state);
  }

  /** Whether a checked exception other than an interruption may leave the loop. */
  private boolean throwsOthers(LoopShape loop) {
    return ASTHelpers.getThrownExceptions(loop.body(), state).stream()
        .anyMatch(
            type ->
                ASTHelpers.isCheckedExceptionType(type, state)
                    && !type.tsym.getSimpleName().contentEquals("InterruptedException"));
  }
}
