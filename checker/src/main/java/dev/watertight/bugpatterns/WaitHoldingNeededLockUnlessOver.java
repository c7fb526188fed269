package dev.watertight.bugpatterns;

import static com.google.errorprone.BugPattern.SeverityLevel.WARNING;

import com.google.auto.service.AutoService;
import com.google.errorprone.BugPattern;
import com.google.errorprone.bugpatterns.BugChecker;

/**
 * A {@link BugChecker} that flags waits which, if they are not over at once, never end: the thread
 * keeps a monitor or lock that those who could end the wait need.
 */
@AutoService(BugChecker.class)
@BugPattern(
    altNames = AbstractUnitCheck.FAMILY,
    summary =
        "Thread that comes too early waits while it holds a lock that those who end the wait need",
    severity = WARNING)
public final class WaitHoldingNeededLockUnlessOver extends AbstractHeldWaitCheck {
  /** Instantiates a new {@link WaitHoldingNeededLockUnlessOver} instance. */
  public WaitHoldingNeededLockUnlessOver() {
    super(/* isCertain= */ false);
  }
}
