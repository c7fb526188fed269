package dev.watertight.fixes.edits;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Type;
import dev.watertight.program.CatchClauses;
import dev.watertight.program.Graphs;
import java.util.List;
import java.util.Optional;

/** Which checked exceptions code throws, and whether one may be thrown at a place. */
public final class Allowed {
  private Allowed() {}

  /** Whether {@code InterruptedException} may be thrown there. */
  public static boolean interrupts(TreePath path, VisitorState state) {
    return exception(state.getSymtab().interruptedExceptionType, path, state);
  }

  /** The clause of the same method or lambda that catches an interrupt of that code. */
  public static Optional<TreePath> interruptCatcher(TreePath path, VisitorState state) {
    return catcher(state.getSymtab().interruptedExceptionType, path, state);
  }

  /** Whether the exception may be thrown there: it is caught, or the code around may throw it. */
  public static boolean exception(Type type, TreePath path, VisitorState state) {
    return catcher(type, path, state).isPresent() || isThrownByBody(type, path, state);
  }

  /** The clause of the same method or lambda that catches all exceptions of a type there. */
  public static Optional<TreePath> catcher(Type type, TreePath path, VisitorState state) {
    return Graphs.bodyAround(path)
        .flatMap(
            body ->
                CatchClauses.catching(
                    path, body.getLeaf(), clause -> CatchClauses.covers(clause, type, state)));
  }

  private static boolean isThrownByBody(Type type, TreePath path, VisitorState state) {
    for (Tree leaf : path) {
      if (leaf instanceof MethodTree method) {
        return method.getThrows().stream()
            .anyMatch(t -> ASTHelpers.isSubtype(type, ASTHelpers.getType(t), state));
      }
      if (leaf instanceof LambdaExpressionTree) {
        return state
            .getTypes()
            .findDescriptorType(ASTHelpers.getType(leaf))
            .getThrownTypes()
            .stream()
            .anyMatch(t -> ASTHelpers.isSubtype(type, t, state));
      }
      if (leaf instanceof ClassTree) {
        break;
      }
    }
    return false;
  }

  /** The checked exceptions that leave code, without those whose supertypes leave it too. */
  public static ImmutableList<Type> thrownBy(List<? extends Tree> code, VisitorState state) {
    ImmutableSet<Type> all =
        code.stream()
            .flatMap(tree -> ASTHelpers.getThrownExceptions(tree, state).stream())
            .filter(type -> ASTHelpers.isCheckedExceptionType(type, state))
            .collect(ImmutableSet.toImmutableSet());
    return all.stream()
        .filter(
            type ->
                all.stream()
                    .noneMatch(
                        o ->
                            !ASTHelpers.isSameType(type, o, state)
                                && ASTHelpers.isSubtype(type, o, state)))
        .collect(ImmutableList.toImmutableList());
  }
}
