package dev.watertight.findings.locks;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.VisitorState;
import com.sun.source.util.TreePath;
import dev.watertight.channels.Endpoint;
import dev.watertight.channels.Topology;
import dev.watertight.counts.Amount;
import dev.watertight.counts.Capacities;
import dev.watertight.counts.Runs;
import dev.watertight.findings.endsignals.SignalCounts;
import dev.watertight.wakers.ProgramTasks;

/**
 * Whether a thread that comes to a wait has to wait at all: there are not enough permits or places
 * for everybody.
 *
 * @param channel what is waited for
 * @param state the compilation
 */
record CertainWaits(Topology channel, VisitorState state) {
  /** Whether one of those that come to a wait does. */
  boolean isOne(Endpoint wait) {
    SignalCounts counts = SignalCounts.of(channel, state);
    return wait.isSend()
        ? isShort(channel.sends().stream().map(Endpoint::path).collect(toImmutableList()))
        : !counts.arePermits() || isShort(counts.waits(), counts.permitsNeeded());
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
}
