package dev.watertight.findings.endsignals;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.ThrowTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.counts.Amount;
import dev.watertight.paths.Loss;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Graphs;
import dev.watertight.program.Trees;
import dev.watertight.summaries.Summaries;
import dev.watertight.wakers.ProgramTasks;
import dev.watertight.wakers.Sequel;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Finds callbacks that signal in one of their methods, for what has come, and do nothing for those
 * who wait in the other, which is told of a failure: {@code onReply} completes a future, and {@code
 * onFailure} writes a line.
 *
 * @param analysis what is asked of one latch or future
 */
record SilentCallbacks(AbandonedWaits analysis) {
  Optional<AbandonedWait> find() {
    SignalCounts counts = analysis.counts();
    ImmutableList<TreePath> signals = counts.signals();
    if (signals.isEmpty()
        || counts.arePermits()
        || counts.areParties()
        || !(counts.end() || counts.needed().equals(Amount.of(1)))) {
      return Optional.empty();
    }
    TreePath told = Graphs.bodyAround(signals.get(0)).orElseThrow();
    TreePath type = told.getParentPath();
    return signals.stream().allMatch(signal -> isInMethodOf(signal, type))
        ? Trees.pathsIn(type, MethodTree.class).stream()
            .filter(failure -> failure.getParentPath().getLeaf() == type.getLeaf())
            .filter(failure -> isOfOneCallback(told, failure) && isSilent(failure, type))
            .filter(failure -> mayBeCalled(failure, told))
            .flatMap(failure -> found(failure, type).stream())
            .findFirst()
        : Optional.empty();
  }

  private VisitorState state() {
    return analysis.state();
  }

  private static boolean isInMethodOf(TreePath signal, TreePath type) {
    return Graphs.bodyAround(signal)
        .filter(body -> body.getLeaf() instanceof MethodTree && type.getLeaf() instanceof ClassTree)
        .filter(body -> body.getParentPath().getLeaf() == type.getLeaf())
        .isPresent();
  }

  private Optional<AbandonedWait> found(TreePath failure, TreePath type) {
    return analysis.counts().waits().stream()
        .filter(wait -> ASTHelpers.findEnclosingNode(wait, ClassTree.class) != type.getLeaf())
        .filter(wait -> analysis.left().isAt(wait))
        .findFirst()
        .map(
            wait ->
                new AbandonedWait(
                    analysis.channel(),
                    analysis.counts().signals().get(0),
                    analysis.counts().method(),
                    new Loss(Loss.Exit.RETURN, failure.getLeaf(), ""),
                    wait,
                    ImmutableSet.of(),
                    false,
                    /* isUnchecked= */ true));
  }

  /** Whether one interface asks for both methods, and gives the second one an exception. */
  private boolean isOfOneCallback(TreePath told, TreePath failure) {
    MethodSymbol method = ASTHelpers.getSymbol((MethodTree) failure.getLeaf());
    return method.getParameters().stream()
            .anyMatch(
                given ->
                    ASTHelpers.isSubtype(given.type, state().getSymtab().throwableType, state()))
        && asked(told).anyMatch(one -> asked(failure).anyMatch(m -> m.owner.equals(one.owner)));
  }

  /** The methods of interfaces that a method is there for. */
  private Stream<MethodSymbol> asked(TreePath method) {
    return ASTHelpers.getSymbol(method.getLeaf()) instanceof MethodSymbol symbol
        ? ASTHelpers.findSuperMethods(symbol, state().getTypes()).stream()
            .filter(named -> named.owner.isInterface())
        : Stream.empty();
  }

  /**
   * Whether a method only takes note of the failure: it leads to no signal, tries nothing again,
   * fails by no exception of its own and hands the object on to nobody.
   */
  private boolean isSilent(TreePath failure, TreePath type) {
    Tree code = Graphs.code(failure.getLeaf());
    return code != null
        && Stream.concat(
                analysis.counts().signals().stream(), Stream.of(analysis.channel().maker(), type))
            .allMatch(place -> Summaries.reaches(place, failure, state()).isNo())
        && !Trees.any(
            code,
            tree ->
                tree instanceof ThrowTree
                    || (tree instanceof IdentifierTree name
                        && (name.getName().contentEquals("this")
                            || (ASTHelpers.getSymbol(name) instanceof VarSymbol variable
                                && analysis.channel().variables().contains(variable)))));
  }

  /**
   * Whether somebody calls the method, and not the other one behind it: a library does, by an
   * interface of its own, where the other one is given a result.
   */
  private boolean mayBeCalled(TreePath failure, TreePath told) {
    CompilationIndex index = CompilationIndex.of(state());
    return asked(failure)
        .anyMatch(
            named ->
                index.isInView(named)
                    ? index.calls(named).stream()
                        .filter(call -> ProgramTasks.mayRun(call, state()))
                        .anyMatch(call -> !isFollowed(call, told))
                    : !((MethodTree) told.getLeaf()).getParameters().isEmpty());
  }

  /** Whether the other method may be called behind the call, for the same latch or future. */
  private boolean isFollowed(TreePath call, TreePath told) {
    Sequel after = Sequel.ofObject(call, analysis.channel().maker(), state());
    return asked(told)
        .flatMap(other -> CompilationIndex.of(state()).calls(other).stream())
        .anyMatch(other -> !after.includes(other).isNo());
  }
}
