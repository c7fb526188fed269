package dev.watertight.bugpatterns;

import static com.google.errorprone.BugPattern.SeverityLevel.ERROR;

import com.google.auto.service.AutoService;
import com.google.errorprone.BugPattern;
import com.google.errorprone.bugpatterns.BugChecker;

/** A {@link BugChecker} that flags locks that a method keeps on some way out. */
@AutoService(BugChecker.class)
@BugPattern(
    altNames = AbstractUnitCheck.FAMILY,
    summary = "Lock is kept on some way out; who takes it next waits for ever",
    severity = ERROR)
public final class LockNotReleased extends AbstractLockNotReleasedCheck {}
