package dev.watertight.bugpatterns;

import static com.google.errorprone.BugPattern.SeverityLevel.ERROR;

import com.google.auto.service.AutoService;
import com.google.common.collect.ImmutableList;
import com.google.errorprone.BugPattern;
import com.google.errorprone.VisitorState;
import com.google.errorprone.bugpatterns.BugChecker;
import com.google.errorprone.matchers.Description;
import com.google.errorprone.util.ASTHelpers;
import dev.watertight.candidates.Candidate;
import dev.watertight.findings.locks.OwnHolds;
import dev.watertight.findings.locks.OwnHolds.OwnHold;
import dev.watertight.program.Paths;
import java.util.Optional;

/**
 * A {@link BugChecker} that flags threads that wait for a lock which they have taken themselves:
 * for writing while they read, or a second time.
 */
@AutoService(BugChecker.class)
@BugPattern(
    altNames = AbstractUnitCheck.FAMILY,
    summary = "Thread waits for a lock that it has taken itself; it waits for ever",
    severity = ERROR)
public final class LockTakenTwice extends AbstractCandidateCheck {
  /** Instantiates a new {@link LockTakenTwice} instance. */
  public LockTakenTwice() {
    super(Candidate.LOCK);
  }

  @Override
  Optional<Description> describe(VisitorState state) {
    return OwnHolds.at(state.getPath(), state)
        .map(hold -> describe(hold, state.withPath(hold.call())));
  }

  private Description describe(OwnHold hold, VisitorState state) {
    String wait =
        hold.call().getLeaf() == hold.waiting().getLeaf()
            ? ""
            : " on line %d".formatted(Paths.line(hold.waiting()));
    return describe(
        "%s()%s waits for ever: its thread has taken the lock%s on line %d"
            .formatted(
                ASTHelpers.getSymbol(hold.waiting().getLeaf()).getSimpleName(),
                wait,
                hold.isUpgrade() ? " for reading" : "",
                Paths.line(hold.taken())),
        ImmutableList.of(),
        "give it back before, and look again at what was read",
        state);
  }
}
