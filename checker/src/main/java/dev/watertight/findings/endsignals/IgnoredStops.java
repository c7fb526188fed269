package dev.watertight.findings.endsignals;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.SynchronizedTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Flags;
import dev.watertight.loops.FirstValues;
import dev.watertight.loops.LoopExit;
import dev.watertight.loops.Wait;
import dev.watertight.loops.WaitLoop;
import dev.watertight.loops.WaitLoops;
import dev.watertight.model.Trait;
import dev.watertight.program.Graphs;
import dev.watertight.program.Paths;
import dev.watertight.program.Symbols;
import dev.watertight.program.Trees;
import dev.watertight.summaries.Summaries;
import dev.watertight.tasks.Task;
import dev.watertight.tasks.Tasks;
import dev.watertight.values.ResolvedLibrary;
import dev.watertight.wakers.CallSites;
import dev.watertight.wakers.Interrupters;
import dev.watertight.wakers.Sequel;
import dev.watertight.wakers.Supply;
import java.util.Optional;
import java.util.Set;

/**
 * Finds loops that are to end when a flag is set, with a loop inside that waits until something
 * else has changed: {@code while (running) { while (queue.isEmpty()) wait(); ... }}. A signal after
 * the flag has been set wakes the thread, which finds the queue as empty as before and waits again.
 *
 * <p>Certain if nothing that runs after the flag has been set changes what the inner loop asks for,
 * be it before the flag in the same monitor, if nothing else goes on doing so, and if nobody
 * interrupts the thread. That it waits there when the flag is set is what it does in the end: it
 * works until nothing is left.
 *
 * @param asked what the wait asks for
 * @param state the compilation
 */
record IgnoredStops(WaitCondition asked, VisitorState state) {
  Optional<IgnoredStop> find() {
    FirstValues first = new FirstValues(state);
    ImmutableList<WaitLoop> loops = loops();
    if (loops.isEmpty() || !asked.holdsAtFirst(first)) {
      return Optional.empty();
    }
    ImmutableList<TreePath> changes = asked.live(asked.changes(first));
    return loops.stream().flatMap(loop -> judge(loop, changes).stream()).findFirst();
  }

  /** The loops around the one that waits. */
  private ImmutableList<WaitLoop> loops() {
    Wait inner = new Wait(asked.loop().loop(), Wait.OnInterrupt.THROWN, false);
    return WaitLoops.around(inner, state).stream()
        .filter(loop -> isLeftByFlag(loop.asInText()) && isLeftByFlag(loop))
        .collect(toImmutableList());
  }

  private static boolean isLeftByFlag(WaitLoop loop) {
    return loop.exits().stream().anyMatch(exit -> exit.kind() == LoopExit.Kind.FLAG)
        && loop.exits().stream()
            .allMatch(
                exit ->
                    exit.kind() == LoopExit.Kind.FLAG || exit.kind() == LoopExit.Kind.INTERRUPT);
  }

  private Optional<IgnoredStop> judge(WaitLoop loop, ImmutableList<TreePath> changes) {
    ImmutableSet<Task> tasks = Tasks.of(loop.loop(), state);
    ImmutableList<TreePath> stops = asked.live(loop.stops(state));
    if (stops.isEmpty()
        || changes.stream().anyMatch(change -> mayGoOn(change, loop))
        || Interrupters.leftAlone(loop.loop(), tasks, state)
            .filter(task -> !UnendedWaits.endsWithProcess(task, state))
            .isEmpty()
        || !stops.stream().allMatch(stop -> isLeft(stop, changes))) {
      return Optional.empty();
    }
    return loop.exits().stream()
        .filter(exit -> exit.kind() == LoopExit.Kind.FLAG)
        .flatMap(exit -> exit.flag().stream())
        .findFirst()
        .map(
            flag ->
                new IgnoredStop(
                    loop, asked.condition(), stops.get(0), flag.getSimpleName().toString()));
  }

  /** Whether a change comes again and again, or by the loop itself. */
  private boolean mayGoOn(TreePath change, WaitLoop loop) {
    return !Summaries.reaches(change, loop.loop(), state).isNo()
        || CallSites.leadingTo(change, state).seen().stream()
            .anyMatch(place -> Supply.goesOn(place, loop, state));
  }

  private boolean isLeft(TreePath stop, ImmutableList<TreePath> changes) {
    Sequel after = Sequel.of(stop, state);
    return !after.endsProcess()
        && changes.stream()
            .allMatch(change -> after.includes(change).isNo() && !isTogether(stop, change));
  }

  /** Whether the two happen at once for others: it is all the same then which comes first. */
  private boolean isTogether(TreePath stop, TreePath change) {
    Set<TreePath> changing = CallSites.leadingTo(change, state).seen();
    return CallSites.leadingTo(stop, state).seen().stream()
        .anyMatch(
            one ->
                changing.stream()
                    .anyMatch(other -> Graphs.areTogether(one, other) && isInMonitor(one)));
  }

  private boolean isInMonitor(TreePath place) {
    return Symbols.methodAround(place)
            .filter(method -> (method.flags() & Flags.SYNCHRONIZED) != 0)
            .isPresent()
        || Paths.aroundInBody(place).stream()
            .anyMatch(around -> around.getLeaf() instanceof SynchronizedTree)
        || Graphs.bodyAround(place).stream()
            .flatMap(body -> Trees.ownPathsIn(body, MethodInvocationTree.class).stream())
            .anyMatch(call -> ResolvedLibrary.of(state).is(call.getLeaf(), Trait.LOCKS));
  }
}
