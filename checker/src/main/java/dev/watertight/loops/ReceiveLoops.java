package dev.watertight.loops;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import dev.watertight.channels.Channels;
import dev.watertight.channels.Endpoint;
import dev.watertight.loops.Wait.OnInterrupt;
import dev.watertight.model.ChannelKind;
import dev.watertight.model.ChannelOperation.Act;

/** The loops in which the receivers of a channel wait for values. */
public final class ReceiveLoops {
  private ReceiveLoops() {}

  /**
   * The loops around a receive, in its own method, or else in the methods in view that call that.
   */
  public static ImmutableList<WaitLoop> of(Endpoint receive, VisitorState state) {
    boolean closing =
        StreamEnds.isRead(receive.path().getLeaf(), state)
            ? StreamEnds.isThrowing(receive.path().getLeaf(), state)
            : isCloseable(receive, state) && !receive.method().endsWith("OrClosed");
    Wait wait = new Wait(receive.path(), OnInterrupt.THROWN, closing);
    if (receive.act() == Act.DRAIN) {
      // The method is the loop.
      WaitLoop.Ends ends =
          new WaitLoop.Ends(
              ImmutableList.of(
                  LoopExit.of(LoopExit.Kind.CLOSED, receive.path().getLeaf(), receive.path()),
                  LoopExit.of(LoopExit.Kind.INTERRUPT, receive.path().getLeaf(), receive.path())),
              false,
              false);
      return ImmutableList.of(new WaitLoop(receive.path(), wait, () -> ends, () -> ends));
    }
    return WaitLoops.around(wait, state);
  }

  private static boolean isCloseable(Endpoint receive, VisitorState state) {
    return ASTHelpers.getSymbol(receive.path().getLeaf()) instanceof MethodSymbol method
        && Channels.of(state)
            .kindOf(method.owner.type)
            .filter(ChannelKind::isCloseable)
            .isPresent();
  }
}
