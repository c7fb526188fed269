package dev.watertight.tasks;

import static com.google.common.collect.ImmutableSet.toImmutableSet;

import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.EnhancedForLoopTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.model.Counting.Rule;
import dev.watertight.model.Role;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Graphs;
import dev.watertight.program.Paths;
import dev.watertight.program.Symbols;
import dev.watertight.program.TestOutcomes;
import dev.watertight.values.Origins;
import dev.watertight.values.ResolvedLibrary;
import dev.watertight.values.Values;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What makes or starts the task that a wait waits for, or the tasks of the list through which the
 * code goes that waits.
 *
 * @param makers the expressions that do so
 * @param areAll whether it waits for all of them in turn, so that one is enough to keep it; if not,
 *     it waits for any one of them
 */
public record AwaitedMakers(ImmutableSet<TreePath> makers, boolean areAll) {
  /** What makes what the receiver of a call stands for. */
  public static Optional<AwaitedMakers> of(TreePath wait, VisitorState state) {
    Optional<TreePath> task = Paths.receiver(wait);
    return task.flatMap(t -> Origins.of(t, tree -> isMaker(tree, state), state))
        .map(makers -> new AwaitedMakers(makers, /* areAll= */ false))
        .or(() -> task.flatMap(t -> list(t, state)).flatMap(all -> ofList(all, wait, state)));
  }

  /** Whether an expression makes a thread, or starts a task. */
  private static boolean isMaker(Tree tree, VisitorState state) {
    return tree instanceof NewClassTree || ResolvedLibrary.of(state).does(tree, 0, Role.RUN);
  }

  /** The list through which a loop goes for an element, or out of which a call takes it. */
  private static Optional<VarSymbol> list(TreePath element, VisitorState state) {
    Tree tree = element.getLeaf();
    Tree list =
        tree instanceof MethodInvocationTree call
            ? isLook(call, state) ? Symbols.receiver(call) : null
            : ASTHelpers.getSymbol(tree) instanceof VarSymbol variable
                ? CompilationIndex.of(state)
                    .declaration(variable)
                    .map(declaration -> declaration.getParentPath().getLeaf())
                    .filter(EnhancedForLoopTree.class::isInstance)
                    .map(loop -> ((EnhancedForLoopTree) loop).getExpression())
                    .orElse(null)
                : null;
    return list != null
            && ASTHelpers.getSymbol(list) instanceof VarSymbol all
            && !Symbols.isField(all)
            && Values.isFixed(all, state)
        ? Optional.of(all)
        : Optional.empty();
  }

  private static boolean isLook(MethodInvocationTree call, VisitorState state) {
    return call.getArguments().size() == 1
        && ResolvedLibrary.of(state)
            .countingOf(ASTHelpers.getSymbol(call))
            .filter(Rule.LOOK::equals)
            .isPresent();
  }

  /** What the body itself has put into a list before, which it only fills and goes through. */
  private static Optional<AwaitedMakers> ofList(VarSymbol list, TreePath wait, VisitorState state) {
    ImmutableSet<TreePath> uses =
        CompilationIndex.of(state).mentions(list).stream().collect(toImmutableSet());
    boolean isFilledBefore =
        Values.initial(list, state)
                .filter(value -> value.getLeaf() instanceof NewClassTree)
                .isPresent()
            && uses.stream()
                .allMatch(
                    use ->
                        Graphs.areTogether(use, wait)
                            && (isRead(use, state)
                                || (added(use, state).isPresent()
                                    && Paths.start(use) < Paths.start(wait))));
    ImmutableSet<TreePath> makers =
        uses.stream()
            .flatMap(use -> added(use, state).stream())
            .flatMap(
                value ->
                    Origins.of(value, tree -> isMaker(tree, state), state).stream()
                        .filter(made -> made.size() == 1)
                        .flatMap(ImmutableSet::stream))
            .collect(toImmutableSet());
    return isFilledBefore && !makers.isEmpty()
        ? Optional.of(new AwaitedMakers(makers, isForEach(list, wait)))
        : Optional.empty();
  }

  /** Whether a loop through the list comes to the wait with each of its elements. */
  private static boolean isForEach(VarSymbol list, TreePath wait) {
    EnhancedForLoopTree loop = ASTHelpers.findEnclosingNode(wait, EnhancedForLoopTree.class);
    return loop != null
        && list.equals(ASTHelpers.getSymbol(loop.getExpression()))
        && TestOutcomes.at(wait, loop).isEmpty();
  }

  /** Whether a mention leaves the elements as they are. */
  private static boolean isRead(TreePath mention, VisitorState state) {
    Tree user = mention.getParentPath().getLeaf();
    return (user instanceof EnhancedForLoopTree loop && loop.getExpression() == mention.getLeaf())
        || (user instanceof MemberSelectTree
            && mention.getParentPath().getParentPath().getLeaf()
                instanceof MethodInvocationTree call
            && ResolvedLibrary.of(state)
                .countingOf(ASTHelpers.getSymbol(call))
                .filter(rule -> rule == Rule.LOOK || rule == Rule.SIZE)
                .isPresent());
  }

  private static Optional<TreePath> added(TreePath mention, VisitorState state) {
    TreePath call = mention.getParentPath().getParentPath();
    return Stream.of(call)
        .filter(c -> mention.getParentPath().getLeaf() instanceof MemberSelectTree)
        .filter(c -> c.getLeaf() instanceof MethodInvocationTree)
        .filter(c -> ((MethodInvocationTree) c.getLeaf()).getArguments().size() == 1)
        .filter(c -> ResolvedLibrary.of(state).does(c.getLeaf(), 0, Role.KEEP))
        .map(c -> new TreePath(c, ((MethodInvocationTree) c.getLeaf()).getArguments().get(0)))
        .findFirst();
  }
}
