package dev.watertight.bugpatterns;

import static com.google.errorprone.BugPattern.SeverityLevel.WARNING;

import com.google.auto.service.AutoService;
import com.google.errorprone.BugPattern;
import com.google.errorprone.VisitorState;
import com.google.errorprone.bugpatterns.BugChecker;
import com.google.errorprone.fixes.SuggestedFix;
import com.sun.source.util.TreePath;
import dev.watertight.findings.receives.EndlessReceive;
import dev.watertight.fixes.receives.InterruptFixes;
import dev.watertight.fixes.receives.RunningTask;
import dev.watertight.program.ClosingMethods;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A {@link BugChecker} that flags loops that only an interrupt ends, which nobody sends. */
@AutoService(BugChecker.class)
@BugPattern(
    altNames = AbstractUnitCheck.FAMILY,
    summary = "Loop ends when it is interrupted, which nobody does; its thread stays for ever",
    severity = WARNING)
public final class ReceiveLoopNotInterrupted extends AbstractLoopCheck {
  @Override
  boolean reports(EndlessReceive finding) {
    return finding.reason() == EndlessReceive.Reason.OWNER_CLOSED_WITHOUT_IT
        || finding.reason() == EndlessReceive.Reason.MAKER_ENDS_WITHOUT_IT;
  }

  @Override
  String message(EndlessReceive finding, VisitorState state) {
    return "Loop waits in %s() for values from %s until it is interrupted, which nobody does; its thread never ends"
        .formatted(finding.receive().method(), finding.channel().name());
  }

  @Override
  String advice(EndlessReceive finding) {
    return finding.reason() == EndlessReceive.Reason.MAKER_ENDS_WITHOUT_IT
        ? "send an end marker, or interrupt it once all is done"
        : "interrupt it where its owner is closed";
  }

  @Override
  List<SuggestedFix> fixes(EndlessReceive finding, VisitorState state) {
    TreePath loop = finding.loop().loop();
    Optional<RunningTask> task =
        task(finding, state).map(apart -> RunningTask.of(loop, apart, state));
    if (finding.reason() == EndlessReceive.Reason.MAKER_ENDS_WITHOUT_IT) {
      return Stream.concat(
              task
                  .flatMap(t -> InterruptFixes.afterUse(t, finding.channel().variables(), state))
                  .stream(),
              SignalChoice.inventing(finding, state).stream())
          .toList();
    }
    return task
        .flatMap(t -> InterruptFixes.inClosers(t, ClosingMethods.of(state).around(loop), state))
        .stream()
        .toList();
  }
}
