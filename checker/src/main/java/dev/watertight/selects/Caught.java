package dev.watertight.selects;

import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.CatchTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.UnionTypeTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Type;
import java.util.Optional;

/** What {@code catch} clauses catch. */
final class Caught {
  private Caught() {}

  /** Whether the clause catches exceptions of the class. */
  static boolean covers(CatchTree handler, String exception, VisitorState state) {
    Type type = state.getTypeFromString(exception);
    return type != null
        && alternatives(handler).stream()
            .anyMatch(t -> ASTHelpers.isSubtype(type, ASTHelpers.getType(t), state));
  }

  /** The types that a clause names. */
  static ImmutableSet<Tree> alternatives(CatchTree handler) {
    Tree type = handler.getParameter().getType();
    return type instanceof UnionTypeTree union
        ? ImmutableSet.copyOf(union.getTypeAlternatives())
        : ImmutableSet.of(type);
  }

  /** The innermost clause of the same method or lambda that a path lies in. */
  static Optional<CatchTree> around(TreePath path) {
    for (Tree tree : path) {
      if (tree instanceof CatchTree handler) {
        return Optional.of(handler);
      }
      if (tree instanceof LambdaExpressionTree
          || tree instanceof MethodTree
          || tree instanceof ClassTree) {
        return Optional.empty();
      }
    }
    return Optional.empty();
  }
}
