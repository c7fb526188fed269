package dev.watertight.findings.earlyclose;

import com.google.common.collect.ImmutableList;
import com.sun.source.util.TreePath;
import dev.watertight.channels.Endpoint;
import dev.watertight.channels.Topology;

/**
 * A channel that is ended while tasks that send on it may still run.
 *
 * @param channel the channel
 * @param close what ends it: a call, or the try statement that closes its resource
 * @param how by what kind of act it is ended
 * @param senders the expressions that start the tasks, none of which is waited for
 */
public record EarlyClose(
    Topology channel, Endpoint close, How how, ImmutableList<TreePath> senders) {
  /** How a channel is ended. */
  public enum How {
    /** By a call that closes it. */
    CLOSED,
    /** By the end of a try statement whose resource it is. */
    RESOURCE,
    /** By a value that its receivers take for the end. */
    MARKER,
    /** By each of several senders, when it has sent its own. */
    EACH_SENDER
  }
}
