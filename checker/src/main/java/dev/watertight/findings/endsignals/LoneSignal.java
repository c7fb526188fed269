package dev.watertight.findings.endsignals;

import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import dev.watertight.locks.MonitorSignals;
import java.util.Optional;

/**
 * A wait of several threads that a single signal for one of them is to end.
 *
 * @param waiting the call that waits
 * @param change where what all wait for comes true
 * @param signal the call that wakes one of them
 */
public record LoneSignal(TreePath waiting, TreePath change, TreePath signal) {
  /** What is wrong with a wait. */
  public static Optional<LoneSignal> at(TreePath wait, VisitorState state) {
    return ASTHelpers.getSymbol(wait.getLeaf()) instanceof MethodSymbol method
            && MonitorSignals.isWait(method, state)
        ? new LoneSignals(wait, state).find()
        : Optional.empty();
  }
}
