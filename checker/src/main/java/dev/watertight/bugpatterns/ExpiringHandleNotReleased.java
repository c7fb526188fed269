package dev.watertight.bugpatterns;

import static com.google.errorprone.BugPattern.LinkType.CUSTOM;
import static com.google.errorprone.BugPattern.SeverityLevel.WARNING;

import com.google.auto.service.AutoService;
import com.google.errorprone.BugPattern;
import com.google.errorprone.bugpatterns.BugChecker;

/**
 * A {@link BugChecker} that flags handles that are not released although only time or the garbage
 * collector ends their threads.
 */
@AutoService(BugChecker.class)
@BugPattern(
    altNames = Documentation.FAMILY,
    summary =
        "Executor whose threads end by themselves is not shut down; they linger and their tasks are"
            + " abandoned",
    severity = WARNING,
    link = Documentation.BASE_URL + "ExpiringHandleNotReleased.md",
    linkType = CUSTOM)
public final class ExpiringHandleNotReleased extends AbstractLeakCheck {
  private static final long serialVersionUID = 1L;
}
