package dev.watertight.findings.endsignals;

import com.google.common.collect.ImmutableSet;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import dev.watertight.channels.ChannelFindings;
import dev.watertight.channels.Topology;
import dev.watertight.paths.Loss;

/**
 * A wait without a time limit for a signal that a task may leave out.
 *
 * @param channel what is waited for
 * @param signal the call that signals, or calls what does
 * @param method the method that signals
 * @param way the way out that skips it
 * @param waiting the call that waits
 * @param acquired the calls, directly in its body, whose permits the signal gives back
 * @param isMovable whether no other call signals, too, and the signal does not wait itself
 * @param isUnchecked whether only an unchecked exception of a call skips it
 */
public record AbandonedWait(
    Topology channel,
    TreePath signal,
    String method,
    Loss way,
    TreePath waiting,
    ImmutableSet<Tree> acquired,
    boolean isMovable,
    boolean isUnchecked) {
  /** What is found. */
  public static final ChannelFindings<AbandonedWait> FINDINGS = AbandonedWaits.FINDINGS;

  /** What is found of queues whose elements are lent: their signal puts back what was taken. */
  public static final ChannelFindings<AbandonedWait> OF_ELEMENTS =
      ChannelFindings.of(LostElements::analyze);
}
