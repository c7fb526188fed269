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
 * A {@link BugChecker} that flags variables that are given another executor while they hold an open
 * one.
 */
@AutoService(BugChecker.class)
@BugPattern(
    altNames = FAMILY,
    summary =
        "Variable is given another executor while its executor is open; nobody can shut the old one"
            + " down",
    severity = ERROR,
    link = BASE_URL + "HandleOverwrittenWhileOpen.md",
    linkType = CUSTOM,
    tags = BugPattern.StandardTags.LIKELY_ERROR)
public final class HandleOverwrittenWhileOpen extends AbstractLeakCheck {
  private static final long serialVersionUID = 1L;

  /** Instantiates a new {@link HandleOverwrittenWhileOpen} instance. */
  public HandleOverwrittenWhileOpen() {}

  @Override
  boolean reports(Leak leak) {
    return (leak.kind() == Leak.Kind.OVERWRITTEN || leak.kind() == Leak.Kind.OVERWRITES)
        && Handle.isExecutor(leak)
        && leak.opening().lifetime().isPersistent();
  }
}
