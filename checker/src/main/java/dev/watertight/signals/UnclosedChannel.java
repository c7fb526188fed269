package dev.watertight.signals;

import com.sun.source.util.TreePath;
import dev.watertight.channels.Topology;

/**
 * A channel that is sent to and never closed, while somebody waits for its end.
 *
 * @param channel the channel
 * @param waiting where somebody waits: a loop, a call that receives until the end, or one that
 *     waits for such a call to finish
 * @param waiter what messages call that
 */
public record UnclosedChannel(Topology channel, TreePath waiting, String waiter) {}
