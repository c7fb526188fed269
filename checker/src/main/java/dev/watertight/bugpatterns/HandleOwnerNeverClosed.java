package dev.watertight.bugpatterns;

import static com.google.errorprone.BugPattern.SeverityLevel.WARNING;

import com.google.auto.service.AutoService;
import com.google.errorprone.BugPattern;
import com.google.errorprone.bugpatterns.BugChecker;

/** A {@link BugChecker} that flags objects that could release a handle and are never told to. */
@AutoService(BugChecker.class)
@BugPattern(
    altNames = AbstractUnitCheck.FAMILY,
    summary = "Object that owns an executor is never closed; the executor's threads never end",
    severity = WARNING)
public final class HandleOwnerNeverClosed extends AbstractLeakCheck {}
