package dev.watertight.bugpatterns;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.VisitorState;
import com.google.errorprone.fixes.SuggestedFix;
import com.google.errorprone.matchers.Description;
import dev.watertight.findings.handles.Leak;
import dev.watertight.findings.handles.Leaks;
import dev.watertight.sites.Site;
import java.util.Optional;

/** A check that reports some kinds of {@link Leak}s at the expression that opens the handle. */
abstract class AbstractLeakCheck extends AbstractSiteCheck {
  private static final long serialVersionUID = 1L;

  AbstractLeakCheck() {
    super(Site.HANDLE);
  }

  /** Whether this check is the one that reports the leak. */
  abstract boolean reports(Leak leak);

  @Override
  final Optional<Description> describe(VisitorState state) {
    return Leaks.at(state.getPath(), state)
        .filter(this::reports)
        .filter(leak -> leak.holders().stream().noneMatch(holder -> isSuppressed(holder, state)))
        .map(leak -> describe(leak, state));
  }

  private Description describe(Leak leak, VisitorState state) {
    ImmutableList<SuggestedFix> fixes = LeakFixes.of(leak, state);
    String message = LeakMessages.of(leak);
    return buildDescription(state.getPath().getLeaf())
        .setMessage(
            fixes.isEmpty() ? message + " (where to release it is yours to choose)" : message)
        .addAllFixes(fixes)
        .build();
  }
}
