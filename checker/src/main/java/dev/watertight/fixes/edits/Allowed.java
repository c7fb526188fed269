package dev.watertight.fixes.edits;

import com.google.errorprone.VisitorState;
import com.google.errorprone.suppliers.Supplier;
import com.google.errorprone.suppliers.Suppliers;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.CatchTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.TryTree;
import com.sun.source.tree.UnionTypeTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Type;

/** Whether a checked exception may be thrown at a place. */
public final class Allowed {
  private static final Supplier<Type> INTERRUPTED =
      Suppliers.typeFromString("java.lang.InterruptedException");

  private Allowed() {}

  /** Whether {@code InterruptedException} may be thrown there. */
  public static boolean interrupts(TreePath path, VisitorState state) {
    return exception(INTERRUPTED.get(state), path, state);
  }

  /** Whether the exception may be thrown there: it is caught, or the code around may throw it. */
  public static boolean exception(Type type, TreePath path, VisitorState state) {
    TreePath child = path;
    for (TreePath p = path; p != null; child = p, p = p.getParentPath()) {
      Tree leaf = p.getLeaf();
      if (leaf instanceof TryTree attempt
          && attempt.getBlock() == child.getLeaf()
          && attempt.getCatches().stream().anyMatch(c -> catches(c, type, state))) {
        return true;
      }
      if (leaf instanceof MethodTree method) {
        return method.getThrows().stream().anyMatch(t -> covers(t, type, state));
      }
      if (leaf instanceof LambdaExpressionTree) {
        return state
            .getTypes()
            .findDescriptorType(ASTHelpers.getType(leaf))
            .getThrownTypes()
            .stream()
            .anyMatch(t -> ASTHelpers.isSubtype(type, t, state));
      }
      if (leaf instanceof ClassTree) {
        break;
      }
    }
    return false;
  }

  private static boolean catches(CatchTree tree, Type thrown, VisitorState state) {
    Tree type = tree.getParameter().getType();
    return type instanceof UnionTypeTree union
        ? union.getTypeAlternatives().stream().anyMatch(t -> covers(t, thrown, state))
        : covers(type, thrown, state);
  }

  private static boolean covers(Tree type, Type thrown, VisitorState state) {
    return ASTHelpers.isSubtype(thrown, ASTHelpers.getType(type), state);
  }
}
