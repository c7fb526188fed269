package dev.watertight.bugpatterns;

import static com.google.errorprone.BugPattern.SeverityLevel.WARNING;

import com.google.auto.service.AutoService;
import com.google.errorprone.BugPattern;
import com.google.errorprone.bugpatterns.BugChecker;

/**
 * A {@link BugChecker} that flags sends whose receivers an unchecked exception ends before they
 * have received everything, which leaves the sender waiting.
 */
@AutoService(BugChecker.class)
@BugPattern(
    altNames = AbstractUnitCheck.FAMILY,
    summary = "The receiver ends when a call in its loop throws; the sender then waits for ever",
    severity = WARNING)
public final class AbandonedSenderOnFailure extends AbstractAbandonedSenderCheck {}
