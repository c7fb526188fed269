package dev.watertight.findings.receives;

import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol;
import dev.watertight.channels.Endpoint;
import dev.watertight.channels.Topology;
import dev.watertight.loops.EndMarkers;
import dev.watertight.loops.WaitLoop;
import java.util.Optional;

/**
 * A loop that waits for values and that nothing in view can end.
 *
 * @param channel what it receives from
 * @param receive the wait
 * @param loop the loop around it
 * @param reason why it does not end
 * @param symbol the flag or the end marker that is tested in vain
 * @param clue what shows that it is meant to end: where the flag is set, the sender that has ended
 */
public record EndlessReceive(
    Topology channel,
    Endpoint receive,
    WaitLoop loop,
    Reason reason,
    Optional<Symbol> symbol,
    Optional<TreePath> clue) {
  /** What messages call the end marker that is tested in vain. */
  public String markerName() {
    return symbol.map(EndMarkers::name).orElse("an end marker");
  }

  /** Why a loop does not end. */
  public enum Reason {
    /** It ends at a marker that nobody sends. */
    MARKER_NEVER_SENT,
    /** It ends at a flag that somebody sets, but nothing wakes it to look. */
    NOT_WOKEN,
    /** It is interrupted, or could be, and forgets that. */
    INTERRUPT_SWALLOWED,
    /** The channel is closed, and it catches the exception that says so and goes on. */
    CLOSING_SWALLOWED,
    /** It ends at an interrupt, and its executor is shut down without one. */
    ONLY_SHUT_DOWN,
    /** It ends when the channel is closed, which nobody does. */
    NEVER_CLOSED,
    /** It ends at an interrupt, which nobody sends although the owner can be closed. */
    OWNER_CLOSED_WITHOUT_IT,
    /** It ends at an interrupt, and the method that made the channel ends without one. */
    MAKER_ENDS_WITHOUT_IT
  }
}
