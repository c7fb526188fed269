package dev.watertight.findings.unbounded;

import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.ThrowTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.TryTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import dev.watertight.program.OwnCode;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Whether tasks in view may fail: they say so, by a checked exception that they do not catch. */
final class Failures {
  private Failures() {}

  /** Whether the task that a call is given may fail. */
  static boolean isPossible(TreePath submit, VisitorState state) {
    if (!(submit.getLeaf() instanceof MethodInvocationTree call) || call.getArguments().isEmpty()) {
      return false;
    }
    ExpressionTree task = call.getArguments().get(0);
    Optional<TreePath> body = new TaskBodies(state).of(new TreePath(submit, task));
    return body.isPresent() && isPossibleIn(body.get().getLeaf());
  }

  private static boolean isPossibleIn(Tree body) {
    boolean[] found = {false};
    new OwnCode() {
      @Override
      public @Nullable Void visitTry(TryTree tree, @Nullable Void unused) {
        // What it catches is not looked at in detail.
        return tree.getCatches().isEmpty() ? super.visitTry(tree, null) : null;
      }

      @Override
      public @Nullable Void visitThrow(ThrowTree tree, @Nullable Void unused) {
        found[0] = true;
        return null;
      }

      @Override
      public @Nullable Void visitMethodInvocation(
          MethodInvocationTree tree, @Nullable Void unused) {
        found[0] |= mayFail(ASTHelpers.getSymbol(tree));
        return super.visitMethodInvocation(tree, null);
      }

      @Override
      public @Nullable Void visitNewClass(NewClassTree tree, @Nullable Void unused) {
        found[0] |= mayFail(ASTHelpers.getSymbol(tree));
        return super.visitNewClass(tree, null);
      }
    }.scanCode(body);
    return found[0];
  }

  private static boolean mayFail(MethodSymbol method) {
    return method.getThrownTypes().stream()
        .anyMatch(t -> !t.tsym.getQualifiedName().contentEquals("java.lang.InterruptedException"));
  }
}
