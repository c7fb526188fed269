package dev.watertight.findings.unbounded;

import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.EnhancedForLoopTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.findings.sends.DroppedTasks;
import dev.watertight.findings.sends.EarlierWaits;
import dev.watertight.model.Role;
import dev.watertight.model.Trait;
import dev.watertight.program.Arguments;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Graphs;
import dev.watertight.program.Paths;
import dev.watertight.program.TestOutcomes;
import dev.watertight.program.Trees;
import dev.watertight.values.Origins;
import dev.watertight.values.ResolvedLibrary;
import dev.watertight.values.Returns;
import dev.watertight.values.Values;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Finds waits for the futures of tasks that an executor drops once it has no room for them, where
 * several are started and nothing says that there is room for all.
 *
 * @param waiting the wait
 * @param state the compilation
 */
record DroppableWaits(TreePath waiting, VisitorState state) {
  /** Where the tasks are started that the call waits for. */
  Optional<TreePath> start() {
    return Paths.receiver(waiting).stream()
        .flatMap(this::callsOf)
        .filter(call -> isUntested())
        .flatMap(
            call ->
                new DroppedWaits(state)
                        .start(call, DroppedWaits.DEPTH)
                        .filter(start -> isLeftAlone(start, call))
                        .stream())
        .findFirst();
  }

  /** Whether nothing decides on the wait that may know of the task. */
  private boolean isUntested() {
    return Graphs.bodyAround(waiting)
        .filter(body -> TestOutcomes.at(waiting, body.getLeaf()).isEmpty())
        .isPresent();
  }

  /** Whether nothing keeps tasks back until there is room, and nobody gives up some of them. */
  private boolean isLeftAlone(TreePath start, TreePath place) {
    return new DroppedTasks(state).mayBeTooMany(waiting, start, place)
        && new EarlierWaits(state).before(start).findAny().isEmpty()
        && Stream.of(start, place, waiting)
            .flatMap(part -> Paths.outermost(part, ClassTree.class).stream())
            .noneMatch(
                type ->
                    Trees.any(
                        type.getLeaf(), tree -> ResolvedLibrary.of(state).is(tree, Trait.CANCELS)));
  }

  /** The calls that return the future, or those of a collection that is gone through. */
  private Stream<TreePath> callsOf(TreePath future) {
    return Origins.of(future, MethodInvocationTree.class::isInstance, state)
        .map(calls -> calls.stream())
        .orElseGet(() -> collectionOf(future).stream().flatMap(this::elementsOf));
  }

  private Optional<TreePath> collectionOf(TreePath future) {
    return Optional.ofNullable(ASTHelpers.getSymbol(future.getLeaf()))
        .flatMap(element -> CompilationIndex.of(state).declaration(element))
        .map(TreePath::getParentPath)
        .flatMap(
            around ->
                around.getLeaf() instanceof EnhancedForLoopTree loop
                    ? Optional.of(new TreePath(around, loop.getExpression()))
                    : around.getLeaf() instanceof LambdaExpressionTree
                        ? sourceOf(around.getParentPath())
                        : Optional.empty());
  }

  /** What the first call of a chain is made on. */
  private static Optional<TreePath> sourceOf(TreePath chain) {
    Optional<TreePath> source = Paths.receiver(chain);
    return source.flatMap(DroppableWaits::sourceOf).or(() -> source);
  }

  private Stream<TreePath> elementsOf(TreePath collection) {
    return makersOf(collection, DroppedWaits.DEPTH).flatMap(this::elementsOfMade);
  }

  /** What makes a collection, at least some of them: one that has dropped tasks is enough. */
  private Stream<TreePath> makersOf(TreePath collection, int depth) {
    Optional<ImmutableSet<TreePath>> makers = Origins.of(collection, this::isMaker, state);
    if (makers.isPresent() || depth == 0) {
      return makers.stream().flatMap(ImmutableSet::stream);
    }
    Symbol named = ASTHelpers.getSymbol(collection.getLeaf());
    Stream<TreePath> sources =
        named instanceof VarSymbol variable
            ? Stream.concat(
                Arguments.seenOf(variable, state).stream(),
                Values.assignedTo(variable, state).stream())
            : CompilationIndex.of(state)
                .declaration(named)
                .filter(method -> named instanceof MethodSymbol)
                .stream()
                .flatMap(method -> Returns.in(method).stream());
    return sources.flatMap(source -> makersOf(source, depth - 1));
  }

  private boolean isMaker(Tree tree) {
    return tree instanceof NewClassTree
        || (tree instanceof MethodInvocationTree call
            && !CompilationIndex.of(state).isInView(ASTHelpers.getSymbol(call)));
  }

  private Stream<TreePath> elementsOfMade(TreePath maker) {
    if (maker.getLeaf() instanceof MethodInvocationTree) {
      return Trees.pathsIn(maker, MethodInvocationTree.class).stream()
          .filter(call -> ResolvedLibrary.of(state).does(call.getLeaf(), 0, Role.RUN));
    }
    return maker.getParentPath().getLeaf() instanceof VariableTree variable
        ? CompilationIndex.of(state).mentions(ASTHelpers.getSymbol(variable)).stream()
            .flatMap(mention -> DroppedWaits.addedAt(mention).stream())
            .flatMap(
                added -> Origins.one(added, MethodInvocationTree.class::isInstance, state).stream())
        : Stream.empty();
  }
}
