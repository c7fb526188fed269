package dev.watertight.wakers;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.VisitorState;
import com.google.errorprone.suppliers.Supplier;
import com.google.errorprone.suppliers.Suppliers;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.MemberReferenceTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.ReturnTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import com.sun.tools.javac.code.Type;
import dev.watertight.handles.Executors;
import dev.watertight.handles.Opening;
import dev.watertight.program.CompilationIndex;
import dev.watertight.tasks.Runnables;
import dev.watertight.values.Fate;
import dev.watertight.values.Origins;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

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
    }
    return found;
  }

  private static ImmutableList<TreePath> factories(TreePath opening, VisitorState state) {
    List<? extends ExpressionTree> arguments =
        opening.getLeaf() instanceof NewClassTree creation
            ? creation.getArguments()
            : opening.getLeaf() instanceof MethodInvocationTree call
                ? call.getArguments()
                : ImmutableList.of();
    return arguments.stream()
        .filter(
            argument ->
                ASTHelpers.isSubtype(ASTHelpers.getType(argument), FACTORY.get(state), state))
        .map(
            argument ->
                Origins.of(new TreePath(opening, argument), FactoryThreads::isFunction, state))
        .flatMap(Optional::stream)
        .flatMap(makers -> makers.stream())
        .map(maker -> code(maker, state))
        .flatMap(Optional::stream)
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
    Interrupters[] found = {Interrupters.NOBODY};
    new TreePathScanner<@Nullable Void, @Nullable Void>() {
      @Override
      public @Nullable Void visitNewClass(NewClassTree tree, @Nullable Void unused) {
        addThread(tree);
        return super.visitNewClass(tree, null);
      }

      @Override
      public @Nullable Void visitMethodInvocation(
          MethodInvocationTree tree, @Nullable Void unused) {
        addThread(tree);
        return super.visitMethodInvocation(tree, null);
      }

      private void addThread(ExpressionTree tree) {
        if (ASTHelpers.isSubtype(ASTHelpers.getType(tree), THREAD.get(state), state)) {
          found[0] = found[0].and(ofMade(getCurrentPath(), code, state));
        }
      }
    }.scan(code, null);
    return found[0];
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
