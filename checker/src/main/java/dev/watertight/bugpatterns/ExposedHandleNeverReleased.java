package dev.watertight.bugpatterns;

import static com.google.errorprone.BugPattern.LinkType.CUSTOM;
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
    altNames = Documentation.FAMILY,
    summary = "Handle is shown to others but never released by the class that opened it",
    severity = WARNING,
    link = Documentation.BASE_URL + "ExposedHandleNeverReleased.md",
    linkType = CUSTOM)
public final class ExposedHandleNeverReleased extends AbstractLeakCheck {
  private static final long serialVersionUID = 1L;
}
