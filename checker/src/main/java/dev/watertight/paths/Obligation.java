package dev.watertight.paths;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Sets;
import com.sun.source.tree.Tree;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.program.TestOutcomes.Outcome;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What a body of code does with one handle, tree by tree: the input of {@link PathSearch}.
 *
 * @param opening the expression that opens the handle, in the body or elsewhere
 * @param opener the expression that opens the handle; null if it is open before the body starts
 * @param settled whether the opener's own surroundings settle it: {@code return open();}
 * @param heldAtEntry the field that holds the open handle when the body starts, if one does
 * @param startedAtEntry whether its threads run then
 * @param discharges the trees whose evaluation ends the duty: mentions that release the handle or
 *     pass it on, and calls, lambdas and classes that do so when they run
 * @param aliases the declarations, assignments and type tests that give the handle to a variable
 * @param starts the trees whose evaluation starts threads: an executor without a task has none
 * @param throwing whether a call throws an unchecked exception, on purpose or for bad input
 * @param failingFirst the calls that, if they throw, have not yet started threads
 * @param excluded the outcomes of tests that are not certain while the handle is open
 */
public record Obligation(
    Tree opening,
    @Nullable Tree opener,
    boolean settled,
    @Nullable VarSymbol heldAtEntry,
    boolean startedAtEntry,
    ImmutableSet<Tree> discharges,
    ImmutableMap<Tree, VarSymbol> aliases,
    ImmutableSet<Tree> starts,
    Predicate<Tree> throwing,
    ImmutableSet<Tree> failingFirst,
    Predicate<Outcome> excluded) {
  /** The same, with threads that run as soon as the handle is open. */
  public Obligation startedAtOnce() {
    return with(startedAtEntry, opener == null ? starts : ImmutableSet.of(opener), excluded);
  }

  /** The same, with threads that other trees start, and with further trees that end the duty. */
  public Obligation between(ImmutableSet<Tree> starting, ImmutableSet<Tree> ending) {
    return new Obligation(
        opening,
        opener,
        settled,
        heldAtEntry,
        startedAtEntry,
        Sets.union(discharges, ending).immutableCopy(),
        aliases,
        starting,
        throwing,
        failingFirst,
        excluded);
  }

  /** The same, with a handle that has no threads yet when the body starts. */
  public Obligation notStarted() {
    return with(false, starts, excluded);
  }

  /** The same, with further calls that throw an unchecked exception. */
  public Obligation alsoThrowing(Predicate<Tree> calls) {
    return new Obligation(
        opening,
        opener,
        settled,
        heldAtEntry,
        startedAtEntry,
        discharges,
        aliases,
        starts,
        throwing.or(calls),
        failingFirst,
        excluded);
  }

  /** The same, with outcomes of tests that say that the handle has been released. */
  public Obligation excluding(Predicate<Outcome> outcomes) {
    return with(startedAtEntry, starts, outcomes);
  }

  private Obligation with(
      boolean startedThen, ImmutableSet<Tree> starting, Predicate<Outcome> outcomes) {
    return new Obligation(
        opening,
        opener,
        settled,
        heldAtEntry,
        startedThen,
        discharges,
        aliases,
        starting,
        throwing,
        failingFirst,
        outcomes);
  }
}
