package dev.watertight.findings.endsignals;

import com.sun.source.util.TreePath;
import dev.watertight.channels.ChannelFindings;
import dev.watertight.channels.Topology;
import dev.watertight.counts.Amount;

/**
 * A wait without a time limit that nothing in view ends.
 *
 * @param channel what is waited for
 * @param waiting the call that waits
 * @param cause why it does not end
 * @param needed how many signals it takes
 * @param given how many come at most
 */
public record UnendedWait(
    Topology channel, TreePath waiting, Cause cause, Amount needed, Amount given) {
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
    /** Those who signal are to run in the very thread that waits. */
    OWN_THREAD,
    /** The others that signal are started behind the wait only. */
    TOO_EARLY
  }

  /** What is found. */
  public static final ChannelFindings<UnendedWait> FINDINGS = UnendedWaits.FINDINGS;
}
