package dev.watertight.bugpatterns;

import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.matchers.Description;
import dev.watertight.candidates.Candidate;
import dev.watertight.findings.handles.Leak;
import dev.watertight.findings.handles.Leaks;
import dev.watertight.handles.Opening;
import java.util.Optional;

/** A check that reports some kinds of {@link Leak}s at the expression that opens the handle. */
abstract class AbstractLeakCheck extends AbstractCandidateCheck {
  private static final long serialVersionUID = 1L;

  private final ImmutableSet<Leak.Kind> kinds;

  AbstractLeakCheck(Leak.Kind... kinds) {
    super(Candidate.HANDLE);
    this.kinds = ImmutableSet.copyOf(kinds);
  }

  /** Whether this check reports the leaks of such a handle: of one that only a release ends. */
  boolean includes(Opening handle) {
    return !handle.isOwner() && handle.lifetime().demandsRelease();
  }

  @Override
  final Optional<Description> describe(VisitorState state) {
    return Leaks.at(state.getPath(), state)
        .filter(leak -> kinds.contains(leak.kind()) && includes(leak.opening()))
        .filter(leak -> leak.holders().stream().noneMatch(holder -> isSuppressed(holder, state)))
        .map(
            leak ->
                describe(
                    state.getPath().getLeaf(),
                    LeakMessages.of(leak),
                    LeakFixes.of(leak, state),
                    LeakFixes.advice(leak, state),
                    state));
  }
}
