package dev.watertight.bugpatterns;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.VisitorState;
import com.google.errorprone.fixes.SuggestedFix;
import com.google.errorprone.fixes.SuggestedFixes;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.util.TreePath;
import dev.watertight.channels.Endpoint;
import dev.watertight.channels.Topology;
import dev.watertight.findings.sends.abandoned.AbandonedSends.AbandonedSend;
import dev.watertight.findings.sends.unreceived.UnreceivedSends.UnreceivedSend;
import dev.watertight.fixes.handles.LeakFixes;
import dev.watertight.fixes.sends.CapacityFixes;
import dev.watertight.fixes.sends.LeavingFixes;
import dev.watertight.fixes.sends.OrderFixes;
import dev.watertight.fixes.sends.WorkerFixes;
import dev.watertight.loops.Wait;
import dev.watertight.loops.WaitLoop;
import dev.watertight.loops.WaitLoops;
import java.util.Optional;

/** Picks the fixes for sends that wait for ever, best first. */
final class SendFixes {
  private SendFixes() {}

  static ImmutableList<SuggestedFix> of(UnreceivedSend finding, VisitorState state) {
    ImmutableList.Builder<SuggestedFix> fixes = ImmutableList.builder();
    Topology topology = finding.topology();
    if (finding.send().isHandover()
        && finding.send().path().getLeaf() instanceof MethodInvocationTree call) {
      if (!ASTHelpers.isVoidType(ASTHelpers.getType(call), state)) {
        // An exchange brings a value, too.
        return ImmutableList.of();
      }
      fixes.add(
          SuggestedFix.builder()
              .merge(SuggestedFixes.renameMethodInvocation(call, "put", state))
              .setShortDescription("Put the value without waiting for a receiver")
              .build());
      return fixes.build();
    }
    if (finding.reason() == UnreceivedSend.Reason.BEFORE_START) {
      OrderFixes.moveBehind(
              finding.send().path(),
              topology.sends().stream().map(Endpoint::path).collect(toImmutableList()),
              finding.starts(),
              "Start the receiver first",
              state)
          .ifPresent(fixes::add);
    }
    if (finding.reason() == UnreceivedSend.Reason.SAME_THREAD) {
      WorkerFixes.of(finding.send(), topology, state).ifPresent(fixes::add);
    }
    if (finding.room() >= 0 && (topology.isLocal() || isSizeSaid(topology))) {
      room(topology, finding.room(), state).ifPresent(fixes::add);
    }
    return fixes.build();
  }

  /** Whether the code says by a constant how much a channel holds: no setting of somebody else. */
  private static boolean isSizeSaid(Topology topology) {
    return topology.maker().getLeaf() instanceof NewClassTree creation
        && !creation.getArguments().isEmpty()
        && ASTHelpers.constValue(creation.getArguments().get(0)) != null;
  }

  static ImmutableList<SuggestedFix> of(AbandonedSend finding, VisitorState state) {
    Topology topology = finding.topology();
    if (finding.repair().reader().isPresent()) {
      return LeakFixes.of(finding.repair().reader().get(), state);
    }
    Optional<SuggestedFix> fix =
        switch (finding.how()) {
          case TIMED_OUT, NOT_CHOSEN, TOO_FEW, SKIPPED ->
              room(topology, finding.repair().room(), state);
          case LOOP_LEFT, LOOP_FAILED ->
              finding.repair().room() >= 0
                  ? room(topology, finding.repair().room(), state)
                  : onLeaving(finding, state);
          case DROPPED, WAITED_FOR, PARTNER_LEFT, UNREQUESTED -> Optional.empty();
        };
    return fix.stream().collect(toImmutableList());
  }

  private static Optional<SuggestedFix> room(Topology topology, int slots, VisitorState state) {
    return slots < 0
        ? Optional.empty()
        : CapacityFixes.of(topology.maker(), topology.variables(), slots, state);
  }

  private static Optional<SuggestedFix> onLeaving(AbandonedSend finding, VisitorState state) {
    if (finding.repair().loop().isEmpty()) {
      return Optional.empty();
    }
    TreePath loop = finding.repair().loop().get();
    if (!finding.repair().channels().isEmpty()) {
      return LeavingFixes.endChannels(loop, finding.repair().channels(), state);
    }
    return areEndedByInterrupt(finding.topology(), state)
        ? finding.repair().start().flatMap(start -> LeavingFixes.interrupt(loop, start, state))
        : Optional.empty();
  }

  /** Whether an interrupt ends the loops that send, rather than being swallowed there. */
  private static boolean areEndedByInterrupt(Topology topology, VisitorState state) {
    return topology.blockingSends().stream()
        .map(send -> new Wait(send.path(), Wait.OnInterrupt.THROWN, false))
        .flatMap(wait -> WaitLoops.around(wait, state).stream())
        .allMatch(WaitLoop::isEndedByInterrupt);
  }
}
