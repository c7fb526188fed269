package dev.watertight.bugpatterns;

import static com.google.errorprone.BugPattern.SeverityLevel.WARNING;

import com.google.auto.service.AutoService;
import com.google.errorprone.BugPattern;
import com.google.errorprone.bugpatterns.BugChecker;

/**
 * A {@link BugChecker} that flags tasks that an unchecked exception keeps from the signal for which
 * others wait.
 */
@AutoService(BugChecker.class)
@BugPattern(
    altNames = AbstractUnitCheck.FAMILY,
    summary = "Task does not signal when a call before throws; others then wait for ever",
    severity = WARNING)
public final class AbandonedWaiterOnFailure extends AbstractAbandonedWaiterCheck {}
