package dev.watertight.findings.endsignals;

import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import dev.watertight.channels.ChannelFindings;
import dev.watertight.channels.Topology;
import dev.watertight.counts.Runs;
import dev.watertight.paths.Duties;
import dev.watertight.paths.Loss;
import dev.watertight.program.Graphs;
import dev.watertight.summaries.CertainCalls;
import dev.watertight.tasks.Tasks;
import dev.watertight.wakers.Interrupters;
import java.util.Comparator;
import java.util.Optional;
import java.util.function.BiConsumer;

/** Finds senders that signal the end of a channel on some paths only. */
public final class SkippedSignals {
  /**
   * A sender that tells the receivers of a channel that it has ended, but not on every path.
   *
   * @param channel the channel
   * @param signal the call that tells them
   * @param name what messages call the signal
   * @param loss the way out that skips it
   * @param waiting where a receiver waits for it
   * @param isOnly whether no other call signals, too
   * @param isUnchecked whether only an unchecked exception skips it
   */
  public record SkippedSignal(
      Topology channel,
      TreePath signal,
      String name,
      Loss loss,
      TreePath waiting,
      boolean isOnly,
      boolean isUnchecked) {}

  /** What is found. */
  public static final ChannelFindings<SkippedSignal> FINDINGS =
      ChannelFindings.of(SkippedSignals::analyze);

  private SkippedSignals() {}

  private static void analyze(
      Topology channel, VisitorState state, BiConsumer<Tree, SkippedSignal> found) {
    Optional<EndSignals> signals = EndSignals.of(channel, state);
    Optional<TreePath> body = signals.flatMap(EndSignals::body);
    if (body.isEmpty()) {
      return;
    }
    ImmutableSet.Builder<Tree> acts = ImmutableSet.builder();
    for (TreePath call : signals.get().calls()) {
      Optional<Tree> act = SkippedWays.actOf(call, body.get());
      if (act.isEmpty()) {
        return;
      }
      acts.add(act.get());
    }
    boolean sends = signals.get().sendsValues(body.get());
    find(signals.get(), body.get(), acts.build(), ImmutableSet.of(), state)
        .or(
            () ->
                !sends
                    ? Optional.empty()
                    : find(
                        signals.get(),
                        body.get(),
                        acts.build(),
                        new RiskyCalls(body.get(), state).known(),
                        state))
        .filter(finding -> signals.get().isOnlyWayOut(Interrupters::answer, state))
        .ifPresent(finding -> found.accept(finding.signal().getLeaf(), finding));
  }

  /**
   * Whether a method that only signals catches what keeps it from that: its callers do not learn of
   * it, and do not call it again. A condition, or a return, is no such thing: the method has
   * signalled before, or has nothing to end.
   */
  private static boolean isForgotten(
      Loss loss, EndSignals signals, TreePath body, VisitorState state) {
    TreePath signal = signals.calls().get(0);
    return loss.exit() == Loss.Exit.RETURN
        && loss.at() == null
        && isCertain(signal, body, /* catching= */ false)
        && !isCertain(signal, body, /* catching= */ true)
        && !Runs.isRepeated(signal, signals.channel(), state);
  }

  private static boolean isCertain(TreePath call, TreePath body, boolean catching) {
    return CertainCalls.in(body, catching).calls().stream()
        .anyMatch(passed -> passed.getLeaf() == call.getLeaf());
  }

  private static Optional<SkippedSignal> find(
      EndSignals signals,
      TreePath body,
      ImmutableSet<Tree> acts,
      ImmutableSet<Tree> risky,
      VisitorState state) {
    TreePath waiting = signals.waiting().get(0).loop();
    if (Graphs.isDirectlyIn(waiting, body.getLeaf())
        || Tasks.of(waiting, state).equals(Tasks.of(signals.calls().get(0), state))) {
      // One thread sends and receives.
      return Optional.empty();
    }
    ImmutableSet<Tree> starts = signals.startsIn(body, state);
    TreePath maker = signals.channel().maker();
    ImmutableSet<Tree> begins =
        starts.isEmpty() && Graphs.isDirectlyIn(maker, body.getLeaf())
            ? ImmutableSet.of(maker.getLeaf())
            : starts;
    SkippedWays ways = new SkippedWays(body, waiting, state);
    return Duties.exitsWithout(body, begins, acts, risky, state).stream()
        .filter(loss -> !ways.isExpected(loss.at(), risky))
        .filter(loss -> !ways.leavesNobody(loss) && !ways.isExcluded(loss))
        .filter(loss -> signals.sendsValues(body) || isForgotten(loss, signals, body, state))
        .filter(loss -> loss.exit() != Loss.Exit.RETURN || !ways.areAskedElsewhere())
        // A write to a pipe fails only when its reader is gone.
        .filter(
            loss ->
                signals.channel().sends().stream().noneMatch(s -> s.path().getLeaf() == loss.at()))
        .min(Comparator.comparing((Loss loss) -> loss.at() == null))
        .map(
            loss ->
                new SkippedSignal(
                    signals.channel(),
                    signals.calls().get(0),
                    signals.name(),
                    loss,
                    waiting,
                    signals.calls().size() == 1,
                    !risky.isEmpty()));
  }
}
