package dev.watertight.values;

import com.google.common.collect.ImmutableList;
import com.sun.source.tree.ReturnTree;
import com.sun.source.util.TreePath;
import dev.watertight.program.Trees;

/** What methods return. */
public final class Returns {
  private Returns() {}

  /** The expressions that a method returns. */
  public static ImmutableList<TreePath> in(TreePath method) {
    return Trees.ownPathsIn(method, ReturnTree.class).stream()
        .filter(path -> ((ReturnTree) path.getLeaf()).getExpression() != null)
        .map(path -> new TreePath(path, ((ReturnTree) path.getLeaf()).getExpression()))
        .collect(ImmutableList.toImmutableList());
  }
}
