package dev.watertight.bugpatterns;

import static com.google.errorprone.BugPattern.SeverityLevel.WARNING;

import com.google.auto.service.AutoService;
import com.google.errorprone.BugPattern;
import com.google.errorprone.bugpatterns.BugChecker;

/** A {@link BugChecker} that flags handles whose release an earlier statement's exception skips. */
@AutoService(BugChecker.class)
@BugPattern(
    altNames = AbstractUnitCheck.FAMILY,
    summary = "Handle's owner can leave its closing method before it releases the handle",
    severity = WARNING)
public final class HandleReleaseSkipped extends AbstractLeakCheck {}
