package dev.watertight.findings.endsignals;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import com.sun.source.util.TreePath;
import dev.watertight.channels.ChannelFindings;
import dev.watertight.channels.Endpoint;
import dev.watertight.channels.Topology;
import dev.watertight.counts.Amount;
import dev.watertight.model.ChannelOperation.Act;
import java.util.Optional;

/**
 * A wait without a time limit that nothing in view ends.
 *
 * @param channel what is waited for
 * @param waiting the call that waits
 * @param cause why it does not end
 * @param needed how many signals it takes
 * @param given how many come at most
 * @param end where others wait for the end of the task before they signal
 */
public record UnendedWait(
    Topology channel,
    TreePath waiting,
    Cause cause,
    Amount needed,
    Amount given,
    Optional<TreePath> end) {
  /** Why a wait does not end. */
  public enum Cause {
    /** Nobody signals. */
    NOBODY,
    /** Fewer signals come than it takes. */
    TOO_FEW,
    /** Some rounds of the loop that starts those who signal start nobody. */
    SOME_ROUNDS,
    /** The executor drops tasks that signal, for which it has no room. */
    DROPPED,
    /** The executor has been ended at once before, and drops tasks that signal. */
    DISCARDED,
    /** Those who signal are to run in the very thread that waits. */
    OWN_THREAD,
    /** The others that signal are started behind the wait only. */
    TOO_EARLY,
    /** Signals come only behind a wait for the end of the task that waits. */
    BEHIND_END
  }

  static UnendedWait behind(Topology channel, TreePath waiting, TreePath end) {
    return new UnendedWait(
        channel, waiting, Cause.BEHIND_END, Amount.of(1), Amount.of(0), Optional.of(end));
  }

  /** The calls that signal. */
  public ImmutableList<TreePath> signals() {
    return channel.endpoints().stream()
        .filter(use -> use.isSend() || use.act() == Act.CLOSE)
        .map(Endpoint::path)
        .collect(toImmutableList());
  }

  /** What is found. */
  public static final ChannelFindings<UnendedWait> FINDINGS = UnendedWaits.FINDINGS;
}
