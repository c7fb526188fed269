package dev.watertight.bugpatterns;

import static com.google.errorprone.BugPattern.SeverityLevel.ERROR;

import com.google.auto.service.AutoService;
import com.google.errorprone.BugPattern;
import com.google.errorprone.VisitorState;
import com.google.errorprone.bugpatterns.BugChecker;
import com.google.errorprone.matchers.Description;
import dev.watertight.candidates.Candidate;
import dev.watertight.findings.selects.SelectLoops;
import dev.watertight.findings.selects.SelectLoops.SelectLoop;
import dev.watertight.fixes.selects.SelectFixes;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A {@link BugChecker} that flags endless loops around a select over channels that nobody closes,
 * in tasks that nobody interrupts.
 */
@AutoService(BugChecker.class)
@BugPattern(
    altNames = AbstractUnitCheck.FAMILY,
    summary = "Nothing ends this select loop: no channel is closed, no time limit, no interrupt",
    severity = ERROR)
public final class SelectWithoutExit extends AbstractCandidateCheck {
  /** Instantiates a new {@link SelectWithoutExit} instance. */
  public SelectWithoutExit() {
    super(Candidate.SELECT);
  }

  @Override
  Optional<Description> describe(VisitorState state) {
    return SelectLoops.at(state.getPath(), state).map(loop -> describe(loop, state));
  }

  private Description describe(SelectLoop loop, VisitorState state) {
    String names =
        loop.channels().stream()
            .map(v -> "'" + v.getSimpleName() + "'")
            .collect(Collectors.joining(" or "));
    String channels = names.isEmpty() ? "its channels" : names;
    String message =
        loop.stopper()
            .map(
                stopper ->
                    "%s() sets '%s', but nobody closes %s: this select does not notice"
                        .formatted(
                            stopper.method().getSimpleName(),
                            stopper.flag().getSimpleName(),
                            channels))
            .orElseGet(
                () ->
                    "Nothing ends this select loop: nobody closes %s, and %s"
                        .formatted(
                            channels,
                            loop.swallowsInterrupt()
                                ? "the loop swallows the interrupt"
                                : "nobody interrupts the task that runs it"));
    return describe(
        message,
        SelectFixes.of(
            state.getPath(),
            loop.loop(),
            loop.channels(),
            loop.start(),
            loop.isClosableByStarter(),
            state),
        "who closes them, and when, is yours to choose",
        state);
  }
}
