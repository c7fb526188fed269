package dev.watertight.bugpatterns;

import static com.google.errorprone.BugPattern.LinkType.CUSTOM;
import static com.google.errorprone.BugPattern.SeverityLevel.ERROR;
import static dev.watertight.bugpatterns.Documentation.BASE_URL;
import static dev.watertight.bugpatterns.Documentation.FAMILY;

import com.google.auto.service.AutoService;
import com.google.errorprone.BugPattern;
import com.google.errorprone.bugpatterns.BugChecker;
import dev.watertight.findings.handles.Leak;

/** A {@link BugChecker} that flags executors with threads of their own that no code shuts down. */
@AutoService(BugChecker.class)
@BugPattern(
    altNames = FAMILY,
    summary = "Executor is never shut down; its threads never end",
    severity = ERROR,
    link = BASE_URL + "HandleNeverReleased.md",
    linkType = CUSTOM,
    tags = BugPattern.StandardTags.LIKELY_ERROR)
public final class HandleNeverReleased extends AbstractLeakCheck {
  private static final long serialVersionUID = 1L;

  /** Instantiates a new {@link HandleNeverReleased} instance. */
  public HandleNeverReleased() {}

  @Override
  boolean reports(Leak leak) {
    return leak.kind() == Leak.Kind.NEVER_RELEASED
        && Handle.isExecutor(leak)
        && leak.opening().lifetime().isPersistent();
  }
}
