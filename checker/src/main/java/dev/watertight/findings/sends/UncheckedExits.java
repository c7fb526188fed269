package dev.watertight.findings.sends;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.suppliers.Supplier;
import com.google.errorprone.suppliers.Suppliers;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.CatchTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.TryTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Type;
import dev.watertight.model.Trait;
import dev.watertight.program.CatchClauses;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Loops;
import dev.watertight.program.Paths;
import dev.watertight.program.Trees;
import dev.watertight.summaries.Effects;
import dev.watertight.summaries.Summaries;
import dev.watertight.summaries.Thrown;
import dev.watertight.tasks.TaskStarts;
import dev.watertight.tasks.Tasks;
import dev.watertight.values.ResolvedLibrary;
import dev.watertight.wakers.CallSites;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The calls in a receiving loop that leave it by an exception which nobody has to declare: those
 * that fail in the ordinary course of things, such as at a text that is no number.
 *
 * <p>Who catches such an exception by its name, around the loop or a call that leads to it, knows
 * that it comes: it then ends the loop as a checked exception does. Of another one nobody knows
 * that it comes, as the values may have been looked at before they are sent.
 *
 * @param loop the loop
 * @param state the compilation
 */
record UncheckedExits(TreePath loop, VisitorState state) {
  /* Who catches these catches whatever fails. */
  private static final ImmutableSet<String> GENERAL =
      ImmutableSet.of("java.lang.Exception", "java.lang.RuntimeException", "java.lang.Throwable");

  /* What methods that read a text throw if they do not understand it. */
  private static final ImmutableList<Supplier<Type>> ILL_FORMED =
      ImmutableList.of(
          Suppliers.typeFromString("java.lang.IllegalArgumentException"),
          Suppliers.typeFromString("java.time.DateTimeException"));

  /** The calls whose failure code around them expects. */
  ImmutableList<TreePath> expected() {
    return that(call -> isCaught(call, this::names));
  }

  /** All of them, unless some handler gets what nobody catches. */
  ImmutableList<TreePath> all() {
    return mayBeHandled() ? ImmutableList.of() : that(call -> true);
  }

  /** Whether somebody gets what nobody catches: he may end the process, or begin anew. */
  private boolean mayBeHandled() {
    return ResolvedLibrary.of(state).methodsThat(Trait.HANDLES_FAILURES).stream()
            .anyMatch(CompilationIndex.of(state)::isNamed)
        || Tasks.apart(Tasks.of(loop, state)).stream()
            .anyMatch(task -> TaskStarts.mayBeHandled(task.start(), state));
  }

  private ImmutableList<TreePath> that(Predicate<TreePath> property) {
    return Trees.ownPathsIn(loop, MethodInvocationTree.class, NewClassTree.class).stream()
        .filter(call -> Loops.isRepeatedBy(loop.getLeaf(), call))
        .filter(this::leaves)
        .filter(property)
        .filter(call -> !isCaught(call, (clause, thrown) -> endsProcess(clause)))
        .collect(ImmutableList.toImmutableList());
  }

  /** Whether a call may fail, and no clause inside the loop catches anything of the kind. */
  private boolean leaves(TreePath call) {
    return Summaries.ofCall(call, state).isThrown(thrown -> thrown.isRisky(state))
        && CatchClauses.catching(call, loop.getLeaf(), clause -> mayCatch(clause, call)).isEmpty();
  }

  private boolean mayCatch(CatchTree clause, TreePath call) {
    Effects effects = Summaries.ofCall(call, state);
    return CatchClauses.types(clause).stream()
        .anyMatch(
            type ->
                effects.isThrown(
                    thrown ->
                        thrown.isRisky(state)
                            && CatchClauses.areRelated(type, thrown.type(), state)));
  }

  /** What a clause does about an exception. */
  private interface Reaction {
    boolean to(TreePath clause, Thrown thrown);
  }

  /** Whether a clause around the loop, or a call that leads to it, reacts to a call's failure. */
  private boolean isCaught(TreePath call, Reaction reaction) {
    Effects effects = Summaries.ofCall(call, state);
    return CallSites.leadingTo(loop, state).seen().stream()
        .flatMap(UncheckedExits::clausesAround)
        .anyMatch(
            clause ->
                mayCatch((CatchTree) clause.getLeaf(), call)
                    && effects.isThrown(t -> t.isRisky(state) && reaction.to(clause, t)));
  }

  /** The clauses that get what is thrown at a place and that its own body catches. */
  private static Stream<TreePath> clausesAround(TreePath place) {
    ImmutableList.Builder<TreePath> found = ImmutableList.builder();
    Tree child = place.getLeaf();
    for (TreePath p : Paths.aroundInBody(place)) {
      if (p.getLeaf() instanceof TryTree attempt && child == attempt.getBlock()) {
        for (CatchTree clause : attempt.getCatches()) {
          found.add(new TreePath(p, clause));
        }
      }
      child = p.getLeaf();
    }
    return found.build().stream();
  }

  private boolean names(TreePath clause, Thrown thrown) {
    return CatchClauses.types((CatchTree) clause.getLeaf()).stream()
        .filter(type -> !GENERAL.contains(type.tsym.getQualifiedName().toString()))
        .anyMatch(
            type ->
                thrown.reason() == Thrown.Reason.INPUT
                    ? ILL_FORMED.stream()
                        .anyMatch(of -> ASTHelpers.isSubtype(type, of.get(state), state))
                    : ASTHelpers.isSubtype(thrown.type(), type, state));
  }

  private boolean endsProcess(TreePath clause) {
    return Summaries.ofCode(new TreePath(clause, ((CatchTree) clause.getLeaf()).getBlock()), state)
        .exits();
  }
}
