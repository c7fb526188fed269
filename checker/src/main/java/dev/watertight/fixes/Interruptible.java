package dev.watertight.fixes;

import com.google.errorprone.VisitorState;
import com.google.errorprone.suppliers.Supplier;
import com.google.errorprone.suppliers.Suppliers;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.CatchTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.TryTree;
import com.sun.source.tree.UnionTypeTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Type;

/** Where {@code InterruptedException} may be thrown. */
final class Interruptible {
  private static final Supplier<Type> INTERRUPTED =
      Suppliers.typeFromString("java.lang.InterruptedException");

  private Interruptible() {}

  /** Whether code at the path may throw it. */
  static boolean isAllowedAt(TreePath path, VisitorState state) {
    TreePath child = path;
    for (TreePath p = path; p != null; child = p, p = p.getParentPath()) {
      if (p.getLeaf() instanceof LambdaExpressionTree) {
        return false;
      }
      if (p.getLeaf() instanceof TryTree attempt
          && attempt.getBlock() == child.getLeaf()
          && attempt.getCatches().stream().anyMatch(c -> catches(c, state))) {
        return true;
      }
      if (p.getLeaf() instanceof MethodTree method) {
        return method.getThrows().stream().anyMatch(type -> covers(type, state));
      }
    }
    return false;
  }

  private static boolean catches(CatchTree tree, VisitorState state) {
    Tree type = tree.getParameter().getType();
    return type instanceof UnionTypeTree union
        ? union.getTypeAlternatives().stream().anyMatch(t -> covers(t, state))
        : covers(type, state);
  }

  private static boolean covers(Tree type, VisitorState state) {
    return ASTHelpers.isSubtype(INTERRUPTED.get(state), ASTHelpers.getType(type), state);
  }
}
