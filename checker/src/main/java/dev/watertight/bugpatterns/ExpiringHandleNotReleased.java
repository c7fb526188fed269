package dev.watertight.bugpatterns;

import static com.google.errorprone.BugPattern.LinkType.CUSTOM;
import static com.google.errorprone.BugPattern.SeverityLevel.WARNING;

import com.google.auto.service.AutoService;
import com.google.errorprone.BugPattern;
import com.google.errorprone.bugpatterns.BugChecker;
import dev.watertight.findings.handles.Leak;
import dev.watertight.handles.Opening;
import dev.watertight.model.Lifetime;

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

  /** Instantiates a new {@link ExpiringHandleNotReleased} instance. */
  public ExpiringHandleNotReleased() {
    super(
        Leak.Kind.NEVER_RELEASED,
        Leak.Kind.LOST_ON_A_PATH,
        Leak.Kind.RELEASE_PASSED_BY,
        Leak.Kind.OVERWRITTEN,
        Leak.Kind.OVERWRITES);
  }

  @Override
  boolean includes(Opening handle) {
    return !handle.isOwner()
        && !handle.lifetime().demandsRelease()
        && handle.lifetime() != Lifetime.ENDING;
  }
}
