package dev.watertight.fixes.receives;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.CompoundAssignmentTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.StatementTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import com.sun.tools.javac.code.Type;
import com.sun.tools.javac.code.TypeTag;
import dev.watertight.channels.Endpoint;
import dev.watertight.channels.Topology;
import dev.watertight.fixes.edits.Mentions;
import dev.watertight.fixes.edits.Scopes;
import dev.watertight.program.Graphs;
import dev.watertight.program.Loops;
import dev.watertight.program.Symbols;
import dev.watertight.program.Trees;
import dev.watertight.tasks.Task;
import dev.watertight.tasks.Tasks;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Wakes a loop that runs what a queue gives it, by a job that does nothing.
 *
 * <p>An interrupt would wake it as well, but it would also cut the job that is running then. An
 * empty job is offered: where the queue is full, the loop does not wait.
 */
final class EmptyJobs {
  /** Queues that take any job, in the order of their arrival, whether or not somebody waits. */
  private static final ImmutableSet<String> QUEUES =
      ImmutableSet.of(
          "java.util.concurrent.LinkedBlockingQueue",
          "java.util.concurrent.LinkedBlockingDeque",
          "java.util.concurrent.LinkedTransferQueue",
          "java.util.concurrent.ArrayBlockingQueue");

  private static final ImmutableSet<Tree.Kind> STEPS =
      ImmutableSet.of(
          Tree.Kind.POSTFIX_INCREMENT,
          Tree.Kind.PREFIX_INCREMENT,
          Tree.Kind.POSTFIX_DECREMENT,
          Tree.Kind.PREFIX_DECREMENT);

  private static final Pattern STEP =
      Pattern.compile("(get)?(And)?(increment|decrement|add|count)", Pattern.CASE_INSENSITIVE);

  private EmptyJobs() {}

  /**
   * The statement that gives the loop an empty job.
   *
   * @param place where it is to stand
   * @return empty if the loop runs no jobs, or the job may come to another one
   */
  static Optional<String> at(
      TreePath place, Endpoint receive, TreePath loop, Topology channel, VisitorState state) {
    Type queue = ASTHelpers.getType(channel.maker().getLeaf());
    Type job = ASTHelpers.getType(receive.path().getLeaf());
    if (queue == null
        || job == null
        || !QUEUES.contains(queue.tsym.getQualifiedName().toString())
        || isUsedBehind(place, channel)
        || !isOneLoop(channel, loop, state)
        || !isJob(job, loop, state)) {
      return Optional.empty();
    }
    return channel.variables().stream()
        .flatMap(variable -> name(variable, place, state).stream())
        .findFirst()
        .map(name -> name + ".offer(() -> " + (isVoid(job, state) ? "{}" : "null") + ");");
  }

  /** Whether code behind the place uses the queue, and might take the empty job out of it. */
  private static boolean isUsedBehind(TreePath place, Topology channel) {
    int position = ASTHelpers.getStartPosition(place.getLeaf());
    return Graphs.bodyAround(place)
        .filter(
            body ->
                Mentions.paths(body, channel.variables()).stream()
                    .anyMatch(m -> ASTHelpers.getStartPosition(m.getLeaf()) > position))
        .isPresent();
  }

  private static Optional<String> name(VarSymbol variable, TreePath place, VisitorState state) {
    return Symbols.isField(variable)
        ? Scopes.nameOf(variable, place, state)
        : Optional.of(variable.getSimpleName().toString())
            .filter(n -> Scopes.sees(place, variable, state));
  }

  /** Whether a value is a function without arguments, which the loop calls for no result. */
  private static boolean isJob(Type value, TreePath loop, VisitorState state) {
    if (!state.getTypes().isFunctionalInterface(value)) {
      return false;
    }
    Type function = state.getTypes().findDescriptorType(value);
    Symbol method = state.getTypes().findDescriptorSymbol(value.tsym);
    ImmutableList<TreePath> calls =
        Trees.pathsIn(loop, MethodInvocationTree.class).stream()
            .filter(call -> method.equals(ASTHelpers.getSymbol(call.getLeaf())))
            .collect(ImmutableList.toImmutableList());
    return function.getParameterTypes().isEmpty()
        && !function.getReturnType().isPrimitive()
        && !calls.isEmpty()
        && calls.stream().allMatch(c -> c.getParentPath().getLeaf() instanceof StatementTree)
        && !Trees.anyOwn(Loops.body(loop.getLeaf()).orElseThrow(), EmptyJobs::isCounting);
  }

  /** Whether it counts the jobs: one that does nothing is to make no difference. */
  private static boolean isCounting(Tree tree) {
    return tree instanceof CompoundAssignmentTree
        || STEPS.contains(tree.getKind())
        || (tree instanceof MethodInvocationTree call
            && STEP.matcher(ASTHelpers.getSymbol(call).getSimpleName()).lookingAt());
  }

  private static boolean isVoid(Type function, VisitorState state) {
    return state.getTypes().findDescriptorType(function).getReturnType().hasTag(TypeTag.VOID);
  }

  /** Whether one thread alone runs the loop, and nobody else takes jobs. */
  private static boolean isOneLoop(Topology channel, TreePath loop, VisitorState state) {
    ImmutableSet<Task> tasks = Tasks.of(loop, state);
    return channel.receives().size() == 1
        && tasks.size() == 1
        && Tasks.firstApart(tasks).filter(task -> Loops.around(task.start()).isEmpty()).isPresent();
  }
}
