package dev.watertight.counts;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.ArrayAccessTree;
import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.EnhancedForLoopTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.MemberReferenceTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol.ClassSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.model.Counting.Rule;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Graphs;
import dev.watertight.program.Loops;
import dev.watertight.program.Paths;
import dev.watertight.program.Symbols;
import dev.watertight.tasks.Task;
import dev.watertight.tasks.TaskStarts;
import dev.watertight.values.ResolvedLibrary;
import dev.watertight.values.Values;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which of the threads, or other tasks, are started that are made at a place.
 *
 * @param made where they are made: that may start them, too
 * @param starts where they are started, perhaps together with others
 */
record StartedThreads(TreePath made, ImmutableList<TreePath> starts, VisitorState state) {
  static StartedThreads of(Task.Apart task, VisitorState state) {
    return new StartedThreads(task.start(), TaskStarts.of(task, state), state);
  }

  /** Whether each start is of the only thread that may be meant by it. */
  boolean areOneEach() {
    return (starts.size() == 1 || Graphs.bodyAround(starts).isPresent())
        && starts.stream()
            .allMatch(
                start ->
                    isMaking(start) || valuesAt(start).equals(ImmutableList.of(made.getLeaf())));
  }

  private boolean isMaking(TreePath start) {
    return start.getLeaf() == made.getLeaf() || Symbols.receiver(start.getLeaf()) == made.getLeaf();
  }

  /** What the variable is given that a start is of. */
  private ImmutableList<Tree> valuesAt(TreePath start) {
    return ASTHelpers.getSymbol(Symbols.receiver(start.getLeaf())) instanceof VarSymbol variable
        ? Values.assignedTo(variable, state).stream()
            .map(TreePath::getLeaf)
            .collect(toImmutableList())
        : ImmutableList.of();
  }

  /** Whether all that are made are started: each in a loop, or as many as are made. */
  boolean areAllStarted() {
    return starts.stream().allMatch(start -> valuesAt(start).contains(made.getLeaf()))
        || (starts.size() == 1
            && (isOfEach(starts.get(0))
                || timesInMethod(starts.get(0))
                    .filter(times -> timesInMethod(made).filter(times::equals).isPresent())
                    .isPresent()));
  }

  private boolean isOfEach(TreePath start) {
    return isGivenEach(start)
        || Loops.innermost(start)
            .filter(
                loop ->
                    loop.getLeaf() instanceof EnhancedForLoopTree each
                        && isAll(each.getExpression())
                        && Runs.within(loop, ImmutableList.of(start), state).equals(Count.ONCE))
            .isPresent();
  }

  /** Whether a call gives a function all that a variable holds, and the function starts it. */
  private boolean isGivenEach(TreePath start) {
    TreePath function =
        start.getLeaf() instanceof MemberReferenceTree
            ? start
            : Graphs.bodyAround(start).orElse(start);
    boolean starts =
        function.getLeaf() instanceof MemberReferenceTree reference
            ? ASTHelpers.getSymbol(reference.getQualifierExpression()) instanceof ClassSymbol
            : function.getLeaf() instanceof LambdaExpressionTree lambda
                && lambda.getParameters().size() == 1
                && ASTHelpers.getSymbol(lambda.getParameters().get(0))
                    .equals(ASTHelpers.getSymbol(Symbols.receiver(start.getLeaf())))
                && Runs.within(function, ImmutableList.of(start), state).equals(Count.ONCE);
    return starts
        && function.getParentPath().getLeaf() instanceof MethodInvocationTree call
        && isCounted(call, Rule.EACH)
        && isWhole(ASTHelpers.getReceiver(call));
  }

  /** Whether it is a variable, or the stream of all that one holds. */
  private boolean isWhole(@Nullable Tree source) {
    return source instanceof MethodInvocationTree call
        ? call.getArguments().size() == (ASTHelpers.getSymbol(call).isStatic() ? 1 : 0)
            && isCounted(call, Rule.SAME)
            && isWhole(Elements.whole(call))
        : isAll(source);
  }

  /** Whether it is a variable that holds all that was put in: nobody in view takes any out. */
  private boolean isAll(@Nullable Tree source) {
    return ASTHelpers.getSymbol(source) instanceof VarSymbol variable
        && CompilationIndex.of(state).mentions(variable).stream()
            .allMatch(mention -> keepsAll(mention, variable));
  }

  private boolean keepsAll(TreePath mention, VarSymbol variable) {
    TreePath parent = mention.getParentPath();
    Tree use =
        parent.getLeaf() instanceof MemberSelectTree
            ? parent.getParentPath().getLeaf()
            : parent.getLeaf();
    if (!(use instanceof MethodInvocationTree call)) {
      return use instanceof EnhancedForLoopTree
          || use instanceof ArrayAccessTree
          || parent.getLeaf() instanceof MemberSelectTree
          || (use instanceof AssignmentTree given && given.getVariable() == mention.getLeaf())
          || (use instanceof NewClassTree copy
              && !CompilationIndex.of(state).isInView(ASTHelpers.getSymbol(copy)));
    }
    return FilledCollections.isAdd(call, variable)
        || ResolvedLibrary.of(state).countingOf(ASTHelpers.getSymbol(call)).isPresent();
  }

  private boolean isCounted(MethodInvocationTree call, Rule rule) {
    return ResolvedLibrary.of(state)
        .countingOf(ASTHelpers.getSymbol(call))
        .filter(rule::equals)
        .isPresent();
  }

  private Optional<Amount> timesInMethod(TreePath code) {
    return Optional.ofNullable(Paths.enclosing(code, ImmutableSet.of(MethodTree.class)))
        .map(method -> Runs.within(method, ImmutableList.of(code), state).amount())
        .filter(times -> times.kind() == Amount.Kind.SUM);
  }
}
