package dev.watertight.bugpatterns;

import static com.google.errorprone.BugPattern.SeverityLevel.ERROR;

import com.google.auto.service.AutoService;
import com.google.errorprone.BugPattern;
import com.google.errorprone.VisitorState;
import com.google.errorprone.bugpatterns.BugChecker;
import com.google.errorprone.matchers.Description;
import dev.watertight.channels.ChannelFindings;
import dev.watertight.findings.endsignals.UnclosedChannels;
import dev.watertight.findings.endsignals.UnclosedChannels.UnclosedChannel;
import dev.watertight.program.Paths;

/** A {@link BugChecker} that flags senders of channels whose receivers wait for an end in vain. */
@AutoService(BugChecker.class)
@BugPattern(
    altNames = AbstractUnitCheck.FAMILY,
    summary = "Channel is never closed; its receiver waits for more values for ever",
    severity = ERROR)
public final class ChannelNeverClosed extends AbstractChannelCheck<UnclosedChannel> {
  @Override
  ChannelFindings<UnclosedChannel> findings() {
    return UnclosedChannels.FINDINGS;
  }

  @Override
  Description describe(UnclosedChannel finding, VisitorState state) {
    return describe(
        text(finding)
            .formatted(finding.channel().name(), finding.waiter(), Paths.line(finding.waiting())),
        SignalChoice.closing(finding, state),
        "close it when the last sender has ended",
        state);
  }

  private static String text(UnclosedChannel finding) {
    return finding.failsWithoutWriter()
        ? "%s is written to and never closed; %s on line %d waits as long as the writing thread"
            + " lives, and then fails"
        : "%s is sent to and never closed; %s on line %d waits for its end for ever";
  }
}
