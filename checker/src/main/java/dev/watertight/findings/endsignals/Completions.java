package dev.watertight.findings.endsignals;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol.ClassSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.model.Trait;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Paths;
import dev.watertight.program.Symbols;
import dev.watertight.program.Trees;
import dev.watertight.tasks.TaskBodies;
import dev.watertight.values.Fate;
import dev.watertight.values.Instances;
import dev.watertight.values.Origins;
import dev.watertight.values.ResolvedLibrary;
import dev.watertight.values.Sink;
import dev.watertight.values.Values;
import dev.watertight.wakers.EndlessWaits;
import dev.watertight.wakers.Interrupters;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Who waits for what a subscriber does at the end of a publisher: a latch that {@code onComplete}
 * counts down, or a future that it completes, and nobody else does.
 */
public final class Completions {
  private final VisitorState state;

  private Completions(VisitorState state) {
    this.state = state;
  }

  /**
   * Where somebody waits, without a time limit, for the end that a subscriber is told of.
   *
   * @param subscription the call by which it subscribes
   */
  public static Optional<TreePath> endlessWaitFor(TreePath subscription, VisitorState state) {
    return subscription.getLeaf() instanceof MethodInvocationTree call
        ? new Completions(state).find(subscription, call)
        : Optional.empty();
  }

  private Optional<TreePath> find(TreePath path, MethodInvocationTree call) {
    ImmutableSet<Tree> ends = ends(path, call);
    return ends.stream()
        .flatMap(end -> Trees.in(end, ExpressionTree.class).stream())
        .filter(tree -> ResolvedLibrary.of(state).is(tree, Trait.COMPLETES))
        .flatMap(tree -> Stream.ofNullable(Symbols.receiver(tree)))
        .map(ASTHelpers::getSymbol)
        .filter(VarSymbol.class::isInstance)
        .flatMap(variable -> waitFor((VarSymbol) variable, ends).stream())
        .findFirst();
  }

  /** The code that runs when the publisher ends: none if others may run it, too. */
  private ImmutableSet<Tree> ends(TreePath path, MethodInvocationTree call) {
    ImmutableSet.Builder<Tree> ends = ImmutableSet.builder();
    for (ExpressionTree argument : call.getArguments()) {
      onlySubscriber(ASTHelpers.stripParentheses(argument), path)
          .ifPresent(maker -> ends.addAll(endMethods(maker)));
    }
    return ends.build();
  }

  private ImmutableList<MethodTree> endMethods(TreePath subscriber) {
    Tree type = TaskBodies.code(subscriber, state).map(TreePath::getLeaf).orElse(null);
    return Trees.in(type, MethodTree.class).stream()
        .filter(tree -> ResolvedLibrary.of(state).is(tree, Trait.ON_END))
        .filter(tree -> CompilationIndex.of(state).mentions(ASTHelpers.getSymbol(tree)).isEmpty())
        .collect(ImmutableList.toImmutableList());
  }

  /** The only expression that makes the subscriber, if it is the only one of its class. */
  private Optional<TreePath> onlySubscriber(ExpressionTree argument, TreePath call) {
    return Origins.one(new TreePath(call, argument), NewClassTree.class::isInstance, state)
        .filter(
            maker ->
                maker.getLeaf() instanceof NewClassTree creation
                    && (creation.getClassBody() != null || isOnlyOne(creation)));
  }

  private boolean isOnlyOne(NewClassTree creation) {
    return ASTHelpers.getType(creation).tsym instanceof ClassSymbol type
        && CompilationIndex.of(state).isComplete()
        && !Symbols.isOpenToOthers(type)
        && CompilationIndex.of(state).subclasses(type).isEmpty()
        && CompilationIndex.of(state).creations(type).size() == 1;
  }

  /** A wait for the latch or future, if only the end of the publisher ends it. */
  private Optional<TreePath> waitFor(VarSymbol variable, ImmutableSet<Tree> ends) {
    String type = variable.type.tsym.getQualifiedName().toString();
    ImmutableList<TreePath> makers = Values.assignedTo(variable, state);
    if (!(variable.type.tsym instanceof ClassSymbol symbol)
        || !EndlessWaits.isCompletable(symbol, state)
        || makers.size() != 1
        || !(makers.get(0).getLeaf() instanceof NewClassTree creation)
        || creation.getClassBody() != null) {
      return Optional.empty();
    }
    Fate fate =
        Fate.ofExpression(makers.get(0), new Instances(type, ImmutableSet.of(), state), state);
    boolean ended =
        fate.isUnknown()
            || fate.isExposed()
            || fate.uses().stream()
                .filter(use -> EndlessWaits.completes(use, state))
                .anyMatch(use -> ends.stream().noneMatch(end -> Paths.isInside(use.path(), end)));
    return ended
        ? Optional.empty()
        : fate.uses().stream().filter(this::isEndless).map(Sink.Use::path).findFirst();
  }

  /** Whether the wait has no time limit, and nobody interrupts the task that waits. */
  private boolean isEndless(Sink.Use use) {
    return use.path().getLeaf() instanceof MethodInvocationTree call
        && call.getArguments().isEmpty()
        && ResolvedLibrary.of(state).is(call, Trait.AWAITS_TASK, Trait.AWAITS_SIGNAL)
        && !Interrupters.mayEnd(use.path(), state);
  }
}
