package dev.watertight.bugpatterns;

import static com.google.errorprone.BugPattern.SeverityLevel.ERROR;

import com.google.auto.service.AutoService;
import com.google.errorprone.BugPattern;
import com.google.errorprone.VisitorState;
import com.google.errorprone.bugpatterns.BugChecker;
import com.google.errorprone.fixes.SuggestedFix;
import dev.watertight.findings.receives.EndlessReceive;
import java.util.List;

/** A {@link BugChecker} that flags loops that wait for an end marker that nobody sends. */
@AutoService(BugChecker.class)
@BugPattern(
    altNames = AbstractUnitCheck.FAMILY,
    summary = "Loop ends at an end marker that nobody sends; its thread waits for ever",
    severity = ERROR)
public final class EndMarkerNeverSent extends AbstractLoopCheck {
  @Override
  boolean reports(EndlessReceive finding) {
    return finding.reason() == EndlessReceive.Reason.MARKER_NEVER_SENT;
  }

  @Override
  String message(EndlessReceive finding, VisitorState state) {
    return "Loop ends when it receives %s from %s, which nobody sends; its thread waits in %s() for ever"
        .formatted(finding.markerName(), finding.channel().name(), finding.receive().method());
  }

  @Override
  String advice(EndlessReceive finding) {
    return "where to send it is yours to choose";
  }

  @Override
  List<SuggestedFix> fixes(EndlessReceive finding, VisitorState state) {
    return SignalChoice.sending(finding, state).stream().toList();
  }
}
