package dev.watertight.bugpatterns;

import static com.google.errorprone.BugPattern.SeverityLevel.ERROR;

import com.google.auto.service.AutoService;
import com.google.errorprone.BugPattern;
import com.google.errorprone.bugpatterns.BugChecker;

/**
 * A {@link BugChecker} that flags tasks that wait for ever, on which others give up when a time
 * limit is reached without an interrupt.
 */
@AutoService(BugChecker.class)
@BugPattern(
    altNames = AbstractUnitCheck.FAMILY,
    summary = "Task that waits for ever is left to itself when the time limit for it is reached",
    severity = ERROR)
public final class TimedOutTaskNotCancelled extends AbstractTimeoutCheck {
  /** Instantiates a new {@link TimedOutTaskNotCancelled} instance. */
  public TimedOutTaskNotCancelled() {
    super(true, "which waits for ever in line %d");
  }
}
