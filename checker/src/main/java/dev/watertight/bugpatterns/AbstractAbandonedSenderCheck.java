package dev.watertight.bugpatterns;

import com.google.errorprone.VisitorState;
import com.google.errorprone.matchers.Description;
import dev.watertight.channels.ChannelFindings;
import dev.watertight.findings.handles.Leak;
import dev.watertight.findings.sends.abandoned.AbandonedSends;
import dev.watertight.findings.sends.abandoned.AbandonedSends.AbandonedSend;
import dev.watertight.findings.sends.abandoned.AbandonedSends.AbandonedSend.How;
import dev.watertight.program.Paths;

/**
 * A check that reports senders whose receivers leave: by exceptions that nobody expects, or not.
 */
abstract class AbstractAbandonedSenderCheck extends AbstractChannelCheck<AbandonedSend> {
  private static final ChannelFindings<AbandonedSend> FINDINGS =
      ChannelFindings.of(new AbandonedSends());

  @Override
  final ChannelFindings<AbandonedSend> findings() {
    return FINDINGS;
  }

  @Override
  final boolean reports(AbandonedSend finding) {
    return getClass()
        .equals(
            finding.how() == How.LOOP_FAILED
                ? AbandonedSenderOnFailure.class
                : AbandonedSender.class);
  }

  @Override
  final Description describe(AbandonedSend finding, VisitorState state) {
    String advice =
        finding.how() == How.UNREQUESTED
            ? "request the next item there, or cancel the subscription"
            : "how to tell it is yours to choose";
    return describe(message(finding), SendFixes.of(finding, state), advice, state);
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
      case LOOP_FAILED ->
          "The receiver of %s fails if line %d does, and tells nobody; %s"
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
      case WAITED_FOR ->
          "Line %d waits for the writer of %s, whose reading end is open and no longer read; %s"
              .formatted(finding.line(), name, waits);
      case UNREQUESTED ->
          "A subscriber of %s takes an item, on line %d, and asks for no other; %s once it is full"
              .formatted(name, finding.line(), waits);
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
