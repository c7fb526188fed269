package dev.watertight.bugpatterns;

import static com.google.errorprone.BugPattern.SeverityLevel.WARNING;

import com.google.auto.service.AutoService;
import com.google.errorprone.BugPattern;
import com.google.errorprone.bugpatterns.BugChecker;

/**
 * A {@link BugChecker} that flags locks that a method keeps when an unchecked exception leaves it.
 */
@AutoService(BugChecker.class)
@BugPattern(
    altNames = AbstractUnitCheck.FAMILY,
    summary = "Lock is kept when a call throws; who takes it next waits for ever",
    severity = WARNING)
public final class LockNotReleasedOnFailure extends AbstractLockNotReleasedCheck {}
