package dev.watertight.bugpatterns;

import static com.google.errorprone.BugPattern.SeverityLevel.ERROR;

import com.google.auto.service.AutoService;
import com.google.errorprone.BugPattern;
import com.google.errorprone.VisitorState;
import com.google.errorprone.bugpatterns.BugChecker;
import com.google.errorprone.matchers.Description;
import com.sun.source.util.TreePath;
import dev.watertight.candidates.Candidate;
import dev.watertight.candidates.Candidates;
import dev.watertight.findings.locks.HeldSpins;
import dev.watertight.findings.locks.HeldWait;
import dev.watertight.program.Paths;
import java.util.Optional;

/**
 * A {@link BugChecker} that flags waits during which a thread keeps a monitor or lock that those
 * who could end the wait need.
 */
@AutoService(BugChecker.class)
@BugPattern(
    altNames = AbstractUnitCheck.FAMILY,
    summary = "Thread waits while it holds a lock that those who could end the wait need",
    severity = ERROR)
public final class WaitHoldingNeededLock extends AbstractHeldWaitCheck {
  /** Instantiates a new {@link WaitHoldingNeededLock} instance. */
  public WaitHoldingNeededLock() {
    super(/* isCertain= */ true);
  }

  @Override
  void check(VisitorState unit) {
    super.check(unit);
    for (TreePath loop : Candidates.of(Candidate.ENDLESS_LOOP, unit)) {
      report(loop, state -> HeldSpins.at(loop, state).map(held -> describeSpin(held, state)), unit);
    }
  }

  private Description describeSpin(HeldWait held, VisitorState state) {
    return describe(
        "Loop asks again and again while it holds a %s that line %d needs to end it; it never ends"
            .formatted(
                held.hold().isMonitor() ? "monitor" : "lock",
                Paths.line(held.needing().getLeaf(), held.needing().getCompilationUnit())),
        Optional.empty(),
        held.hold().isMonitor() ? "wait() gives it back meanwhile" : "give it back meanwhile",
        state);
  }
}
