package dev.watertight.bugpatterns;

import static com.google.errorprone.BugPattern.LinkType.CUSTOM;
import static com.google.errorprone.BugPattern.SeverityLevel.ERROR;

import com.google.auto.service.AutoService;
import com.google.common.collect.ImmutableList;
import com.google.errorprone.BugPattern;
import com.google.errorprone.VisitorState;
import com.google.errorprone.bugpatterns.BugChecker;
import com.google.errorprone.fixes.SuggestedFix;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.findings.receives.EndlessReceive;
import dev.watertight.fixes.receives.StopFlagFixes;
import dev.watertight.loops.WaitLoop;
import dev.watertight.program.Paths;
import dev.watertight.wakers.Shutdowns;
import java.util.List;
import java.util.Optional;

/** A {@link BugChecker} that flags loops that wait for a value while their stop flag is set. */
@AutoService(BugChecker.class)
@BugPattern(
    altNames = Documentation.FAMILY,
    summary =
        "Loop waits for a value and looks at its stop flag only then; setting the flag does not"
            + " wake it",
    severity = ERROR,
    link = Documentation.BASE_URL + "StopFlagWithoutWakeup.md",
    linkType = CUSTOM)
public final class StopFlagWithoutWakeup extends AbstractLoopCheck {
  private static final long serialVersionUID = 1L;

  @Override
  boolean reports(EndlessReceive finding) {
    return finding.reason() == EndlessReceive.Reason.NOT_WOKEN;
  }

  @Override
  String message(EndlessReceive finding, VisitorState state) {
    return "Loop waits in %s() and does not see that line %d sets '%s'; nothing wakes it, and its thread never ends"
        .formatted(
            finding.receive().method(),
            Paths.line(finding.clue().get()),
            finding.symbol().map(s -> s.getSimpleName().toString()).orElse("its flag"));
  }

  @Override
  List<SuggestedFix> fixes(EndlessReceive finding, VisitorState state) {
    Optional<VarSymbol> flag =
        finding.symbol().filter(VarSymbol.class::isInstance).map(VarSymbol.class::cast);
    if (flag.isEmpty()) {
      return ImmutableList.of();
    }
    WaitLoop loop = finding.loop();
    ImmutableList.Builder<SuggestedFix> fixes = ImmutableList.builder();
    task(finding, state)
        .filter(task -> loop.isEndedByInterrupt())
        .map(
            task ->
                StopFlagFixes.interrupting(
                    running(finding, task, state),
                    flag.get(),
                    loop.stops(state),
                    Shutdowns.of(task, state),
                    state))
        .ifPresent(fixes::addAll);
    if (finding.receive().isSend()) {
      return fixes.build();
    }
    return fixes
        .addAll(StopFlagFixes.polling(finding.receive().path(), loop.loop(), flag.get(), state))
        .build();
  }
}
