package dev.watertight.bugpatterns;

import static com.google.errorprone.BugPattern.SeverityLevel.ERROR;

import com.google.auto.service.AutoService;
import com.google.errorprone.BugPattern;
import com.google.errorprone.VisitorState;
import com.google.errorprone.bugpatterns.BugChecker;
import com.google.errorprone.matchers.Description;
import dev.watertight.channels.ChannelFindings;
import dev.watertight.channels.Endpoint;
import dev.watertight.counts.Amount;
import dev.watertight.findings.receives.UnfedReceives;
import dev.watertight.fixes.endsignals.EarlierSignal;
import dev.watertight.fixes.receives.MergeFixes;
import dev.watertight.program.Paths;
import java.util.Optional;

/** A {@link BugChecker} that flags receives from a channel into which nothing is ever put. */
@AutoService(BugChecker.class)
@BugPattern(
    altNames = AbstractUnitCheck.FAMILY,
    summary = "Nothing is ever put into the channel; its receiver waits for ever",
    severity = ERROR)
public final class ReceiveWithoutSender extends AbstractChannelCheck<UnfedReceives.Receive> {
  private static final ChannelFindings<UnfedReceives.Receive> FINDINGS =
      ChannelFindings.of(new UnfedReceives());

  @Override
  ChannelFindings<UnfedReceives.Receive> findings() {
    return FINDINGS;
  }

  @Override
  Description describe(UnfedReceives.Receive finding, VisitorState state) {
    if (finding.numbers().isPresent()) {
      return describe(
          "%s is given %s and %s are received; %s() waits for ever for the next"
              .formatted(
                  finding.topology().name(),
                  values(finding.numbers().get().least()),
                  finding.numbers().get().most(),
                  finding.receive().method()),
          Optional.empty(),
          "which of the numbers is meant is yours to say",
          state);
    }
    if (finding.end().isPresent()) {
      return describe(
          "%s() waits for ever: whoever puts something into %s waits for the end of this task first,"
                  .formatted(finding.receive().method(), finding.topology().name())
              + " in line %d".formatted(Paths.line(finding.end().get())),
          EarlierSignal.of(
              finding.topology().sends().stream().map(Endpoint::path).toList(),
              finding.end().get(),
              state),
          "put it there before the wait for the task",
          state);
    }
    return describe(
        "Nothing is ever put into %s%s; %s() waits for ever"
            .formatted(
                finding.topology().name(),
                finding
                    .twin()
                    .map(t -> ", and '" + t.getSimpleName() + "' is never received from")
                    .orElse(
                        finding.topology().sends().isEmpty()
                            ? ""
                            : " of this object, only into that of others"),
                finding.receive().method()),
        finding
            .twin()
            .flatMap(t -> MergeFixes.of(finding.topology().variables().asList().get(0), t, state)),
        "what should come is yours to say",
        state);
  }

  private static String values(Amount number) {
    return number + (number.equals(Amount.of(1)) ? " value" : " values");
  }
}
