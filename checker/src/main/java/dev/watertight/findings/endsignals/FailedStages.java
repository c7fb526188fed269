package dev.watertight.findings.endsignals;

import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol;
import dev.watertight.answers.Known;
import dev.watertight.model.Role;
import dev.watertight.model.Trait;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Graphs;
import dev.watertight.program.Paths;
import dev.watertight.program.Symbols;
import dev.watertight.program.TestOutcomes;
import dev.watertight.program.Trees;
import dev.watertight.summaries.Summaries;
import dev.watertight.tasks.TaskBodies;
import dev.watertight.values.Origins;
import dev.watertight.values.ResolvedLibrary;
import dev.watertight.values.Returns;
import java.util.Optional;

/**
 * The stages that others follow: which of them may fail, by what their tasks in view do.
 *
 * @param state the compilation
 */
record FailedStages(VisitorState state) {
  /* So many stages follow one another, at most. */
  private static final int DEPTH = 4;

  /** Where the task starts that may fail, so that a function given to a stage does not signal. */
  Optional<TreePath> skipping(TreePath next, TreePath signal) {
    return isAfterSuccess(next) || isWithoutFailure(signal)
        ? failing(next, DEPTH)
        : Optional.empty();
  }

  private boolean isAfterSuccess(TreePath next) {
    return ResolvedLibrary.of(state).is(next.getLeaf(), Trait.AFTER_SUCCESS);
  }

  /** Whether code has asked whether a function's parameter for failures is null, and it is. */
  private boolean isWithoutFailure(TreePath signal) {
    return Graphs.bodyAround(signal).stream()
        .flatMap(body -> TestOutcomes.at(signal, body.getLeaf()).stream())
        .filter(
            o -> o.test().getKind() == (o.value() ? Tree.Kind.EQUAL_TO : Tree.Kind.NOT_EQUAL_TO))
        .filter(o -> Trees.any(o.test(), tree -> tree.getKind() == Tree.Kind.NULL_LITERAL))
        .anyMatch(o -> Symbols.variablesIn(o.test()).stream().anyMatch(this::isFailure));
  }

  /** Where the task starts that may fail, among those that a stage follows. */
  private Optional<TreePath> failing(TreePath next, int depth) {
    return Paths.receiver(next)
        .flatMap(stage -> start(stage, DEPTH))
        .flatMap(
            start ->
                mayFail(start)
                    ? Optional.of(start)
                    : depth > 0 && isAfterSuccess(start)
                        ? failing(start, depth - 1)
                        : Optional.empty());
  }

  /** The call that starts what a stage stands for, perhaps in a method that returns it. */
  private Optional<TreePath> start(TreePath stage, int depth) {
    return Origins.one(stage, MethodInvocationTree.class::isInstance, state)
        .flatMap(
            call ->
                ResolvedLibrary.of(state).does(call.getLeaf(), 0, Role.RUN)
                    ? Optional.of(call)
                    : depth == 0
                        ? Optional.empty()
                        : returned(call).flatMap(value -> start(value, depth - 1)));
  }

  /** The one expression that a method in view returns, the only one that a call may mean. */
  private Optional<TreePath> returned(TreePath call) {
    Known<TreePath> bodies = Summaries.bodiesOf((MethodInvocationTree) call.getLeaf(), state);
    return bodies.isComplete() && bodies.seen().size() == 1
        ? Optional.of(Returns.in(bodies.seen().iterator().next()))
            .filter(values -> values.size() == 1)
            .map(values -> values.get(0))
        : Optional.empty();
  }

  private boolean mayFail(TreePath start) {
    return start.getLeaf() instanceof MethodInvocationTree call
        && TaskBodies.of(new TreePath(start, call.getArguments().get(0)), state)
            .filter(
                body ->
                    Summaries.ofCode(body, state).isThrown(thrown -> thrown.isRisky(state))
                        || !new RiskyCalls(body, state).known().isEmpty())
            .isPresent();
  }

  /** Whether a variable is a function's parameter for the failure of a stage, which may be null. */
  boolean isFailure(Symbol variable) {
    return ASTHelpers.isSubtype(variable.type, state.getSymtab().throwableType, state)
        && CompilationIndex.of(state)
            .declaration(variable)
            .filter(path -> path.getParentPath().getLeaf() instanceof LambdaExpressionTree)
            .isPresent();
  }
}
