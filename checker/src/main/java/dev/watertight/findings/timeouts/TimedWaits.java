package dev.watertight.findings.timeouts;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import com.sun.tools.javac.code.TypeTag;
import dev.watertight.handles.Fates;
import dev.watertight.model.Trait;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Paths;
import dev.watertight.program.Symbols;
import dev.watertight.program.Trees;
import dev.watertight.tasks.Runnables;
import dev.watertight.tasks.TaskStarts;
import dev.watertight.values.Fate;
import dev.watertight.values.ResolvedLibrary;
import dev.watertight.values.Sink;
import dev.watertight.wakers.EndlessWaits;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The waits with a time limit that are for one task, by its future, its executor or what it
 * signals.
 *
 * @param state the compilation
 */
record TimedWaits(VisitorState state) {
  /* How many stages may follow a future. */
  private static final int DEPTH = 3;

  /** All of them. */
  ImmutableList<TreePath> of(TreePath start, Optional<Fate> future, TreePath body) {
    return Stream.of(of(start, future), ofSignals(body))
        .flatMap(ImmutableList::stream)
        .collect(ImmutableList.toImmutableList());
  }

  /** Those for its future or its executor. */
  ImmutableList<TreePath> of(TreePath start, Optional<Fate> future) {
    return Stream.of(ofFuture(future, DEPTH), ofExecutor(start))
        .flatMap(ImmutableList::stream)
        .collect(ImmutableList.toImmutableList());
  }

  /** What becomes of the future that a call returns; empty if it returns none. */
  Optional<Fate> futureOf(TreePath start) {
    return ASTHelpers.getType(start.getLeaf()).hasTag(TypeTag.VOID)
        ? Optional.empty()
        : Optional.of(Fate.crossingReturns(start, Runnables.of(state), state));
  }

  /** The waits with a time limit for a future, or a stage that follows it. */
  private ImmutableList<TreePath> ofFuture(Optional<Fate> future, int depth) {
    if (future.filter(fate -> !fate.isUnknown() && !fate.isExposed()).isEmpty()) {
      return ImmutableList.of();
    }
    ImmutableList.Builder<TreePath> found = ImmutableList.builder();
    for (Sink.Use use : future.get().uses()) {
      if (!(use.path().getLeaf() instanceof MethodInvocationTree call)) {
        continue;
      }
      ResolvedLibrary library = ResolvedLibrary.of(state);
      MethodSymbol method = ASTHelpers.getSymbol(call);
      if (library.is(method, Trait.ABANDONS)
          || (library.is(method, Trait.AWAITS_TASK) && library.isTimed(method))) {
        found.add(use.path());
      } else if (depth > 0 && TaskStarts.isOfStage(call, state)) {
        found.addAll(ofFuture(futureOf(use.path()), depth - 1));
      }
    }
    return found.build();
  }

  /** The waits with a time limit for all tasks of the executor. */
  private ImmutableList<TreePath> ofExecutor(TreePath start) {
    return TaskStarts.executor(start, state).flatMap(e -> Fates.usesOf(e, state)).stream()
        .flatMap(ImmutableList::stream)
        .map(Sink.Use::path)
        .filter(this::isOfAll)
        .collect(ImmutableList.toImmutableList());
  }

  /** Whether the wait is for all tasks of an executor. */
  boolean isOfAll(TreePath wait) {
    return ASTHelpers.getSymbol(wait.getLeaf()) instanceof MethodSymbol method
        && ResolvedLibrary.of(state).is(method, Trait.AWAITS_TASKS)
        && ResolvedLibrary.of(state).isTimed(method);
  }

  /** The waits with a time limit for what the task does when it comes to its end. */
  private ImmutableList<TreePath> ofSignals(TreePath body) {
    ResolvedLibrary library = ResolvedLibrary.of(state);
    ImmutableList.Builder<TreePath> found = ImmutableList.builder();
    for (TreePath call : Trees.pathsIn(body, MethodInvocationTree.class)) {
      if (library.is(call.getLeaf(), Trait.COMPLETES)
          && ASTHelpers.getSymbol(Symbols.receiver(call.getLeaf())) instanceof VarSymbol signal
          && isBehindStay(call, body)) {
        for (TreePath mention : CompilationIndex.of(state).mentions(signal)) {
          TreePath use = mention.getParentPath().getParentPath();
          if (ASTHelpers.getSymbol(use.getLeaf()) instanceof MethodSymbol method
              && use.getLeaf() instanceof MethodInvocationTree
              && library.is(method, Trait.AWAITS_SIGNAL)
              && library.isTimed(method)
              && !Paths.isInside(use, body.getLeaf())) {
            found.add(use);
          }
        }
      }
    }
    return found.build();
  }

  /** Whether a call of a task stands behind the place where the task stays. */
  private boolean isBehindStay(TreePath call, TreePath body) {
    return new StayingPlaces(state, new EndlessWaits(state))
        .outermost(body)
        .filter(
            stay -> Paths.start(stay) < Paths.start(call) && !Paths.isInside(call, stay.getLeaf()))
        .isPresent();
  }
}
