package dev.watertight.findings.unbounded;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.EnhancedForLoopTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.findings.sends.DroppedTasks;
import dev.watertight.model.Role;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Paths;
import dev.watertight.program.Symbols;
import dev.watertight.program.TestOutcomes;
import dev.watertight.values.Origins;
import dev.watertight.values.ResolvedLibrary;
import dev.watertight.values.Returns;
import dev.watertight.values.Values;
import java.util.Optional;

/**
 * Finds waits for the futures in a collection, of which some may be those of tasks that the
 * executor has dropped: it never completes them.
 *
 * @param state the compilation
 */
record DroppedWaits(VisitorState state) {
  /* How many methods may lead to a start. */
  static final int DEPTH = 3;

  /** Where the tasks are started that a call waits for, if some of them may be dropped. */
  Optional<TreePath> startOfAwaited(TreePath wait) {
    return Paths.receiver(wait)
        .map(future -> ASTHelpers.getSymbol(future.getLeaf()))
        .filter(VarSymbol.class::isInstance)
        .flatMap(future -> CompilationIndex.of(state).declaration(future))
        .map(TreePath::getParentPath)
        .filter(loop -> loop.getLeaf() instanceof EnhancedForLoopTree)
        // Perhaps only those are waited for that have run.
        .filter(loop -> TestOutcomes.at(wait, loop.getLeaf()).isEmpty())
        .map(loop -> ASTHelpers.getSymbol(((EnhancedForLoopTree) loop.getLeaf()).getExpression()))
        .filter(
            all ->
                all instanceof VarSymbol futures
                    && !Symbols.isField(futures)
                    && Values.isFixed(futures, state))
        .flatMap(
            all ->
                CompilationIndex.of(state).mentions(all).stream()
                    .flatMap(mention -> addedAt(mention).stream())
                    .flatMap(added -> droppedBefore(wait, added).stream())
                    .findFirst());
  }

  /** What a call adds to a collection. */
  static Optional<TreePath> addedAt(TreePath mention) {
    TreePath call = mention.getParentPath().getParentPath();
    return mention.getParentPath().getLeaf() instanceof MemberSelectTree select
            && select.getIdentifier().contentEquals("add")
            && call.getLeaf() instanceof MethodInvocationTree add
            && add.getArguments().size() == 1
        ? Optional.of(new TreePath(call, add.getArguments().get(0)))
        : Optional.empty();
  }

  private Optional<TreePath> droppedBefore(TreePath wait, TreePath added) {
    return Origins.one(added, MethodInvocationTree.class::isInstance, state)
        .flatMap(
            call ->
                start(call, DEPTH)
                    .filter(start -> new DroppedTasks(state).areBefore(wait, start, call)));
  }

  /** The call that starts the task whose future a call returns, perhaps in another method. */
  Optional<TreePath> start(TreePath call, int depth) {
    if (ResolvedLibrary.of(state).does(call.getLeaf(), 0, Role.RUN)) {
      return Optional.of(call);
    }
    CompilationIndex index = CompilationIndex.of(state);
    MethodSymbol method = (MethodSymbol) ASTHelpers.getSymbol(call.getLeaf());
    ImmutableList<TreePath> returned =
        depth > 0 && index.overriders(method).isEmpty()
            ? index.declaration(method).map(Returns::in).orElse(ImmutableList.of())
            : ImmutableList.of();
    return returned.size() == 1
        ? Origins.one(returned.get(0), MethodInvocationTree.class::isInstance, state)
            .flatMap(inner -> start(inner, depth - 1))
        : Optional.empty();
  }
}
