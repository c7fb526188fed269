package dev.watertight.findings.endsignals;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Iterables;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.BlockTree;
import com.sun.source.tree.MemberReferenceTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.StatementTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import dev.watertight.findings.handles.ShutdownHooks;
import dev.watertight.locks.MonitorSignals;
import dev.watertight.loops.FirstValues;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Graphs;
import dev.watertight.program.Loops;
import dev.watertight.program.Paths;
import dev.watertight.program.TestOutcomes;
import dev.watertight.program.Trees;
import dev.watertight.summaries.CallRules;
import dev.watertight.summaries.Summaries;
import dev.watertight.tasks.Task;
import dev.watertight.tasks.Tasks;
import dev.watertight.values.KnownValue;
import dev.watertight.wakers.CallSites;
import dev.watertight.wakers.Interrupters;
import dev.watertight.wakers.ProgramTasks;
import java.util.List;
import java.util.Optional;

/**
 * Finds waits for a signal of a monitor or condition which nobody gives: the thread that comes
 * there first finds that it has to wait, and is left alone.
 *
 * <p>That it has to wait is certain if the conditions of the wait hold for what their variables are
 * made with, and nobody is known to change these before the thread comes there. Who may do so only
 * at the same time as the thread is not known to be first.
 *
 * @param waiting the wait
 * @param state the compilation
 */
record UnsignalledWaits(TreePath waiting, VisitorState state) {
  private static final ImmutableSet<String> EXITS = ImmutableSet.of("exit", "halt");

  Optional<UnsignalledWait> find() {
    Optional<TreePath> body = Graphs.bodyAround(waiting);
    if (body.isEmpty() || !MonitorSignals.of(waiting, state).any().isNo()) {
      return Optional.empty();
    }
    List<TestOutcomes.Outcome> tests = TestOutcomes.at(waiting, body.get().getLeaf());
    FirstValues first = new FirstValues(state);
    if (!tests.stream().allMatch(test -> holds(test, first))
        || !isLeftAlone()
        || (tests.isEmpty() && mayBePassedBy(first))) {
      return Optional.empty();
    }
    AwaitedChanges awaited = AwaitedChanges.of(tests, first, state);
    ImmutableList<TreePath> changes = awaited.changes();
    TreePath arrival = arrival();
    return new FirstArrival(arrival, waiting, state).isAfterNoneOf(changes)
            && isToEnd(changes, arrival)
        ? Optional.of(new UnsignalledWait(waiting, changes, Optional.empty()))
        : Optional.empty();
  }

  /** Whether those who call the method that waits may find at first that they need not do so. */
  private boolean mayBePassedBy(FirstValues first) {
    return CallSites.inThread(waiting, state).seen().stream()
        .flatMap(
            site ->
                Graphs.bodyAround(site).stream()
                    .flatMap(body -> TestOutcomes.at(site, body.getLeaf()).stream()))
        .anyMatch(
            test ->
                first
                    .of(test.test())
                    .flatMap(KnownValue::truth)
                    .filter(truth -> truth != test.value())
                    .isPresent());
  }

  static boolean holds(TestOutcomes.Outcome test, FirstValues first) {
    return first
        .of(test.test())
        .flatMap(KnownValue::truth)
        .filter(truth -> truth == test.value())
        .isPresent();
  }

  /** The loop that asks whether to wait, or else the wait. */
  TreePath arrival() {
    return Loops.innermost(waiting)
        .filter(loop -> Loops.isConditional(loop.getLeaf()))
        .orElseGet(() -> Paths.statement(waiting).orElse(waiting));
  }

  /** Whether one of those who wait is in view, and nothing but the wait can end for it. */
  boolean isLeftAlone() {
    return Tasks.of(waiting, state).stream().anyMatch(this::isLeftAlone);
  }

  /** Whether the task is one that is in view, and that neither an interrupt nor an exit ends. */
  private boolean isLeftAlone(Task task) {
    return (ProgramTasks.isMain(task) || task instanceof Task.Apart)
        && Interrupters.inView(waiting, ImmutableSet.of(task), state).answer().isNo()
        && !UnendedWaits.endsWithProcess(task, state)
        && !(ProgramTasks.isMain(task) && mayOthersExit());
  }

  /** Whether code of another thread may end the process. */
  private boolean mayOthersExit() {
    CompilationIndex index = CompilationIndex.of(state);
    return index.units().stream()
        .filter(unit -> EXITS.stream().anyMatch(name -> index.isNamedIn(unit, name)))
        .flatMap(
            unit ->
                Trees.pathsIn(
                    new TreePath(unit), MethodInvocationTree.class, MemberReferenceTree.class)
                    .stream())
        .anyMatch(this::mayOthersExitBy);
  }

  /** Whether they may do so by a call, or by what a reference names: whoever has that calls it. */
  private boolean mayOthersExitBy(TreePath path) {
    return path.getLeaf() instanceof MemberReferenceTree reference
        ? CallRules.isExit(ASTHelpers.getSymbol(reference), state)
        : Summaries.ofCall(path, state).exits()
            && Tasks.of(path, state).stream().anyMatch(task -> !ProgramTasks.isMain(task));
  }

  /**
   * Whether the wait is meant to end, rather than to keep the process alive: somebody brings about
   * what is waited for, other than on the way out of the process, or something is to follow.
   */
  private boolean isToEnd(ImmutableList<TreePath> changes, TreePath arrival) {
    boolean isOfMain = Tasks.of(waiting, state).stream().allMatch(ProgramTasks::isMain);
    ImmutableList<TreePath> meant =
        changes.stream()
            .filter(change -> !ShutdownHooks.isInHook(change, state))
            .filter(
                change ->
                    !isOfMain
                        || Tasks.of(change, state).stream()
                            .anyMatch(t -> t instanceof Task.Apart || ProgramTasks.isMain(t)))
            .collect(toImmutableList());
    return !meant.isEmpty() || (changes.isEmpty() && isFollowed(arrival));
  }

  /** Whether another statement of the body comes next. */
  private static boolean isFollowed(TreePath statement) {
    for (TreePath p = statement; p.getParentPath() != null; p = p.getParentPath()) {
      Tree parent = p.getParentPath().getLeaf();
      if (parent instanceof BlockTree block
          && Iterables.getLast(block.getStatements()) != p.getLeaf()) {
        return true;
      }
      if (!(parent instanceof StatementTree) || Loops.isLoop(parent)) {
        return false;
      }
    }
    return false;
  }
}
