package dev.watertight.bugpatterns;

import static com.google.errorprone.BugPattern.SeverityLevel.ERROR;

import com.google.auto.service.AutoService;
import com.google.errorprone.BugPattern;
import com.google.errorprone.VisitorState;
import com.google.errorprone.bugpatterns.BugChecker;
import com.google.errorprone.matchers.Description;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import dev.watertight.candidates.Candidate;
import dev.watertight.candidates.Candidates;
import dev.watertight.channels.ChannelFindings;
import dev.watertight.findings.endsignals.UnendedWait;
import dev.watertight.findings.endsignals.UnsignalledWait;
import dev.watertight.fixes.endsignals.CountFixes;
import dev.watertight.fixes.endsignals.EarlierSignal;
import dev.watertight.fixes.endsignals.MissingSignals;
import dev.watertight.fixes.endsignals.TimedTaskFixes;
import dev.watertight.program.Paths;
import java.util.Optional;

/**
 * A {@link BugChecker} that flags waits for latches, futures, semaphores, barriers, monitors and
 * conditions that nothing in view can end.
 */
@AutoService(BugChecker.class)
@BugPattern(
    altNames = AbstractUnitCheck.FAMILY,
    summary = "Fewer signals come than the wait takes; it never ends",
    severity = ERROR)
public final class WaitNeverEnded extends AbstractChannelCheck<UnendedWait> {
  @Override
  ChannelFindings<UnendedWait> findings() {
    return UnendedWait.FINDINGS;
  }

  @Override
  Description describe(UnendedWait finding, VisitorState state) {
    return describe(
        "%s() waits for ever: %s"
            .formatted(
                ASTHelpers.getSymbol(finding.waiting().getLeaf()).getSimpleName(), reason(finding)),
        finding.cause() == UnendedWait.Cause.BEHIND_END
            ? EarlierSignal.of(finding.signals(), finding.end().orElseThrow(), state)
            : CountFixes.of(finding, state).or(() -> TimedTaskFixes.of(finding.waiting(), state)),
        finding.cause() == UnendedWait.Cause.BEHIND_END
            ? "signal before the wait for the task"
            : "what is to end it is yours to say",
        state);
  }

  @Override
  void check(VisitorState unit) {
    super.check(unit);
    for (TreePath wait : Candidates.of(Candidate.JOIN, unit)) {
      report(
          wait,
          state ->
              UnsignalledWait.at(wait, state)
                  .filter(UnsignalledWait::isCertain)
                  .map(found -> describe(found, state)),
          unit);
    }
  }

  private Description describe(UnsignalledWait finding, VisitorState state) {
    MethodSymbol method = (MethodSymbol) ASTHelpers.getSymbol(finding.waiting().getLeaf());
    return describe(
        "%s() waits for ever: %s".formatted(method.getSimpleName(), reason(finding, state)),
        MissingSignals.of(finding, state),
        "what is to end it is yours to say",
        state);
  }

  private static String reason(UnsignalledWait finding, VisitorState state) {
    Optional<Long> line = finding.changes().stream().map(Paths::line).findFirst();
    return finding
        .standing()
        .map(
            condition ->
                "it goes on while '%s', whoever signals, and %s"
                    .formatted(
                        state.getSourceForNode(ASTHelpers.stripParentheses(condition)),
                        line.map(
                                l ->
                                    "nothing comes to line %d, which would change that"
                                        .formatted(l))
                            .orElse("nobody changes that")))
        .orElseGet(() -> "nobody signals" + line.map(l -> " after line " + l).orElse(""));
  }

  private static String reason(UnendedWait finding) {
    String name = finding.channel().name();
    return switch (finding.cause()) {
      case NOBODY -> "nobody signals on " + name;
      case TOO_FEW ->
          "it takes %s signals on %s, and %s come"
              .formatted(finding.needed(), name, finding.given());
      case SOME_ROUNDS ->
          "it takes %s signals on %s, but some rounds of the loop start nobody who signals"
              .formatted(finding.needed(), name);
      case DROPPED ->
          "it takes %s signals on %s, and the executor drops tasks for which it has no room"
              .formatted(finding.needed(), name);
      case DISCARDED ->
          "it takes %s signals on %s, and line %d has dropped the tasks that had not begun"
              .formatted(finding.needed(), name, finding.end().map(Paths::line).orElseThrow());
      case OWN_THREAD -> "the tasks that signal on %s are to run in its own thread".formatted(name);
      case TOO_EARLY -> "it comes before those are started who signal on " + name;
      case BEHIND_END ->
          "whoever signals on %s waits for the end of this task first, in line %d"
              .formatted(name, finding.end().map(Paths::line).orElseThrow());
    };
  }
}
