package dev.watertight.summaries;

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
import com.sun.tools.javac.code.TypeTag;
import dev.watertight.program.CatchClauses;
import dev.watertight.program.Trees;
import dev.watertight.summaries.Thrown.Reason;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which exceptions the calls of a body throw.
 *
 * @param body what the control-flow graph is of
 * @param state the compilation
 */
public record Exceptions(TreePath body, VisitorState state) {
  /**
   * Whether a call or {@code throw} really throws what a control-flow graph says that it may: an
   * exception that has to be declared, other than a type variable's.
   */
  public boolean isChecked(@Nullable Tree tree, Type edge) {
    if (tree == null || tree instanceof ThrowTree) {
      return tree != null;
    }
    boolean isCall = tree instanceof MethodInvocationTree || tree instanceof NewClassTree;
    return isDeclared(edge) && (!isCall || meant(tree, edge).findAny().isPresent());
  }

  /** Whether an exception has to be declared; some that are declared are never thrown. */
  public boolean isDeclared(Type edge) {
    // `Throwable` is the edge of an unknown callee.
    return !edge.tsym.equals(state.getSymtab().throwableType.tsym)
        && ASTHelpers.isCheckedExceptionType(edge, state);
  }

  /** Whether the edge is that for any unchecked exception, or one that a method declares. */
  public boolean isUnchecked(Type edge) {
    return ASTHelpers.isSubtype(edge, state.getSymtab().runtimeExceptionType, state);
  }

  /** What messages call the exception: that which a type variable stands for. */
  public String nameOf(@Nullable Tree tree, Type edge) {
    Type type =
        tree != null && edge.hasTag(TypeTag.TYPEVAR)
            ? meant(tree, edge).map(Thrown::type).findFirst().orElse(edge)
            : edge;
    return type.tsym.getSimpleName().toString();
  }

  /** What a call throws by the edge of a type. */
  private Stream<Thrown> meant(Tree tree, Type edge) {
    return Summaries.ofCall(tree, body, state).thrown().stream()
        .filter(thrown -> thrown.isChecked(state))
        .filter(thrown -> CatchClauses.areRelated(thrown.type(), edge, state));
  }

  /**
   * Whether a call in view throws nothing but interrupts by an edge that may stand for more: a
   * method that declares {@code Exception} because it sleeps.
   */
  public boolean isInterruptOnly(@Nullable Tree tree, Type edge) {
    return (tree instanceof MethodInvocationTree || tree instanceof NewClassTree)
        && isDeclared(edge)
        && meant(tree, edge).findAny().isPresent()
        && meant(tree, edge).allMatch(Thrown::isInterrupt);
  }

  /**
   * Whether a call in a body reads text from outside and throws if that makes no sense, and nobody
   * there catches that: {@code port = Integer.parseInt(text)}.
   */
  public static boolean failsForInput(Tree call, TreePath body, VisitorState state) {
    return ASTHelpers.getSymbol(call) instanceof MethodSymbol method
        && CallRules.isParser(method, state)
        && Summaries.ofCall(call, body, state).isThrown(t -> t.reason() == Reason.INPUT)
        && Optional.ofNullable(TreePath.getPath(body, call))
            .filter(
                path ->
                    CatchClauses.catching(
                            path, body.getLeaf(), clause -> CatchClauses.isUnchecked(clause, state))
                        .isEmpty())
            .isPresent();
  }

  /**
   * Whether a place is in a clause for interrupts that nothing leads to: the methods that its
   * statement calls declare the exception, and catch it themselves.
   */
  public static boolean isNeverCaught(TreePath place, VisitorState state) {
    TreePath clause = place;
    while (clause != null && !(clause.getLeaf() instanceof CatchTree)) {
      clause = Trees.isApart(clause.getLeaf()) ? null : clause.getParentPath();
    }
    return clause != null
        && CatchClauses.types((CatchTree) clause.getLeaf()).stream()
            .allMatch(CatchClauses::isInterrupt)
        && clause.getParentPath().getLeaf() instanceof TryTree attempt
        && attempt.getResources().isEmpty()
        && !Trees.anyOwn(attempt.getBlock(), ThrowTree.class::isInstance)
        && !Trees.anyOwn(attempt.getBlock(), NewClassTree.class::isInstance)
        && ImpliedCalls.andCallsIn(new TreePath(clause.getParentPath(), attempt.getBlock()), state)
            .stream()
            .noneMatch(call -> Summaries.ofCall(call, state).isThrown(Thrown::isInterrupt));
  }

  /** The calls and creations in a body, but not in its lambdas, that throw such exceptions. */
  public static ImmutableSet<Tree> callsThrowing(
      TreePath body, BiPredicate<Thrown, VisitorState> property, VisitorState state) {
    ImmutableSet.Builder<Tree> found = ImmutableSet.builder();
    for (TreePath path : Trees.ownPathsIn(body, MethodInvocationTree.class, NewClassTree.class)) {
      if (Summaries.ofCall(path, state).isThrown(t -> property.test(t, state))) {
        found.add(path.getLeaf());
      }
    }
    return found.build();
  }
}
