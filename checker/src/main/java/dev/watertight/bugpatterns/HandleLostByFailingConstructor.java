package dev.watertight.bugpatterns;

import static com.google.errorprone.BugPattern.SeverityLevel.WARNING;

import com.google.auto.service.AutoService;
import com.google.errorprone.BugPattern;
import com.google.errorprone.bugpatterns.BugChecker;

/** A {@link BugChecker} that flags handles that a constructor starts before it throws. */
@AutoService(BugChecker.class)
@BugPattern(
    altNames = AbstractUnitCheck.FAMILY,
    summary = "Constructor can throw after it started an executor; nobody can shut that down",
    severity = WARNING)
public final class HandleLostByFailingConstructor extends AbstractLeakCheck {}
