package dev.watertight.bugpatterns;

import static com.google.errorprone.BugPattern.SeverityLevel.SUGGESTION;

import com.google.auto.service.AutoService;
import com.google.errorprone.BugPattern;
import com.google.errorprone.bugpatterns.BugChecker;

/**
 * A {@link BugChecker} that flags periodic tasks that an unchecked exception ends for good without
 * anybody being told.
 */
@AutoService(BugChecker.class)
@BugPattern(
    altNames = AbstractUnitCheck.FAMILY,
    summary = "Periodic task runs no more after an exception, of which nobody is told",
    severity = SUGGESTION)
public final class PeriodicTaskEndedByException extends AbstractPeriodicCheck {
  /** Instantiates a new {@link PeriodicTaskEndedByException} instance. */
  public PeriodicTaskEndedByException() {
    super(/* isAwaited= */ false);
  }
}
