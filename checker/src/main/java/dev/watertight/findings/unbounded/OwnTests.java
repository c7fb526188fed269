package dev.watertight.findings.unbounded;

import static com.google.common.collect.ImmutableList.toImmutableList;
import static com.google.common.collect.ImmutableSet.toImmutableSet;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.UnaryTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Flags;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.findings.endsignals.AskedValues;
import dev.watertight.loops.OwnThread;
import dev.watertight.paths.CheckedData;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Graphs;
import dev.watertight.program.Symbols;
import dev.watertight.program.TestOutcomes;
import dev.watertight.program.TestOutcomes.Outcome;
import dev.watertight.program.Trees;
import dev.watertight.tasks.Task;
import dev.watertight.tasks.Tasks;
import dev.watertight.values.Values;
import java.util.Collections;
import java.util.Optional;
import java.util.Set;

/**
 * What the tests on the way to a wait mean for the tasks that come there. A caller may decide by an
 * argument, or by a variable, that the task does not come to the wait: it tells others apart from
 * the task. Where nobody but the task runs the code, there are no others: what the code asks is
 * about the data that the task is given, unless those who hand these over see to it.
 *
 * @param starts the calls that start the tasks
 */
record OwnTests(ImmutableList<TreePath> starts, VisitorState state) {
  /**
   * What the tests before a place ask for, which decides on it unless it stays as it is; empty if
   * they may keep the task away.
   */
  Optional<ImmutableSet<Symbol>> askedAt(TreePath place, TreePath body) {
    ImmutableList<Tree> tests =
        TestOutcomes.at(place, body.getLeaf()).stream()
            .map(Outcome::test)
            .collect(toImmutableList());
    if (tests.isEmpty()) {
      return Optional.of(ImmutableSet.of());
    }
    boolean isOpen = tests.stream().allMatch(this::isOpen);
    if (isTestedBefore(place, body)
        || (!isOpen && !(isOfTasksOnly(place) && mayLeadTo(place, body)))) {
      return Optional.empty();
    }
    return Optional.of(
        tests.stream()
            .flatMap(test -> Symbols.variablesIn(test).stream())
            .filter(variable -> isOpen || !isParameter(variable))
            .filter(variable -> !(isOfTasksOnly(place) && isUsedOnlyIn(variable, body)))
            .collect(toImmutableSet()));
  }

  /**
   * Whether neither those who give a task its data nor what these are keep it away from a place.
   */
  boolean mayLeadTo(TreePath place, TreePath body) {
    return !isTestedBefore(place, body)
        && new AskedValues(state).mayLeadTo(place, body.getLeaf())
        && TestOutcomes.at(place, body.getLeaf()).stream()
            .filter(
                outcome ->
                    Symbols.variablesIn(outcome.test()).stream().anyMatch(v -> isOfData(v, body)))
            .noneMatch(outcome -> CheckedData.mayExclude(outcome, place, state));
  }

  /** Whether a task is started only if something holds of which another outcome leads here. */
  private boolean isTestedBefore(TreePath place, TreePath body) {
    ImmutableList<Outcome> outcomes = TestOutcomes.at(place, body.getLeaf());
    return !outcomes.isEmpty()
        && starts.stream()
            .flatMap(
                start ->
                    Graphs.bodyAround(start).stream()
                        .flatMap(code -> TestOutcomes.at(start, code.getLeaf()).stream()))
            .anyMatch(before -> outcomes.stream().anyMatch(o -> isAboutTheSame(before, o)));
  }

  private static boolean isAboutTheSame(Outcome before, Outcome now) {
    return !(before.value() == now.value()
            && before.test().toString().equals(now.test().toString()))
        && !Collections.disjoint(
            Symbols.variablesIn(before.test()), Symbols.variablesIn(now.test()));
  }

  /** Whether a variable holds what the task is given, rather than a number that it counts. */
  private static boolean isOfData(Symbol variable, TreePath body) {
    return variable instanceof VarSymbol data
        && !Symbols.isField(data)
        && Trees.in(body.getLeaf(), UnaryTree.class).stream()
            .filter(Values::isStep)
            .noneMatch(step -> data.equals(ASTHelpers.getSymbol(step.getExpression())));
  }

  /** Whether a test may come out so for the task: no caller decides on it. */
  private boolean isOpen(Tree test) {
    CompilationIndex index = CompilationIndex.of(state);
    return Trees.in(test, MethodInvocationTree.class).stream()
            .map(ASTHelpers::getSymbol)
            .noneMatch(method -> method.isStatic() || index.isInView(method))
        && Symbols.variablesIn(test).stream().noneMatch(OwnTests::isParameter);
  }

  private static boolean isParameter(Symbol variable) {
    return (variable.flags() & Flags.PARAMETER) != 0;
  }

  /** Whether nobody but the tasks runs the code at a place. */
  private boolean isOfTasksOnly(TreePath place) {
    Set<Task> tasks = Tasks.of(place, state);
    return !tasks.isEmpty()
        && tasks.stream()
            .allMatch(
                task ->
                    task instanceof Task.Apart apart
                        && starts.stream()
                            .anyMatch(start -> start.getLeaf() == apart.start().getLeaf()));
  }

  /** Whether all that names a variable, such as a counter, is in one body. */
  private boolean isUsedOnlyIn(Symbol variable, TreePath body) {
    return variable instanceof VarSymbol counter
        && Values.isAssignedInViewOnly(counter, state)
        && CompilationIndex.of(state).mentions(counter).stream()
            .allMatch(mention -> Graphs.isDirectlyIn(mention, body.getLeaf()));
  }

  /** Whether some code asks which thread runs it, other than to interrupt that. */
  static boolean asksForThread(Tree code) {
    ImmutableList<MethodInvocationTree> calls = Trees.in(code, MethodInvocationTree.class);
    ImmutableSet<Tree> interrupted =
        calls.stream()
            .filter(call -> OwnThread.isInterrupt(ASTHelpers.getSymbol(call)))
            .map(call -> (Tree) Symbols.receiver(call))
            .filter(receiver -> receiver != null)
            .collect(toImmutableSet());
    return calls.stream()
        .anyMatch(call -> OwnThread.isCurrent(call) && !interrupted.contains(call));
  }

  /** Whether some code sets a variable, or the object that it holds. */
  static boolean mayChange(Symbol variable, Tree code) {
    return Values.changedIn(code).contains(variable)
        || Trees.in(code, MethodInvocationTree.class).stream()
            .filter(call -> variable.equals(ASTHelpers.getSymbol(Symbols.receiver(call))))
            .anyMatch(call -> !ASTHelpers.getSymbol(call).getSimpleName().contentEquals("get"));
  }
}
