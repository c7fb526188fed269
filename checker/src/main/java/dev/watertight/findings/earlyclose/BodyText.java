package dev.watertight.findings.earlyclose;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Lists;
import com.google.common.collect.Sets;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.ForLoopTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.MemberReferenceTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.TryTree;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Graphs;
import dev.watertight.program.Loops;
import dev.watertight.summaries.ImpliedCalls;
import dev.watertight.tasks.Tasks;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What a body does, in the order of its text: that in which it runs if loops run once and every
 * branch is taken. Functions belong to it that are called where they stand, others do not.
 *
 * @param acts what it does
 */
record BodyText(ImmutableList<TreePath> acts) {
  /**
   * How a body comes to do something: itself, or by a call of a method that does, and so on.
   *
   * @param body the body
   * @param steps the call in the body, those in the methods that are called, and the act in the end
   */
  record Route(TreePath body, ImmutableList<TreePath> steps) {
    private static final int DEPTH = 4;

    /**
     * The routes to an act.
     *
     * @param isPart whether a method is a part of those that call it
     */
    static ImmutableList<Route> to(
        TreePath act, Predicate<MethodSymbol> isPart, VisitorState state) {
      ImmutableList.Builder<Route> found = ImmutableList.builder();
      collect(ImmutableList.of(act), isPart, found, state);
      return found.build();
    }

    private static void collect(
        ImmutableList<TreePath> steps,
        Predicate<MethodSymbol> isPart,
        ImmutableList.Builder<Route> found,
        VisitorState state) {
      Optional<TreePath> body = BodyText.around(steps.get(0), state);
      if (body.isEmpty()) {
        return;
      }
      found.add(new Route(body.get(), steps));
      if (steps.size() > DEPTH || !(body.get().getLeaf() instanceof MethodTree tree)) {
        return;
      }
      MethodSymbol method = ASTHelpers.getSymbol(tree);
      CompilationIndex index = CompilationIndex.of(state);
      if (!isPart.test(method) || !index.overriders(method).isEmpty()) {
        return;
      }
      for (TreePath mention : index.mentions(method)) {
        TreePath call =
            mention.getLeaf() instanceof NewClassTree
                    || mention.getLeaf() instanceof MemberReferenceTree
                ? mention
                : mention.getParentPath();
        collect(
            ImmutableList.<TreePath>builder().add(call).addAll(steps).build(),
            isPart,
            found,
            state);
      }
    }

    TreePath start() {
      return steps.get(0);
    }
  }

  private static final ImmutableSet<Tree.Kind> ACTS =
      Sets.immutableEnumSet(
          Tree.Kind.METHOD_INVOCATION,
          Tree.Kind.NEW_CLASS,
          Tree.Kind.ASSIGNMENT,
          Tree.Kind.MEMBER_REFERENCE);

  static BodyText of(TreePath body, VisitorState state) {
    ImmutableList.Builder<TreePath> acts = ImmutableList.builder();
    new TreePathScanner<@Nullable Void, @Nullable Void>() {
      /* An act comes behind its parts, a question of a loop and the end of a resource behind what
      is in there. */
      @Override
      public @Nullable Void scan(@Nullable Tree tree, @Nullable Void unused) {
        if (tree == null || tree instanceof ClassTree) {
          return null;
        }
        TreePath path = new TreePath(getCurrentPath(), tree);
        boolean isFunction =
            tree instanceof LambdaExpressionTree || tree instanceof MemberReferenceTree;
        if (isFunction && !Tasks.isCalledInPlace(path, state)) {
          return null;
        }
        super.scan(tree, null);
        if (ACTS.contains(tree.getKind()) || ImpliedCalls.isAt(path, state)) {
          acts.add(path);
        } else if (tree instanceof TryTree attempt) {
          Lists.reverse(attempt.getResources()).forEach(r -> acts.add(new TreePath(path, r)));
        } else if (!(tree instanceof ForLoopTree)) {
          Loops.condition(tree).ifPresent(c -> acts.add(new TreePath(path, c)));
        }
        return null;
      }
    }.scan(body, null);
    return new BodyText(acts.build());
  }

  /** The body that a path is in; not that of a function which is called where it stands. */
  static Optional<TreePath> around(TreePath path, VisitorState state) {
    Optional<TreePath> body = Graphs.bodyAround(path);
    while (body.isPresent()
        && body.get().getLeaf() instanceof LambdaExpressionTree
        && Tasks.isCalledInPlace(body.get(), state)) {
      body = Graphs.bodyAround(body.get());
    }
    return body;
  }

  List<TreePath> before(TreePath act) {
    return acts.subList(0, Math.max(0, indexOf(act)));
  }

  List<TreePath> after(TreePath act) {
    return acts.subList(indexOf(act) + 1, acts.size());
  }

  /** What is done between two acts; empty if they are not in that order. */
  Optional<List<TreePath>> between(TreePath first, TreePath second) {
    int from = indexOf(first);
    int to = indexOf(second);
    return from >= 0 && from < to ? Optional.of(acts.subList(from + 1, to)) : Optional.empty();
  }

  private int indexOf(TreePath act) {
    return Lists.transform(acts, TreePath::getLeaf).indexOf(act.getLeaf());
  }
}
