package dev.watertight.bugpatterns;

import static com.google.errorprone.BugPattern.SeverityLevel.ERROR;

import com.google.auto.service.AutoService;
import com.google.errorprone.BugPattern;
import com.google.errorprone.VisitorState;
import com.google.errorprone.bugpatterns.BugChecker;
import com.google.errorprone.matchers.Description;
import dev.watertight.candidates.Candidate;
import dev.watertight.findings.unbounded.ExcessTakes;
import dev.watertight.findings.unbounded.ExcessTakes.ExcessTake;
import dev.watertight.fixes.unbounded.TakeFixes;
import java.util.Optional;

/**
 * A {@link BugChecker} that flags {@code CompletionService}s from which more results are taken than
 * tasks were submitted.
 */
@AutoService(BugChecker.class)
@BugPattern(
    altNames = AbstractUnitCheck.FAMILY,
    summary = "More results are taken than tasks submitted; the last take() waits for ever",
    severity = ERROR)
public final class CompletionServiceTakeWithoutTask extends AbstractCandidateCheck {
  /** Instantiates a new {@link CompletionServiceTakeWithoutTask} instance. */
  public CompletionServiceTakeWithoutTask() {
    super(Candidate.WAIT);
  }

  @Override
  Optional<Description> describe(VisitorState state) {
    return ExcessTakes.at(state.getPath(), state).map(excess -> describe(excess, state));
  }

  private Description describe(ExcessTake excess, VisitorState state) {
    String name = excess.service().getSimpleName().toString();
    String message =
        excess.isUntilSuccess()
            ? "The loop goes on until a task of '%s' succeeds; when all of them have failed this take() waits for ever"
                .formatted(name)
            : excess.submitted().isPresent()
                ? "'%s' gets %d task%s, and more results are taken from it; this take() waits for ever"
                    .formatted(
                        name,
                        excess.submitted().getAsLong(),
                        excess.submitted().getAsLong() == 1 ? "" : "s")
                : "'%s' does not get a task each time; then this take() waits for ever"
                    .formatted(name);
    return describe(
        message,
        TakeFixes.of(
            state.getPath(),
            excess.service(),
            excess.loop().orElse(null),
            excess.submits(),
            excess.submitted(),
            excess.isUntilSuccess(),
            state),
        "how many to take, or how long to wait, is yours to choose",
        state);
  }
}
