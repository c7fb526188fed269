package dev.watertight.bugpatterns;

import static com.google.errorprone.BugPattern.LinkType.CUSTOM;
import static com.google.errorprone.BugPattern.SeverityLevel.ERROR;

import com.google.auto.service.AutoService;
import com.google.errorprone.BugPattern;
import com.google.errorprone.bugpatterns.BugChecker;

/**
 * A {@link BugChecker} that flags handles, such as executors and task scopes, that no code
 * releases.
 */
@AutoService(BugChecker.class)
@BugPattern(
    altNames = Documentation.FAMILY,
    summary = "Executor is never shut down; its threads never end",
    severity = ERROR,
    link = Documentation.BASE_URL + "HandleNeverReleased.md",
    linkType = CUSTOM)
public final class HandleNeverReleased extends AbstractLeakCheck {
  private static final long serialVersionUID = 1L;
}
