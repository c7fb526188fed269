package dev.watertight.findings.endsignals;

import com.sun.source.util.TreePath;
import dev.watertight.channels.Topology;
import dev.watertight.model.Trait;

/**
 * A channel that is sent to and never closed, while somebody waits for its end.
 *
 * @param channel the channel
 * @param waiting where somebody waits: a loop, a call that receives until the end, or one that
 *     waits for such a call to finish
 * @param waiter what messages call that
 */
public record UnclosedChannel(Topology channel, TreePath waiting, String waiter) {
  /** Whether the channel is a pipe, whose two ends are closed each by itself. */
  public boolean isPipe() {
    return isPipe(channel);
  }

  /** Whether the channel is a pipe. */
  public static boolean isPipe(Topology channel) {
    return channel.kind().is(Trait.STREAM);
  }

  /**
   * Whether the reader waits no longer than the thread lives that wrote last: it looks after that
   * every second, and fails once it has ended.
   */
  public boolean failsWithoutWriter() {
    return channel.kind().is(Trait.WATCHED);
  }
}
