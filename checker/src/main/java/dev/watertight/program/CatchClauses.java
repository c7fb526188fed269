package dev.watertight.program;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.CatchTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.TryTree;
import com.sun.source.tree.UnionTypeTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Type;
import java.util.Optional;
import java.util.function.Predicate;

/** What {@code catch} clauses catch. */
public final class CatchClauses {
  private static final ImmutableSet<String> INTERRUPT =
      ImmutableSet.of(
          "java.lang.InterruptedException", "java.lang.Exception", "java.lang.Throwable");

  private CatchClauses() {}

  /** The exceptions that a clause names. */
  public static ImmutableList<Type> types(CatchTree clause) {
    Tree type = clause.getParameter().getType();
    return type instanceof UnionTypeTree union
        ? union.getTypeAlternatives().stream()
            .map(ASTHelpers::getType)
            .collect(ImmutableList.toImmutableList())
        : ImmutableList.of(ASTHelpers.getType(type));
  }

  /** Whether the clause catches every exception of the type. */
  public static boolean covers(CatchTree clause, Type exception, VisitorState state) {
    return types(clause).stream().anyMatch(t -> ASTHelpers.isSubtype(exception, t, state));
  }

  /** Whether an exception of the one type may be one of the other. */
  public static boolean areRelated(Type one, Type other, VisitorState state) {
    return ASTHelpers.isSubtype(one, other, state) || ASTHelpers.isSubtype(other, one, state);
  }

  /** Whether it is the exception by which a wait tells of an interrupt. */
  public static boolean isInterrupt(Type type) {
    return type.tsym.getQualifiedName().contentEquals("java.lang.InterruptedException");
  }

  /** The innermost clause of the same method or lambda that a path lies in. */
  public static Optional<CatchTree> around(TreePath path) {
    for (Tree tree : path) {
      if (tree instanceof CatchTree clause) {
        return Optional.of(clause);
      }
      if (tree instanceof LambdaExpressionTree
          || tree instanceof MethodTree
          || tree instanceof ClassTree) {
        break;
      }
    }
    return Optional.empty();
  }

  /** The first clause around the path and inside a tree that catches such an exception. */
  public static Optional<TreePath> catching(
      TreePath path, Tree limit, Predicate<CatchTree> catches) {
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
    return types(tree).stream().anyMatch(t -> INTERRUPT.contains(t.toString()));
  }

  /** Whether the clause catches nothing but an interrupt. */
  public static boolean isInterruptOnly(CatchTree tree) {
    return types(tree).stream().allMatch(t -> INTERRUPT.contains(t.toString()));
  }

  /** Whether the clause catches unchecked exceptions, be it only some. */
  public static boolean isUnchecked(CatchTree tree, VisitorState state) {
    return types(tree).stream()
        .anyMatch(
            type -> ASTHelpers.isSubtype(type, state.getSymtab().runtimeExceptionType, state));
  }
}
