package dev.watertight.bugpatterns;

import static com.google.errorprone.BugPattern.SeverityLevel.ERROR;

import com.google.auto.service.AutoService;
import com.google.errorprone.BugPattern;
import com.google.errorprone.VisitorState;
import com.google.errorprone.bugpatterns.BugChecker;
import com.google.errorprone.matchers.Description;
import dev.watertight.channels.ChannelFindings;
import dev.watertight.findings.handles.Leak;
import dev.watertight.findings.sends.abandoned.AbandonedSends;
import dev.watertight.findings.sends.abandoned.AbandonedSends.AbandonedSend;
import dev.watertight.program.Paths;

/**
 * A {@link BugChecker} that flags sends whose receivers can leave before they have received
 * everything, which leaves the sender waiting.
 */
@AutoService(BugChecker.class)
@BugPattern(
    altNames = AbstractUnitCheck.FAMILY,
    summary = "The receiver can leave before it has received everything; the sender waits for ever",
    severity = ERROR)
public final class AbandonedSender extends AbstractChannelCheck<AbandonedSend> {
  private static final ChannelFindings<AbandonedSend> FINDINGS =
      ChannelFindings.of(new AbandonedSends());

  @Override
  ChannelFindings<AbandonedSend> findings() {
    return FINDINGS;
  }

  @Override
  Description describe(AbandonedSend finding, VisitorState state) {
    return describe(
        message(finding), SendFixes.of(finding, state), "how to tell it is yours to choose", state);
  }

  private static String message(AbandonedSend finding) {
    String name = finding.topology().name();
    String waits = finding.send().method() + "() then waits for ever";
    return switch (finding.how()) {
      case TIMED_OUT ->
          "Nobody receives from %s once the time limit on line %d has passed; %s"
              .formatted(name, finding.line(), waits);
      case LOOP_LEFT ->
          "The receiver of %s can leave early, on line %d, and tells nobody; %s"
              .formatted(name, finding.line(), waits);
      case NOT_CHOSEN ->
          "The select on line %d may take another value than that of %s; %s"
              .formatted(finding.line(), name, waits);
      case TOO_FEW ->
          "More values are sent to %s than line %d receives; %s"
              .formatted(name, finding.line(), waits);
      case SKIPPED ->
          "Line %d leaves without receiving from %s; %s".formatted(finding.line(), name, waits);
      case DROPPED -> dropped(finding.repair().reader().orElseThrow(), finding);
      case PARTNER_LEFT ->
          "The other side of %s stops exchanging after the loop on line %d; %s"
              .formatted(name, finding.line(), waits);
    };
  }

  private static String dropped(Leak reader, AbandonedSend finding) {
    return "%s leaves %s neither read nor closed; %s() on line %d then waits for ever"
        .formatted(
            reader.exits().isEmpty() ? "Some path" : "Line " + finding.line(),
            reader.holder().map(v -> "'" + v.name + "'").orElse("the reading end"),
            finding.send().method(),
            Paths.line(finding.send().path()));
  }
}
