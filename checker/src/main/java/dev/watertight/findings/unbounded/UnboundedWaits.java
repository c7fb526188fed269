package dev.watertight.findings.unbounded;

import com.google.common.collect.ImmutableList;
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
import dev.watertight.findings.sends.DroppedTasks;
import dev.watertight.model.Role;
import dev.watertight.model.Trait;
import dev.watertight.program.CatchClauses;
import dev.watertight.program.Graphs;
import dev.watertight.program.Paths;
import dev.watertight.summaries.CertainCalls;
import dev.watertight.tasks.Task;
import dev.watertight.tasks.TaskBodies;
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
public record UnboundedWaits(VisitorState state, EndlessWaits waits) {
  /**
   * A wait without a time limit for tasks or futures that never end.
   *
   * @param call the wait
   * @param cause the wait in a task that never ends, or the call of the method that has it, or
   *     where the future is made or the task started
   * @param reason why nothing ends it
   */
  public record UnboundedWait(TreePath call, TreePath cause, Reason reason) {}

  /** Why a wait for tasks or futures does not end. */
  public enum Reason {
    /** A task waits for ever itself. */
    TASK,
    /** Nobody completes a future. */
    FUTURE,
    /** Nobody completes a future, and others only if certain things happen. */
    LAST_RESORT,
    /** The task is to run in the very thread that waits. */
    OWN_THREAD,
    /** The task is to run in one of some threads, all of which may wait like this. */
    OWN_POOL,
    /** The task is to run in the pool whose threads may all have come to wait like this. */
    SHARED_POOL,
    /** The task itself waits. */
    ITSELF,
    /** The executor drops tasks for which it has no room. */
    DROPPED,
    /** The executor drops tasks once it has no room for them, and nothing says that it has. */
    DROPPABLE,
    /** The executor is told to end, and throws away the tasks that have not begun. */
    DISCARDED,
    /** The task needs a class that the thread which waits is just initializing. */
    CLASS,
    /** The task changes a map that runs a function in the thread which waits. */
    MAP,
    /** The thread ends the process, which waits for the shutdown hook that waits. */
    EXIT
  }

  private static final String FUTURE = "java.util.concurrent.CompletableFuture";

  /* How deep the methods are looked at that a task calls. */
  private static final int DEPTH = 3;

  /** What is wrong with a call, if it waits for ever. */
  public static Optional<UnboundedWait> at(TreePath path, VisitorState state) {
    if (!(path.getLeaf() instanceof MethodInvocationTree call)
        || !isCandidate(ASTHelpers.getSymbol(call), state)
        || isLimited(call)) {
      return Optional.empty();
    }
    UnboundedWaits finder = new UnboundedWaits(state, new EndlessWaits(state));
    return (call.getArguments().size() == 1
            ? finder.ofTasks(path, call).or(() -> ofOwnInvocation(path, state))
            : finder.ofFutures(path).or(() -> ofOwnTask(path, state)))
        .filter(
            wait -> {
              if (isDeaf(call, state)) {
                return true;
              }
              Interrupters interrupters = Interrupters.inView(path, Tasks.of(path, state), state);
              if (wait.reason() == Reason.EXIT) {
                // The runtime has the thread of a hook, and whoever keeps others has not got it.
                return !interrupters.answer().isYes();
              }
              if (wait.reason() == Reason.SHARED_POOL) {
                // Who has the future of a task that waits does not know that it is stuck.
                return !interrupters.beforeEnd().isYes();
              }
              // A task that never runs is no less wrong if the end of all tasks ends the wait.
              return wait.reason() == Reason.OWN_THREAD
                  ? interrupters.beforeEnd().isNo()
                  : interrupters.answer().isNo();
            });
  }

  /** Whether nobody comes to a wait but the only thread that is to run the awaited task. */
  public static boolean isOnlyOfOwnThread(UnboundedWait wait, VisitorState state) {
    Optional<OwnWorker> worker =
        wait.reason() == Reason.OWN_THREAD ? OwnWorker.of(wait.cause(), state) : Optional.empty();
    return worker.isPresent()
        && Tasks.of(wait.call(), state).stream()
            .allMatch(
                task ->
                    task instanceof Task.Apart apart
                        && OwnWorker.of(apart.start(), state).equals(worker));
  }

  /** Whether no interrupt ends the wait: {@code join()} of a future goes on. */
  private static boolean isDeaf(MethodInvocationTree call, VisitorState state) {
    MethodSymbol method = ASTHelpers.getSymbol(call);
    return ResolvedLibrary.of(state).is(method, Trait.AWAITS_TASK)
        && method.getThrownTypes().stream().noneMatch(CatchClauses::isInterrupt);
  }

  /** Whether a wait for all tasks of an executor has a limit that some run may reach. */
  private static boolean isLimited(MethodInvocationTree call) {
    return call.getArguments().size() == 2
        && !Long.valueOf(Long.MAX_VALUE).equals(ASTHelpers.constValue(call.getArguments().get(0)));
  }

  /** A call that gives tasks to the pool in which it runs itself, and waits for them. */
  private static Optional<UnboundedWait> ofOwnInvocation(TreePath path, VisitorState state) {
    return new SharedPoolWaits(state).isInPoolOf(path, path)
        ? Optional.of(new UnboundedWait(path, path, Reason.SHARED_POOL))
        : Optional.empty();
  }

  private static Optional<UnboundedWait> ofOwnTask(TreePath path, VisitorState state) {
    return new OwnThreadWaits(state)
        .startOfAwaited(path)
        .map(
            start ->
                new UnboundedWait(
                    path,
                    start,
                    OwnWorker.of(start, state).filter(OwnWorker::hasOneThread).isPresent()
                        ? Reason.OWN_THREAD
                        : Reason.OWN_POOL))
        .or(
            () ->
                new OwnThreadWaits(state)
                    .startInSharedPool(path)
                    .map(start -> new UnboundedWait(path, start, Reason.SHARED_POOL)))
        .or(
            () ->
                new SelfWaits(path, state)
                    .task()
                    .or(() -> new ListedSelfWaits(path, state).task())
                    .map(task -> new UnboundedWait(path, task, Reason.ITSELF)))
        .or(
            () ->
                new DroppedWaits(state)
                    .startOfAwaited(path)
                    .map(start -> new UnboundedWait(path, start, Reason.DROPPED)))
        .or(
            () ->
                new DiscardedWaits(path, state)
                    .end()
                    .map(end -> new UnboundedWait(path, end, Reason.DISCARDED)))
        .or(
            () ->
                new DroppableWaits(path, state)
                    .start()
                    .map(start -> new UnboundedWait(path, start, Reason.DROPPABLE)))
        .or(() -> new SelfBlockedWaits(path, state).find());
  }

  /** Whether the method waits for futures, or for tasks, without a time limit: a first test. */
  public static boolean isCandidate(MethodSymbol method, VisitorState state) {
    ResolvedLibrary library = ResolvedLibrary.of(state);
    return switch (method.getParameters().size()) {
      case 0 -> library.is(method, Trait.AWAITS_TASK, Trait.AWAITS_TASKS);
      case 1 -> library.is(method, Trait.RUNS_AWAITED);
      case 2 -> library.is(method, Trait.AWAITS_TASKS);
      default -> false;
    };
  }

  /** The wait that a task never leaves, if it comes to one on every path. */
  private Optional<TreePath> waitIn(TreePath task) {
    return TaskBodies.of(task, state).flatMap(this::waitOf);
  }

  private Optional<TreePath> waitOf(TreePath body) {
    return CertainCalls.leading(body, DEPTH, waits::isEndless, state);
  }

  private Optional<UnboundedWait> ofTasks(TreePath path, MethodInvocationTree call) {
    Optional<ImmutableList<Optional<TreePath>>> tasks =
        isEndedByOthers(path)
            ? Optional.empty()
            : TaskBodies.in(new TreePath(path, call.getArguments().get(0)), state);
    boolean isForAll = ASTHelpers.getSymbol(call).getSimpleName().contentEquals("invokeAll");
    return tasks
        .flatMap(
            all ->
                blocked(
                    all.stream()
                        .map(
                            task ->
                                task.flatMap(this::waitOf)
                                    .map(cause -> new UnboundedWait(path, cause, Reason.TASK)))
                        .toList(),
                    isForAll))
        .or(
            () ->
                isForAll && new DroppedTasks(state).mayBeTooMany(call, path)
                    ? Optional.of(new UnboundedWait(path, path, Reason.DROPPABLE))
                    : Optional.empty());
  }

  /** Whether the executor is made to interrupt the tasks by code elsewhere. */
  private boolean isEndedByOthers(TreePath path) {
    return Paths.receiver(path).stream()
        .flatMap(executor -> Interrupters.ofExecutor(executor, state).known().seen().stream())
        .anyMatch(interrupter -> !Graphs.areTogether(interrupter.place(), path));
  }

  private static Optional<UnboundedWait> blocked(List<Optional<UnboundedWait>> waits, boolean all) {
    boolean blocks =
        all
            ? waits.stream().anyMatch(Optional::isPresent)
            : !waits.isEmpty() && waits.stream().allMatch(Optional::isPresent);
    return blocks ? waits.stream().flatMap(Optional::stream).findFirst() : Optional.empty();
  }

  private Optional<UnboundedWait> ofFutures(TreePath path) {
    Optional<TreePath> combined =
        Paths.receiver(path).flatMap(future -> Origins.one(future, this::isCombination, state));
    if (combined.filter(waits::isNeverEnded).isEmpty()) {
      return Optional.empty();
    }
    TreePath combination = combined.get();
    MethodInvocationTree combining = (MethodInvocationTree) combination.getLeaf();
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
      if (members.get(i).filter(wait -> wait.reason() == Reason.FUTURE).isEmpty()
          && !isPerhapsCompleted(member)) {
        return Optional.empty();
      }
    }
    return members.stream()
        .flatMap(Optional::stream)
        .filter(wait -> wait.reason() == Reason.FUTURE)
        .findFirst()
        .map(wait -> new UnboundedWait(wait.call(), wait.cause(), Reason.LAST_RESORT));
  }

  private boolean isPerhapsCompleted(TreePath future) {
    return Origins.one(future, this::makesFuture, state)
        .filter(waits::isPerhapsCompleted)
        .isPresent();
  }

  private Optional<UnboundedWait> ofFuture(TreePath wait, TreePath future) {
    return Origins.one(future, this::makesFuture, state)
        .flatMap(
            maker ->
                maker.getLeaf() instanceof MethodInvocationTree async
                    ? waitIn(new TreePath(maker, async.getArguments().get(0)))
                        .filter(cause -> waits.isNeverEnded(maker))
                        .map(cause -> new UnboundedWait(wait, cause, Reason.TASK))
                    : Optional.of(new UnboundedWait(wait, maker, Reason.FUTURE))
                        .filter(found -> waits.isNeverCompleted(maker)));
  }

  /** {@code allOf} and {@code anyOf}, which take futures and make one of them. */
  private boolean isCombination(Tree tree) {
    return isStatic(tree) && ASTHelpers.getSymbol((MethodInvocationTree) tree).isVarArgs();
  }

  private boolean makesFuture(Tree tree) {
    return tree instanceof NewClassTree
        || (isStatic(tree) && ResolvedLibrary.of(state).does(tree, 0, Role.RUN));
  }

  private static boolean isStatic(Tree tree) {
    return tree instanceof MethodInvocationTree call
        && ASTHelpers.getSymbol(call).isStatic()
        && ASTHelpers.getSymbol(call).owner.getQualifiedName().contentEquals(FUTURE);
  }
}
