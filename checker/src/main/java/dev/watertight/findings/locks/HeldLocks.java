package dev.watertight.findings.locks;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.VisitorState;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import dev.watertight.channels.ChannelFindings.Found;
import dev.watertight.locks.MonitorSignals;
import dev.watertight.model.Trait;
import dev.watertight.values.ResolvedLibrary;
import java.util.Optional;

/** Waits during which a thread keeps a monitor or lock from those who could end them. */
public final class HeldLocks {
  private HeldLocks() {}

  /** Whether the method waits for the end of a task, or for a signal, without a time limit. */
  public static boolean isCandidate(MethodSymbol method, VisitorState state) {
    return (method.getParameters().isEmpty()
            && ResolvedLibrary.of(state).is(method, Trait.AWAITS_TASK))
        || MonitorSignals.isWait(method, state);
  }

  /** The waits for channels, latches and futures in the unit at hand. */
  public static ImmutableList<Found<HeldWait>> inUnit(VisitorState state) {
    return ImmutableList.<Found<HeldWait>>builder()
        .addAll(HeldWaits.OF_CHANNELS.inUnit(state))
        .addAll(HeldWaits.OF_SYNCHRONIZERS.inUnit(state))
        .build();
  }

  /** What such a wait keeps from the task, or from those who give the signal. */
  public static Optional<HeldWait> at(TreePath wait, VisitorState state) {
    return ResolvedLibrary.of(state).is(wait.getLeaf(), Trait.AWAITS_TASK)
        ? HeldJoins.at(wait, state)
        : new NestedWaits(wait, state).find();
  }
}
