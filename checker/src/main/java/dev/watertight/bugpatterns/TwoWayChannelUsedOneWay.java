package dev.watertight.bugpatterns;

import static com.google.errorprone.BugPattern.SeverityLevel.WARNING;

import com.google.auto.service.AutoService;
import com.google.errorprone.BugPattern;
import com.google.errorprone.VisitorState;
import com.google.errorprone.bugpatterns.BugChecker;
import com.google.errorprone.matchers.Description;
import com.sun.source.tree.VariableTree;
import dev.watertight.candidates.Candidate;
import dev.watertight.findings.oneway.OneWayFinder.OneWayVariable;
import dev.watertight.fixes.oneway.OneWayFixes;
import java.util.Optional;

/**
 * A {@link BugChecker} that flags variables that are declared with a channel type that sends and
 * receives, and of which only the one is done.
 */
@AutoService(BugChecker.class)
@BugPattern(
    altNames = AbstractUnitCheck.FAMILY,
    summary = "Two-way channel is used one way only; a one-way type keeps it so",
    severity = WARNING)
public final class TwoWayChannelUsedOneWay extends AbstractCandidateCheck {
  /** Instantiates a new {@link TwoWayChannelUsedOneWay} instance. */
  public TwoWayChannelUsedOneWay() {
    super(Candidate.TWO_WAY_VARIABLE);
  }

  @Override
  Optional<Description> describe(VisitorState state) {
    return OneWayVariable.at(state.getPath(), state).map(variable -> describe(variable, state));
  }

  private Description describe(OneWayVariable variable, VisitorState state) {
    String typeName = variable.typeName().substring(variable.typeName().lastIndexOf('.') + 1);
    String message =
        "Channel '%s' is only %s here; as a %s, nobody can %s it by mistake"
            .formatted(
                ((VariableTree) state.getPath().getLeaf()).getName(),
                variable.isSending() ? "sent to" : "received from",
                typeName,
                variable.isSending() ? "receive from" : "send to");
    return describe(
        message,
        OneWayFixes.of(variable.declarations(), variable.typeName(), state),
        "change the methods that it is given to, too",
        state);
  }
}
