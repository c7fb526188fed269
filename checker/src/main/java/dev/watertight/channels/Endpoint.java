package dev.watertight.channels;

import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.util.TreePath;
import dev.watertight.model.ChannelOperation.Act;
import dev.watertight.model.ChannelOperation.Wait;
import java.util.Optional;

/**
 * One use of a channel.
 *
 * @param path the call, the method reference, or the loop over the channel
 * @param act what it does
 * @param waiting how long it waits for the other side
 * @param method the name of the method
 */
public record Endpoint(TreePath path, Act act, Wait waiting, String method) {
  /** Whether it puts a value in. */
  public boolean isSend() {
    return act == Act.SEND || act == Act.EXCHANGE;
  }

  /** The value that a call puts in. */
  public Optional<TreePath> value() {
    return isSend()
            && path.getLeaf() instanceof MethodInvocationTree call
            && !call.getArguments().isEmpty()
        ? Optional.of(new TreePath(path, call.getArguments().get(0)))
        : Optional.empty();
  }

  /** Whether it takes a value out. */
  public boolean isReceive() {
    return act == Act.RECEIVE || act == Act.DRAIN || act == Act.EXCHANGE;
  }

  /** Whether it waits until the other side comes, however long that takes. */
  public boolean isEndless() {
    return waiting == Wait.ALWAYS || waiting == Wait.HANDOVER;
  }

  /** Whether it waits for the other side whatever the channel holds. */
  public boolean isHandover() {
    return act == Act.EXCHANGE || waiting == Wait.HANDOVER;
  }
}
