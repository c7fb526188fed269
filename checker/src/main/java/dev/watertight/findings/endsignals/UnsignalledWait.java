package dev.watertight.findings.endsignals;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import dev.watertight.locks.MonitorSignals;
import java.util.Optional;

/**
 * A wait for a signal of a monitor or condition that nobody in view gives, or that does not help.
 *
 * @param waiting the call that waits
 * @param changes where what it waits for comes true; where that would, in code to which nobody
 *     comes, if signals do not help
 * @param standing while what it waits on, if that stays so whoever signals
 * @param isCertain whether a thread is certainly there when that comes true
 * @param single the signal behind the change that wakes only one of those who wait, if there is one
 */
public record UnsignalledWait(
    TreePath waiting,
    ImmutableList<TreePath> changes,
    Optional<ExpressionTree> standing,
    boolean isCertain,
    Optional<TreePath> single) {
  UnsignalledWait(
      TreePath waiting,
      ImmutableList<TreePath> changes,
      Optional<ExpressionTree> standing,
      boolean isCertain) {
    this(waiting, changes, standing, isCertain, /* single= */ Optional.empty());
  }

  UnsignalledWait(
      TreePath waiting, ImmutableList<TreePath> changes, Optional<ExpressionTree> standing) {
    this(waiting, changes, standing, /* isCertain= */ true);
  }

  /** What is wrong with a wait. */
  public static Optional<UnsignalledWait> at(TreePath wait, VisitorState state) {
    return ASTHelpers.getSymbol(wait.getLeaf()) instanceof MethodSymbol method
            && MonitorSignals.isWait(method, state)
        ? new UnsignalledWaits(wait, state)
            .find()
            .or(() -> new StandingWaits(wait, state).find())
            .or(() -> new UnsignalledChanges(wait, state).find())
        : Optional.empty();
  }
}
