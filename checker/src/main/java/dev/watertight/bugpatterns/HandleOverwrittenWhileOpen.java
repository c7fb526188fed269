package dev.watertight.bugpatterns;

import static com.google.errorprone.BugPattern.SeverityLevel.ERROR;

import com.google.auto.service.AutoService;
import com.google.errorprone.BugPattern;
import com.google.errorprone.bugpatterns.BugChecker;

/**
 * A {@link BugChecker} that flags variables that get another handle while they hold an open one.
 */
@AutoService(BugChecker.class)
@BugPattern(
    altNames = AbstractUnitCheck.FAMILY,
    summary =
        "Variable is given another executor while its executor is open; nobody can shut the old one"
            + " down",
    severity = ERROR)
public final class HandleOverwrittenWhileOpen extends AbstractLeakCheck {}
