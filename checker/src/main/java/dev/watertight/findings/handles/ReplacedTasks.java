package dev.watertight.findings.handles;

import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.model.Trait;
import dev.watertight.program.Paths;
import dev.watertight.program.Symbols;
import dev.watertight.program.TestOutcomes;
import dev.watertight.program.TestOutcomes.Outcome;
import dev.watertight.program.Trees;
import dev.watertight.values.ResolvedLibrary;
import java.util.HashSet;
import java.util.Set;

/**
 * The fields in which a method keeps the task that it has given the handle, and whose former task
 * it cancels before it opens another handle: {@code if (schedule != null) schedule.cancel(false);
 * scheduler = open(); schedule = scheduler.scheduleAtFixedRate(..)}. Where there is such a task,
 * there is an open handle, too, and the method is meant to be called then.
 *
 * @param field the field for the handle
 * @param body the method
 */
record ReplacedTasks(VarSymbol field, TreePath opening, TreePath body, VisitorState state) {
  /** Whether there is one; the opening itself is behind no test. */
  boolean areSeen() {
    return TestOutcomes.at(opening, body.getLeaf()).isEmpty() && !fields().isEmpty();
  }

  /** Whether a test has found such a task, so that there is a handle as well. */
  boolean isFound(Outcome outcome) {
    ImmutableSet<VarSymbol> fields = fields();
    return outcome.value() == (outcome.test().getKind() == Tree.Kind.NOT_EQUAL_TO)
        && fields.stream().anyMatch(task -> isNullTest(outcome.test(), task));
  }

  private ImmutableSet<VarSymbol> fields() {
    Set<VarSymbol> found = new HashSet<>();
    for (AssignmentTree set : Trees.ownIn(body.getLeaf(), AssignmentTree.class)) {
      if (ASTHelpers.getSymbol(set.getVariable()) instanceof VarSymbol task
          && task.owner.equals(field.owner)
          && !task.equals(field)
          && ASTHelpers.stripParentheses(set.getExpression()) instanceof MethodInvocationTree start
          && field.equals(ASTHelpers.getSymbol(ASTHelpers.getReceiver(start)))) {
        found.add(task);
      }
    }
    for (MethodInvocationTree start : Trees.ownIn(body.getLeaf(), MethodInvocationTree.class)) {
      if (field.equals(ASTHelpers.getSymbol(ASTHelpers.getReceiver(start)))) {
        start.getArguments().stream()
            .map(ASTHelpers::getSymbol)
            .filter(task -> task instanceof VarSymbol && task.owner.equals(field.owner))
            .forEach(task -> found.add((VarSymbol) task));
      }
    }
    found.removeIf(
        task ->
            Trees.ownPathsIn(body, MethodInvocationTree.class).stream()
                .noneMatch(call -> cancels(call, task)));
    return ImmutableSet.copyOf(found);
  }

  private boolean cancels(TreePath call, VarSymbol task) {
    return task.equals(ASTHelpers.getSymbol(Symbols.receiver(call.getLeaf())))
        && ResolvedLibrary.of(state).is(call.getLeaf(), Trait.CANCELS)
        && Paths.start(call) < Paths.start(opening)
        && TestOutcomes.at(call, body.getLeaf()).stream()
            .allMatch(outcome -> Symbols.variablesIn(outcome.test()).equals(Set.of(task)));
  }

  private static boolean isNullTest(ExpressionTree test, VarSymbol task) {
    return Symbols.variablesIn(test).equals(Set.of(task))
        && (test.getKind() == Tree.Kind.EQUAL_TO || test.getKind() == Tree.Kind.NOT_EQUAL_TO)
        && Trees.any(test, tree -> tree.getKind() == Tree.Kind.NULL_LITERAL);
  }
}
