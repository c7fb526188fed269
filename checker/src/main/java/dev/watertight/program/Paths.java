package dev.watertight.program;

import com.google.common.collect.ImmutableSet;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Questions about tree paths. */
public final class Paths {
  private Paths() {}

  /** The nearest enclosing tree of one of the classes, the path's own leaf excluded, or null. */
  public static @Nullable TreePath enclosing(
      TreePath path, ImmutableSet<Class<? extends Tree>> classes) {
    for (TreePath p = path.getParentPath(); p != null; p = p.getParentPath()) {
      Tree leaf = p.getLeaf();
      if (classes.stream().anyMatch(c -> c.isInstance(leaf))) {
        return p;
      }
    }
    return null;
  }

  /** Whether the path leads through the tree. */
  public static boolean isInside(TreePath path, Tree tree) {
    for (Tree around : path) {
      if (around == tree) {
        return true;
      }
    }
    return false;
  }

  /** The expression on which a call is made, if it names one. */
  public static Optional<TreePath> receiver(TreePath path) {
    return path.getLeaf() instanceof MethodInvocationTree call
        ? Optional.ofNullable(ASTHelpers.getReceiver(call))
            .map(receiver -> new TreePath(new TreePath(path, call.getMethodSelect()), receiver))
        : Optional.empty();
  }
}
