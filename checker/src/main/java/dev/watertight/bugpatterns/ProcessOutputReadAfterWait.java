package dev.watertight.bugpatterns;

import static com.google.errorprone.BugPattern.SeverityLevel.WARNING;

import com.google.auto.service.AutoService;
import com.google.errorprone.BugPattern;
import com.google.errorprone.VisitorState;
import com.google.errorprone.bugpatterns.BugChecker;
import com.google.errorprone.matchers.Description;
import dev.watertight.channels.ChannelFindings;
import dev.watertight.findings.endsignals.LateReads;
import dev.watertight.findings.endsignals.LateReads.LateRead;
import dev.watertight.fixes.endsignals.ReadFirst;

/**
 * A {@link BugChecker} that flags waits for the end of a process before its output is read, which
 * never end if it writes more than a pipe holds.
 */
@AutoService(BugChecker.class)
@BugPattern(
    altNames = AbstractUnitCheck.FAMILY,
    summary = "Output of a process is read after the wait for its end; much of it and neither ends",
    severity = WARNING)
public final class ProcessOutputReadAfterWait extends AbstractChannelCheck<LateRead> {
  @Override
  ChannelFindings<LateRead> findings() {
    return LateReads.FINDINGS;
  }

  @Override
  Description describe(LateRead finding, VisitorState state) {
    return describe(
        "Nobody reads the %soutput of %s before its end, only %s: once it has written as much as"
                .formatted(
                    finding.isOfErrors() ? "error " : "",
                    finding.process().name(),
                    where(state, finding.read()))
            + " a pipe holds, it waits for its reader, and this waits for it, for ever",
        ReadFirst.fix(finding, state),
        "read all of the output first, or in another thread, or redirect it",
        state);
  }
}
