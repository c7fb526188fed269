package dev.watertight.findings.unbounded;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.counts.Amount;
import dev.watertight.findings.sends.Workers;
import dev.watertight.program.Graphs;
import dev.watertight.program.Symbols;
import dev.watertight.tasks.TaskStarts;
import dev.watertight.values.Origins;
import dev.watertight.values.Values;
import dev.watertight.wakers.ProgramTasks;
import java.util.Optional;

/**
 * An executor with a limited number of threads that runs tasks, such that two calls which name it
 * mean the same one.
 *
 * @param name the variable of the object itself that always holds it, or, if {@code main} makes it
 *     and no other gets where it is named, the expression that makes it
 * @param hasOneThread whether it runs one task at a time; if not, as many as it was told, no more
 * @param isOnlyOne whether it is the same one for all objects
 */
record OwnWorker(Object name, boolean hasOneThread, boolean isOnlyOne) {

  /** The executor of a call that starts a task. */
  static Optional<OwnWorker> of(TreePath start, VisitorState state) {
    return TaskStarts.executor(start, state)
        .flatMap(executor -> ofMain(executor, state).or(() -> ofVariable(executor, state)));
  }

  private static Optional<OwnWorker> ofMain(TreePath executor, VisitorState state) {
    return Origins.one(executor, Workers::isMaker, state)
        .filter(
            made ->
                Graphs.bodyAround(made)
                        .filter(body -> Symbols.isMain(ASTHelpers.getSymbol(body.getLeaf())))
                        .isPresent()
                    && ProgramTasks.isOnce(made, state))
        .flatMap(made -> of(made.getLeaf(), made, /* isOnlyOne= */ true, state));
  }

  private static Optional<OwnWorker> ofVariable(TreePath executor, VisitorState state) {
    return Optional.of(executor.getLeaf())
        .filter(
            named ->
                named instanceof IdentifierTree
                    || (named instanceof MemberSelectTree select
                        && Symbols.isSelf(select.getExpression())))
        .map(ASTHelpers::getSymbol)
        .filter(VarSymbol.class::isInstance)
        .map(VarSymbol.class::cast)
        .filter(variable -> !Symbols.isField(variable) || variable.isPrivate())
        .filter(variable -> Values.isFixed(variable, state))
        .flatMap(
            variable -> {
              ImmutableList<TreePath> values = Values.assignedTo(variable, state);
              return values.size() == 1
                  ? of(variable, values.get(0), variable.isStatic(), state)
                  : Optional.empty();
            });
  }

  private static Optional<OwnWorker> of(
      Object name, TreePath made, boolean isOnlyOne, VisitorState state) {
    return Workers.areLimited(made, state)
        ? Optional.of(
            new OwnWorker(name, Workers.threads(made, state).equals(Amount.of(1)), isOnlyOne))
        : Optional.empty();
  }
}
