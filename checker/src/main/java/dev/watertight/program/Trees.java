package dev.watertight.program;

import com.google.common.collect.ImmutableList;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.MemberReferenceTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import com.sun.source.util.TreeScanner;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Finds trees in code, in the order of the source. The code itself is looked at too.
 *
 * <p>What code has of its own is what runs when it runs: not the lambdas and classes in it.
 */
public final class Trees {
  private Trees() {}

  /** The trees of a kind in code. */
  public static <T extends Tree> ImmutableList<T> in(@Nullable Tree code, Class<T> kind) {
    return find(code, kind, /* own= */ false);
  }

  /** The trees of a kind that code has of its own. */
  public static <T extends Tree> ImmutableList<T> ownIn(@Nullable Tree code, Class<T> kind) {
    return find(code, kind, /* own= */ true);
  }

  /** Whether the test holds for some tree in code. */
  public static boolean any(@Nullable Tree code, Predicate<Tree> test) {
    return any(code, test, /* own= */ false);
  }

  /** Whether the test holds for some tree that code has of its own. */
  public static boolean anyOwn(@Nullable Tree code, Predicate<Tree> test) {
    return any(code, test, /* own= */ true);
  }

  /** The paths of the trees of some kinds in code. */
  @SafeVarargs
  @SuppressWarnings("varargs") /* The array is only read. */
  public static ImmutableList<TreePath> pathsIn(TreePath code, Class<? extends Tree>... kinds) {
    return paths(code, kinds, /* own= */ false);
  }

  /** The paths of the trees of some kinds that code has of its own. */
  @SafeVarargs
  @SuppressWarnings("varargs") /* The array is only read. */
  public static ImmutableList<TreePath> ownPathsIn(TreePath code, Class<? extends Tree>... kinds) {
    return paths(code, kinds, /* own= */ true);
  }

  private static <T extends Tree> ImmutableList<T> find(
      @Nullable Tree code, Class<T> kind, boolean own) {
    ImmutableList.Builder<T> found = ImmutableList.builder();
    boolean unused =
        any(
            code,
            tree -> {
              if (kind.isInstance(tree)) {
                found.add(kind.cast(tree));
              }
              return false;
            },
            own);
    return found.build();
  }

  private static boolean any(@Nullable Tree code, Predicate<Tree> test, boolean own) {
    boolean[] found = {false};
    new TreeScanner<@Nullable Void, @Nullable Void>() {
      @Override
      public @Nullable Void scan(@Nullable Tree tree, @Nullable Void unused) {
        found[0] = found[0] || (tree != null && test.test(tree));
        boolean ends = found[0] || (own && tree != code && isApart(tree));
        return ends ? null : super.scan(tree, null);
      }
    }.scan(code, null);
    return found[0];
  }

  private static ImmutableList<TreePath> paths(
      TreePath code, Class<? extends Tree>[] kinds, boolean own) {
    ImmutableList.Builder<TreePath> found = ImmutableList.builder();
    new TreePathScanner<@Nullable Void, @Nullable Void>() {
      @Override
      public @Nullable Void scan(@Nullable Tree tree, @Nullable Void unused) {
        if (isOf(tree, kinds)) {
          found.add(new TreePath(getCurrentPath(), tree));
        }
        return own && isApart(tree) ? null : super.scan(tree, null);
      }

      @Override
      public @Nullable Void scan(TreePath root, @Nullable Void unused) {
        if (isOf(root.getLeaf(), kinds)) {
          found.add(root);
        }
        return super.scan(root, null);
      }
    }.scan(code, null);
    return found.build();
  }

  private static boolean isOf(@Nullable Tree tree, Class<? extends Tree>[] kinds) {
    for (Class<? extends Tree> kind : kinds) {
      if (kind.isInstance(tree)) {
        return true;
      }
    }
    return false;
  }

  /** Whether the tree is a lambda or a method reference. */
  public static boolean isFunction(Tree tree) {
    return tree instanceof LambdaExpressionTree || tree instanceof MemberReferenceTree;
  }

  /** Whether what is in a tree runs at another time than the code around it. */
  public static boolean isApart(@Nullable Tree tree) {
    return tree instanceof LambdaExpressionTree || tree instanceof ClassTree;
  }
}
