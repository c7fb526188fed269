package dev.watertight.loops;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.CompoundAssignmentTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.UnaryTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Flags;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.model.Trait;
import dev.watertight.program.Arguments;
import dev.watertight.program.CatchClauses;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Loops;
import dev.watertight.program.Paths;
import dev.watertight.program.Symbols;
import dev.watertight.program.Trees;
import dev.watertight.values.ResolvedLibrary;
import dev.watertight.values.Values;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Loops that pause and ask again, and end only by what other threads change, or by an interrupt:
 * {@code while (!map.containsKey(key)) { Thread.sleep(10); }}.
 */
public final class PolledLoops {
  /**
   * Such a loop.
   *
   * @param loop the loop
   * @param asked the fields, and the variables from around the task, that it asks
   */
  public record PolledLoop(TreePath loop, ImmutableSet<VarSymbol> asked) {}

  private final TreePath loop;
  private final VisitorState state;
  private final Set<VarSymbol> asked = new HashSet<>();
  private final Set<VarSymbol> seen = new HashSet<>();

  private PolledLoops(TreePath loop, VisitorState state) {
    this.loop = loop;
    this.state = state;
  }

  /** The loop at a path, if it is one. */
  public static Optional<PolledLoop> at(TreePath loop, VisitorState state) {
    if (!Loops.isConditional(loop.getLeaf())) {
      return Optional.empty();
    }
    Optional<TreePath> pause =
        Trees.ownPathsIn(loop, MethodInvocationTree.class).stream()
            .filter(call -> isPause(call, state))
            .findFirst();
    return pause.flatMap(
        call ->
            WaitLoop.around(new Wait(call, Wait.OnInterrupt.THROWN, false), state).stream()
                .filter(around -> around.loop().getLeaf() == loop.getLeaf())
                .findFirst()
                .flatMap(around -> new PolledLoops(loop, state).judge(around)));
  }

  private static boolean isPause(TreePath call, VisitorState state) {
    return ResolvedLibrary.of(state).is(call.getLeaf(), Trait.AWAITS_TIME)
        && ((MethodSymbol) ASTHelpers.getSymbol(call.getLeaf()))
            .getThrownTypes().stream().anyMatch(CatchClauses::isInterrupt);
  }

  private Optional<PolledLoop> judge(WaitLoop around) {
    ImmutableList<LoopExit> others =
        around.exits().stream()
            .filter(exit -> exit.kind() != LoopExit.Kind.INTERRUPT)
            .collect(ImmutableList.toImmutableList());
    return !others.isEmpty()
            && others.stream()
                .allMatch(
                    exit ->
                        (exit.kind() == LoopExit.Kind.OTHER || exit.kind() == LoopExit.Kind.FLAG)
                            && exit.at() instanceof ExpressionTree test
                            && !OwnThread.asks(test)
                            && asksOthers(test))
            && !asked.isEmpty()
            && Trees.ownPathsIn(loop, MethodInvocationTree.class, NewClassTree.class).stream()
                .noneMatch(this::mayChange)
        ? Optional.of(new PolledLoop(loop, ImmutableSet.copyOf(asked)))
        : Optional.empty();
  }

  /** Whether an expression asks only for what the loop itself does not change. */
  private boolean asksOthers(Tree expression) {
    return Trees.in(expression, MethodInvocationTree.class).stream().allMatch(this::isQuestion)
        && !Trees.any(
            expression,
            part ->
                Values.isStep(part)
                    || part instanceof NewClassTree
                    || part instanceof LambdaExpressionTree
                    || (part instanceof AssignmentTree assignment
                        && !asksOthers(assignment.getExpression())))
        && Symbols.variablesIn(expression).stream().allMatch(v -> isOfOthers((VarSymbol) v));
  }

  /** Whether a variable is not changed by the loop, or holds only what the loop has asked for. */
  private boolean isOfOthers(VarSymbol variable) {
    if (!seen.add(variable)) {
      return true;
    }
    ImmutableList<TreePath> own =
        Values.assignedTo(variable, state).stream()
            .filter(value -> Paths.isInside(value, loop.getLeaf()))
            .collect(ImmutableList.toImmutableList());
    boolean isFixed =
        (variable.flags() & Flags.FINAL) != 0 && (variable.type.isPrimitive() || isText(variable));
    if (own.isEmpty() && !isFixed && isShared(variable)) {
      asked.add(variable);
    }
    return Symbols.isField(variable)
        ? own.isEmpty() && !Values.changedIn(loop.getLeaf()).contains(variable)
        : (own.isEmpty() && !Values.changedIn(loop.getLeaf()).contains(variable))
            || (!own.isEmpty()
                && !isCounted(variable)
                && own.stream().allMatch(value -> asksOthers(value.getLeaf())));
  }

  private boolean isCounted(VarSymbol variable) {
    return Trees.any(
        loop.getLeaf(),
        tree ->
            (tree instanceof UnaryTree step
                    && Values.isStep(step)
                    && variable.equals(ASTHelpers.getSymbol(step.getExpression())))
                || (tree instanceof CompoundAssignmentTree sum
                    && variable.equals(ASTHelpers.getSymbol(sum.getVariable()))));
  }

  private boolean isText(VarSymbol variable) {
    return ASTHelpers.isSameType(variable.type, state.getSymtab().stringType, state);
  }

  /** Whether others may have the object: it is in a field, or comes from around the task. */
  private boolean isShared(VarSymbol variable) {
    return Symbols.isField(variable)
        ? !variable.type.isPrimitive() || !Values.isFixed(variable, state)
        : !variable.type.isPrimitive() && !isText(variable);
  }

  private boolean isQuestion(MethodInvocationTree call) {
    return ResolvedLibrary.of(state).questionOf(call).isPresent() && !isInView(call);
  }

  private boolean isInView(Tree call) {
    return CompilationIndex.of(state).isInView(ASTHelpers.getSymbol(call));
  }

  /** Whether a call in the loop may change what the loop asks. */
  private boolean mayChange(TreePath path) {
    Tree tree = path.getLeaf();
    if (isPause(path, state)
        || (tree instanceof MethodInvocationTree call && isQuestion(call))
        || CatchClauses.around(path).isPresent()) {
      return false;
    }
    return isInView(tree)
        || Stream.concat(Stream.ofNullable(Symbols.receiver(tree)), Arguments.of(tree).stream())
            .flatMap(part -> Symbols.variablesIn(part).stream())
            .anyMatch((Symbol named) -> named instanceof VarSymbol v && asked.contains(v));
  }
}
