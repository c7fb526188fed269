package dev.watertight.bugpatterns;

import static com.google.errorprone.BugPattern.SeverityLevel.WARNING;

import com.google.auto.service.AutoService;
import com.google.errorprone.BugPattern;
import com.google.errorprone.VisitorState;
import com.google.errorprone.bugpatterns.BugChecker;
import com.google.errorprone.matchers.Description;
import dev.watertight.channels.ChannelFindings;
import dev.watertight.findings.sends.unreceived.OwnPipes;
import dev.watertight.findings.sends.unreceived.OwnPipes.OwnPipe;
import java.util.Optional;

/**
 * A {@link BugChecker} that flags writes to a pipe that only the writing thread itself reads
 * afterwards, which wait for ever once the pipe is full.
 */
@AutoService(BugChecker.class)
@BugPattern(
    altNames = AbstractUnitCheck.FAMILY,
    summary = "A pipe is written and then read by one thread, which waits for ever once it is full",
    severity = WARNING)
public final class PipeReadByItsWriter extends AbstractChannelCheck<OwnPipe> {
  private static final ChannelFindings<OwnPipe> FINDINGS = ChannelFindings.of(new OwnPipes());

  @Override
  ChannelFindings<OwnPipe> findings() {
    return FINDINGS;
  }

  @Override
  Description describe(OwnPipe finding, VisitorState state) {
    return describe(
        "Only this thread reads from %s, behind this %s(), %s: once it has written as much as the"
                .formatted(
                    finding.topology().name(),
                    finding.send().method(),
                    where(state, finding.read()))
            + " pipe holds, it waits for itself for ever",
        Optional.empty(),
        "write in a thread of its own, or into memory, as a ByteArrayOutputStream does",
        state);
  }
}
