package dev.watertight.wakers;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.MemberReferenceTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.ReturnTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol;
import dev.watertight.handles.Fates;
import dev.watertight.handles.Opening;
import dev.watertight.program.Arguments;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Symbols;
import dev.watertight.program.Trees;
import dev.watertight.tasks.Runnables;
import dev.watertight.tasks.TaskBodies;
import dev.watertight.values.Fate;
import dev.watertight.values.Origins;

/**
 * The threads that the factory of an executor makes, and perhaps keeps for others to interrupt.
 *
 * <p>A factory out of view is taken for one that keeps nothing, as those of the libraries do.
 */
final class FactoryThreads {
  private static final String FACTORY = "java.util.concurrent.ThreadFactory";
  private static final String THREAD = "java.lang.Thread";

  private FactoryThreads() {}

  /** Who interrupts the threads of an executor by way of its factory. */
  static Interrupters of(TreePath executor, VisitorState state) {
    return Interrupters.all(
        Fates.openingsOf(executor, state).stream()
            .flatMap(ImmutableList::stream)
            .map(Opening::primitive)
            .map(opening -> byArguments(opening, state).and(byPool(opening.getLeaf(), state))));
  }

  private static Interrupters byArguments(TreePath opening, VisitorState state) {
    return Interrupters.all(
        Arguments.of(opening.getLeaf()).stream()
            .filter(a -> Symbols.isA(ASTHelpers.getType(a), FACTORY, state))
            .map(argument -> ofFactory(new TreePath(opening, argument), state)));
  }

  /** Who interrupts the threads that a factory makes, which an expression names. */
  static Interrupters ofFactory(TreePath factory, VisitorState state) {
    return Interrupters.all(
        Origins.of(factory, TaskBodies::isMaker, state).stream()
            .flatMap(ImmutableSet::stream)
            .flatMap(maker -> TaskBodies.code(maker, state).stream())
            .map(code -> madeBy(code, state)));
  }

  /** A pool of a class in view that interrupts threads may do so with its own. */
  private static Interrupters byPool(Tree opening, VisitorState state) {
    return Interrupters.all(
        state.getTypes().closure(ASTHelpers.getType(opening)).stream()
            .flatMap(type -> CompilationIndex.of(state).declaration(type.tsym).stream())
            .flatMap(
                pool ->
                    Trees.pathsIn(pool, MemberSelectTree.class, MemberReferenceTree.class).stream())
            .filter(path -> isInterruptOfOther(path.getLeaf()))
            .map(path -> Interrupters.seen(Interrupter.at(path))));
  }

  private static boolean isInterruptOfOther(Tree tree) {
    boolean isOwn =
        tree instanceof MemberSelectTree select
            && select.getExpression() instanceof MethodInvocationTree;
    Symbol method = ASTHelpers.getSymbol(tree);
    return method != null
        && !isOwn
        && method.getSimpleName().contentEquals("interrupt")
        && Symbols.isNamed(method.owner, THREAD);
  }

  private static Interrupters madeBy(TreePath code, VisitorState state) {
    return Interrupters.all(
        Trees.pathsIn(code, NewClassTree.class, MethodInvocationTree.class).stream()
            .filter(path -> Symbols.isA(ASTHelpers.getType(path.getLeaf()), THREAD, state))
            .map(path -> ofMade(path, code, state)));
  }

  /** A thread that the factory returns goes to the executor, which shows it to nobody. */
  private static Interrupters ofMade(TreePath thread, TreePath factory, VisitorState state) {
    Fate fate = Fate.ofExpression(thread, Runnables.of(state), state);
    boolean isShared =
        fate.isExposed()
            || fate.escapes().stream()
                .map(escape -> escape.path().getLeaf())
                .anyMatch(place -> !(place instanceof ReturnTree) && place != factory.getLeaf());
    return InterruptSearch.ofUses(fate.uses(), isShared, state);
  }
}
