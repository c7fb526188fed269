package dev.watertight.bugpatterns;

import static com.google.errorprone.BugPattern.SeverityLevel.WARNING;

import com.google.auto.service.AutoService;
import com.google.errorprone.BugPattern;
import com.google.errorprone.bugpatterns.BugChecker;

/** A {@link BugChecker} that flags process-wide handles whose threads keep the JVM alive. */
@AutoService(BugChecker.class)
@BugPattern(
    altNames = AbstractUnitCheck.FAMILY,
    summary =
        "Static executor with non-daemon threads is never shut down; it keeps the JVM from exiting",
    severity = WARNING)
public final class NonDaemonStaticHandle extends AbstractLeakCheck {}
