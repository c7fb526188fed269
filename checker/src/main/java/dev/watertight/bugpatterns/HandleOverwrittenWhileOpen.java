package dev.watertight.bugpatterns;

import static com.google.errorprone.BugPattern.LinkType.CUSTOM;
import static com.google.errorprone.BugPattern.SeverityLevel.ERROR;

import com.google.auto.service.AutoService;
import com.google.errorprone.BugPattern;
import com.google.errorprone.bugpatterns.BugChecker;

/**
 * A {@link BugChecker} that flags variables that are given another handle while they hold an open
 * one.
 */
@AutoService(BugChecker.class)
@BugPattern(
    altNames = Documentation.FAMILY,
    summary =
        "Variable is given another executor while its executor is open; nobody can shut the old one"
            + " down",
    severity = ERROR,
    link = Documentation.BASE_URL + "HandleOverwrittenWhileOpen.md",
    linkType = CUSTOM)
public final class HandleOverwrittenWhileOpen extends AbstractLeakCheck {
  private static final long serialVersionUID = 1L;
}
