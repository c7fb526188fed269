package dev.watertight.bugpatterns;

import static com.google.errorprone.BugPattern.SeverityLevel.WARNING;

import com.google.auto.service.AutoService;
import com.google.errorprone.BugPattern;
import com.google.errorprone.VisitorState;
import com.google.errorprone.bugpatterns.BugChecker;
import com.google.errorprone.matchers.Description;
import dev.watertight.channels.ChannelFindings;
import dev.watertight.findings.endsignals.UnclosedChannels.UnclosedChannel;
import dev.watertight.findings.endsignals.UnendedInputs;

/**
 * A {@link BugChecker} that flags writes to a process whose input is never closed, while somebody
 * reads its output to the end.
 */
@AutoService(BugChecker.class)
@BugPattern(
    altNames = AbstractUnitCheck.FAMILY,
    summary = "Input of a process is never closed; it and the reader of its output wait for ever",
    severity = WARNING)
public final class ProcessInputNeverClosed extends AbstractChannelCheck<UnclosedChannel> {
  @Override
  ChannelFindings<UnclosedChannel> findings() {
    return UnendedInputs.FINDINGS;
  }

  @Override
  Description describe(UnclosedChannel finding, VisitorState state) {
    return describe(
        "The input of the process is written to and never closed: a process that reads all of it"
            + " waits for more for ever, and so does %s %s, which reads its output to the end"
                .formatted(finding.waiter(), where(state, finding.waiting())),
        SignalChoice.closing(finding, state),
        "close its input when the last has been written, or destroy the process",
        state);
  }
}
