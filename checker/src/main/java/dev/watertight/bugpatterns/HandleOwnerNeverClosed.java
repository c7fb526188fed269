package dev.watertight.bugpatterns;

import static com.google.errorprone.BugPattern.LinkType.CUSTOM;
import static com.google.errorprone.BugPattern.SeverityLevel.WARNING;

import com.google.auto.service.AutoService;
import com.google.errorprone.BugPattern;
import com.google.errorprone.bugpatterns.BugChecker;

/**
 * A {@link BugChecker} that flags objects that open a handle, could release it, and are never told
 * to.
 */
@AutoService(BugChecker.class)
@BugPattern(
    altNames = Documentation.FAMILY,
    summary = "Object that owns an executor is never closed; the executor's threads never end",
    severity = WARNING,
    link = Documentation.BASE_URL + "HandleOwnerNeverClosed.md",
    linkType = CUSTOM)
public final class HandleOwnerNeverClosed extends AbstractLeakCheck {
  private static final long serialVersionUID = 1L;
}
