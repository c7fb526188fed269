package dev.watertight.findings.locks;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.Iterables;
import com.google.errorprone.ErrorProneOptions;
import com.google.errorprone.ErrorProneOptions.Severity;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.BlockTree;
import com.sun.source.tree.ExpressionStatementTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.StatementTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.TryTree;
import com.sun.source.util.TreePath;
import dev.watertight.program.Symbols;
import dev.watertight.program.Trees;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the statements around the taking of a lock tell at once. */
public final class LockStatements {
  private static final String CHECK = "LockNotBeforeTry";

  private final VisitorState state;
  private final String lock;

  private LockStatements(VisitorState state, String lock) {
    this.state = state;
    this.lock = lock;
  }

  /**
   * Whether there is nothing to look for: a {@code try} follows that begins its {@code finally}
   * block by giving the lock back, as nearly everywhere, or Error Prone's own {@code
   * LockNotBeforeTry} reports the call if it is on. That says what to do, whether or not a way out
   * is in view, where no {@code try} follows, and a later statement of the block, or the {@code
   * try} around, gives the lock back.
   */
  public static boolean settle(TreePath call, VisitorState state) {
    ExpressionTree receiver = Symbols.receiver(call.getLeaf());
    String lock = receiver == null ? null : state.getSourceForNode(receiver);
    if (lock == null) {
      return true;
    }
    LockStatements statements = new LockStatements(state, lock);
    return statements.isFollowedByTry(call) || (isOn(state) && statements.isReported(call));
  }

  private static boolean isOn(VisitorState state) {
    ErrorProneOptions options = state.errorProneOptions();
    Severity severity = options.getSeverityMap().get(CHECK);
    return state.severityMap().containsKey(CHECK)
        && (severity == null
            ? !options.isDisableAllChecks() && !options.isDisableAllWarnings()
            : severity != Severity.OFF);
  }

  private boolean isFollowedByTry(TreePath call) {
    List<? extends StatementTree> behind = behind(call.getParentPath());
    return !behind.isEmpty()
        && behind.get(0) instanceof TryTree attempt
        && attempt.getFinallyBlock() != null
        && !attempt.getFinallyBlock().getStatements().isEmpty()
        && isCallOf(attempt.getFinallyBlock().getStatements().get(0), "unlock");
  }

  /** The statements of the block behind one that is a call. */
  private static List<? extends StatementTree> behind(TreePath statement) {
    return statement.getLeaf() instanceof ExpressionStatementTree whole
            && statement.getParentPath().getLeaf() instanceof BlockTree block
        ? ImmutableList.copyOf(
            Iterables.skip(block.getStatements(), block.getStatements().indexOf(whole) + 1))
        : ImmutableList.of();
  }

  private boolean isReported(TreePath call) {
    TreePath statement = call.getParentPath();
    List<? extends StatementTree> behind = behind(statement);
    return isCall(call.getLeaf(), "lock")
        && statement.getLeaf() instanceof ExpressionStatementTree
        && (behind.isEmpty() || !(behind.get(0) instanceof TryTree))
        && (isReleasing(ASTHelpers.findEnclosingNode(statement, TryTree.class))
            || behind.stream()
                .anyMatch(s -> isReleasing(s) || isCallOf(s, "unlock") || isCallOf(s, "lock")));
  }

  private boolean isCallOf(StatementTree statement, String name) {
    return statement instanceof ExpressionStatementTree whole
        && isCall(whole.getExpression(), name);
  }

  private boolean isCall(Tree tree, String name) {
    return tree instanceof MethodInvocationTree call
        && Symbols.receiver(call) != null
        && ASTHelpers.getSymbol(call).getSimpleName().contentEquals(name)
        && Symbols.isA(
            ASTHelpers.getSymbol(call).owner.type, "java.util.concurrent.locks.Lock", state)
        && lock.equals(state.getSourceForNode(Symbols.receiver(call)));
  }

  /** Whether it is a {@code try} that gives the lock back in the end, and no other. */
  private boolean isReleasing(@Nullable Tree tree) {
    if (!(tree instanceof TryTree attempt)) {
      return false;
    }
    return Trees.any(attempt.getFinallyBlock(), call -> isCall(call, "unlock"));
  }
}
