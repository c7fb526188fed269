package dev.watertight.bugpatterns;

import static com.google.errorprone.BugPattern.SeverityLevel.ERROR;

import com.google.auto.service.AutoService;
import com.google.common.collect.ImmutableList;
import com.google.errorprone.BugPattern;
import com.google.errorprone.VisitorState;
import com.google.errorprone.bugpatterns.BugChecker;
import com.google.errorprone.matchers.Description;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import dev.watertight.candidates.Candidate;
import dev.watertight.candidates.Candidates;
import dev.watertight.findings.interrupts.DeafLoops;
import dev.watertight.findings.interrupts.DeafLoops.DeafLoop;
import dev.watertight.findings.interrupts.DeafWaits;
import dev.watertight.findings.interrupts.DeafWaits.DeafWait;
import dev.watertight.findings.interrupts.SwallowedInterrupts;
import dev.watertight.findings.interrupts.SwallowedInterrupts.SwallowedInterrupt;
import dev.watertight.findings.interrupts.TaskEnd;
import dev.watertight.fixes.receives.LeaveFixes;
import dev.watertight.program.Paths;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** A {@link BugChecker} that flags loops of tasks that go on when they are interrupted to end. */
@AutoService(BugChecker.class)
@BugPattern(
    altNames = AbstractUnitCheck.FAMILY,
    summary =
        "Task goes on when it is interrupted, which is all that ends it; its thread stays for ever",
    severity = ERROR)
public final class InterruptIgnored extends AbstractUnitCheck {
  @Override
  void check(VisitorState unit) {
    Set<Tree> seen = new HashSet<>();
    for (TreePath wait : Candidates.of(Candidate.INTERRUPTIBLE, unit)) {
      SwallowedInterrupts.around(wait, unit.withPath(wait)).stream()
          .filter(found -> isIn(unit, found.loop().loop()))
          .filter(found -> seen.add(found.loop().loop().getLeaf()))
          .forEach(
              found ->
                  report(found.loop().loop(), state -> Optional.of(describe(found, state)), unit));
    }
    for (TreePath wait : Candidates.of(Candidate.INPUT, unit)) {
      DeafWaits.around(wait, unit.withPath(wait))
          .filter(found -> isIn(unit, found.loop().loop()))
          .filter(found -> seen.add(found.loop().loop().getLeaf()))
          .ifPresent(
              found ->
                  report(found.loop().loop(), state -> Optional.of(describe(found, state)), unit));
    }
    for (TreePath loop : Candidates.of(Candidate.ENDLESS_LOOP, unit)) {
      DeafLoops.at(loop, unit.withPath(loop))
          .filter(found -> seen.add(loop.getLeaf()))
          .ifPresent(found -> report(loop, state -> Optional.of(describe(found, state)), unit));
    }
  }

  private Description describe(SwallowedInterrupt found, VisitorState state) {
    return describe(
        "Loop around %s() swallows %s, and has no other way out; %s"
            .formatted(
                ASTHelpers.getSymbol(found.loop().waiting().path().getLeaf()).getSimpleName(),
                interrupt(found.end(), state),
                consequence(found.end(), state)),
        LeaveFixes.onInterrupt(found.loop(), state),
        "how to leave the loop is yours to choose",
        state);
  }

  private Description describe(DeafWait found, VisitorState state) {
    return describe(
        "%s() does not notice %s, and nobody closes what it waits in; %s"
            .formatted(
                ASTHelpers.getSymbol(found.loop().waiting().path().getLeaf()).getSimpleName(),
                interrupt(found.end(), state),
                consequence(found.end(), state)),
        ImmutableList.of(),
        "close it there",
        state);
  }

  private Description describe(DeafLoop found, VisitorState state) {
    return describe(
        "Loop does not notice %s, and has no other way out; %s"
            .formatted(interrupt(found.end(), state), consequence(found.end(), state)),
        LeaveFixes.byLooking(found.loop(), state),
        "ask Thread.currentThread().isInterrupted() in it",
        state);
  }

  private static String interrupt(TaskEnd end, VisitorState state) {
    return end.isByStart()
        ? "the interrupt by which %s ends it when it needs it no more"
            .formatted(
                ASTHelpers.getSymbol(end.interrupt().getLeaf())
                        .getSimpleName()
                        .contentEquals("fork")
                    ? "its scope"
                    : call(end.interrupt(), state))
        : "the interrupt by which %s is to end it".formatted(call(end.interrupt(), state));
  }

  private static String consequence(TaskEnd end, VisitorState state) {
    return end.waiting()
        .map(waiting -> call(waiting, state) + " waits for it for ever")
        .orElse("its thread never ends");
  }

  /** What others call a call, in this unit with its line. */
  private static String call(TreePath path, VisitorState state) {
    String name =
        ASTHelpers.getSymbol(path.getLeaf()) instanceof MethodSymbol method
            ? method.getSimpleName().toString()
            : "close";
    return path.getCompilationUnit() == state.getPath().getCompilationUnit()
        ? "%s() in line %d".formatted(name, Paths.line(path))
        : name + "()";
  }
}
