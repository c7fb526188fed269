package dev.watertight.findings.endsignals;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Sets;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.ExpressionStatementTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import dev.watertight.answers.Answer;
import dev.watertight.channels.Endpoint;
import dev.watertight.channels.Topologies;
import dev.watertight.channels.Topology;
import dev.watertight.counts.Amount;
import dev.watertight.counts.Runs;
import dev.watertight.loops.WaitLoop;
import dev.watertight.loops.WaitLoops;
import dev.watertight.model.ChannelOperation.Wait;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Graphs;
import dev.watertight.program.Loops;
import dev.watertight.program.Paths;
import dev.watertight.program.Trees;
import dev.watertight.tasks.Tasks;
import dev.watertight.wakers.CallSites;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The signals of the end that do not wait for room in a channel, not even for some time, and that
 * nobody repeats: {@code queue.offer(END);}. When the channel is full, they are lost.
 *
 * <p>It is known to become full where those who send values do something about that: they wait for
 * room, or look whether they have got some.
 *
 * @param signals the signals
 * @param state the compilation
 */
record DroppedSignals(EndSignals signals, VisitorState state) {
  /** The signal that is lost when the channel is full; empty if there may be room, or others. */
  Optional<Endpoint> find() {
    Topology channel = signals.channel();
    if (signals.marker().isEmpty()
        || signals.isHandedOn()
        || channel.capacity().isUnbounded()
        || channel.isPipe()) {
      return Optional.empty();
    }
    ImmutableSet<Tree> calls =
        signals.calls().stream().map(TreePath::getLeaf).collect(ImmutableSet.toImmutableSet());
    ImmutableList<Endpoint> ends =
        channel.sends().stream()
            .filter(send -> calls.contains(send.path().getLeaf()))
            .collect(ImmutableList.toImmutableList());
    ImmutableList<Endpoint> values =
        channel.sends().stream()
            .filter(send -> !calls.contains(send.path().getLeaf()))
            .collect(ImmutableList.toImmutableList());
    return !ends.isEmpty()
            && ends.size() == calls.size()
            && ends.stream().allMatch(this::isForgotten)
            && values.stream().anyMatch(DroppedSignals::expectsNoRoom)
            && mayFill(values)
            && channel.sends().stream().noneMatch(this::isToldOfRoom)
            && onlyLoopsReceive()
        ? Optional.of(ends.get(0))
        : Optional.empty();
  }

  /** Whether nobody learns that a call had no room, nor makes it, nor has just taken a value. */
  private boolean isForgotten(Endpoint end) {
    return end.waiting() == Wait.NEVER
        && isUnasked(end)
        && isRepeated(end).isNo()
        && signals.channel().endpoints().stream()
            .noneMatch(other -> !other.isSend() && Graphs.areTogether(other.path(), end.path()))
        && signals.waiting().stream()
            .allMatch(
                loop ->
                    Sets.intersection(Tasks.of(loop.loop(), state), Tasks.of(end.path(), state))
                        .stream()
                        .noneMatch(task -> true));
  }

  /**
   * Whether a loop comes to a call again and again for the same channel, in its own code or in that
   * which calls it.
   */
  private Answer isRepeated(Endpoint end) {
    ImmutableSet<Tree> making =
        makers()
            .flatMap(made -> CallSites.leadingTo(made, state).seen().stream())
            .map(TreePath::getLeaf)
            .collect(ImmutableSet.toImmutableSet());
    return CallSites.inThread(end.path(), state)
        .any(
            site ->
                Paths.aroundInBody(site).stream()
                    .filter(around -> Loops.isLoop(around.getLeaf()))
                    .anyMatch(loop -> !Trees.any(loop.getLeaf(), making::contains)));
  }

  /** Where the channel is made, or the object of which it is a field. */
  private Stream<TreePath> makers() {
    TreePath maker = signals.channel().maker();
    TreePath type = Paths.enclosing(maker, ImmutableSet.of(ClassTree.class));
    return type == null || Graphs.bodyAround(maker).isPresent()
        ? Stream.of(maker)
        : CompilationIndex.of(state)
            .creations(ASTHelpers.getSymbol((ClassTree) type.getLeaf()))
            .stream();
  }

  private static boolean isUnasked(Endpoint send) {
    return (send.waiting() == Wait.NEVER || send.waiting() == Wait.TIMED)
        && send.path().getParentPath().getLeaf() instanceof ExpressionStatementTree;
  }

  private static boolean expectsNoRoom(Endpoint send) {
    return send.isEndless() || !isUnasked(send);
  }

  /**
   * Whether the code of a send waits before, or between two rounds, for what those give who
   * receive: it knows then that they have taken something.
   */
  private boolean isToldOfRoom(Endpoint send) {
    return Stream.concat(Topologies.synchronizers(state).stream(), Topologies.all(state).stream())
        .filter(other -> !other.equals(signals.channel()))
        .filter(
            other ->
                other.endpoints().stream()
                    .filter(use -> !use.isReceive())
                    .anyMatch(
                        use ->
                            signals.waiting().stream()
                                .anyMatch(l -> Paths.isInside(use.path(), l.loop().getLeaf()))))
        .flatMap(other -> other.endpoints().stream())
        .filter(use -> use.isReceive() && use.waiting() != Wait.NEVER)
        .anyMatch(
            wait ->
                CallSites.inThread(send.path(), state).seen().stream()
                    .anyMatch(site -> isBefore(wait.path(), site)));
  }

  private static boolean isBefore(TreePath wait, TreePath send) {
    return Graphs.areTogether(wait, send)
        && (Paths.start(wait) < Paths.start(send)
            || Loops.around(wait).filter(loop -> Paths.isInside(send, loop)).isPresent());
  }

  /** Whether the values may take all the room, as far as is known. */
  private boolean mayFill(ImmutableList<Endpoint> values) {
    int slots = signals.channel().capacity().slots();
    Amount most =
        Runs.of(
                values.stream().map(Endpoint::path).collect(ImmutableList.toImmutableList()),
                signals.channel(),
                state)
            .most();
    return most.isMoreThan(Amount.of(Math.max(slots, 1) - 1)) != Answer.NO;
  }

  /** Whether nothing takes values but the loops that wait: no code that makes room. */
  private boolean onlyLoopsReceive() {
    ImmutableSet<Tree> waits =
        signals.waiting().stream()
            .map(WaitLoop::waiting)
            .map(wait -> wait.origin().getLeaf())
            .collect(ImmutableSet.toImmutableSet());
    return signals.channel().receives().stream()
        .allMatch(
            receive ->
                waits.contains(receive.path().getLeaf())
                    || WaitLoops.isFirst(receive, signals.channel()));
  }
}
