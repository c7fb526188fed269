package dev.watertight.bugpatterns;

import static com.google.errorprone.BugPattern.SeverityLevel.ERROR;

import com.google.auto.service.AutoService;
import com.google.common.collect.ImmutableList;
import com.google.errorprone.BugPattern;
import com.google.errorprone.VisitorState;
import com.google.errorprone.bugpatterns.BugChecker;
import com.google.errorprone.fixes.SuggestedFix;
import com.google.errorprone.matchers.Description;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Flags;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.candidates.Candidate;
import dev.watertight.candidates.Candidates;
import dev.watertight.findings.endsignals.IgnoredStop;
import dev.watertight.findings.receives.EndlessReceive;
import dev.watertight.findings.selects.SelectorLoops;
import dev.watertight.findings.selects.SelectorLoops.SelectorLoop;
import dev.watertight.fixes.receives.RunningTask;
import dev.watertight.fixes.receives.StopFlagFixes;
import dev.watertight.fixes.selects.ClosingFixes;
import dev.watertight.loops.LoopExit;
import dev.watertight.loops.WaitLoop;
import dev.watertight.program.Graphs;
import dev.watertight.program.Paths;
import dev.watertight.program.Symbols;
import dev.watertight.tasks.Task;
import dev.watertight.tasks.Tasks;
import dev.watertight.wakers.Shutdowns;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A {@link BugChecker} that flags loops that wait for a value while their stop flag is set. */
@AutoService(BugChecker.class)
@BugPattern(
    altNames = AbstractUnitCheck.FAMILY,
    summary =
        "Loop waits for a value and looks at its stop flag only then; setting the flag does not"
            + " wake it",
    severity = ERROR)
public final class StopFlagWithoutWakeup extends AbstractLoopCheck {

  @Override
  void check(VisitorState unit) {
    super.check(unit);
    for (TreePath wait : Candidates.of(Candidate.INPUT, unit)) {
      report(
          wait,
          state -> SelectorLoops.awaitingInput(wait, state).map(found -> describe(found, state)),
          unit);
    }
    Set<Tree> seen = new HashSet<>();
    for (TreePath wait : Candidates.of(Candidate.JOIN, unit)) {
      IgnoredStop.at(wait, unit.withPath(wait))
          .filter(found -> seen.add(found.condition()))
          .ifPresent(found -> report(wait, state -> Optional.of(describe(found, state)), unit));
    }
  }

  private Description describe(IgnoredStop found, VisitorState state) {
    return describe(
        "%s() waits on while '%s', also when line %d sets '%s'; a signal does not help, and its thread never ends"
            .formatted(
                ASTHelpers.getSymbol(state.getPath().getLeaf()).getSimpleName(),
                state.getSourceForNode(ASTHelpers.stripParentheses(found.condition())),
                Paths.line(found.stop()),
                found.flag()),
        ImmutableList.of(),
        "ask for the flag there, too, and call notifyAll() or signalAll() where it is set",
        state);
  }

  private Description describe(SelectorLoop found, VisitorState state) {
    return describe(
        "Loop waits in %s() and does not see that %s() sets '%s'; nobody else closes '%s', and its thread never ends"
            .formatted(
                ASTHelpers.getSymbol(state.getPath().getLeaf()).getSimpleName(),
                found.stopper().getSimpleName(),
                found.flag().orElseThrow().flag().getSimpleName(),
                found.selector().getSimpleName()),
        ClosingFixes.of(found, state),
        "close it where the flag is set",
        state);
  }

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
  String advice(EndlessReceive finding) {
    return "wake it where the flag is set: interrupt it, or send it something";
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
    Optional<Boolean> leaving =
        loop.exits().stream()
            .filter(e -> e.kind() == LoopExit.Kind.FLAG && e.symbol().equals(finding.symbol()))
            .flatMap(e -> e.leaving().stream())
            .findFirst();
    if (!finding.receive().isSend()) {
      StopFlagFixes.offeringJob(finding, flag.get(), leaving, loop.stops(state), state)
          .ifPresent(fixes::add);
    }
    Optional<Task.Apart> apart = task(finding, state);
    Optional<RunningTask> task =
        apart
            .map(t -> RunningTask.of(loop.loop(), t, state))
            .or(() -> ownThread(loop.loop(), state));
    if (task.isPresent() && loop.isEndedByInterrupt()) {
      StopFlagFixes.interrupting(
              task.get(),
              flag.get(),
              leaving,
              loop.stops(state),
              apart.map(t -> Shutdowns.of(t, state)).orElse(ImmutableList.of()),
              state)
          .ifPresent(fixes::add);
    }
    boolean isPlain = (flag.get().flags() & Flags.VOLATILE) == 0;
    ImmutableList<SuggestedFix> found = fixes.build();
    if (finding.receive().isSend() || (isPlain && !found.isEmpty())) {
      // All that make a plain field volatile look alike where only that line is printed.
      return isPlain ? found.stream().limit(1).toList() : found;
    }
    StopFlagFixes.polling(finding.receive().path(), loop.loop(), flag.get(), state)
        .ifPresent(fixes::add);
    return fixes.build();
  }

  /**
   * The thread whose own {@code run()} has the loop, and that some code in view starts, if the
   * loop's tasks are not all in view.
   */
  private static Optional<RunningTask> ownThread(TreePath loop, VisitorState state) {
    return Graphs.bodyAround(loop)
        .filter(
            body ->
                body.getLeaf() instanceof MethodTree method
                    && method.getName().contentEquals("run")
                    && method.getParameters().isEmpty()
                    && Tasks.of(loop, state).stream().anyMatch(task -> isStarted(task, state)))
        .map(TreePath::getParentPath)
        .map(type -> new RunningTask(loop, type.getLeaf(), type, /* isAlone= */ false));
  }

  private static boolean isStarted(Task task, VisitorState state) {
    return task instanceof Task.Apart apart
        && ASTHelpers.getSymbol(apart.start().getLeaf()) instanceof MethodSymbol method
        && method.getSimpleName().contentEquals("start")
        && Symbols.isA(method.owner.type, "java.lang.Thread", state);
  }
}
