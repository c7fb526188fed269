package dev.watertight.bugpatterns;

import static com.google.errorprone.BugPattern.SeverityLevel.ERROR;

import com.google.auto.service.AutoService;
import com.google.errorprone.BugPattern;
import com.google.errorprone.bugpatterns.BugChecker;

/**
 * A {@link BugChecker} that flags handles that a return or an exception keeps from being released.
 */
@AutoService(BugChecker.class)
@BugPattern(
    altNames = AbstractUnitCheck.FAMILY,
    summary = "Executor is shut down on some paths only; on the others its threads never end",
    severity = ERROR)
public final class HandleNotReleasedOnAllPaths extends AbstractLeakCheck {}
