package dev.watertight.bugpatterns;

import static com.google.errorprone.BugPattern.SeverityLevel.WARNING;

import com.google.auto.service.AutoService;
import com.google.errorprone.BugPattern;
import com.google.errorprone.VisitorState;
import com.google.errorprone.bugpatterns.BugChecker;
import com.google.errorprone.matchers.Description;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.util.TreePath;
import dev.watertight.candidates.Candidate;
import dev.watertight.candidates.Candidates;
import dev.watertight.findings.timeouts.DeafReads;
import dev.watertight.findings.timeouts.DeafReads.DeafRead;
import dev.watertight.program.Paths;
import java.util.Optional;
import javax.lang.model.element.Name;

/**
 * A {@link BugChecker} that flags tasks that wait for a value, on which others give up when a time
 * limit is reached without an interrupt.
 */
@AutoService(BugChecker.class)
@BugPattern(
    altNames = AbstractUnitCheck.FAMILY,
    summary = "Task goes on waiting for a value when the time limit for its result is reached",
    severity = WARNING)
public final class TimedOutTaskLeftWaiting extends AbstractTimeoutCheck {
  /** Instantiates a new {@link TimedOutTaskLeftWaiting} instance. */
  public TimedOutTaskLeftWaiting() {
    super(false, "which goes on waiting in line %d and takes what comes next, if anything does");
  }

  @Override
  void check(VisitorState unit) {
    super.check(unit);
    for (TreePath maker : Candidates.of(Candidate.CONNECTION, unit)) {
      DeafReads.at(maker, Candidates.inAllUnits(Candidate.CONNECTION, unit), unit.withPath(maker))
          .ifPresent(found -> report(maker, state -> Optional.of(describe(found, state)), unit));
    }
  }

  private Description describe(DeafRead found, VisitorState state) {
    return describe(
        "%s() gives up when the time is up, and %s() does not end %s() in line %d: it goes on until the peer of this connection sends something or closes it"
            .formatted(
                name(found.timed()),
                name(found.interrupt()),
                name(found.read()),
                Paths.line(found.read())),
        Optional.empty(),
        "set a time limit for its reads, or close the connection then: an interrupt does not end them",
        state);
  }

  private static Name name(TreePath call) {
    return ASTHelpers.getSymbol(call.getLeaf()).getSimpleName();
  }
}
