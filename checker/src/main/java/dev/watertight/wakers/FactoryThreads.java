package dev.watertight.wakers;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.suppliers.Supplier;
import com.google.errorprone.suppliers.Suppliers;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.MemberReferenceTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.ReturnTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.ClassSymbol;
import com.sun.tools.javac.code.Type;
import dev.watertight.handles.Executors;
import dev.watertight.handles.Opening;
import dev.watertight.program.Arguments;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Trees;
import dev.watertight.tasks.Runnables;
import dev.watertight.values.Fate;
import dev.watertight.values.Origins;
import java.util.List;
import java.util.Optional;

/**
 * The threads that the factory of an executor makes, and perhaps keeps for others to interrupt.
 *
 * <p>A factory out of view is taken for one that keeps nothing, as those of the libraries do.
 */
final class FactoryThreads {
  private static final Supplier<Type> FACTORY =
      Suppliers.typeFromString("java.util.concurrent.ThreadFactory");
  private static final Supplier<Type> THREAD = Suppliers.typeFromString("java.lang.Thread");

  private FactoryThreads() {}

  /** Who interrupts the threads of an executor by way of its factory. */
  static Interrupters of(TreePath executor, VisitorState state) {
    Interrupters found = Interrupters.NOBODY;
    for (Opening opening : Executors.openingsOf(executor, state).orElse(ImmutableList.of())) {
      for (TreePath factory : factories(opening.primitive(), state)) {
        found = found.and(madeBy(factory, state));
      }
      found = found.and(byPool(opening.primitive().getLeaf(), state));
    }
    return found;
  }

  /** Who interrupts the threads that a factory makes, which an expression names. */
  static Interrupters ofFactory(TreePath factory, VisitorState state) {
    Interrupters found = Interrupters.NOBODY;
    for (TreePath code : codes(factory, state)) {
      found = found.and(madeBy(code, state));
    }
    return found;
  }

  /** A pool of a class in view that interrupts threads may do so with its own. */
  private static Interrupters byPool(Tree opening, VisitorState state) {
    CompilationIndex index = CompilationIndex.of(state);
    Interrupters[] found = {Interrupters.NOBODY};
    for (Type type = ASTHelpers.getType(opening);
        type != null && type.tsym instanceof ClassSymbol pool && index.isInView(pool);
        type = pool.getSuperclass()) {
      index
          .declaration(pool)
          .ifPresent(
              declaration -> {
                for (TreePath path :
                    Trees.pathsIn(declaration, MemberSelectTree.class, MemberReferenceTree.class)) {
                  if (isInterruptOfOther(path.getLeaf(), state)) {
                    found[0] = found[0].and(Interrupters.seen(Interrupter.at(path)));
                  }
                }
              });
    }
    return found[0];
  }

  private static boolean isInterruptOfOther(Tree tree, VisitorState state) {
    boolean isOwn =
        tree instanceof MemberSelectTree select
            && select.getExpression() instanceof MethodInvocationTree;
    Symbol method = ASTHelpers.getSymbol(tree);
    return method != null
        && !isOwn
        && method.getSimpleName().contentEquals("interrupt")
        && method.owner.equals(THREAD.get(state).tsym);
  }

  private static ImmutableList<TreePath> factories(TreePath opening, VisitorState state) {
    List<? extends ExpressionTree> arguments = Arguments.of(opening.getLeaf());
    return arguments.stream()
        .filter(a -> ASTHelpers.isSubtype(ASTHelpers.getType(a), FACTORY.get(state), state))
        .flatMap(a -> codes(new TreePath(opening, a), state).stream())
        .collect(ImmutableList.toImmutableList());
  }

  private static ImmutableList<TreePath> codes(TreePath factory, VisitorState state) {
    return Origins.of(factory, FactoryThreads::isFunction, state).stream()
        .flatMap(ImmutableSet::stream)
        .flatMap(maker -> code(maker, state).stream())
        .collect(ImmutableList.toImmutableList());
  }

  private static boolean isFunction(Tree tree) {
    return tree instanceof LambdaExpressionTree
        || tree instanceof MemberReferenceTree
        || tree instanceof NewClassTree;
  }

  private static Optional<TreePath> code(TreePath factory, VisitorState state) {
    CompilationIndex index = CompilationIndex.of(state);
    if (factory.getLeaf() instanceof NewClassTree creation) {
      return creation.getClassBody() != null
          ? Optional.of(new TreePath(factory, creation.getClassBody()))
          : index.declaration(ASTHelpers.getSymbol(creation.getIdentifier()));
    }
    return factory.getLeaf() instanceof MemberReferenceTree reference
        ? index.declaration(ASTHelpers.getSymbol(reference))
        : Optional.of(factory);
  }

  private static Interrupters madeBy(TreePath code, VisitorState state) {
    Interrupters found = Interrupters.NOBODY;
    for (TreePath path : Trees.pathsIn(code, NewClassTree.class, MethodInvocationTree.class)) {
      if (ASTHelpers.isSubtype(ASTHelpers.getType(path.getLeaf()), THREAD.get(state), state)) {
        found = found.and(ofMade(path, code, state));
      }
    }
    return found;
  }

  /** A thread that the factory returns goes to the executor, which shows it to nobody. */
  private static Interrupters ofMade(TreePath thread, TreePath factory, VisitorState state) {
    Fate fate = Fate.ofExpression(thread, Runnables.of(state), state);
    boolean isShared =
        fate.isExposed()
            || fate.escapes().stream()
                .map(escape -> escape.path().getLeaf())
                .anyMatch(place -> !(place instanceof ReturnTree) && place != factory.getLeaf());
    return InterruptSearch.ofUses(fate.uses(), isShared);
  }
}
