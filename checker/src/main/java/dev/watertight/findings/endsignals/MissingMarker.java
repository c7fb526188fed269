package dev.watertight.findings.endsignals;

import com.google.common.collect.ImmutableList;
import com.sun.source.util.TreePath;
import dev.watertight.channels.Topology;
import dev.watertight.counts.Amount;

/**
 * An end marker that is sent less often than consumers wait for one each.
 *
 * @param channel what it is sent to
 * @param name what messages call it
 * @param send the call that sends it
 * @param sent how many are sent at most
 * @param consumers how many wait for one at least
 * @param starts where the consumers are started: in a loop, or one by one
 */
public record MissingMarker(
    Topology channel,
    String name,
    TreePath send,
    Amount sent,
    Amount consumers,
    ImmutableList<TreePath> starts) {}
