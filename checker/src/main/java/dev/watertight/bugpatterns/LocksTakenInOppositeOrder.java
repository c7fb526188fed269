package dev.watertight.bugpatterns;

import static com.google.errorprone.BugPattern.SeverityLevel.WARNING;

import com.google.auto.service.AutoService;
import com.google.errorprone.BugPattern;
import com.google.errorprone.VisitorState;
import com.google.errorprone.bugpatterns.BugChecker;
import com.google.errorprone.matchers.Description;
import dev.watertight.candidates.Candidate;
import dev.watertight.findings.locks.OppositeOrders;
import dev.watertight.findings.locks.OppositeOrders.Opposite;
import dev.watertight.fixes.locks.SwapFixes;
import java.util.Optional;

/**
 * A {@link BugChecker} that flags pairs of monitors or locks that two threads take in opposite
 * order.
 */
@AutoService(BugChecker.class)
@BugPattern(
    altNames = AbstractUnitCheck.FAMILY,
    summary = "Two threads take two locks in opposite order; each may wait for the other for ever",
    severity = WARNING)
public final class LocksTakenInOppositeOrder extends AbstractCandidateCheck {
  /** Instantiates a new {@link LocksTakenInOppositeOrder} instance. */
  public LocksTakenInOppositeOrder() {
    super(Candidate.START);
  }

  @Override
  Optional<Description> describe(VisitorState state) {
    return OppositeOrders.at(state.getPath(), state).map(found -> describe(found, state));
  }

  private Description describe(Opposite found, VisitorState state) {
    boolean isOne = found.first().getLeaf() == found.second().getLeaf();
    return describe(
        "Thread takes '%s' while it has '%s', and another thread takes them the other way round%s; both may then wait for ever"
            .formatted(found.taken(), found.held(), isOne ? "" : " " + where(state, found.first())),
        SwapFixes.of(found, state),
        "take them in one order everywhere",
        isIn(state, found.second()) ? state.withPath(found.second()) : state);
  }
}
