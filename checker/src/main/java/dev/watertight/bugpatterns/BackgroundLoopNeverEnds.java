package dev.watertight.bugpatterns;

import static com.google.errorprone.BugPattern.SeverityLevel.WARNING;

import com.google.auto.service.AutoService;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Iterables;
import com.google.errorprone.BugPattern;
import com.google.errorprone.VisitorState;
import com.google.errorprone.bugpatterns.BugChecker;
import com.google.errorprone.matchers.Description;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.util.TreePath;
import dev.watertight.candidates.Candidate;
import dev.watertight.candidates.Candidates;
import dev.watertight.findings.interrupts.SwallowedInterrupts;
import dev.watertight.findings.receives.EndlessReceives;
import dev.watertight.findings.receives.SwallowingLoops;
import dev.watertight.findings.threads.BackgroundLoops;
import dev.watertight.findings.threads.BackgroundLoops.BackgroundLoop;
import dev.watertight.findings.threads.ContinuedTasks;
import dev.watertight.findings.threads.ContinuedTasks.ContinuedTask;
import dev.watertight.findings.threads.LateStops;
import dev.watertight.findings.threads.LateStops.LateStop;
import dev.watertight.findings.threads.LostEnds;
import dev.watertight.findings.threads.LostEnds.LostEnd;
import dev.watertight.findings.threads.UncancelledTasks;
import dev.watertight.findings.threads.UncancelledTasks.UncancelledTask;
import dev.watertight.fixes.endsignals.MovedSignal;
import dev.watertight.fixes.receives.BackgroundFixes;
import dev.watertight.program.Paths;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * A {@link BugChecker} that flags loops of background threads, and tasks that come again and again,
 * that go on when the object that has started them is closed.
 */
@AutoService(BugChecker.class)
@BugPattern(
    altNames = AbstractUnitCheck.FAMILY,
    summary = "Background thread goes on when its object is closed",
    severity = WARNING)
public final class BackgroundLoopNeverEnds extends AbstractUnitCheck {
  @Override
  void check(VisitorState unit) {
    Set<Object> seen = new HashSet<>();
    for (TreePath pause : Candidates.of(Candidate.PAUSE, unit)) {
      BackgroundLoops.around(pause, unit.withPath(pause)).stream()
          .filter(found -> isIn(unit, found.loop().loop()))
          .filter(found -> !isReported(pause, found, unit))
          .filter(found -> seen.add(found.loop().loop().getLeaf()))
          .forEach(
              found ->
                  report(found.loop().loop(), state -> Optional.of(describe(found, state)), unit));
    }
    for (TreePath start : Candidates.of(Candidate.START, unit)) {
      for (LateStop found : LateStops.startedBy(start, unit.withPath(start))) {
        if (isIn(unit, found.loop()) && seen.add(found.loop().getLeaf())) {
          report(found.loop(), state -> Optional.of(describe(found, state)), unit);
        }
      }
    }
    for (TreePath wait :
        Iterables.concat(
            Candidates.of(Candidate.PAUSE, unit), Candidates.of(Candidate.RECEIVE, unit))) {
      LostEnds.around(wait, unit.withPath(wait)).stream()
          .filter(found -> isIn(unit, found.loop().loop()))
          .filter(found -> EndlessReceives.at(found.loop().loop().getLeaf(), unit).isEmpty())
          .filter(found -> seen.add(found.loop().loop().getLeaf()))
          .forEach(
              found ->
                  report(found.loop().loop(), state -> Optional.of(describe(found, state)), unit));
    }
    for (TreePath start : Candidates.of(Candidate.PERIODIC, unit)) {
      UncancelledTasks.at(start, unit.withPath(start))
          .ifPresentOrElse(
              found -> report(start, state -> Optional.of(describe(found, state)), unit),
              () ->
                  ContinuedTasks.at(start, unit.withPath(start))
                      .ifPresent(
                          found ->
                              report(start, state -> Optional.of(describe(found, state)), unit)));
    }
  }

  /**
   * Whether another check reports the loop already, for what it waits for, or who interrupts it.
   */
  private static boolean isReported(TreePath pause, BackgroundLoop found, VisitorState state) {
    return SwallowedInterrupts.around(pause, state.withPath(pause)).stream()
            .anyMatch(other -> other.loop().loop().getLeaf() == found.loop().loop().getLeaf())
        || EndlessReceives.at(found.loop().loop().getLeaf(), state).isPresent()
        || !SwallowingLoops.around(pause, state.withPath(pause)).isEmpty();
  }

  private Description describe(LateStop found, VisitorState state) {
    return describe(
        "Loop ends when '%s' is set, which happens only behind the wait for its end in line %d; neither ends"
            .formatted(found.flag().getSimpleName(), Paths.line(found.awaited())),
        ImmutableList.of(),
        "set it before that wait",
        state);
  }

  private Description describe(LostEnd found, VisitorState state) {
    String pause =
        ASTHelpers.getSymbol(found.loop().waiting().path().getLeaf()).getSimpleName().toString();
    String reason =
        found
            .overrider()
            .map(
                overrider ->
                    "only %s() ends it, which %s overrides without calling super"
                        .formatted(
                            overrider.getSimpleName(), overrider.enclClass().getSimpleName()))
            .or(
                () ->
                    found
                        .stop()
                        .map(
                            stop ->
                                "only line %d ends it, which is skipped when line %d throws %s"
                                    .formatted(
                                        Paths.line(stop),
                                        Paths.line(
                                            found.failure().orElseThrow().at(),
                                            stop.getCompilationUnit()),
                                        found.failure().orElseThrow().exception())))
            .orElseGet(
                () ->
                    "only its object ends it, and nobody has that when line %d throws %s in the constructor"
                        .formatted(
                            Paths.line(
                                found.failure().orElseThrow().at(),
                                found.loop().loop().getCompilationUnit()),
                            found.failure().orElseThrow().exception()));
    return describe(
        "Loop around %s() goes on: %s; its thread never ends".formatted(pause, reason),
        found
            .stop()
            .filter(stop -> isIn(state, stop))
            .flatMap(
                stop ->
                    MovedSignal.of(
                        stop, found.failure().map(LostEnds.Failure::at), ImmutableSet.of(), state)),
        "how to end it is yours to choose",
        state);
  }

  private Description describe(ContinuedTask found, VisitorState state) {
    return describe(
        "Task of %s() runs again and again, also after %s() in line %d: line %d tells the scheduler to go on with it"
            .formatted(
                ASTHelpers.getSymbol(found.start().getLeaf()).getSimpleName(),
                ASTHelpers.getSymbol(found.end().getLeaf()).getSimpleName(),
                Paths.line(found.end()),
                Paths.line(found.policy())),
        BackgroundFixes.of(found, state),
        "cancel it, or end the scheduler by shutdownNow()",
        state);
  }

  private Description describe(UncancelledTask found, VisitorState state) {
    return describe(
        "Task of %s() runs again and again, and %s() does not cancel it; it goes on as long as the scheduler that the object was given"
            .formatted(
                ASTHelpers.getSymbol(found.start().getLeaf()).getSimpleName(),
                found.closers().get(0).getSimpleName()),
        BackgroundFixes.of(found, state),
        "how to end it is yours to choose",
        state);
  }

  private Description describe(BackgroundLoop found, VisitorState state) {
    String pause =
        ASTHelpers.getSymbol(found.loop().waiting().path().getLeaf()).getSimpleName().toString();
    String closer = found.closers().get(0).getSimpleName().toString();
    String message =
        switch (found.reason()) {
          case NOT_INTERRUPTED ->
              "Loop around %s() ends when it is interrupted, which %s() does not do; its thread never ends"
                  .formatted(pause, closer);
          case ONLY_SHUT_DOWN ->
              "Loop around %s() ends when it is interrupted, and its executor is only shut down, which does not interrupt; its thread never ends"
                  .formatted(pause);
          case INTERRUPT_SWALLOWED ->
              "Loop around %s() swallows interrupts and has no other way out; its thread never ends"
                  .formatted(pause);
        };
    return describe(
        message, BackgroundFixes.of(found, state), "how to end it is yours to choose", state);
  }
}
