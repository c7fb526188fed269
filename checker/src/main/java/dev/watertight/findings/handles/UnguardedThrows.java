package dev.watertight.findings.handles;

import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.CatchTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.ThrowTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.TryTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Type;
import dev.watertight.program.CatchClauses;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Symbols;
import dev.watertight.program.Trees;
import dev.watertight.summaries.CallRules;
import java.util.function.Predicate;

/**
 * What the text of a body says of exceptions that leave it without a release: the test before a
 * control-flow graph is asked. A release in a clause counts, whatever it is behind there.
 */
final class UnguardedThrows {
  private UnguardedThrows() {}

  /**
   * Whether there may be such an exception.
   *
   * @param matters which calls, creations and statements could be left by one that matters
   * @param throwing which calls on the same object, or of what reads text, throw what they need not
   *     declare
   */
  static boolean any(
      TreePath body,
      Predicate<Tree> matters,
      ImmutableSet<Tree> releases,
      Predicate<Tree> throwing,
      VisitorState state) {
    for (TreePath path :
        Trees.ownPathsIn(
            body, MethodInvocationTree.class, NewClassTree.class, ThrowTree.class, TryTree.class)) {
      Tree tree = path.getLeaf();
      boolean declares = declares(tree);
      if ((declares || isOwnCall(tree) || isParser(tree, state) || isInView(tree, state))
          && matters.test(tree)
          && !releases.contains(tree)
          && !isGuarded(path, body, releases, state)
          && (declares || throwing.test(tree))) {
        return true;
      }
    }
    return false;
  }

  private static boolean declares(Tree tree) {
    return tree instanceof TryTree attempt
        ? !attempt.getResources().isEmpty()
        : tree instanceof ThrowTree
            || (ASTHelpers.getSymbol(tree) instanceof MethodSymbol method
                && !method.getThrownTypes().isEmpty());
  }

  private static boolean isOwnCall(Tree tree) {
    return tree instanceof MethodInvocationTree call
        && !ASTHelpers.getSymbol(call).isConstructor()
        && Symbols.isSelf(ASTHelpers.getReceiver(call));
  }

  private static boolean isInView(Tree tree, VisitorState state) {
    return tree instanceof MethodInvocationTree
        && CompilationIndex.of(state).isInView(ASTHelpers.getSymbol(tree));
  }

  private static boolean isParser(Tree tree, VisitorState state) {
    return ASTHelpers.getSymbol(tree) instanceof MethodSymbol method
        && CallRules.isParser(method, state);
  }

  /** Whether a clause around it, or the one that it is in, releases whatever is thrown. */
  private static boolean isGuarded(
      TreePath path, TreePath body, ImmutableSet<Tree> releases, VisitorState state) {
    Type exception = state.getSymtab().exceptionType;
    int position = ASTHelpers.getStartPosition(path.getLeaf());
    for (TreePath p = path; p.getLeaf() != body.getLeaf(); p = p.getParentPath()) {
      Tree part = p.getLeaf();
      if (part instanceof CatchTree clause
          && Trees.any(
              clause,
              tree -> releases.contains(tree) && ASTHelpers.getStartPosition(tree) < position)) {
        return true;
      }
      if (!(p.getParentPath().getLeaf() instanceof TryTree attempt)
          || part == attempt.getFinallyBlock()) {
        continue;
      }
      if (Trees.any(attempt.getFinallyBlock(), releases::contains)) {
        return true;
      }
      for (CatchTree clause : attempt.getCatches()) {
        if (!(part instanceof CatchTree)
            && CatchClauses.covers(clause, exception, state)
            && Trees.any(clause, releases::contains)) {
          return true;
        }
      }
    }
    return false;
  }
}
