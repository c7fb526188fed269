package dev.watertight.findings.unbounded;

import com.google.errorprone.VisitorState;
import com.sun.source.tree.BlockTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.ConditionalExpressionTree;
import com.sun.source.tree.ExpressionStatementTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IfTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.ReturnTree;
import com.sun.source.tree.StatementTree;
import com.sun.source.tree.SwitchTree;
import com.sun.source.tree.SynchronizedTree;
import com.sun.source.tree.ThrowTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.TryTree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import com.sun.source.util.TreeScanner;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Which code runs into a wait that never ends, whatever happens before it. */
final class BlockedBodies {
  private final EndlessWaits waits;

  BlockedBodies(VisitorState state) {
    this.waits = new EndlessWaits(state);
  }

  /** The wait that a lambda or method never leaves, if it has one on every path. */
  Optional<TreePath> waitIn(TreePath body) {
    if (body.getLeaf() instanceof MethodTree method) {
      return method.getBody() == null
          ? Optional.empty()
          : inStatement(new TreePath(body, method.getBody()));
    }
    LambdaExpressionTree lambda = (LambdaExpressionTree) body.getLeaf();
    TreePath inner = new TreePath(body, lambda.getBody());
    return lambda.getBody() instanceof ExpressionTree ? inExpression(inner) : inStatement(inner);
  }

  private Optional<TreePath> inStatement(TreePath path) {
    Tree tree = path.getLeaf();
    if (tree instanceof BlockTree block) {
      for (StatementTree statement : block.getStatements()) {
        Optional<TreePath> found = inStatement(new TreePath(path, statement));
        if (found.isPresent()) {
          return found;
        }
        if (mayLeave(statement)) {
          return Optional.empty();
        }
      }
      return Optional.empty();
    }
    if (tree instanceof TryTree attempt) {
      return inStatement(new TreePath(path, attempt.getBlock()));
    }
    if (tree instanceof SynchronizedTree locked) {
      return inStatement(new TreePath(path, locked.getBlock()));
    }
    boolean plain =
        tree instanceof ExpressionStatementTree
            || tree instanceof VariableTree
            || tree instanceof ReturnTree;
    return plain ? inExpression(path) : Optional.empty();
  }

  private static boolean mayLeave(StatementTree statement) {
    boolean[] found = new boolean[1];
    new TreeScanner<@Nullable Void, @Nullable Void>() {
      @Override
      public @Nullable Void scan(@Nullable Tree tree, @Nullable Void unused) {
        found[0] |= tree instanceof ReturnTree || tree instanceof ThrowTree;
        return tree instanceof LambdaExpressionTree || tree instanceof ClassTree
            ? null
            : super.scan(tree, null);
      }
    }.scan(statement, null);
    return found[0];
  }

  private Optional<TreePath> inExpression(TreePath path) {
    TreePath[] found = new TreePath[1];
    new TreePathScanner<@Nullable Void, @Nullable Void>() {
      @Override
      public @Nullable Void scan(@Nullable Tree tree, @Nullable Void unused) {
        boolean uncertain =
            tree instanceof LambdaExpressionTree
                || tree instanceof ClassTree
                || tree instanceof ConditionalExpressionTree
                || tree instanceof IfTree
                || tree instanceof SwitchTree
                || (tree != null
                    && (tree.getKind() == Tree.Kind.CONDITIONAL_AND
                        || tree.getKind() == Tree.Kind.CONDITIONAL_OR));
        return uncertain ? null : super.scan(tree, null);
      }

      @Override
      public @Nullable Void visitMethodInvocation(
          MethodInvocationTree tree, @Nullable Void unused) {
        if (found[0] == null && waits.isEndless(getCurrentPath())) {
          found[0] = getCurrentPath();
        }
        return super.visitMethodInvocation(tree, null);
      }
    }.scan(path, null);
    return Optional.ofNullable(found[0]);
  }
}
