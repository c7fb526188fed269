package dev.watertight.findings.unbounded;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.EnhancedForLoopTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.NewArrayTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Flags;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.ClassSymbol;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.model.Role;
import dev.watertight.program.Arguments;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Graphs;
import dev.watertight.program.Paths;
import dev.watertight.program.Symbols;
import dev.watertight.program.TestOutcomes;
import dev.watertight.tasks.TaskBodies;
import dev.watertight.tasks.Tasks;
import dev.watertight.values.Origins;
import dev.watertight.values.ResolvedLibrary;
import dev.watertight.values.Values;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Finds joins of all threads of a list or array to which one of these threads comes itself: by
 * methods of the object that has the list, or by objects that are made in the same place as it.
 *
 * @param waiting the wait
 * @param state the compilation
 */
record ListedSelfWaits(TreePath waiting, VisitorState state) {
  private static final String THREAD = "java.lang.Thread";

  /* Through so many variables the list comes, and so many methods lead to the wait, at most. */
  private static final int DEPTH = 4;

  /** The code of a thread that waits for its own end, if there is one. */
  Optional<TreePath> task() {
    EnhancedForLoopTree loop = ASTHelpers.findEnclosingNode(waiting, EnhancedForLoopTree.class);
    ExpressionTree thread = Symbols.receiver(waiting.getLeaf());
    if (loop == null
        || thread == null
        || !isThread(thread)
        || !ASTHelpers.getSymbol(loop.getVariable()).equals(ASTHelpers.getSymbol(thread))) {
      return Optional.empty();
    }
    return makers(new TreePath(waiting, loop.getExpression()), DEPTH)
        .flatMap(
            maker ->
                TaskBodies.startedBy(maker, state)
                    .filter(task -> comesTo(waiting, task, maker, DEPTH))
                    .stream())
        .findFirst();
  }

  private boolean isThread(Tree expression) {
    return Symbols.isA(ASTHelpers.getType(expression), THREAD, state);
  }

  /** What makes the threads of a list or array. */
  private Stream<TreePath> makers(TreePath list, int depth) {
    Tree tree = list.getLeaf();
    if (depth == 0) {
      return Stream.empty();
    }
    if (isThread(tree)) {
      return Origins.of(list, NewClassTree.class::isInstance, state).stream()
          .flatMap(ImmutableSet::stream);
    }
    if (ASTHelpers.getSymbol(tree) instanceof VarSymbol variable) {
      return Stream.of(
              Values.assignedTo(variable, state).stream(), added(variable), given(variable))
          .flatMap(values -> values)
          .flatMap(value -> makers(value, depth - 1));
    }
    return (tree instanceof NewArrayTree array && array.getInitializers() != null
            ? array.getInitializers()
            : Arguments.of(tree))
        .stream().flatMap(part -> makers(new TreePath(list, part), depth - 1));
  }

  /** What is put into a list. */
  private Stream<TreePath> added(VarSymbol list) {
    return CompilationIndex.of(state).mentions(list).stream()
        .map(mention -> mention.getParentPath().getParentPath())
        .filter(
            use ->
                use.getLeaf() instanceof MethodInvocationTree call
                    && call.getArguments().size() == 1
                    && list.equals(ASTHelpers.getSymbol(ASTHelpers.getReceiver(call)))
                    && ResolvedLibrary.of(state).does(call, 0, Role.KEEP))
        .map(use -> new TreePath(use, Arguments.of(use.getLeaf()).get(0)));
  }

  /** What callers pass to a parameter: several, if it stands for as many as they like. */
  private Stream<TreePath> given(VarSymbol variable) {
    if ((variable.flags() & Flags.PARAMETER) == 0
        || !(variable.owner instanceof MethodSymbol method)
        || !method.getParameters().contains(variable)) {
      return Stream.empty();
    }
    int position = method.getParameters().indexOf(variable);
    boolean areMany = method.isVarArgs() && position == method.getParameters().size() - 1;
    return CompilationIndex.of(state).mentions(method).stream()
        .map(mention -> callAt(mention, method))
        .flatMap(Optional::stream)
        .flatMap(
            call ->
                Arguments.of(call.getLeaf()).stream()
                    .skip(position)
                    .limit(areMany ? Long.MAX_VALUE : 1)
                    .map(given -> new TreePath(call, given)));
  }

  private static Optional<TreePath> callAt(TreePath mention, MethodSymbol method) {
    return Stream.of(mention, mention.getParentPath(), mention.getParentPath().getParentPath())
        .filter(
            path ->
                (path.getLeaf() instanceof NewClassTree
                        || path.getLeaf() instanceof MethodInvocationTree)
                    && method.equals(ASTHelpers.getSymbol(path.getLeaf())))
        .findFirst();
  }

  private boolean comesTo(TreePath place, TreePath task, TreePath maker, int depth) {
    TreePath body = Graphs.bodyAround(place).orElse(null);
    if (depth == 0 || body == null || mayKeepAway(place, body)) {
      return false;
    }
    if (body.getLeaf() == task.getLeaf()) {
      return isOfMaker(body, maker, place);
    }
    if (Tasks.isCalledInPlace(body, state)) {
      return comesTo(body.getParentPath(), task, maker, depth);
    }
    return body.getLeaf() instanceof MethodTree tree
        && callsOf(ASTHelpers.getSymbol(tree))
            .anyMatch(
                call ->
                    (Symbols.isSelf(Symbols.receiver(call.getLeaf()))
                            || isMadeBeside(ASTHelpers.getSymbol(tree).owner, maker))
                        && comesTo(call, task, maker, depth - 1));
  }

  /**
   * Whether the thread is the one whose code this is, by an object made beside it, or is made by
   * the object that it is of. A list that an object of the code's class has got itself is of
   * others.
   */
  private boolean isOfMaker(TreePath body, TreePath maker, TreePath place) {
    ClassTree type = typeOf(body);
    boolean isOwn =
        Symbols.isSelf(Symbols.receiver(place.getLeaf())) || place.getLeaf() == waiting.getLeaf();
    return isOwn
        ? !Symbols.isA(ASTHelpers.getType(type), THREAD, state) && Paths.isInside(maker, type)
        : isMadeBeside(ASTHelpers.getSymbol(type), maker);
  }

  private static ClassTree typeOf(TreePath code) {
    return ASTHelpers.findEnclosingNode(code, ClassTree.class);
  }

  /**
   * Whether there is one object of the class for each of the threads, and made together with it.
   */
  private boolean isMadeBeside(Symbol type, TreePath maker) {
    ImmutableList<TreePath> all = CompilationIndex.of(state).creations((ClassSymbol) type);
    return all.size() == 1 && Graphs.areTogether(all.get(0), maker);
  }

  /** The calls of a method, also by a method in view that it overrides if only it can be meant. */
  private Stream<TreePath> callsOf(MethodSymbol method) {
    CompilationIndex index = CompilationIndex.of(state);
    return Stream.concat(
        index.calls(method).stream(),
        ASTHelpers.findSuperMethods(method, state.getTypes()).stream()
            .filter(index::isInView)
            .flatMap(overridden -> index.calls(overridden).stream())
            .filter(call -> isOn(call, method.owner)));
  }

  private boolean isOn(TreePath call, Symbol type) {
    return Paths.receiver(call)
        .flatMap(object -> Origins.of(object, NewClassTree.class::isInstance, state))
        .filter(
            makers ->
                makers.stream()
                    .allMatch(made -> type.equals(ASTHelpers.getType(made.getLeaf()).tsym)))
        .isPresent();
  }

  private boolean mayKeepAway(TreePath place, TreePath body) {
    return OwnTests.asksForThread(body.getLeaf())
        || TestOutcomes.at(place, body.getLeaf()).stream()
            .anyMatch(
                outcome ->
                    new OwnThreadWaits(state).mayAskForThread(outcome.test(), waiting)
                        || Symbols.variablesIn(outcome.test()).stream()
                            .anyMatch(SharedPoolWaits::decides));
  }
}
