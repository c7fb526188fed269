package dev.watertight.bugpatterns;

import static com.google.errorprone.BugPattern.SeverityLevel.WARNING;

import com.google.auto.service.AutoService;
import com.google.errorprone.BugPattern;
import com.google.errorprone.bugpatterns.BugChecker;

/**
 * A {@link BugChecker} that flags senders that an unchecked exception keeps from telling their
 * receivers that they have ended.
 */
@AutoService(BugChecker.class)
@BugPattern(
    altNames = AbstractUnitCheck.FAMILY,
    summary =
        "Sender does not signal its end when a call before throws; its receiver then waits for"
            + " ever",
    severity = WARNING)
public final class EndSignalSkippedOnFailure extends AbstractEndSignalCheck {}
