package dev.watertight.bugpatterns;

import static com.google.errorprone.BugPattern.LinkType.CUSTOM;
import static com.google.errorprone.BugPattern.SeverityLevel.ERROR;
import static dev.watertight.bugpatterns.Documentation.BASE_URL;

import com.google.auto.service.AutoService;
import com.google.errorprone.BugPattern;
import com.google.errorprone.bugpatterns.BugChecker;
import dev.watertight.ownership.Leak;

/**
 * A {@link BugChecker} that flags executors that an early return or an exception keeps from being
 * shut down.
 */
@AutoService(BugChecker.class)
@BugPattern(
    summary = "Executor is shut down on some paths only; on the others its threads never end",
    severity = ERROR,
    link = BASE_URL + "ExecutorNotShutDownOnAllPaths.md",
    linkType = CUSTOM,
    tags = BugPattern.StandardTags.LIKELY_ERROR)
public final class ExecutorNotShutDownOnAllPaths extends AbstractLeakCheck {
  private static final long serialVersionUID = 1L;

  /** Instantiates a new {@link ExecutorNotShutDownOnAllPaths} instance. */
  public ExecutorNotShutDownOnAllPaths() {}

  @Override
  boolean reports(Leak leak) {
    return leak.kind() == Leak.Kind.LOST_ON_A_PATH
        && Handle.isExecutor(leak)
        && leak.opening().lifetime().isPersistent();
  }
}
