package dev.watertight.program;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.StatementTree;
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

  /** The outermost tree of a kind that a path is in, or is. */
  public static Optional<TreePath> outermost(TreePath path, Class<? extends Tree> kind) {
    TreePath found = null;
    for (TreePath p = path; p != null; p = p.getParentPath()) {
      found = kind.isInstance(p.getLeaf()) ? p : found;
    }
    return Optional.ofNullable(found);
  }

  /** The innermost statement that a path is in, or is; empty for the members of a class. */
  public static Optional<TreePath> statement(TreePath path) {
    TreePath p = path;
    while (p != null && !(p.getLeaf() instanceof StatementTree)) {
      p = p.getParentPath();
    }
    return Optional.ofNullable(p).filter(s -> !(s.getParentPath().getLeaf() instanceof ClassTree));
  }

  /** What is around a path inside of its method, lambda or class, the innermost first. */
  public static ImmutableList<TreePath> aroundInBody(TreePath path) {
    ImmutableList.Builder<TreePath> found = ImmutableList.builder();
    for (TreePath p = path.getParentPath();
        p != null
            && !(p.getLeaf() instanceof MethodTree
                || p.getLeaf() instanceof LambdaExpressionTree
                || p.getLeaf() instanceof ClassTree);
        p = p.getParentPath()) {
      found.add(p);
    }
    return found.build();
  }

  /** Whether a loop is around the path, inside of some code. */
  public static boolean isInLoop(TreePath path, Tree code) {
    for (TreePath p = path; p != null && p.getLeaf() != code; p = p.getParentPath()) {
      if (Loops.isLoop(p.getLeaf())) {
        return true;
      }
    }
    return false;
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

  /** The position in its unit that code begins at. */
  public static int start(TreePath path) {
    return ASTHelpers.getStartPosition(path.getLeaf());
  }

  /** The line that a tree begins on. */
  public static long line(TreePath path) {
    return line(path.getLeaf(), path.getCompilationUnit());
  }

  /** The line that a tree of a unit begins on. */
  public static long line(Tree tree, CompilationUnitTree unit) {
    return unit.getLineMap().getLineNumber(ASTHelpers.getStartPosition(tree));
  }
}
