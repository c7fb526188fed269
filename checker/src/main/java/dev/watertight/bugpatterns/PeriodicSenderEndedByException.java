package dev.watertight.bugpatterns;

import static com.google.errorprone.BugPattern.SeverityLevel.WARNING;

import com.google.auto.service.AutoService;
import com.google.errorprone.BugPattern;
import com.google.errorprone.bugpatterns.BugChecker;

/**
 * A {@link BugChecker} that flags periodic tasks that send values for which others wait without a
 * limit, and that an unchecked exception ends for good.
 */
@AutoService(BugChecker.class)
@BugPattern(
    altNames = AbstractUnitCheck.FAMILY,
    summary = "Periodic task sends no more after an exception; others wait for its values for ever",
    severity = WARNING)
public final class PeriodicSenderEndedByException extends AbstractPeriodicCheck {
  /** Instantiates a new {@link PeriodicSenderEndedByException} instance. */
  public PeriodicSenderEndedByException() {
    super(/* isAwaited= */ true);
  }
}
