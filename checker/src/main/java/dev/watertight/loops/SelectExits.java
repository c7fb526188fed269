package dev.watertight.loops;

import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
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
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The ways out of a loop around a select that need neither a closed channel nor an interrupt. */
final class SelectExits {
  /* An exit that is taken only on one of these is not taken if nothing is closed or interrupted. */
  private static final ImmutableSet<String> SIGNALS =
      ImmutableSet.of(
          "com.softwaremill.jox.ChannelClosedException",
          "com.softwaremill.jox.ChannelDoneException",
          "com.softwaremill.jox.ChannelErrorException",
          "java.lang.InterruptedException");

  /* The values that say that a channel is closed. */
  private static final ImmutableSet<String> CLOSED =
      ImmutableSet.of(
          "com.softwaremill.jox.ChannelClosed",
          "com.softwaremill.jox.ChannelDone",
          "com.softwaremill.jox.ChannelError");

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
            .anyMatch(exit -> !isOnSignal(exit) && !(ignoresFlags && exits.isOnFlag(exit)))
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
  private static boolean isOnSignal(TreePath exit) {
    Optional<CatchTree> handler = Caught.around(exit);
    if (handler.isPresent()) {
      return Caught.alternatives(handler.get()).stream()
          .allMatch(t -> SIGNALS.contains(ASTHelpers.getSymbol(t).getQualifiedName().toString()));
    }
    for (TreePath p = exit; p != null; p = p.getParentPath()) {
      if (p.getParentPath().getLeaf() instanceof IfTree test
          && test.getThenStatement() == p.getLeaf()
          && isTestForClosing(test.getCondition())) {
        return true;
      }
      if (p.getLeaf() instanceof CaseTree branch
          && Patterns.typeOf(branch).filter(SelectExits::isClosing).isPresent()) {
        return true;
      }
      if (p.getLeaf() instanceof MethodTree || p.getLeaf() instanceof LambdaExpressionTree) {
        return false;
      }
    }
    return false;
  }

  /** Whether the condition holds for nothing but the value that says that a channel is closed. */
  private static boolean isTestForClosing(ExpressionTree condition) {
    ExpressionTree test = ASTHelpers.stripParentheses(condition);
    if (test instanceof BinaryTree both && both.getKind() == Tree.Kind.CONDITIONAL_OR) {
      return isTestForClosing(both.getLeftOperand()) && isTestForClosing(both.getRightOperand());
    }
    if (test instanceof BinaryTree both && both.getKind() == Tree.Kind.CONDITIONAL_AND) {
      return isTestForClosing(both.getLeftOperand()) || isTestForClosing(both.getRightOperand());
    }
    return test instanceof InstanceOfTree instance
        && instance.getType() != null
        && isClosing(ASTHelpers.getType(instance.getType()));
  }

  private static boolean isClosing(Type type) {
    return CLOSED.contains(type.tsym.getQualifiedName().toString());
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
