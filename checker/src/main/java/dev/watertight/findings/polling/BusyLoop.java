package dev.watertight.findings.polling;

import com.google.errorprone.VisitorState;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import java.util.Optional;

/**
 * A loop that asks again and again whether there is something, and never waits in between.
 *
 * @param poll the question, the first one in a round that finds nothing
 * @param loop the loop
 * @param isOnlyPoll whether a round that finds nothing asks nobody else
 * @param hasOtherExit whether a round that finds nothing can end the loop, other than by an
 *     interrupt
 */
public record BusyLoop(TreePath poll, TreePath loop, boolean isOnlyPoll, boolean hasOtherExit) {

  /** Whether a call of the method may be a poll: a first test. */
  public static boolean isCandidate(MethodSymbol method, VisitorState state) {
    return Questions.mayPoll(method, state);
  }

  /** Whether the call is a poll. */
  public static boolean isPoll(MethodInvocationTree call, VisitorState state) {
    return Questions.isPoll(call, state);
  }

  /** The busy loop in which a call is the first poll; empty if there is none. */
  public static Optional<BusyLoop> at(TreePath call, VisitorState state) {
    return BusyLoops.of(state).at(call, state);
  }
}
