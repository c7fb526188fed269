package dev.watertight.bugpatterns;

import static com.google.errorprone.BugPattern.SeverityLevel.ERROR;

import com.google.auto.service.AutoService;
import com.google.errorprone.BugPattern;
import com.google.errorprone.VisitorState;
import com.google.errorprone.bugpatterns.BugChecker;
import com.google.errorprone.matchers.Description;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.util.TreePath;
import dev.watertight.candidates.Candidate;
import dev.watertight.candidates.Candidates;
import dev.watertight.channels.ChannelFindings.Found;
import dev.watertight.findings.locks.OwnHolds;
import dev.watertight.findings.locks.OwnHolds.OwnHold;
import dev.watertight.findings.locks.OwnHolds.Taken;
import dev.watertight.fixes.locks.UpgradeFixes;
import java.util.Optional;

/**
 * A {@link BugChecker} that flags threads that wait for a lock or permit which they have taken
 * themselves: for writing while they read, or a second time.
 */
@AutoService(BugChecker.class)
@BugPattern(
    altNames = AbstractUnitCheck.FAMILY,
    summary = "Thread waits for a lock or permit that it has taken itself; it waits for ever",
    severity = ERROR)
public final class LockTakenTwice extends AbstractUnitCheck {
  @Override
  void check(VisitorState unit) {
    for (TreePath taken : Candidates.of(Candidate.LOCK, unit)) {
      report(taken, state -> OwnHolds.at(taken, state).map(hold -> describe(hold, state)), unit);
    }
    for (Found<OwnHold> found : OwnHolds.ofPermits(unit)) {
      report(found.path(), state -> Optional.of(describe(found.finding(), state)), unit);
    }
  }

  private Description describe(OwnHold hold, VisitorState state) {
    // What leads there may be in another unit, where nothing can be reported now.
    boolean isHere = isIn(state, hold.call());
    String wait =
        hold.call().getLeaf() == hold.waiting().getLeaf()
            ? ""
            : isHere
                ? " " + where(state, hold.waiting())
                : " behind the call " + where(state, hold.call());
    return describe(
        "%s()%s waits for ever: its thread has taken the %s %s"
            .formatted(
                ASTHelpers.getSymbol(hold.waiting().getLeaf()).getSimpleName(),
                wait,
                switch (hold.what()) {
                  case LOCK -> "lock";
                  case LOCK_FOR_READING -> "lock for reading";
                  case PERMIT -> "permit";
                },
                where(state, hold.taken())),
        UpgradeFixes.of(hold, state),
        hold.what() == Taken.LOCK_FOR_READING
            ? "give it back before, and look again at what was read"
            : "give it back before",
        isHere ? state.withPath(hold.call()) : state);
  }
}
