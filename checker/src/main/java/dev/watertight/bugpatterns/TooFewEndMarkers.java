package dev.watertight.bugpatterns;

import static com.google.errorprone.BugPattern.SeverityLevel.ERROR;

import com.google.auto.service.AutoService;
import com.google.errorprone.BugPattern;
import com.google.errorprone.VisitorState;
import com.google.errorprone.bugpatterns.BugChecker;
import com.google.errorprone.matchers.Description;
import dev.watertight.channels.ChannelFindings;
import dev.watertight.counts.Amount;
import dev.watertight.findings.endsignals.MissingMarkers;
import dev.watertight.findings.endsignals.MissingMarkers.MissingMarker;
import dev.watertight.fixes.endsignals.RepeatFixes;
import dev.watertight.program.Loops;
import dev.watertight.program.Paths;
import java.util.Optional;

/** A {@link BugChecker} that flags end markers of which there are fewer than consumers. */
@AutoService(BugChecker.class)
@BugPattern(
    altNames = AbstractUnitCheck.FAMILY,
    summary = "End marker is sent less often than consumers wait for one each",
    severity = ERROR)
public final class TooFewEndMarkers extends AbstractChannelCheck<MissingMarker> {
  @Override
  ChannelFindings<MissingMarker> findings() {
    return MissingMarkers.FINDINGS;
  }

  @Override
  Description describe(MissingMarker finding, VisitorState state) {
    boolean isFixable =
        finding.sends().size() == 1
            && (finding.sent().equals(Amount.of(1))
                || Loops.around(finding.sends().get(0)).isPresent())
            && (finding.starts().size() == 1
                || finding.consumers().equals(Amount.of(finding.starts().size())));
    return describe(
        "%s is sent to %s %s, but line %d starts %s; the others wait for theirs for ever"
            .formatted(
                finding.name(),
                finding.channel().name(),
                times(finding.sent()),
                Paths.line(finding.starts().get(0)),
                finding.sent().number().orElse(1) <= 1 ? "several consumers" : "more consumers"),
        isFixable
            ? RepeatFixes.of(finding.sends().get(0), finding.starts(), state)
            : Optional.empty(),
        "how many it takes is for the code to say that starts them",
        state);
  }

  private static String times(Amount sent) {
    return sent.equals(Amount.of(1))
        ? "once"
        : sent.number().isPresent() ? sent + " times" : "less often";
  }
}
