package dev.watertight.bugpatterns;

import static com.google.errorprone.BugPattern.SeverityLevel.ERROR;

import com.google.auto.service.AutoService;
import com.google.errorprone.BugPattern;
import com.google.errorprone.bugpatterns.BugChecker;

/**
 * A {@link BugChecker} that flags sends whose receivers can leave before they have received
 * everything, which leaves the sender waiting.
 */
@AutoService(BugChecker.class)
@BugPattern(
    altNames = AbstractUnitCheck.FAMILY,
    summary = "The receiver can leave before it has received everything; the sender waits for ever",
    severity = ERROR)
public final class AbandonedSender extends AbstractAbandonedSenderCheck {}
