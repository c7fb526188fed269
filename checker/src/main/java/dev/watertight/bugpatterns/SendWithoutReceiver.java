package dev.watertight.bugpatterns;

import static com.google.errorprone.BugPattern.SeverityLevel.ERROR;

import com.google.auto.service.AutoService;
import com.google.errorprone.BugPattern;
import com.google.errorprone.VisitorState;
import com.google.errorprone.bugpatterns.BugChecker;
import com.google.errorprone.matchers.Description;
import dev.watertight.channels.ChannelFindings;
import dev.watertight.findings.sends.unreceived.UnreceivedSends;
import dev.watertight.findings.sends.unreceived.UnreceivedSends.UnreceivedSend;
import dev.watertight.model.ChannelOperation.Act;
import dev.watertight.model.Trait;
import dev.watertight.program.Paths;

/**
 * A {@link BugChecker} that flags sends for which no receiver can come: nobody receives, or only
 * the sending thread itself, or only threads that are started after the send.
 */
@AutoService(BugChecker.class)
@BugPattern(
    altNames = AbstractUnitCheck.FAMILY,
    summary = "No receiver can come for this send; it waits for ever",
    severity = ERROR)
public final class SendWithoutReceiver extends AbstractChannelCheck<UnreceivedSend> {
  private static final ChannelFindings<UnreceivedSend> FINDINGS =
      ChannelFindings.of(new UnreceivedSends());

  @Override
  ChannelFindings<UnreceivedSend> findings() {
    return FINDINGS;
  }

  @Override
  Description describe(UnreceivedSend finding, VisitorState state) {
    return describe(message(finding), SendFixes.of(finding, state), advice(finding), state);
  }

  private static String message(UnreceivedSend finding) {
    String name = finding.topology().name();
    String call = finding.send().method() + "()";
    String waits =
        finding.waitsAtOnce() ? call + " waits for ever" : call + " waits for ever once it is full";
    return switch (finding.reason()) {
      case NOBODY ->
          (finding.send().act() == Act.EXCHANGE
                  ? "An exchange through " + name + " finds no partner"
                  : "Nobody receives from " + name)
              + "; "
              + waits;
      case SAME_THREAD ->
          (finding.starts().isEmpty()
                  ? "Only a task that waits for this one's thread receives from "
                  : "Only this thread itself receives from ")
              + name
              + "; "
              + waits;
      case BEFORE_START ->
          "Whoever receives from %s is started later, on line %d; %s"
              .formatted(name, Paths.line(finding.starts().get(0)), waits);
    };
  }

  private static String advice(UnreceivedSend finding) {
    return switch (finding.reason()) {
      case BEFORE_START -> "start the receiver first";
      case SAME_THREAD ->
          finding.topology().kind().is(Trait.STREAM)
              ? "write in a thread of its own"
              : finding.starts().isEmpty()
                  ? "give one of them a thread of its own"
                  : "who should receive is yours to say";
      case NOBODY -> "who should receive is yours to say";
    };
  }
}
