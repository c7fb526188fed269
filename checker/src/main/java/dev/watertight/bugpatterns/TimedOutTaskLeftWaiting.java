package dev.watertight.bugpatterns;

import static com.google.errorprone.BugPattern.SeverityLevel.WARNING;

import com.google.auto.service.AutoService;
import com.google.errorprone.BugPattern;
import com.google.errorprone.bugpatterns.BugChecker;

/**
 * A {@link BugChecker} that flags tasks that wait for a value, on which others give up when a time
 * limit is reached without an interrupt.
 */
@AutoService(BugChecker.class)
@BugPattern(
    altNames = AbstractUnitCheck.FAMILY,
    summary = "Task goes on waiting for a value when the time limit for its result is reached",
    severity = WARNING)
public final class TimedOutTaskLeftWaiting extends AbstractTimeoutCheck {
  /** Instantiates a new {@link TimedOutTaskLeftWaiting} instance. */
  public TimedOutTaskLeftWaiting() {
    super(false, "which goes on waiting in line %d and takes what comes next, if anything does");
  }
}
