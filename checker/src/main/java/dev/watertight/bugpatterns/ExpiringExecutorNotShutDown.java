package dev.watertight.bugpatterns;

import static com.google.errorprone.BugPattern.LinkType.CUSTOM;
import static com.google.errorprone.BugPattern.SeverityLevel.WARNING;
import static dev.watertight.bugpatterns.Documentation.BASE_URL;

import com.google.auto.service.AutoService;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Sets;
import com.google.errorprone.BugPattern;
import com.google.errorprone.bugpatterns.BugChecker;
import dev.watertight.ownership.Leak;

/**
 * A {@link BugChecker} that flags executors that are not shut down although only time or the
 * garbage collector ends their threads.
 */
@AutoService(BugChecker.class)
@BugPattern(
    summary =
        "Executor whose threads end by themselves is not shut down; they linger and their tasks are abandoned",
    severity = WARNING,
    link = BASE_URL + "ExpiringExecutorNotShutDown.md",
    linkType = CUSTOM,
    tags = BugPattern.StandardTags.LIKELY_ERROR)
public final class ExpiringExecutorNotShutDown extends AbstractLeakCheck {
  private static final long serialVersionUID = 1L;
  private static final ImmutableSet<Leak.Kind> KINDS =
      Sets.immutableEnumSet(
          Leak.Kind.NEVER_RELEASED,
          Leak.Kind.LOST_ON_A_PATH,
          Leak.Kind.OVERWRITTEN,
          Leak.Kind.OVERWRITES);

  /** Instantiates a new {@link ExpiringExecutorNotShutDown} instance. */
  public ExpiringExecutorNotShutDown() {}

  @Override
  boolean reports(Leak leak) {
    return KINDS.contains(leak.kind())
        && Handle.isExecutor(leak)
        && !leak.opening().lifetime().isPersistent();
  }
}
