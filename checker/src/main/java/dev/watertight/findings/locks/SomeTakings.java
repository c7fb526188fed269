package dev.watertight.findings.locks;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.EnhancedForLoopTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.locks.Hold;
import dev.watertight.model.Role;
import dev.watertight.program.Arguments;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Graphs;
import dev.watertight.program.Paths;
import dev.watertight.program.Symbols;
import dev.watertight.program.Trees;
import dev.watertight.summaries.Summaries;
import dev.watertight.values.ResolvedLibrary;
import dev.watertight.values.Values;
import dev.watertight.wakers.CallSites;
import dev.watertight.wakers.Order;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where one of several threads, which call a method of different objects, takes what is held: one
 * of these objects has been made, and handed over, before the thread that holds it came to wait.
 *
 * @param hold what is held
 * @param waiting where the thread waits that holds it
 * @param state the compilation
 */
record SomeTakings(Hold hold, TreePath waiting, VisitorState state) {
  /* Through so many variables objects are handed on, at most. */
  private static final int DEPTH = 4;

  /** Where that is so on the way to a place. */
  Optional<TreePath> before(TreePath place) {
    return Graphs.bodyAround(place).stream()
        .flatMap(body -> Trees.ownPathsIn(body, MethodInvocationTree.class).stream())
        .filter(call -> Takings.isAlwaysBefore(call, place))
        .filter(this::takesSomeTime)
        .findFirst();
  }

  private boolean takesSomeTime(TreePath call) {
    return ASTHelpers.getSymbol(Symbols.receiver(call.getLeaf())) instanceof VarSymbol object
        && Summaries.bodiesOf((MethodInvocationTree) call.getLeaf(), state).seen().stream()
            .filter(callee -> callee.getLeaf() instanceof MethodTree)
            .filter(
                callee ->
                    isHandedOver(object, ASTHelpers.getSymbol((MethodTree) callee.getLeaf()).owner))
            .anyMatch(
                callee -> new Takings(hold, state).ofCallee(callee, call).findFirst().isPresent());
  }

  /** Whether an object of a class, which a variable may hold, has certainly been made before. */
  private boolean isHandedOver(VarSymbol variable, Symbol type) {
    ImmutableSet<TreePath> sites = CallSites.leadingTo(waiting, state).seen();
    return valuesOf(variable, DEPTH)
        .filter(made -> makes(made.getLeaf(), type))
        .anyMatch(made -> sites.stream().anyMatch(site -> isAlwaysBefore(made, site)));
  }

  /** Some of what a variable is given, be it one by one out of a collection that is filled. */
  private Stream<TreePath> valuesOf(VarSymbol variable, int depth) {
    Optional<EnhancedForLoopTree> loop =
        CompilationIndex.of(state)
            .declaration(variable)
            .map(declaration -> declaration.getParentPath().getLeaf())
            .filter(EnhancedForLoopTree.class::isInstance)
            .map(EnhancedForLoopTree.class::cast);
    return depth == 0
        ? Stream.empty()
        : loop.isPresent()
            ? ASTHelpers.getSymbol(loop.get().getExpression()) instanceof VarSymbol all
                ? elementsOf(all, depth - 1)
                : Stream.empty()
            : Values.given(variable, state).stream()
                .flatMap(ImmutableList::stream)
                .flatMap(value -> values(value, depth - 1));
  }

  private Stream<TreePath> values(TreePath value, int depth) {
    return ASTHelpers.getSymbol(value.getLeaf()) instanceof VarSymbol variable
        ? valuesOf(variable, depth)
        : Stream.of(value);
  }

  private Stream<TreePath> elementsOf(VarSymbol collection, int depth) {
    return Stream.concat(
            Values.given(collection, state).stream()
                .flatMap(ImmutableList::stream)
                .filter(value -> value.getLeaf() instanceof MethodInvocationTree),
            CompilationIndex.of(state).mentions(collection).stream()
                .map(mention -> mention.getParentPath().getParentPath())
                .filter(use -> ResolvedLibrary.of(state).does(use.getLeaf(), 0, Role.KEEP)))
        .flatMap(
            call ->
                Arguments.of(call.getLeaf()).stream().map(element -> new TreePath(call, element)))
        .flatMap(element -> values(element, depth));
  }

  private static boolean makes(Tree tree, Symbol type) {
    return tree instanceof NewClassTree creation
        && creation.getClassBody() == null
        && type.equals(ASTHelpers.getType(creation).tsym);
  }

  private static boolean isAlwaysBefore(TreePath made, TreePath site) {
    return Graphs.areTogether(made, site)
        && Paths.statement(made).filter(first -> Order.isAlwaysBefore(first, site)).isPresent();
  }
}
