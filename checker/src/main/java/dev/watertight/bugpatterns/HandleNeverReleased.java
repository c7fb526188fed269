package dev.watertight.bugpatterns;

import static com.google.errorprone.BugPattern.LinkType.CUSTOM;
import static com.google.errorprone.BugPattern.SeverityLevel.ERROR;

import com.google.auto.service.AutoService;
import com.google.errorprone.BugPattern;
import com.google.errorprone.bugpatterns.BugChecker;
import dev.watertight.findings.handles.Leak;

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

  /** Instantiates a new {@link HandleNeverReleased} instance. */
  public HandleNeverReleased() {
    super(Leak.Kind.NEVER_RELEASED);
  }
}
