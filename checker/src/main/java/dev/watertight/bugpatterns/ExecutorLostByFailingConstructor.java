package dev.watertight.bugpatterns;

import static com.google.errorprone.BugPattern.LinkType.CUSTOM;
import static com.google.errorprone.BugPattern.SeverityLevel.WARNING;
import static dev.watertight.bugpatterns.Documentation.BASE_URL;

import com.google.auto.service.AutoService;
import com.google.errorprone.BugPattern;
import com.google.errorprone.bugpatterns.BugChecker;
import dev.watertight.ownership.Leak;

/** A {@link BugChecker} that flags executors that a constructor starts before it throws. */
@AutoService(BugChecker.class)
@BugPattern(
    summary = "Constructor can throw after it started an executor; nobody can shut that down",
    severity = WARNING,
    link = BASE_URL + "ExecutorLostByFailingConstructor.md",
    linkType = CUSTOM,
    tags = BugPattern.StandardTags.LIKELY_ERROR)
public final class ExecutorLostByFailingConstructor extends AbstractLeakCheck {
  private static final long serialVersionUID = 1L;

  /** Instantiates a new {@link ExecutorLostByFailingConstructor} instance. */
  public ExecutorLostByFailingConstructor() {}

  @Override
  boolean reports(Leak leak) {
    return leak.kind() == Leak.Kind.LOST_BY_FAILING_CONSTRUCTOR
        && Handle.isExecutor(leak)
        && leak.opening().lifetime().isPersistent();
  }
}
