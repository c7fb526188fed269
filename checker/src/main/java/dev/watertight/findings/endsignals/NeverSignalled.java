package dev.watertight.findings.endsignals;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.UnaryTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.findings.handles.ShutdownHooks;
import dev.watertight.program.Graphs;
import dev.watertight.program.TestOutcomes;
import dev.watertight.tasks.Task;
import dev.watertight.tasks.Tasks;
import dev.watertight.values.KnownValue;
import dev.watertight.wakers.CallSites;
import dev.watertight.wakers.Interrupters;
import dev.watertight.wakers.Order;
import dev.watertight.wakers.ProgramTasks;
import dev.watertight.wakers.Sequel;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Finds waits on a monitor or condition for which nobody signals at all, though other threads make
 * the changes for which the loop around the wait asks. Whether a thread comes there before these
 * depends on what happens: it is likely, not certain.
 *
 * @param waiting the wait
 * @param tests what the loop asks for
 * @param awaited the variables of that, and their changes
 * @param state the compilation
 */
record NeverSignalled(
    TreePath waiting,
    List<TestOutcomes.Outcome> tests,
    AwaitedChanges awaited,
    VisitorState state) {
  Optional<UnsignalledWait> find() {
    ImmutableSet<Task> own = Tasks.of(waiting, state);
    if (!new UnsignalledWaits(waiting, state).isLeftAlone() && !isOfCallers(own)) {
      return Optional.empty();
    }
    Set<VarSymbol> variables = awaited.variables();
    ImmutableList<TestOutcomes.Outcome> parts =
        tests.stream().flatMap(NeverSignalled::parts).collect(toImmutableList());
    EndingChanges endings = new EndingChanges(parts, variables, state);
    return Stream.concat(
            variables.stream().flatMap(variable -> endings.of(variable).stream()),
            awaited.changes().stream().filter(change -> !isConstant(change)))
        .filter(change -> isOfOthers(change, own))
        .filter(
            change ->
                (ProgramTasks.isCalledByOthers(waiting, state)
                        && ProgramTasks.isCalledByOthers(change, state))
                    || encounter(change).isPossible(change, variables))
        .filter(this::mayBeLate)
        .findFirst()
        .map(
            change ->
                new UnsignalledWait(
                    waiting, ImmutableList.of(change), Optional.empty(), /* isCertain= */ false));
  }

  /** Whether code out of view calls it, of whose threads nobody in view interrupts one. */
  private boolean isOfCallers(ImmutableSet<Task> own) {
    return ProgramTasks.isCalledByOthers(waiting, state)
        && Interrupters.inView(waiting, own, state).answer().isNo();
  }

  /** What a test consists of, as it has to come out: of several that each suffice, every one. */
  private static Stream<TestOutcomes.Outcome> parts(TestOutcomes.Outcome whole) {
    ExpressionTree test = ASTHelpers.stripParentheses(whole.test());
    if (test.getKind() == Tree.Kind.LOGICAL_COMPLEMENT) {
      return parts(new TestOutcomes.Outcome(((UnaryTree) test).getExpression(), !whole.value()));
    }
    TestOutcomes.Junction both = TestOutcomes.junction(test);
    return both == null
        ? Stream.of(whole)
        : Stream.of(both.left(), both.right())
            .flatMap(part -> parts(new TestOutcomes.Outcome(part, whole.value())));
  }

  /** Whether a change sets a constant: if that does not end the wait, it begins it. */
  private static boolean isConstant(TreePath change) {
    return Stream.of(change.getParentPath(), change.getParentPath().getParentPath())
        .map(TreePath::getLeaf)
        .anyMatch(
            tree ->
                tree instanceof AssignmentTree assignment
                    && KnownValue.ofConstant(assignment.getExpression()).isPresent());
  }

  /** Whether other threads than the one that waits make a change, before the process ends. */
  private boolean isOfOthers(TreePath change, ImmutableSet<Task> own) {
    ImmutableSet<Task> changing = Tasks.of(change, state);
    return !Graphs.areTogether(change, waiting)
        && ProgramTasks.mayRun(change, state)
        && !ShutdownHooks.isInHook(change, state)
        && (own.size() > 1 || changing.size() > 1 || !own.equals(changing))
        && !changing.isEmpty()
        && !Sequel.onPaths(change, state).mayEndProcess();
  }

  /** Whether the thread that makes a change does not always do so before somebody can wait. */
  private boolean mayBeLate(TreePath change) {
    ImmutableSet<TreePath> waits = Sequel.onPaths(waiting, state).places().seen();
    ImmutableList<Boolean> areBefore =
        CallSites.inThread(change, state).seen().stream()
            .flatMap(
                way ->
                    waits.stream()
                        .filter(wait -> Graphs.areTogether(wait, way))
                        .filter(wait -> wait.getLeaf() != way.getLeaf())
                        .map(wait -> Order.isAlwaysBefore(way, wait)))
            .collect(toImmutableList());
    return areBefore.isEmpty() || areBefore.contains(false);
  }

  private Encounter encounter(TreePath change) {
    return new Encounter(
        Sequel.onPaths(waiting, state).places().seen(),
        Sequel.onPaths(change, state).places().seen());
  }
}
