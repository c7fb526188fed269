package dev.watertight.bugpatterns;

import com.google.errorprone.VisitorState;
import com.google.errorprone.matchers.Description;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.util.TreePath;
import dev.watertight.candidates.Candidate;
import dev.watertight.candidates.Candidates;
import dev.watertight.channels.ChannelFindings.Found;
import dev.watertight.findings.locks.HeldLocks;
import dev.watertight.findings.locks.HeldWait;
import dev.watertight.fixes.locks.WaitOutside;
import dev.watertight.program.Paths;
import java.util.Optional;

/** The checks of waits with something in hand, for those that never end and those that may not. */
abstract class AbstractHeldWaitCheck extends AbstractUnitCheck {
  private final boolean isCertain;

  /** Instantiates a check of those that certainly never end, or of the others. */
  AbstractHeldWaitCheck(boolean isCertain) {
    this.isCertain = isCertain;
  }

  @Override
  void check(VisitorState unit) {
    for (Found<HeldWait> found : HeldLocks.inUnit(unit)) {
      if (found.finding().isCertain() == isCertain) {
        report(found.path(), state -> Optional.of(describe(found.finding(), state)), unit);
      }
    }
    for (TreePath wait : Candidates.of(Candidate.JOIN, unit)) {
      report(
          wait,
          state ->
              HeldLocks.at(wait, state)
                  .filter(held -> held.isCertain() == isCertain)
                  .map(held -> describe(held, state)),
          unit);
    }
  }

  private Description describe(HeldWait held, VisitorState state) {
    return describe(
        "%s() waits while it holds a %s that line %d needs to end the wait; %sit never ends"
            .formatted(
                ASTHelpers.getSymbol(held.waiting().getLeaf()).getSimpleName(),
                held.hold().isMonitor() ? "monitor" : "lock",
                Paths.line(held.needing()),
                isCertain ? "" : "unless it is over already, "),
        WaitOutside.of(held, state),
        "wait before it is taken, or after it is given back",
        state);
  }
}
