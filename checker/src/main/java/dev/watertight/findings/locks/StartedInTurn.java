package dev.watertight.findings.locks;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.ReturnTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol.ClassSymbol;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import dev.watertight.findings.locks.OppositeOrders.Opposite;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Graphs;
import dev.watertight.program.Loops;
import dev.watertight.program.Paths;
import dev.watertight.program.Trees;
import dev.watertight.wakers.Order;
import java.util.Optional;

/**
 * Finds the same in the tasks that a method starts, which some code calls twice with other objects:
 * {@code move(a, b); move(b, a);}. The method starts its task on every way, the two calls follow
 * each other, and nothing between the starts waits.
 *
 * @param start where the task is started
 * @param helper the method that does so
 * @param state the compilation
 */
record StartedInTurn(TreePath start, TreePath helper, VisitorState state) {
  Optional<Opposite> find() {
    CompilationIndex index = CompilationIndex.of(state);
    if (!(helper.getLeaf() instanceof MethodTree tree)
        || tree.getParameters().size() < 2
        || !isAtTop()) {
      return Optional.empty();
    }
    MethodSymbol method = ASTHelpers.getSymbol(tree);
    ImmutableList<TreePath> calls = index.calls(method);
    for (TreePath one : calls) {
      for (TreePath other : calls) {
        Optional<Opposite> found =
            areInARow(one, other) ? between(one, other, method) : Optional.empty();
        // Who waits is asked last: that reads all code that is called.
        if (found.isPresent()
            && index.overriders(method).isEmpty()
            && isAlwaysStarted()
            && !waitsBetween(one, other)) {
          return found;
        }
      }
    }
    return Optional.empty();
  }

  /** Whether the start is a statement of the method itself, with no way out before it. */
  private boolean isAtTop() {
    return Paths.statement(start)
            .filter(own -> own.getParentPath().getLeaf() == Graphs.code(helper.getLeaf()))
            .isPresent()
        && Trees.ownPathsIn(helper, ReturnTree.class).stream()
            .noneMatch(end -> Paths.start(end) < Paths.start(start));
  }

  private boolean isAlwaysStarted() {
    return Stages.before(start, state).endByThemselves()
        && !new Waits(state)
            .areIn(helper, 0, Integer.MAX_VALUE, call -> call.getLeaf() != start.getLeaf());
  }

  /** Whether one call always follows the other. */
  private static boolean areInARow(TreePath one, TreePath other) {
    return Graphs.areTogether(one, other)
        && Paths.statement(one).filter(first -> Order.isAlwaysBefore(first, other)).isPresent()
        && Loops.around(one).isEmpty();
  }

  private boolean waitsBetween(TreePath one, TreePath other) {
    return Graphs.bodyAround(one)
        .filter(
            body ->
                !new Waits(state).areIn(body, Paths.start(one), Paths.start(other), call -> true))
        .isEmpty();
  }

  private Optional<Opposite> between(TreePath one, TreePath other, MethodSymbol method) {
    OppositeOrders first = orders(one, method);
    OppositeOrders second = orders(other, method);
    return first.isOptional() || !first.mayMeet(start, start)
        ? Optional.empty()
        : first.opposite(first.ofTask(start), second.ofTask(start)).findFirst();
  }

  /** What the method does as one of its callers calls it. */
  private OppositeOrders orders(TreePath call, MethodSymbol method) {
    ClassTree type = ASTHelpers.findEnclosingNode(call, ClassTree.class);
    ClassSymbol around = ASTHelpers.getSymbol(type);
    Frame caller = Frame.of(Graphs.bodyAround(call).orElseThrow(), around, state);
    return new OppositeOrders(start, helper, caller.called(call, method), state);
  }
}
