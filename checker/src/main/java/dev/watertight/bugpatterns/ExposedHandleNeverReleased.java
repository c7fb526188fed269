package dev.watertight.bugpatterns;

import static com.google.errorprone.BugPattern.SeverityLevel.WARNING;

import com.google.auto.service.AutoService;
import com.google.errorprone.BugPattern;
import com.google.errorprone.bugpatterns.BugChecker;

/**
 * A {@link BugChecker} that flags handles that a class opens, shows through a getter or field, and
 * never releases.
 */
@AutoService(BugChecker.class)
@BugPattern(
    altNames = AbstractUnitCheck.FAMILY,
    summary = "Handle is shown to others but never released by the class that opened it",
    severity = WARNING)
public final class ExposedHandleNeverReleased extends AbstractLeakCheck {}
