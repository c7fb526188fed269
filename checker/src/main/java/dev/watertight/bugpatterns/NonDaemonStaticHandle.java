package dev.watertight.bugpatterns;

import static com.google.errorprone.BugPattern.LinkType.CUSTOM;
import static com.google.errorprone.BugPattern.SeverityLevel.WARNING;

import com.google.auto.service.AutoService;
import com.google.errorprone.BugPattern;
import com.google.errorprone.bugpatterns.BugChecker;

/** A {@link BugChecker} that flags process-wide handles whose threads keep the JVM alive. */
@AutoService(BugChecker.class)
@BugPattern(
    altNames = Documentation.FAMILY,
    summary =
        "Static executor with non-daemon threads is never shut down; it keeps the JVM from exiting",
    severity = WARNING,
    link = Documentation.BASE_URL + "NonDaemonStaticHandle.md",
    linkType = CUSTOM)
public final class NonDaemonStaticHandle extends AbstractLeakCheck {
  private static final long serialVersionUID = 1L;
}
