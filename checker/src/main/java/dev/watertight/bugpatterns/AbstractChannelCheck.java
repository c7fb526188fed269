package dev.watertight.bugpatterns;

import com.google.errorprone.VisitorState;
import com.google.errorprone.matchers.Description;
import dev.watertight.channels.ChannelFindings;
import java.util.Optional;

/**
 * A check that reports what an analysis of channels finds.
 *
 * @param <F> what the analysis finds
 */
abstract class AbstractChannelCheck<F> extends AbstractUnitCheck {
  /** What the analysis finds. */
  abstract ChannelFindings<F> findings();

  /** Whether this check is the one that reports the finding. */
  boolean reports(F finding) {
    return true;
  }

  /** The report for a finding about the tree that the state is at. */
  abstract Description describe(F finding, VisitorState state);

  @Override
  void check(VisitorState unit) {
    check(findings(), unit);
  }

  /** Reports some findings. */
  final void check(ChannelFindings<F> findings, VisitorState unit) {
    for (ChannelFindings.Found<F> found : findings.inUnit(unit)) {
      if (reports(found.finding())) {
        report(found.path(), state -> Optional.of(describe(found.finding(), state)), unit);
      }
    }
  }
}
