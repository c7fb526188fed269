package dev.watertight.findings.endsignals;

import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import dev.watertight.locks.MonitorSignals;
import dev.watertight.loops.WaitLoop;
import java.util.Optional;

/**
 * A loop with a flag to end it, which waits for a signal until something else has changed.
 *
 * @param loop the loop
 * @param condition what it waits for, while that holds
 * @param stop where its flag is set
 * @param flag the name of the flag
 */
public record IgnoredStop(WaitLoop loop, ExpressionTree condition, TreePath stop, String flag) {
  /** What is wrong with the loop around a wait. */
  public static Optional<IgnoredStop> at(TreePath wait, VisitorState state) {
    return ASTHelpers.getSymbol(wait.getLeaf()) instanceof MethodSymbol method
            && MonitorSignals.isWait(method, state)
        ? WaitCondition.of(wait, state).flatMap(asked -> new IgnoredStops(asked, state).find())
        : Optional.empty();
  }
}
