package dev.watertight.bugpatterns;

import static com.google.errorprone.BugPattern.SeverityLevel.ERROR;

import com.google.auto.service.AutoService;
import com.google.errorprone.BugPattern;
import com.google.errorprone.VisitorState;
import com.google.errorprone.bugpatterns.BugChecker;
import com.google.errorprone.fixes.SuggestedFix;
import com.google.errorprone.matchers.Description;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.util.TreePath;
import dev.watertight.channels.ChannelFindings;
import dev.watertight.findings.earlyclose.EarlyCloses;
import dev.watertight.findings.earlyclose.EarlyCloses.EarlyClose;
import dev.watertight.findings.earlyclose.Receivers;
import dev.watertight.fixes.earlyclose.CloseOrderFixes;
import dev.watertight.program.Paths;
import java.util.Optional;

/** A {@link BugChecker} that flags channels that are ended while tasks that send may still run. */
@AutoService(BugChecker.class)
@BugPattern(
    altNames = AbstractUnitCheck.FAMILY,
    summary = "Channel is ended while tasks that send on it may still run; their values are lost",
    severity = ERROR)
public final class ChannelClosedBeforeSendersEnd extends AbstractChannelCheck<EarlyClose> {
  @Override
  ChannelFindings<EarlyClose> findings() {
    return EarlyCloses.FINDINGS;
  }

  @Override
  Description describe(EarlyClose finding, VisitorState state) {
    return describe(
        message(finding, state),
        fix(finding, state),
        finding.how() == EarlyClose.How.EACH_SENDER
            ? "who closes it is yours to choose"
            : "how to wait for the senders is yours to choose",
        state);
  }

  private static Optional<SuggestedFix> fix(EarlyClose finding, VisitorState state) {
    TreePath close = finding.close().path();
    if (close.getCompilationUnit() != state.getPath().getCompilationUnit()) {
      return Optional.empty();
    }
    return switch (finding.how()) {
      case CLOSED, MARKER ->
          CloseOrderFixes.beforeClose(
              close,
              finding.senders(),
              Receivers.starts(finding.channel(), state),
              Receivers.areThereBefore(finding.channel(), close, state),
              state);
      case RESOURCE -> CloseOrderFixes.exchangingResources(close, finding.senders(), state);
      // Who closes instead, and when, is for a person to decide.
      case EACH_SENDER -> Optional.empty();
    };
  }

  private static String message(EarlyClose finding, VisitorState state) {
    String channel = finding.channel().name();
    String act = finding.close().method() + "()";
    long line = Paths.line(finding.senders().get(0));
    return switch (finding.how()) {
      case CLOSED ->
          "%s is closed by %s while the sender that line %d starts may still run; what it sends then is lost"
              .formatted(channel, act, line);
      case RESOURCE ->
          "%s is closed at the end of the try while the sender that line %d starts may still run"
              .formatted(channel, line);
      case MARKER ->
          "%s ends with %s while the sender that line %d starts may still run; what it sends then is lost"
              .formatted(channel, argument(state), line);
      case EACH_SENDER ->
          "%s is closed by each of the senders that line %d starts; the first to end closes it under the others, so close it once, behind all"
              .formatted(channel, line);
    };
  }

  private static String argument(VisitorState state) {
    MethodInvocationTree send = (MethodInvocationTree) state.getPath().getLeaf();
    return String.valueOf(state.getSourceForNode(send.getArguments().get(0)));
  }
}
