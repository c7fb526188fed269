package dev.watertight.bugpatterns;

import static com.google.errorprone.BugPattern.LinkType.CUSTOM;
import static com.google.errorprone.BugPattern.SeverityLevel.WARNING;
import static dev.watertight.bugpatterns.Documentation.BASE_URL;
import static dev.watertight.bugpatterns.Documentation.FAMILY;

import com.google.auto.service.AutoService;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Sets;
import com.google.errorprone.BugPattern;
import com.google.errorprone.bugpatterns.BugChecker;
import dev.watertight.findings.handles.Leak;

/**
 * A {@link BugChecker} that flags executors that are not shut down although only time or the
 * garbage collector ends their threads.
 */
@AutoService(BugChecker.class)
@BugPattern(
    altNames = FAMILY,
    summary =
        "Executor whose threads end by themselves is not shut down; they linger and their tasks are"
            + " abandoned",
    severity = WARNING,
    link = BASE_URL + "ExpiringHandleNotReleased.md",
    linkType = CUSTOM,
    tags = BugPattern.StandardTags.LIKELY_ERROR)
public final class ExpiringHandleNotReleased extends AbstractLeakCheck {
  private static final long serialVersionUID = 1L;
  private static final ImmutableSet<Leak.Kind> KINDS =
      Sets.immutableEnumSet(
          Leak.Kind.NEVER_RELEASED,
          Leak.Kind.LOST_ON_A_PATH,
          Leak.Kind.OVERWRITTEN,
          Leak.Kind.OVERWRITES);

  /** Instantiates a new {@link ExpiringHandleNotReleased} instance. */
  public ExpiringHandleNotReleased() {}

  @Override
  boolean reports(Leak leak) {
    return KINDS.contains(leak.kind())
        && Handle.isExecutor(leak)
        && !leak.opening().lifetime().isPersistent();
  }
}
