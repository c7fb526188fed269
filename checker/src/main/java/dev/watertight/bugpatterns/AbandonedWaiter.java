package dev.watertight.bugpatterns;

import static com.google.errorprone.BugPattern.SeverityLevel.ERROR;

import com.google.auto.service.AutoService;
import com.google.errorprone.BugPattern;
import com.google.errorprone.bugpatterns.BugChecker;

/**
 * A {@link BugChecker} that flags tasks that count down a latch, or complete a future, on some
 * paths only while others wait for it.
 */
@AutoService(BugChecker.class)
@BugPattern(
    altNames = AbstractUnitCheck.FAMILY,
    summary = "Task may leave without the signal for which others wait for ever",
    severity = ERROR)
public final class AbandonedWaiter extends AbstractAbandonedWaiterCheck {}
