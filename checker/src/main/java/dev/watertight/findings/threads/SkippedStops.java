package dev.watertight.findings.threads;

import static com.google.common.collect.ImmutableSet.toImmutableSet;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import dev.watertight.findings.endsignals.RiskyCalls;
import dev.watertight.paths.Duties;
import dev.watertight.paths.Loss;
import dev.watertight.program.Graphs;
import dev.watertight.program.Loops;
import dev.watertight.program.Paths;
import dev.watertight.program.TestOutcomes;
import dev.watertight.program.Trees;
import dev.watertight.summaries.Summaries;
import dev.watertight.wakers.CallSites;
import dev.watertight.wakers.ObjectOrder;
import dev.watertight.wakers.Sequel;
import java.util.Optional;

/**
 * The only assignment that tells a loop to end comes last in a method, behind a call that fails in
 * the ordinary course of things, or for what callers catch: nobody tells the loop then.
 *
 * @param stop where the flag is named
 * @param loop the loop
 * @param starts what starts the thread of the loop
 * @param state the compilation
 */
record SkippedStops(
    TreePath stop, TreePath loop, ImmutableList<TreePath> starts, VisitorState state) {
  /**
   * The call whose exception skips the assignment, if the method runs once and always comes to it.
   */
  Optional<Loss> find() {
    TreePath assignment = assignment();
    TreePath body = Graphs.bodyAround(stop).orElse(null);
    if (!(assignment.getLeaf() instanceof AssignmentTree)
        || body == null
        || !(body.getLeaf() instanceof MethodTree)
        || Paths.isInside(loop, body.getLeaf())
        || !TestOutcomes.at(assignment, body.getLeaf()).isEmpty()
        || isRepeated(assignment)
        || new ObjectOrder(state).isOnlyBefore(stop, starts)
        || Sequel.of(assignment, state).mayEndProcess()) {
      return Optional.empty();
    }
    ImmutableSet<Tree> risky = new RiskyCalls(body, state).known();
    return risky.isEmpty()
        ? Optional.empty()
        : Duties.exitsWithout(
                body, startsIn(body), ImmutableSet.of(assignment.getLeaf()), risky, state)
            .stream()
            .filter(loss -> loss.exit() == Loss.Exit.THROW)
            .filter(loss -> loss.at() != null && risky.contains(loss.at()))
            .findFirst();
  }

  /** The calls in a body by which the loop may start. */
  private ImmutableSet<Tree> startsIn(TreePath body) {
    return Trees.ownPathsIn(body, MethodInvocationTree.class, NewClassTree.class).stream()
        .filter(
            call ->
                starts.stream().anyMatch(start -> !Summaries.reaches(start, call, state).isNo()))
        .map(TreePath::getLeaf)
        .collect(toImmutableSet());
  }

  /** The expression that sets the flag. */
  TreePath assignment() {
    TreePath parent = stop.getParentPath();
    return parent.getLeaf() instanceof MemberSelectTree ? parent.getParentPath() : parent;
  }

  /** Whether code comes to the assignment again, from a loop or from several places. */
  private boolean isRepeated(TreePath assignment) {
    ImmutableSet<TreePath> sites =
        CallSites.leadingTo(assignment, state).seen().stream().collect(toImmutableSet());
    return sites.stream().anyMatch(site -> Loops.around(site).isPresent())
        || sites.stream()
                .map(site -> Graphs.bodyAround(site).map(TreePath::getLeaf))
                .distinct()
                .count()
            < sites.size();
  }
}
