package dev.watertight.bugpatterns;

import static com.google.errorprone.BugPattern.SeverityLevel.WARNING;

import com.google.auto.service.AutoService;
import com.google.errorprone.BugPattern;
import com.google.errorprone.bugpatterns.BugChecker;

/**
 * A {@link BugChecker} that flags handles that are not released although only time or the garbage
 * collector ends their threads.
 */
@AutoService(BugChecker.class)
@BugPattern(
    altNames = AbstractUnitCheck.FAMILY,
    summary =
        "Executor whose threads end by themselves is not shut down; they linger and their tasks are"
            + " abandoned",
    severity = WARNING)
public final class ExpiringHandleNotReleased extends AbstractLeakCheck {}
