package dev.watertight.loops;

import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.CatchTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.TryTree;
import com.sun.source.util.TreePath;
import dev.watertight.model.Trait;
import dev.watertight.program.CatchClauses;
import dev.watertight.values.ResolvedLibrary;
import java.util.Optional;
import java.util.function.Predicate;

/** Which catch clauses catch what. */
public final class Catches {
  private static final ImmutableSet<String> INTERRUPT =
      ImmutableSet.of(
          "java.lang.InterruptedException", "java.lang.Exception", "java.lang.Throwable");

  private Catches() {}

  /** The first clause around the path and inside a tree that catches such an exception. */
  public static Optional<TreePath> around(TreePath path, Tree limit, Predicate<CatchTree> catches) {
    Tree child = path.getLeaf();
    for (TreePath p = path.getParentPath();
        p != null && child != limit;
        child = p.getLeaf(), p = p.getParentPath()) {
      if (p.getLeaf() instanceof TryTree attempt
          && (child == attempt.getBlock() || attempt.getResources().contains(child))) {
        for (CatchTree clause : attempt.getCatches()) {
          if (catches.test(clause)) {
            return Optional.of(new TreePath(p, clause));
          }
        }
      }
    }
    return Optional.empty();
  }

  /** Whether the clause catches an interrupt. */
  public static boolean isInterrupt(CatchTree tree) {
    return CatchClauses.types(tree).stream().anyMatch(t -> INTERRUPT.contains(t.toString()));
  }

  /** Whether the clause catches an exception that says that a channel is closed. */
  public static boolean isClosed(CatchTree tree, VisitorState state) {
    return CatchClauses.types(tree).stream()
        .anyMatch(type -> ResolvedLibrary.of(state).is(type, Trait.SAYS_CLOSED));
  }

  /** Whether the clause catches the end of a channel, among other things perhaps. */
  static boolean catchesClosed(CatchTree tree, VisitorState state) {
    return isClosed(tree, state)
        || CatchClauses.covers(tree, state.getSymtab().runtimeExceptionType, state);
  }

  /** Whether the clause catches unchecked exceptions, be it only some. */
  public static boolean isUnchecked(CatchTree tree, VisitorState state) {
    return CatchClauses.types(tree).stream()
        .anyMatch(
            type -> ASTHelpers.isSubtype(type, state.getSymtab().runtimeExceptionType, state));
  }
}
