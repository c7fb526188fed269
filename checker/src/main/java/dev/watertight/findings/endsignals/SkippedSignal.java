package dev.watertight.findings.endsignals;

import com.sun.source.util.TreePath;
import dev.watertight.channels.Topology;
import dev.watertight.paths.Loss;

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
