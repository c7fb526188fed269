package dev.watertight.findings.endsignals;

import static com.google.common.collect.ImmutableSet.toImmutableSet;

import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Sets;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.program.Graphs;
import dev.watertight.program.Symbols;
import dev.watertight.program.TestOutcomes;
import dev.watertight.program.Trees;
import dev.watertight.wakers.Exclusion;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Whether one thread may be at a wait when another makes a change, as far as the tests on the ways
 * say: those of the code that leads to both must not exclude each other.
 *
 * @param waits the ways to the wait
 * @param changes the ways to the change, itself the first
 */
record Encounter(Set<TreePath> waits, Set<TreePath> changes) {
  private record Pair(TreePath way, TreePath change) {}

  /**
   * Whether that is possible: some code leads to both, in no branches that exclude each other, by
   * no tests of the same data; and the change does not depend on data that the wait knows nothing
   * of, such as whether anything has been started.
   *
   * @param awaited the variables for which the wait asks
   */
  boolean isPossible(TreePath change, Set<VarSymbol> awaited) {
    ImmutableSet<Pair> pairs = pairs();
    return awaited.containsAll(Sets.filter(testedAt(change), variable -> Symbols.isField(variable)))
        && !pairs.isEmpty()
        && pairs.stream().allMatch(Encounter::isPossible);
  }

  /** Whether nothing is tested before either of the two that may say something of the other. */
  boolean isFree() {
    return pairs().stream()
        .allMatch(pair -> testedAt(pair.way).isEmpty() || testedAt(pair.change).isEmpty());
  }

  private ImmutableSet<Pair> pairs() {
    return waits.stream()
        .flatMap(
            wait ->
                changes.stream()
                    .filter(change -> Graphs.areTogether(wait, change))
                    .filter(change -> wait.getLeaf() != change.getLeaf())
                    .map(change -> new Pair(wait, change)))
        .collect(toImmutableSet());
  }

  private static boolean isPossible(Pair pair) {
    return !Exclusion.isCertain(pair.way, pair.change)
        && !Exclusion.isCertain(pair.change, pair.way)
        && Sets.intersection(testedAt(pair.way), testedAt(pair.change)).isEmpty();
  }

  /** The variables that are asked on the way to a place in its body. */
  private static ImmutableSet<VarSymbol> testedAt(TreePath place) {
    return Graphs.bodyAround(place).stream()
        .flatMap(body -> TestOutcomes.at(place, body.getLeaf()).stream())
        .flatMap(test -> Trees.in(test.test(), ExpressionTree.class).stream())
        .map(ASTHelpers::getSymbol)
        .flatMap(symbol -> symbol instanceof VarSymbol variable ? Stream.of(variable) : Stream.of())
        .collect(toImmutableSet());
  }
}
