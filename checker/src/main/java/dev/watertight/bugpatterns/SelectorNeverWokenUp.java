package dev.watertight.bugpatterns;

import static com.google.errorprone.BugPattern.SeverityLevel.ERROR;

import com.google.auto.service.AutoService;
import com.google.common.collect.ImmutableList;
import com.google.errorprone.BugPattern;
import com.google.errorprone.VisitorState;
import com.google.errorprone.bugpatterns.BugChecker;
import com.google.errorprone.fixes.SuggestedFix;
import com.google.errorprone.matchers.Description;
import dev.watertight.candidates.Candidate;
import dev.watertight.findings.selects.SelectorLoops;
import dev.watertight.findings.selects.SelectorLoops.SelectorLoop;
import dev.watertight.fixes.selects.SelectorFixes;
import java.util.Optional;

/** A {@link BugChecker} that flags selector loops that are told to stop, but not woken. */
@AutoService(BugChecker.class)
@BugPattern(
    altNames = AbstractUnitCheck.FAMILY,
    summary = "Selector is not woken up when its loop is told to stop; the thread waits on",
    severity = ERROR)
public final class SelectorNeverWokenUp extends AbstractCandidateCheck {
  /** Instantiates a new {@link SelectorNeverWokenUp} instance. */
  public SelectorNeverWokenUp() {
    super(Candidate.SELECT);
  }

  @Override
  Optional<Description> describe(VisitorState state) {
    return SelectorLoops.at(state.getPath(), state).map(loop -> describe(loop, state));
  }

  private Description describe(SelectorLoop loop, VisitorState state) {
    String message =
        loop.flag()
            .map(
                flag ->
                    "%s() sets '%s', but nobody wakes '%s': this wait does not notice, and its"
                            .formatted(
                                loop.stopper().getSimpleName(),
                                flag.flag().getSimpleName(),
                                loop.selector().getSimpleName())
                        + " thread stays")
            .orElseGet(
                () ->
                    "%s() neither wakes nor closes '%s': this loop goes on, and its thread stays"
                        .formatted(
                            loop.stopper().getSimpleName(), loop.selector().getSimpleName()));
    ImmutableList<SuggestedFix> fixes =
        loop.flag()
            .map(
                flag -> SelectorFixes.waking(state.getPath(), loop.selector(), flag.write(), state))
            .orElseGet(
                () ->
                    SelectorFixes.stopping(
                            state.getPath(), loop.loop(), loop.selector(), loop.stopper(), state)
                        .stream()
                        .collect(ImmutableList.toImmutableList()));
    return describe(message, fixes, "where to wake it is yours to choose", state);
  }
}
