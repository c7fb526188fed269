package dev.watertight.findings.locks;

import static com.google.common.collect.ImmutableList.toImmutableList;
import static com.google.common.collect.ImmutableSet.toImmutableSet;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import dev.watertight.channels.Endpoint;
import dev.watertight.channels.Topology;
import dev.watertight.counts.Amount;
import dev.watertight.counts.Capacities;
import dev.watertight.counts.Runs;
import dev.watertight.findings.endsignals.SignalCounts;
import dev.watertight.locks.Hold;
import dev.watertight.model.Trait;
import dev.watertight.program.Arguments;
import dev.watertight.program.Loops;
import dev.watertight.program.Paths;
import dev.watertight.summaries.ImpliedCalls;
import dev.watertight.summaries.Summaries;
import dev.watertight.wakers.CallSites;
import dev.watertight.wakers.Order;
import dev.watertight.wakers.ProgramTasks;

/**
 * Whether a thread that comes to a wait has to wait at all: there are not enough permits or places
 * for everybody, or it is empty at first and nobody has ended the wait before.
 *
 * @param channel what is waited for
 * @param state the compilation
 */
record CertainWaits(Topology channel, VisitorState state) {
  /**
   * Whether one of those that come to a wait does.
   *
   * @param all what ends the wait
   * @param ends what of that does so later than when the object is made
   * @param hold what is held during the wait, and needed by all that end it
   */
  boolean isOne(
      Endpoint wait, ImmutableList<Endpoint> all, ImmutableList<Endpoint> ends, Hold hold) {
    SignalCounts counts = SignalCounts.of(channel, state);
    return wait.isSend()
        ? isShort(channel.sends().stream().map(Endpoint::path).collect(toImmutableList()))
            && channel.sends().stream().noneMatch(send -> mayBeEmptiedBefore(send.path()))
        : counts.arePermits()
            ? isShort(counts.waits(), counts.permitsNeeded())
            : isEmptyAtFirst()
                && (isShort(wait.path(), all)
                    || (ends.size() == all.size()
                        ? !mayBeEndedBefore(wait.path(), ends, hold)
                        : isShort(wait.path(), initial(all, ends))));
  }

  /** Whether a receive takes more values than are ever sent. */
  private boolean isShort(TreePath receive, ImmutableList<Endpoint> ends) {
    return !channel.kind().is(Trait.SYNCHRONIZER)
        && ends.stream()
            .allMatch(end -> end.isSend() && !ProgramTasks.isCalledByOthers(end.path(), state))
        && Capacities.exceeds(
            Runs.of(receive, channel, state).least(),
            Runs.of(
                    ends.stream()
                        .map(end -> new Runs.Weight(end.path(), Runs.valuesOf(end.path(), state)))
                        .collect(toImmutableList()),
                    channel,
                    state)
                .most(),
            state);
  }

  /**
   * Whether a thread that sends in a loop may see to it in each round that values are taken: it
   * takes some itself, or waits for others.
   */
  private boolean mayBeEmptiedBefore(TreePath send) {
    ImmutableSet<TreePath> sites = CallSites.leadingTo(send, state).seen();
    ImmutableSet<Tree> sending = sites.stream().map(TreePath::getLeaf).collect(toImmutableSet());
    return sites.stream()
        .flatMap(site -> Paths.aroundInBody(site).stream())
        .filter(around -> Loops.isLoop(around.getLeaf()))
        .flatMap(loop -> ImpliedCalls.andCallsIn(loop, state).stream())
        .filter(call -> !sending.contains(call.getLeaf()))
        .anyMatch(
            call ->
                Guards.mayWait(call, state)
                    || (call.getLeaf() instanceof MethodInvocationTree && mayReceive(call)));
  }

  private boolean mayReceive(TreePath call) {
    return channel.endpoints().stream()
        .filter(use -> !use.isSend())
        .anyMatch(
            use ->
                Paths.isInside(use.path(), call.getLeaf())
                    || Summaries.bodiesOf((MethodInvocationTree) call.getLeaf(), state)
                        .seen()
                        .stream()
                        .anyMatch(body -> !Summaries.reaches(use.path(), body, state).isNo()));
  }

  private static ImmutableList<Endpoint> initial(
      ImmutableList<Endpoint> all, ImmutableList<Endpoint> ends) {
    return all.stream().filter(end -> !ends.contains(end)).collect(toImmutableList());
  }

  private boolean isShort(ImmutableList<TreePath> sends) {
    return isShort(sends, Runs.of(sends, channel, state).least());
  }

  /** Whether more is taken than there is at first, or others may do so. */
  private boolean isShort(ImmutableList<TreePath> uses, Amount taken) {
    return (!channel.isLocal()
            && uses.stream().anyMatch(use -> ProgramTasks.isCalledByOthers(use, state)))
        || Capacities.exceeds(taken, Capacities.of(channel, state), state);
  }

  private boolean isEmptyAtFirst() {
    return Arguments.of(channel.maker().getLeaf()).stream()
        .noneMatch(
            given ->
                ASTHelpers.isSubtype(
                    ASTHelpers.getType(given), state.getSymtab().iterableType, state));
  }

  /** Whether code in view may have ended a wait before it begins. */
  private boolean mayBeEndedBefore(TreePath wait, ImmutableList<Endpoint> ends, Hold hold) {
    ImmutableSet<TreePath> waits = CallSites.leadingTo(wait, state).seen();
    ImmutableSet<Tree> known = waits.stream().map(TreePath::getLeaf).collect(toImmutableSet());
    return ends.stream()
        .flatMap(end -> CallSites.leadingTo(end.path(), state).seen().stream())
        // What does both has its own order.
        .filter(end -> !known.contains(end.getLeaf()))
        .anyMatch(end -> waits.stream().anyMatch(place -> mayBeBefore(end, place, hold)));
  }

  private boolean mayBeBefore(TreePath end, TreePath wait, Hold hold) {
    return Order.mayFollow(end, wait)
        && !Order.isAlwaysBefore(wait, end)
        && !isKeptFrom(end, wait, hold);
  }

  /**
   * Whether what starts the end does so with the hold taken, which it gives back after the wait.
   */
  private boolean isKeptFrom(TreePath end, TreePath wait, Hold hold) {
    TreePath common = end;
    while (!Paths.isInside(wait, common.getLeaf())) {
      common = common.getParentPath();
    }
    return Hold.takenIn(common, state).contains(hold);
  }
}
