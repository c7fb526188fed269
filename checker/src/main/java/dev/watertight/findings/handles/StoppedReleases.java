package dev.watertight.findings.handles;

import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.BreakTree;
import com.sun.source.tree.EnhancedForLoopTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.MemberReferenceTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.ReturnTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.TypeTag;
import dev.watertight.model.Trait;
import dev.watertight.paths.Loss;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Graphs;
import dev.watertight.program.Loops;
import dev.watertight.program.Paths;
import dev.watertight.program.TestOutcomes;
import dev.watertight.program.Trees;
import dev.watertight.values.ResolvedLibrary;
import dev.watertight.values.Returns;
import java.util.Optional;

/**
 * The releases of several elements that stop at one of them: {@code shards.allMatch(Shard::close)},
 * a loop that returns once {@code close()} says {@code false}.
 */
record StoppedReleases(DroppedElements dropped) {
  /** The leak, if the one place that releases the elements may stop before it has come to all. */
  Optional<Leak> find(ImmutableSet<TreePath> releases) {
    return releases.size() != 1
        ? Optional.empty()
        : releases.stream()
            .filter(release -> stopsFunction(release) || stopsLoop(release))
            .map(
                release ->
                    Leak.of(
                        dropped.opening(),
                        Leak.Kind.RELEASE_STOPPED,
                        dropped.fate(),
                        new Loss(Loss.Exit.RETURN, release.getLeaf(), "")))
            .findFirst();
  }

  /** Whether it is in the test of {@code allMatch} and the like, which has two outcomes. */
  private boolean stopsFunction(TreePath release) {
    Optional<TreePath> function =
        release.getLeaf() instanceof MemberReferenceTree
            ? Optional.of(release)
            : Graphs.bodyAround(release)
                .filter(body -> body.getLeaf() instanceof LambdaExpressionTree);
    return function
        .filter(
            f ->
                f.getParentPath().getLeaf() instanceof MethodInvocationTree call
                    && ASTHelpers.getSymbol(call).getReturnType().hasTag(TypeTag.BOOLEAN)
                    && ResolvedLibrary.of(state()).is(ASTHelpers.getSymbol(call), Trait.PARTIAL)
                    && mayVary(f))
        .isPresent();
  }

  /** Whether a function of the code, or the method that it names, has no constant result. */
  private boolean mayVary(TreePath function) {
    return function.getLeaf() instanceof LambdaExpressionTree
        ? Returns.of(function).stream().anyMatch(this::mayVaryAt)
        : mayVary((MethodSymbol) ASTHelpers.getSymbol(function.getLeaf()));
  }

  private boolean mayVary(MethodSymbol method) {
    return CompilationIndex.of(state()).declaration(method).stream()
        .flatMap(body -> Returns.in(body).stream())
        .anyMatch(value -> ASTHelpers.constValue(value.getLeaf()) == null);
  }

  private boolean mayVaryAt(TreePath value) {
    return value.getLeaf() instanceof ExpressionTree result
        && ASTHelpers.constValue(result) == null
        && (!(result instanceof MethodInvocationTree call)
            || !CompilationIndex.of(state()).isInView(ASTHelpers.getSymbol(call))
            || mayVary(ASTHelpers.getSymbol(call)));
  }

  /** Whether the loop around it is left for what a release has returned. */
  private boolean stopsLoop(TreePath release) {
    Optional<TreePath> loop =
        Loops.innermost(release).filter(l -> l.getLeaf() instanceof EnhancedForLoopTree);
    return release.getLeaf() instanceof MethodInvocationTree call
        && CompilationIndex.of(state()).isInView(ASTHelpers.getSymbol(call))
        && mayVary(ASTHelpers.getSymbol(call))
        && loop.isPresent()
        && Trees.ownPathsIn(loop.get(), ReturnTree.class, BreakTree.class).stream()
            .filter(jump -> jump.getLeaf() instanceof ReturnTree || isOf(jump, loop.get()))
            .anyMatch(
                jump ->
                    TestOutcomes.at(jump, loop.get().getLeaf()).stream()
                        .anyMatch(outcome -> asksFor(release, outcome.test())));
  }

  private static boolean isOf(TreePath jump, TreePath loop) {
    return Loops.innermost(jump).filter(l -> l.getLeaf() == loop.getLeaf()).isPresent();
  }

  /** Whether a test is about the result of a call, be it by the name of a variable. */
  private static boolean asksFor(TreePath call, Tree test) {
    TreePath value = call;
    while (value.getLeaf() instanceof ExpressionTree) {
      value = value.getParentPath();
    }
    Tree named = value.getLeaf();
    return Paths.isInside(call, test)
        || (named instanceof VariableTree variable
            && Trees.any(
                test, tree -> ASTHelpers.getSymbol(variable).equals(ASTHelpers.getSymbol(tree))));
  }

  private VisitorState state() {
    return dropped.state();
  }
}
