package dev.watertight.bugpatterns;

import static com.google.errorprone.BugPattern.SeverityLevel.ERROR;

import com.google.auto.service.AutoService;
import com.google.errorprone.BugPattern;
import com.google.errorprone.VisitorState;
import com.google.errorprone.bugpatterns.BugChecker;
import com.google.errorprone.fixes.SuggestedFix;
import com.google.errorprone.matchers.Description;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.util.TreePath;
import dev.watertight.candidates.Candidate;
import dev.watertight.candidates.Candidates;
import dev.watertight.findings.receives.EndlessReceive;
import dev.watertight.findings.receives.EndlessReceives;
import dev.watertight.findings.receives.SwallowingLoops;
import dev.watertight.fixes.receives.InterruptFixes;
import dev.watertight.fixes.receives.LeaveFixes;
import dev.watertight.fixes.receives.RunningTask;
import dev.watertight.loops.WaitLoop;
import dev.watertight.program.ClosingMethods;
import dev.watertight.tasks.Task;
import dev.watertight.wakers.Interrupters;
import java.util.List;
import java.util.Optional;

/** A {@link BugChecker} that flags loops around a receive without a way out that anybody takes. */
@AutoService(BugChecker.class)
@BugPattern(
    altNames = AbstractUnitCheck.FAMILY,
    summary = "Loop that waits for values can never be ended; its thread stays for ever",
    severity = ERROR)
public final class ReceiveLoopNeverEnds extends AbstractLoopCheck {
  private static final String LEAVE = "how to leave the loop is yours to choose";

  @Override
  boolean reports(EndlessReceive finding) {
    return finding.reason() == EndlessReceive.Reason.INTERRUPT_SWALLOWED
        || finding.reason() == EndlessReceive.Reason.CLOSING_SWALLOWED
        || finding.reason() == EndlessReceive.Reason.ONLY_SHUT_DOWN;
  }

  @Override
  String message(EndlessReceive finding, VisitorState state) {
    String method = finding.receive().method();
    return switch (finding.reason()) {
      case ONLY_SHUT_DOWN ->
          "Loop waits in %s() until it is interrupted, and its executor is only shut down, which does not interrupt; its thread never ends"
              .formatted(method);
      case CLOSING_SWALLOWED ->
          "Loop around %s() catches the exception that says that %s is closed, and goes on for ever"
              .formatted(method, finding.channel().name());
      default -> swallowed(method);
    };
  }

  @Override
  String advice(EndlessReceive finding) {
    return finding.reason() == EndlessReceive.Reason.ONLY_SHUT_DOWN
        ? "keep the task's Future and cancel it with cancel(true) once its work is done"
        : LEAVE;
  }

  private static String swallowed(String method) {
    return "Loop around %s() swallows interrupts and has no other way out; its thread never ends"
        .formatted(method);
  }

  @Override
  void check(VisitorState unit) {
    super.check(unit);
    for (TreePath receive : Candidates.of(Candidate.RECEIVE, unit)) {
      for (WaitLoop loop : SwallowingLoops.around(receive, unit.withPath(receive))) {
        if (EndlessReceives.at(loop.loop().getLeaf(), unit).filter(this::reports).isEmpty()) {
          report(loop.loop(), state -> Optional.of(describe(receive, loop, state)), unit);
        }
      }
    }
  }

  private Description describe(TreePath receive, WaitLoop loop, VisitorState state) {
    String method = ASTHelpers.getSymbol(receive.getLeaf()).getSimpleName().toString();
    return describe(swallowed(method), LeaveFixes.onInterrupt(loop, state), LEAVE, state);
  }

  @Override
  List<SuggestedFix> fixes(EndlessReceive finding, VisitorState state) {
    Optional<SuggestedFix> fix =
        switch (finding.reason()) {
          case ONLY_SHUT_DOWN -> interrupting(finding, state);
          case CLOSING_SWALLOWED -> leavingOnClosed(finding, state);
          default -> leavingOnInterrupt(finding, state);
        };
    return fix.stream().toList();
  }

  private static Optional<SuggestedFix> interrupting(EndlessReceive finding, VisitorState state) {
    TreePath loop = finding.loop().loop();
    return task(finding, state)
        .flatMap(
            task ->
                InterruptFixes.of(
                        RunningTask.of(loop, task, state),
                        task,
                        ClosingMethods.of(state).around(loop),
                        state)
                    .or(() -> InterruptFixes.atEnd(task, finding.channel(), state)));
  }

  private static Optional<SuggestedFix> leavingOnClosed(
      EndlessReceive finding, VisitorState state) {
    return finding
        .loop()
        .closingCatcher(state)
        .flatMap(
            clause ->
                LeaveFixes.onClosed(
                    clause,
                    finding.loop().loop(),
                    "com.softwaremill.jox.ChannelClosedException",
                    state));
  }

  /** Leaves the loop when it is interrupted, and interrupts it if nobody does. */
  private static Optional<SuggestedFix> leavingOnInterrupt(
      EndlessReceive finding, VisitorState state) {
    Optional<SuggestedFix> leaving = LeaveFixes.onInterrupt(finding.loop(), state);
    Optional<Task.Apart> task = task(finding, state);
    if (leaving.isEmpty() || task.isEmpty()) {
      return leaving;
    }
    Interrupters interrupters = Interrupters.of(task.get(), state);
    if (interrupters.isOnlyShutDown()) {
      return interrupting(finding, state).map(more -> SuggestedFix.merge(leaving.get(), more));
    }
    return interrupters.answer().isNo()
        ? interrupting(finding, state)
            .map(more -> SuggestedFix.merge(leaving.get(), more))
            .or(() -> leaving)
        : leaving;
  }
}
