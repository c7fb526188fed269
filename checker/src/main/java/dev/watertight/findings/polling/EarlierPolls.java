package dev.watertight.findings.polling;

import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.TypeCastTree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol;
import dev.watertight.program.Graphs;
import dev.watertight.program.Trees;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Whether something was polled before a loop that polls.
 *
 * <p>What was found then may be the first part of something of which the loop waits for the second:
 * whoever puts it in is about to do so, and the loop is as short as that takes.
 */
final class EarlierPolls {
  private EarlierPolls() {}

  /** Whether the same is polled before the loop, and not into the same variable. */
  static boolean precede(TreePath loop, TreePath poll, VisitorState state) {
    Optional<TreePath> body = Graphs.bodyAround(loop);
    Symbol polled = receiver(poll.getLeaf());
    if (body.isEmpty() || polled == null) {
      return false;
    }
    int start = ASTHelpers.getStartPosition(loop.getLeaf());
    return Trees.pathsIn(body.get(), MethodInvocationTree.class).stream()
        .anyMatch(
            path ->
                ASTHelpers.getStartPosition(path.getLeaf()) < start
                    && polled.equals(receiver(path.getLeaf()))
                    && Questions.isPoll((MethodInvocationTree) path.getLeaf(), state)
                    && (target(path) == null || !Objects.equals(target(path), target(poll))));
  }

  private static @Nullable Symbol receiver(Tree call) {
    ExpressionTree receiver = ASTHelpers.getReceiver((MethodInvocationTree) call);
    return receiver == null ? null : ASTHelpers.getSymbol(receiver);
  }

  /** The variable that takes what is polled. */
  private static @Nullable Symbol target(TreePath poll) {
    Tree parent = poll.getParentPath().getLeaf();
    if (parent instanceof TypeCastTree) {
      return target(poll.getParentPath());
    }
    return parent instanceof VariableTree variable
        ? ASTHelpers.getSymbol(variable)
        : parent instanceof AssignmentTree assignment
            ? ASTHelpers.getSymbol(assignment.getVariable())
            : null;
  }
}
