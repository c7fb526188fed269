package dev.watertight.findings.endsignals;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.VisitorState;
import com.sun.source.util.TreePath;
import dev.watertight.locks.MonitorSignals;
import dev.watertight.loops.FirstValues;
import dev.watertight.loops.LoopExit;
import dev.watertight.program.Graphs;
import dev.watertight.program.TestOutcomes;
import dev.watertight.wakers.ProgramTasks;
import java.util.List;
import java.util.Optional;

/**
 * Finds waits for a signal in a loop that asks, whoever signals, for something that never changes:
 * it says "wait" at first, and nobody sets it otherwise; or it is a flag that somebody sets so that
 * threads wait, and those who would set it back are in methods which nothing calls.
 *
 * @param waiting the wait
 * @param state the compilation
 */
record StandingWaits(TreePath waiting, VisitorState state) {
  Optional<UnsignalledWait> find() {
    return WaitCondition.of(waiting, state).flatMap(this::find);
  }

  private Optional<UnsignalledWait> find(WaitCondition asked) {
    return asked
        .flag()
        .flatMap(exit -> ofFlag(asked, exit))
        .or(() -> ofFirst(asked))
        .filter(found -> !found.changes().isEmpty() || isSignalled())
        .filter(found -> new UnsignalledWaits(waiting, state).isLeftAlone());
  }

  /** Whether it is meant to end: somebody signals. */
  private boolean isSignalled() {
    return !MonitorSignals.of(waiting, state).seen().isEmpty();
  }

  private Optional<UnsignalledWait> ofFlag(WaitCondition asked, LoopExit exit) {
    return asked
        .endings(exit)
        .map(
            places ->
                places.stream()
                    .filter(place -> !FirstValues.isAtFirst(place, exit.flag().orElseThrow()))
                    .collect(toImmutableList()))
        .filter(places -> asked.live(places).isEmpty())
        .filter(places -> !asked.live(asked.beginnings(exit)).isEmpty())
        .map(places -> found(asked, places));
  }

  private Optional<UnsignalledWait> ofFirst(WaitCondition asked) {
    FirstValues first = new FirstValues(state);
    if (!asked.holdsAtFirst(first)) {
      return Optional.empty();
    }
    ImmutableList<TreePath> changes = asked.changes(first);
    return asked.live(changes).isEmpty() && comesThere(first)
        ? Optional.of(found(asked, changes))
        : Optional.empty();
  }

  /** Whether who comes to the code comes to the wait, unless somebody has been there before. */
  private boolean comesThere(FirstValues first) {
    Optional<TreePath> body = Graphs.bodyAround(waiting);
    if (body.isEmpty()) {
      return false;
    }
    List<TestOutcomes.Outcome> tests = TestOutcomes.at(waiting, body.get().getLeaf());
    ImmutableList<TreePath> changes =
        AwaitedChanges.of(tests, first, state).changes().stream()
            .filter(place -> ProgramTasks.mayRun(place, state))
            .collect(toImmutableList());
    return tests.stream().allMatch(test -> UnsignalledWaits.holds(test, first))
        && new FirstArrival(new UnsignalledWaits(waiting, state).arrival(), waiting, state)
            .isAfterNoneOf(changes);
  }

  private UnsignalledWait found(WaitCondition asked, ImmutableList<TreePath> changes) {
    return new UnsignalledWait(waiting, changes, Optional.of(asked.condition()));
  }
}
