package dev.watertight.bugpatterns;

import static com.google.errorprone.BugPattern.LinkType.CUSTOM;
import static com.google.errorprone.BugPattern.SeverityLevel.WARNING;

import com.google.auto.service.AutoService;
import com.google.errorprone.BugPattern;
import com.google.errorprone.bugpatterns.BugChecker;

/** A {@link BugChecker} that flags handles whose release an earlier statement's exception skips. */
@AutoService(BugChecker.class)
@BugPattern(
    altNames = Documentation.FAMILY,
    summary = "Handle's owner can leave its closing method before it releases the handle",
    severity = WARNING,
    link = Documentation.BASE_URL + "HandleReleaseSkipped.md",
    linkType = CUSTOM)
public final class HandleReleaseSkipped extends AbstractLeakCheck {
  private static final long serialVersionUID = 1L;
}
