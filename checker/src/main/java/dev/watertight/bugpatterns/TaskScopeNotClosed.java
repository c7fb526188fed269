package dev.watertight.bugpatterns;

import static com.google.errorprone.BugPattern.LinkType.CUSTOM;
import static com.google.errorprone.BugPattern.SeverityLevel.ERROR;
import static dev.watertight.bugpatterns.Documentation.BASE_URL;
import static dev.watertight.bugpatterns.Documentation.FAMILY;

import com.google.auto.service.AutoService;
import com.google.errorprone.BugPattern;
import com.google.errorprone.bugpatterns.BugChecker;
import dev.watertight.findings.handles.Leak;

/**
 * A {@link BugChecker} that flags {@code StructuredTaskScope}s that are not closed on every path.
 */
@AutoService(BugChecker.class)
@BugPattern(
    altNames = FAMILY,
    summary = "Task scope is not closed on every path; its subtasks are abandoned",
    severity = ERROR,
    link = BASE_URL + "TaskScopeNotClosed.md",
    linkType = CUSTOM,
    tags = BugPattern.StandardTags.LIKELY_ERROR)
public final class TaskScopeNotClosed extends AbstractLeakCheck {
  private static final long serialVersionUID = 1L;

  /** Instantiates a new {@link TaskScopeNotClosed} instance. */
  public TaskScopeNotClosed() {}

  @Override
  boolean reports(Leak leak) {
    return Handle.isTaskScope(leak);
  }
}
