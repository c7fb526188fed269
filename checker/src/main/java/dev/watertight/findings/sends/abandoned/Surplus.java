package dev.watertight.findings.sends.abandoned;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.util.TreePath;
import dev.watertight.channels.Endpoint;
import dev.watertight.channels.Topology;
import dev.watertight.counts.Amount;
import dev.watertight.counts.CallerCases;
import dev.watertight.counts.Capacities;
import dev.watertight.counts.Runs;
import dev.watertight.findings.sends.Senders;
import dev.watertight.findings.sends.abandoned.AbandonedSends.AbandonedSend;
import dev.watertight.findings.sends.abandoned.AbandonedSends.AbandonedSend.How;
import dev.watertight.model.ChannelOperation.Wait;
import dev.watertight.tasks.Task;
import dev.watertight.values.Outsiders;
import dev.watertight.wakers.Beginnings;
import dev.watertight.wakers.Interrupters;
import dev.watertight.wakers.ProgramTasks;
import java.util.Optional;

/**
 * Finds channels to which, all in all, more values are sent for sure than are ever received and
 * than there is room for, as the numbers say that the code goes by: its own, or those which callers
 * pass.
 */
record Surplus(Topology topology, VisitorState state) {
  Optional<AbandonedSend> find() {
    ImmutableList<Endpoint> sends = topology.blockingSends();
    return !sends.isEmpty()
            && areAllCounted(sends)
            && areMore(sends)
            && sends.stream().allMatch(this::isLeftWaiting)
            && topology.variables().stream().noneMatch(v -> Outsiders.mayUse(v, state))
        ? Optional.of(
            new AbandonedSend(
                topology,
                sends.get(0),
                How.TOO_FEW,
                topology.receives().get(0).path(),
                AbandonedSend.Repair.NONE))
        : Optional.empty();
  }

  /** Whether all uses of the channel send one value or take one. */
  private boolean areAllCounted(ImmutableList<Endpoint> sends) {
    return topology.endpoints().stream()
        .allMatch(
            use ->
                sends.contains(use)
                    || (use.isReceive()
                        && use.waiting() == Wait.ALWAYS
                        && use.path().getLeaf() instanceof MethodInvocationTree));
  }

  private boolean areMore(ImmutableList<Endpoint> sends) {
    Amount sent =
        Runs.of(
                sends.stream()
                    .map(s -> new Runs.Weight(s.path(), Runs.valuesOf(s.path(), state)))
                    .collect(toImmutableList()),
                topology,
                state)
            .least();
    Amount taken =
        Runs.of(
                topology.receives().stream().map(Endpoint::path).collect(toImmutableList()),
                topology,
                state)
            .most()
            .plus(Capacities.of(topology, state));
    TreePath send = sends.get(0).path();
    return sent.isMoreThan(taken).isYes()
        || CallerCases.exceeding(sent, taken, () -> Beginnings.of(send, state), state).isPresent();
  }

  /** Whether nobody but a receiver ends the wait of whoever sends, all of whom are in view. */
  private boolean isLeftWaiting(Endpoint send) {
    ImmutableSet<Task> tasks = topology.tasksOf(send, state);
    Senders senders = new Senders(topology, state);
    return !tasks.isEmpty()
        && send.path().getLeaf() instanceof MethodInvocationTree
        && (senders.isOnItsOwn(tasks) || isOfProgram(tasks))
        && (topology.isLocal() || areOfProgram())
        && !senders.endWithProcess(tasks)
        && Interrupters.inView(send.path(), tasks, state).answer().isNo();
  }

  private boolean areOfProgram() {
    return ProgramTasks.isOnce(topology.maker(), state)
        && topology.endpoints().stream().allMatch(use -> isOfProgram(topology.tasksOf(use, state)));
  }

  private static boolean isOfProgram(ImmutableSet<Task> tasks) {
    return !tasks.isEmpty()
        && tasks.stream().allMatch(t -> t instanceof Task.Apart || ProgramTasks.isMain(t));
  }
}
