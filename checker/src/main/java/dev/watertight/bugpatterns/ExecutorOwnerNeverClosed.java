package dev.watertight.bugpatterns;

import static com.google.errorprone.BugPattern.LinkType.CUSTOM;
import static com.google.errorprone.BugPattern.SeverityLevel.WARNING;
import static dev.watertight.bugpatterns.Documentation.BASE_URL;

import com.google.auto.service.AutoService;
import com.google.errorprone.BugPattern;
import com.google.errorprone.bugpatterns.BugChecker;
import dev.watertight.ownership.Leak;

/**
 * A {@link BugChecker} that flags objects that open an executor, could shut it down, and are never
 * told to.
 */
@AutoService(BugChecker.class)
@BugPattern(
    summary = "Object that owns an executor is never closed; the executor's threads never end",
    severity = WARNING,
    link = BASE_URL + "ExecutorOwnerNeverClosed.md",
    linkType = CUSTOM,
    tags = BugPattern.StandardTags.LIKELY_ERROR)
public final class ExecutorOwnerNeverClosed extends AbstractLeakCheck {
  private static final long serialVersionUID = 1L;

  /** Instantiates a new {@link ExecutorOwnerNeverClosed} instance. */
  public ExecutorOwnerNeverClosed() {}

  @Override
  boolean reports(Leak leak) {
    return leak.kind() == Leak.Kind.NEVER_RELEASED
        && Handle.isOwner(leak)
        && leak.opening().lifetime().isPersistent();
  }
}
