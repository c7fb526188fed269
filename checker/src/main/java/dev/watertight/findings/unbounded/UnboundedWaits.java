package dev.watertight.findings.unbounded;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Type;
import com.sun.tools.javac.code.TypeTag;
import dev.watertight.program.Graphs;
import dev.watertight.program.Paths;
import dev.watertight.summaries.CertainCalls;
import dev.watertight.tasks.Task;
import dev.watertight.tasks.Tasks;
import dev.watertight.values.Origins;
import dev.watertight.values.ResolvedLibrary;
import dev.watertight.wakers.EndlessWaits;
import dev.watertight.wakers.Interrupters;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Finds waits without a time limit for several tasks or futures at once, where what they wait for
 * never comes: {@code invokeAny} and {@code anyOf} wait for ever if none ends, {@code invokeAll}
 * and {@code allOf} if a single one does not.
 */
public final class UnboundedWaits {
  private static final String FUTURE = "java.util.concurrent.CompletableFuture";
  private static final ImmutableSet<String> WAITS =
      ImmutableSet.of("invokeAny", "invokeAll", "join", "get");
  private static final ImmutableSet<String> ASYNC = ImmutableSet.of("runAsync", "supplyAsync");

  private final VisitorState state;
  private final EndlessWaits waits;

  private UnboundedWaits(VisitorState state) {
    this.state = state;
    this.waits = new EndlessWaits(state);
  }

  /** What is wrong with a call, if it waits for ever. */
  public static Optional<UnboundedWait> at(TreePath path, VisitorState state) {
    if (!(path.getLeaf() instanceof MethodInvocationTree call)) {
      return Optional.empty();
    }
    MethodSymbol method = ASTHelpers.getSymbol(call);
    if (!isCandidate(method, state)) {
      return Optional.empty();
    }
    UnboundedWaits finder = new UnboundedWaits(state);
    if (call.getArguments().isEmpty()) {
      return finder.ofFutures(path, call).filter(w -> finder.isUninterrupted(path));
    }
    return finder.isUninterrupted(path)
        ? finder.ofTasks(path, call, method.getSimpleName().contentEquals("invokeAll"))
        : Optional.empty();
  }

  /** Whether the method waits for futures, or for tasks, without a time limit: a first test. */
  public static boolean isCandidate(MethodSymbol method, VisitorState state) {
    String name = method.getSimpleName().toString();
    if (!WAITS.contains(name)) {
      return false;
    }
    boolean ofTasks = name.startsWith("invoke");
    return method.getParameters().size() == (ofTasks ? 1 : 0)
        && ResolvedLibrary.of(state)
            .supertypesOf(method.enclClass())
            .contains(ofTasks ? "java.util.concurrent.ExecutorService" : FUTURE);
  }

  /** The wait that a task never leaves, if it comes to one on every path. */
  private Optional<TreePath> waitIn(TreePath task) {
    return CertainCalls.in(task, false).calls().stream().filter(waits::isEndless).findFirst();
  }

  /** Whether no interrupt ends the wait, as far as the code in view says. */
  private boolean isUninterrupted(TreePath path) {
    ImmutableSet<Task> tasks = Tasks.of(path, state);
    if (!Interrupters.ofKept(path, tasks, state).answer().isNo()) {
      return false;
    }
    for (Task task : tasks) {
      if (task instanceof Task.Apart && !Interrupters.of(task, state).answer().isNo()) {
        return false;
      }
    }
    return true;
  }

  private Optional<UnboundedWait> ofTasks(TreePath path, MethodInvocationTree call, boolean all) {
    if (isEndedByOthers(path, call)) {
      return Optional.empty();
    }
    Optional<ImmutableList<Optional<TreePath>>> tasks =
        new TaskBodies(state).in(new TreePath(path, call.getArguments().get(0)));
    if (tasks.isEmpty()) {
      return Optional.empty();
    }
    return blocked(
        tasks.get().stream()
            .map(
                task ->
                    task.flatMap(this::waitIn).map(cause -> new UnboundedWait(path, cause, true)))
            .toList(),
        all);
  }

  /** Whether the executor is made to interrupt the tasks by code elsewhere. */
  private boolean isEndedByOthers(TreePath path, MethodInvocationTree call) {
    ExpressionTree executor = ASTHelpers.getReceiver(call);
    Optional<TreePath> body = Graphs.bodyAround(path);
    return executor != null
        && body.isPresent()
        && Interrupters.ofExecutor(new TreePath(path, executor), state).known().seen().stream()
            .anyMatch(interrupter -> !Paths.isInside(interrupter.place(), body.get().getLeaf()));
  }

  private static Optional<UnboundedWait> blocked(List<Optional<UnboundedWait>> waits, boolean all) {
    boolean blocks =
        all
            ? waits.stream().anyMatch(Optional::isPresent)
            : !waits.isEmpty() && waits.stream().allMatch(Optional::isPresent);
    return blocks ? waits.stream().flatMap(Optional::stream).findFirst() : Optional.empty();
  }

  private Optional<UnboundedWait> ofFutures(TreePath path, MethodInvocationTree call) {
    ExpressionTree receiver = ASTHelpers.getReceiver(call);
    if (receiver == null) {
      return Optional.empty();
    }
    TreePath receiverPath = new TreePath(new TreePath(path, call.getMethodSelect()), receiver);
    Optional<ImmutableSet<TreePath>> combined =
        Origins.of(receiverPath, UnboundedWaits::isCombination, state);
    if (combined.isEmpty() || combined.get().size() != 1) {
      return Optional.empty();
    }
    TreePath combination = combined.get().iterator().next();
    MethodInvocationTree combining = (MethodInvocationTree) combination.getLeaf();
    if (!waits.isNeverEnded(combination)) {
      return Optional.empty();
    }
    List<Optional<UnboundedWait>> members = new ArrayList<>();
    for (ExpressionTree argument : combining.getArguments()) {
      Type type = ASTHelpers.getType(argument);
      if (type == null || type.hasTag(TypeTag.ARRAY)) {
        return Optional.empty();
      }
      members.add(ofFuture(path, new TreePath(combination, argument)));
    }
    boolean all = ASTHelpers.getSymbol(combining).getSimpleName().contentEquals("allOf");
    return blocked(members, all)
        .or(() -> all ? Optional.empty() : ofLastResort(combination, combining, members));
  }

  /** A future that nobody completes, beside others that are completed only if something happens. */
  private Optional<UnboundedWait> ofLastResort(
      TreePath combination, MethodInvocationTree combining, List<Optional<UnboundedWait>> members) {
    for (int i = 0; i < members.size(); i++) {
      TreePath member = new TreePath(combination, combining.getArguments().get(i));
      if (members.get(i).filter(wait -> !wait.isTask()).isEmpty() && !isPerhapsCompleted(member)) {
        return Optional.empty();
      }
    }
    return members.stream()
        .flatMap(Optional::stream)
        .filter(wait -> !wait.isTask())
        .findFirst()
        .map(wait -> new UnboundedWait(wait.call(), wait.cause(), false, true));
  }

  private boolean isPerhapsCompleted(TreePath future) {
    return Origins.of(future, UnboundedWaits::makesFuture, state)
        .filter(makers -> makers.size() == 1 && makers.stream().allMatch(waits::isPerhapsCompleted))
        .isPresent();
  }

  private static boolean isCombination(Tree tree) {
    return tree instanceof MethodInvocationTree call
        && ASTHelpers.getSymbol(call).owner.getQualifiedName().contentEquals(FUTURE)
        && (ASTHelpers.getSymbol(call).getSimpleName().contentEquals("anyOf")
            || ASTHelpers.getSymbol(call).getSimpleName().contentEquals("allOf"));
  }

  private Optional<UnboundedWait> ofFuture(TreePath wait, TreePath future) {
    Optional<ImmutableSet<TreePath>> makers =
        Origins.of(future, UnboundedWaits::makesFuture, state);
    if (makers.isEmpty() || makers.get().size() != 1) {
      return Optional.empty();
    }
    TreePath maker = makers.get().iterator().next();
    if (maker.getLeaf() instanceof MethodInvocationTree async) {
      return waits.isNeverEnded(maker)
          ? new TaskBodies(state)
              .of(new TreePath(maker, async.getArguments().get(0)))
              .flatMap(this::waitIn)
              .map(cause -> new UnboundedWait(wait, cause, true))
          : Optional.empty();
    }
    return waits.isNeverCompleted(maker)
        ? Optional.of(new UnboundedWait(wait, maker, false))
        : Optional.empty();
  }

  private static boolean makesFuture(Tree tree) {
    return tree instanceof NewClassTree
        || (tree instanceof MethodInvocationTree call
            && ASYNC.contains(ASTHelpers.getSymbol(call).getSimpleName().toString())
            && ASTHelpers.getSymbol(call).owner.getQualifiedName().contentEquals(FUTURE));
  }
}
