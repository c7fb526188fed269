package dev.watertight.findings.locks;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.EnhancedForLoopTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol;
import dev.watertight.findings.locks.OppositeOrders.Opposite;
import dev.watertight.model.Counting.Rule;
import dev.watertight.program.Graphs;
import dev.watertight.program.Loops;
import dev.watertight.program.Paths;
import dev.watertight.values.ResolvedLibrary;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Finds the same in tasks that code starts for each element of a list that it has made of some
 * objects: {@code for (var move : List.of(new Move(a, b), new Move(b, a)))}. Nothing between the
 * starts waits.
 *
 * @param start where a task is started
 * @param body the code that does so
 * @param state the compilation
 */
record StartedForElements(TreePath start, TreePath body, VisitorState state) {
  /**
   * What goes through the elements.
   *
   * @param place the loop, or the function that is called with each element
   * @param variable what stands for an element
   * @param elements the collection
   */
  private record Round(TreePath place, Symbol variable, TreePath elements) {}

  Optional<Opposite> find() {
    ClassTree type = ASTHelpers.findEnclosingNode(start, ClassTree.class);
    Round round = round();
    Optional<TreePath> starter =
        round == null ? Optional.empty() : Graphs.bodyAround(round.elements());
    if (round == null
        || starter.isEmpty()
        || type == null
        || new OppositeOrders(
                start, body, Frame.of(starter.get(), ASTHelpers.getSymbol(type), state), state)
            .isOptional()) {
      return Optional.empty();
    }
    Frame frame = Frame.of(starter.get(), ASTHelpers.getSymbol(type), state);
    ImmutableList<OppositeOrders> orders =
        new SmallData(frame, state)
            .elements(round.elements()).stream()
                .flatMap(Optional::stream)
                .map(element -> frame.with(round.variable(), element))
                .map(own -> new OppositeOrders(start, body, own, state))
                .collect(ImmutableList.toImmutableList());
    for (int i = 0; i < orders.size(); i++) {
      for (int j = i + 1; j < orders.size(); j++) {
        OppositeOrders one = orders.get(i);
        Optional<Opposite> found =
            one.opposite(one.ofTask(start), orders.get(j).ofTask(start)).findFirst();
        if (found.isPresent() && one.mayMeet(start, start) && !waits(round.place())) {
          return found;
        }
      }
    }
    return Optional.empty();
  }

  private boolean waits(TreePath round) {
    return !Stages.before(start, state).endByThemselves()
        || new Waits(state)
            .areIn(
                round,
                0,
                Integer.MAX_VALUE,
                call ->
                    call.getLeaf() != start.getLeaf() && !Paths.isInside(call, start.getLeaf()));
  }

  private @Nullable Round round() {
    Tree code = Graphs.code(body.getLeaf());
    TreePath statement = Paths.statement(start).orElse(start);
    for (TreePath p = statement; p != null && p.getLeaf() != code; p = p.getParentPath()) {
      if (Loops.isLoop(p.getLeaf())) {
        return p.getLeaf() instanceof EnhancedForLoopTree each
                && isAtTop(statement, each.getStatement())
            ? new Round(
                p, ASTHelpers.getSymbol(each.getVariable()), new TreePath(p, each.getExpression()))
            : null;
      }
    }
    return body.getLeaf() instanceof LambdaExpressionTree function
            && function.getParameters().size() == 1
            && body.getParentPath().getLeaf() instanceof MethodInvocationTree call
            && ResolvedLibrary.of(state)
                .countingOf(ASTHelpers.getSymbol(call))
                .filter(Rule.EACH::equals)
                .isPresent()
            && ASTHelpers.getReceiver(call) != null
            && (code == start.getLeaf() || isAtTop(statement, code))
        ? Paths.receiver(body.getParentPath())
            .map(all -> new Round(body, ASTHelpers.getSymbol(function.getParameters().get(0)), all))
            .orElse(null)
        : null;
  }

  private static boolean isAtTop(TreePath statement, @Nullable Tree code) {
    return statement.getLeaf() == code || statement.getParentPath().getLeaf() == code;
  }
}
