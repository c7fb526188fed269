package dev.watertight.fixes.polling;

import com.google.common.collect.ImmutableList;
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
import dev.watertight.view.Paths;
import java.util.List;

/** Where code in a loop may be interrupted, and somebody sees to it that the loop ends then. */
final class InterruptExit {
  private static final Supplier<Type> INTERRUPTED =
      Suppliers.typeFromString("java.lang.InterruptedException");

  private InterruptExit() {}

  /**
   * Whether code at the path may throw {@code InterruptedException}.
   *
   * <p>A catch of {@code Exception} inside the loop does not count: it would swallow it and go on.
   */
  static boolean isAllowedAt(TreePath path, TreePath loop, VisitorState state) {
    TreePath child = path;
    for (TreePath p = path; p != null; child = p, p = p.getParentPath()) {
      if (p.getLeaf() instanceof LambdaExpressionTree lambda) {
        Type type = ASTHelpers.getType(lambda);
        return type != null
            && state.getTypes().findDescriptorType(type).getThrownTypes().stream()
                .anyMatch(thrown -> covers(thrown, state));
      }
      if (p.getLeaf() instanceof TryTree attempt && attempt.getBlock() == child.getLeaf()) {
        for (CatchTree handler : attempt.getCatches()) {
          for (Tree type : types(handler)) {
            if (covers(ASTHelpers.getType(type), state)) {
              return !Paths.isInside(p, loop.getLeaf())
                  || ASTHelpers.isSameType(ASTHelpers.getType(type), INTERRUPTED.get(state), state);
            }
          }
        }
      }
      if (p.getLeaf() instanceof MethodTree method) {
        return method.getThrows().stream()
            .anyMatch(type -> covers(ASTHelpers.getType(type), state));
      }
    }
    return false;
  }

  private static List<? extends Tree> types(CatchTree handler) {
    Tree type = handler.getParameter().getType();
    return type instanceof UnionTypeTree union
        ? union.getTypeAlternatives()
        : ImmutableList.of(type);
  }

  private static boolean covers(Type type, VisitorState state) {
    return ASTHelpers.isSubtype(INTERRUPTED.get(state), type, state);
  }
}
