package dev.watertight.findings.endsignals;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.MemberReferenceTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.channels.Topology;
import dev.watertight.counts.Amount;
import dev.watertight.counts.Runs;
import dev.watertight.model.Counting.Rule;
import dev.watertight.paths.CheckedData;
import dev.watertight.program.Arguments;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Graphs;
import dev.watertight.program.Loops;
import dev.watertight.program.Paths;
import dev.watertight.program.Symbols;
import dev.watertight.program.TestOutcomes.Outcome;
import dev.watertight.program.Trees;
import dev.watertight.tasks.Task;
import dev.watertight.tasks.Tasks;
import dev.watertight.values.Components;
import dev.watertight.values.ResolvedLibrary;
import dev.watertight.values.Values;
import dev.watertight.wakers.Order;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Loops and streams that start those who signal, as often as it takes, but leave some of them out.
 *
 * @param channel what is waited for
 * @param state the compilation
 */
record SkippedRounds(Topology channel, VisitorState state) {
  /**
   * Whether a loop leaves rounds out in which it would start somebody, or signal.
   *
   * @param all how often all of its rounds would do so
   */
  boolean areIn(TreePath loop, ImmutableList<TreePath> starts, Amount all) {
    return !Paths.isInside(channel.maker(), loop.getLeaf())
        && starts.stream().allMatch(start -> Paths.isInside(start, loop.getLeaf()))
        && Runs.within(loop, starts, state).least().equals(Amount.of(0))
        && Loops.body(loop.getLeaf())
            .filter(r -> starts.stream().anyMatch(s -> CheckedData.mayAlwaysRun(s, r, state)))
            .isEmpty()
        && Runs.rounds(loop, state).least().equals(all);
  }

  /** Whether a loop beside the making of a barrier starts a party in each round but for some. */
  boolean leaveParties(SignalCounts counts) {
    ImmutableList<TreePath> starts =
        counts.signals().stream()
            .flatMap(signal -> Tasks.of(signal, state).stream())
            .map(task -> task instanceof Task.Apart apart ? apart.start() : channel.maker())
            .collect(toImmutableList());
    Optional<TreePath> loop =
        starts.size() == 1 && Graphs.areTogether(channel.maker(), starts.get(0))
            ? Loops.innermost(starts.get(0))
            : Optional.empty();
    return loop.isPresent()
        && !isFitted()
        && counts.isGivenOnceByTasks(counts.signals().get(0))
        && counts.parties().equals(counts.needed())
        && areIn(loop.get(), starts, counts.needed());
  }

  /** Whether code has computed the number before, perhaps so that no round is left out. */
  private boolean isFitted() {
    return Arguments.of(channel.maker().getLeaf()).stream()
        .map(ASTHelpers::getSymbol)
        .filter(VarSymbol.class::isInstance)
        .map(VarSymbol.class::cast)
        .filter(number -> !Symbols.isField(number))
        .flatMap(number -> Values.given(number, state).stream())
        .flatMap(ImmutableList::stream)
        .anyMatch(value -> Trees.any(value.getLeaf(), MethodInvocationTree.class::isInstance));
  }

  /** Whether a stream starts those who signal for the elements that a filter lets pass. */
  boolean areFiltered(SignalCounts counts, TreePath wait) {
    ImmutableList<TreePath> starts =
        counts.signals().stream()
            .flatMap(signal -> Stream.concat(Stream.of(signal), startsOf(signal)))
            .filter(start -> !Graphs.areTogether(start, wait))
            .filter(start -> Runs.areTogether(start, wait, state))
            .collect(toImmutableList());
    if (starts.size() != 1 || counts.signals().size() != 1) {
      return false;
    }
    TreePath function = Graphs.bodyAround(starts.get(0)).orElseThrow();
    TreePath run = function.getParentPath();
    return Graphs.areTogether(channel.maker(), wait)
        && Graphs.areTogether(run, wait)
        && Order.mayFollow(run, wait)
        && Loops.around(run).isEmpty()
        && Runs.within(function, starts, state).least().equals(Amount.of(1))
        && filters(run)
            .anyMatch(
                filter ->
                    Paths.receiver(filter)
                            .filter(all -> areAsManyAsNeeded(all.getLeaf(), counts))
                            .isPresent()
                        && leavesOut(filter));
  }

  private boolean areAsManyAsNeeded(Tree elements, SignalCounts counts) {
    return Runs.elementsOf(elements, state).least().equals(counts.needed());
  }

  private Stream<TreePath> startsOf(TreePath signal) {
    return Tasks.apart(Tasks.of(signal, state)).stream().map(Task.Apart::start);
  }

  /** The steps before a call on a stream that let some elements pass. */
  private Stream<TreePath> filters(TreePath call) {
    return Stream.iterate(
            Paths.receiver(call), Optional::isPresent, step -> step.flatMap(Paths::receiver))
        .flatMap(Optional::stream)
        .filter(step -> step.getLeaf() instanceof MethodInvocationTree)
        .filter(
            step ->
                ResolvedLibrary.of(state)
                    .countingOf((MethodSymbol) ASTHelpers.getSymbol(step.getLeaf()))
                    .filter(rule -> rule == Rule.FEWER)
                    .isPresent());
  }

  /** Whether a filter asks the elements for what nothing else asks. */
  private boolean leavesOut(TreePath filter) {
    Tree test = Arguments.of(filter.getLeaf()).stream().findFirst().orElse(null);
    if (test instanceof LambdaExpressionTree lambda
        && lambda.getBody() instanceof ExpressionTree asked) {
      TreePath place = new TreePath(new TreePath(filter, lambda), asked);
      return !CheckedData.mayExclude(new Outcome(asked, false), place, state);
    }
    return test instanceof MemberReferenceTree reference
        && Components.returnedBy(ASTHelpers.getSymbol(reference), state).isPresent()
        && CompilationIndex.of(state).mentions(ASTHelpers.getSymbol(reference)).size() == 1;
  }
}
