package dev.watertight.values;

import com.google.common.collect.ImmutableList;
import com.sun.source.tree.ReturnTree;
import com.sun.source.util.TreePath;
import dev.watertight.program.OwnPaths;
import org.jspecify.annotations.Nullable;

/** What methods return. */
public final class Returns {
  private Returns() {}

  /** The expressions that a method returns. */
  public static ImmutableList<TreePath> in(TreePath method) {
    ImmutableList.Builder<TreePath> found = ImmutableList.builder();
    new OwnPaths() {
      @Override
      public @Nullable Void visitReturn(ReturnTree tree, @Nullable Void unused) {
        if (tree.getExpression() != null) {
          found.add(new TreePath(getCurrentPath(), tree.getExpression()));
        }
        return null;
      }
    }.scan(method, null);
    return found.build();
  }
}
