package dev.watertight.bugpatterns;

import com.google.errorprone.VisitorState;
import com.google.errorprone.matchers.Description;
import dev.watertight.candidates.Candidate;
import dev.watertight.findings.handles.Leak;
import dev.watertight.findings.handles.Leaks;
import dev.watertight.fixes.handles.LeakFixes;
import dev.watertight.model.Lifetime;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A check that reports some kinds of {@link Leak}s at the expression that opens the handle. */
abstract class AbstractLeakCheck extends AbstractCandidateCheck {
  AbstractLeakCheck() {
    super(Candidate.HANDLE);
  }

  /** The check that reports a leak; null if none does. */
  private static @Nullable Class<? extends AbstractLeakCheck> checkOf(Leak leak) {
    Lifetime lifetime = leak.opening().lifetime();
    if (leak.opening().isOwner()) {
      return switch (leak.kind()) {
        case NEVER_RELEASED,
            LOST_ON_A_PATH,
            OVERWRITTEN,
            TAKEN_OUT,
            ONLY_ONE_RELEASED,
            RELEASE_STOPPED ->
            lifetime.isPersistent() ? HandleOwnerNeverClosed.class : null;
        case EXPOSED -> lifetime.isPersistent() ? ExposedHandleNeverReleased.class : null;
        default -> null;
      };
    }
    if (!lifetime.demandsRelease()) {
      return switch (leak.kind()) {
        case KEEPS_JVM_ALIVE -> NonDaemonStaticHandle.class;
        case NEVER_RELEASED, LOST_ON_A_PATH, RELEASE_PASSED_BY, OVERWRITTEN, OVERWRITES ->
            lifetime == Lifetime.ENDING ? null : ExpiringHandleNotReleased.class;
        default -> null;
      };
    }
    return switch (leak.kind()) {
      case NEVER_RELEASED -> HandleNeverReleased.class;
      case EXPOSED -> ExposedHandleNeverReleased.class;
      case LOST_ON_A_PATH, TAKEN_OUT, ONLY_ONE_RELEASED -> HandleNotReleasedOnAllPaths.class;
      case OVERWRITTEN, OVERWRITES -> HandleOverwrittenWhileOpen.class;
      case LOST_BY_FAILING_CONSTRUCTOR -> HandleLostByFailingConstructor.class;
      case RELEASE_SKIPPED, RELEASE_PASSED_BY, RELEASE_OVERRIDDEN, RELEASE_STOPPED ->
          HandleReleaseSkipped.class;
      case KEEPS_JVM_ALIVE -> NonDaemonStaticHandle.class;
    };
  }

  @Override
  final Optional<Description> describe(VisitorState state) {
    return Leaks.at(state.getPath(), state)
        .filter(leak -> getClass().equals(checkOf(leak)))
        .filter(leak -> leak.holders().stream().noneMatch(holder -> isSuppressed(holder, state)))
        .map(
            leak ->
                describe(
                    LeakMessages.of(leak),
                    LeakFixes.of(leak, state),
                    LeakFixes.advice(leak, state),
                    state));
  }
}
