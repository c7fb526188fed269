package dev.watertight.findings.endsignals;

import static com.google.common.collect.ImmutableSet.toImmutableSet;

import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.BlockTree;
import com.sun.source.tree.DoWhileLoopTree;
import com.sun.source.tree.MemberReferenceTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.SynchronizedTree;
import com.sun.source.tree.TryTree;
import com.sun.source.tree.WhileLoopTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Flags;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import dev.watertight.answers.Known;
import dev.watertight.model.Trait;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Graphs;
import dev.watertight.program.Loops;
import dev.watertight.program.Paths;
import dev.watertight.program.Symbols;
import dev.watertight.program.TestOutcomes;
import dev.watertight.program.Trees;
import dev.watertight.summaries.CertainCalls;
import dev.watertight.summaries.ImpliedCalls;
import dev.watertight.summaries.Summaries;
import dev.watertight.tasks.Task;
import dev.watertight.tasks.TaskStarts;
import dev.watertight.tasks.Tasks;
import dev.watertight.values.ResolvedLibrary;
import dev.watertight.wakers.CallSites;
import dev.watertight.wakers.Order;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * What may have happened before the first thread comes to a place: what stands before that, or
 * before a call or start that leads there; and what another thread does, if something on the way
 * waits, be it for that thread or for a while.
 *
 * @param arrival the statement that it comes to
 * @param waiting the wait in it
 * @param state the compilation
 */
record FirstArrival(TreePath arrival, TreePath waiting, VisitorState state) {
  /* How deep the methods are looked at that lead to the wait. */
  private static final int DEPTH = 3;

  /** Whether none of the places is known to run before, or likely to. */
  boolean isAfterNoneOf(List<TreePath> places) {
    return isAfterNoneOf(places, way -> true);
  }

  /**
   * The same for one object.
   *
   * @param isOfObject whether a way to the wait, or to a place, is one for this object
   */
  boolean isAfterNoneOf(List<TreePath> places, Predicate<TreePath> isOfObject) {
    ImmutableSet<TreePath> ways =
        CallSites.leadingTo(arrival, state).seen().stream()
            .filter(isOfObject)
            .collect(toImmutableSet());
    return places.stream().noneMatch(place -> mayBeBefore(place, ways, isOfObject));
  }

  private boolean mayBeBefore(TreePath place, Set<TreePath> ways, Predicate<TreePath> isOfObject) {
    Known<TreePath> known = CallSites.inThread(place, state);
    Known<TreePath> inThread =
        new Known<>(
            known.seen().stream().filter(isOfObject).collect(toImmutableSet()), known.isComplete());
    if (!inThread.isComplete() || isOneBefore(inThread.seen(), ways)) {
      return true;
    }
    ImmutableSet<Task> tasks = Tasks.of(place, state);
    boolean isOfOthers = tasks.stream().anyMatch(task -> !(task instanceof Task.Caller));
    return isOfOthers
        && (ways.stream().anyMatch(this::isLate)
            || (tasks.stream().anyMatch(this::isOfExecutor)
                && (isOneBefore(CallSites.leadingTo(place, state).seen(), ways)
                    || mayBeOfEarlierTask(place, inThread.seen(), ways))));
  }

  private boolean isOneBefore(Set<TreePath> places, Set<TreePath> ways) {
    return places.stream()
        .anyMatch(
            place -> isInMaking(place, ways) || ways.stream().anyMatch(w -> isBefore(place, w)));
  }

  /** Whether the place is in what makes an object or class, which does not lead to the wait. */
  private static boolean isInMaking(TreePath place, Set<TreePath> ways) {
    Optional<TreePath> body = Graphs.bodyAround(place);
    return body.isEmpty()
        || ((body.get().getLeaf() instanceof BlockTree || Symbols.isConstructor(body.get()))
            && ways.stream().noneMatch(way -> Graphs.areTogether(way, place)));
  }

  /** Whether the place has run when one comes to the way for the first time. */
  private boolean isBefore(TreePath place, TreePath way) {
    Optional<TreePath> body = Graphs.bodyAround(way);
    if (body.isEmpty() || !Graphs.isDirectlyIn(place, body.get().getLeaf())) {
      return false;
    }
    if (place.getLeaf() == way.getLeaf()) {
      return isRepeated(way, body.get()) && mayPassBy(way);
    }
    if (Paths.isInside(place, arrival.getLeaf())) {
      return Paths.start(place) < Paths.start(waiting);
    }
    if (Paths.start(place) < Paths.start(way) || isStartedUnderLock(way, place)) {
      return true;
    }
    // A round that leaves the way out may come first.
    return Paths.aroundInBody(way).stream()
        .filter(loop -> Loops.isLoop(loop.getLeaf()) && Paths.isInside(place, loop.getLeaf()))
        .anyMatch(
            loop ->
                Loops.body(loop.getLeaf())
                        .filter(round -> TestOutcomes.at(way, round).isEmpty())
                        .isEmpty()
                    || mayPassBy(way));
  }

  /** Whether a way may be gone more than once in a run of its body, or code out of view goes it. */
  private boolean isRepeated(TreePath way, TreePath body) {
    return Paths.isInLoop(way, body.getLeaf())
        || !(ASTHelpers.getSymbol(Order.call(way)) instanceof MethodSymbol method)
        || way.getLeaf() instanceof MemberReferenceTree
        || !CompilationIndex.of(state).isInView(method);
  }

  /** Whether who goes a way in the thread that waits may come back without having waited. */
  private boolean mayPassBy(TreePath way) {
    return way.getLeaf() != arrival.getLeaf()
        && isOneOf(CallSites.inThread(arrival, state).seen(), way)
        && !(Order.call(way) instanceof MethodInvocationTree call
            && Summaries.bodiesOf(call, state)
                .all(
                    callee ->
                        isAround(callee)
                            || CertainCalls.leading(callee, DEPTH, this::isOfWait, state)
                                .isPresent())
                .isYes());
  }

  private static boolean isOneOf(Set<TreePath> paths, TreePath path) {
    return paths.stream().anyMatch(one -> one.getLeaf() == path.getLeaf());
  }

  /** Whether one start of several may be of a task that does not wait, but comes to the place. */
  private boolean mayBeOfEarlierTask(TreePath place, Set<TreePath> inTask, Set<TreePath> ways) {
    ImmutableSet<TreePath> own = CallSites.inThread(arrival, state).seen();
    boolean isBehindWait =
        own.stream().anyMatch(way -> inTask.stream().anyMatch(p -> Graphs.areTogether(way, p)))
            && own.stream().noneMatch(way -> isConditional(way) || mayPassBy(way));
    return !isBehindWait
        && CallSites.leadingTo(place, state).seen().stream()
            .filter(start -> isOneOf(ways, start) && !isOneOf(own, start))
            .anyMatch(
                start ->
                    TaskStarts.isPeriodic(start, state)
                        || Graphs.bodyAround(start)
                            .filter(body -> Paths.isInLoop(start, body.getLeaf()))
                            .isPresent());
  }

  private boolean isConditional(TreePath way) {
    return way.getLeaf() != arrival.getLeaf()
        && Graphs.bodyAround(way)
            .map(body -> Graphs.code(body.getLeaf()))
            .filter(code -> !TestOutcomes.at(way, code).isEmpty())
            .isPresent();
  }

  /* What the wait asks for holds at first: its body leads to it. */
  private boolean isOfWait(TreePath path) {
    return path.getLeaf() instanceof MethodInvocationTree call
        && Summaries.bodiesOf(call, state).all(this::isAround).isYes();
  }

  private boolean isAround(TreePath body) {
    return Graphs.isDirectlyIn(waiting, body.getLeaf());
  }

  /** Whether a thread may have to wait for a lock until the place has run, too. */
  private boolean isStartedUnderLock(TreePath way, TreePath place) {
    return way.getLeaf() != arrival.getLeaf()
        && (Symbols.methodAround(way)
                .filter(method -> (method.flags() & Flags.SYNCHRONIZED) != 0)
                .isPresent()
            || Paths.aroundInBody(way).stream()
                .anyMatch(
                    around ->
                        around.getLeaf() instanceof SynchronizedTree
                            && Paths.isInside(place, around.getLeaf()))
            || earlier(way)
                .anyMatch(call -> ResolvedLibrary.of(state).is(call.getLeaf(), Trait.LOCKS)));
  }

  /** The calls that stand before a way in its body, those included that have no tree. */
  private Stream<TreePath> earlier(TreePath way) {
    return Graphs.bodyAround(way).stream()
        .flatMap(body -> ImpliedCalls.andCallsIn(body, state).stream())
        .filter(call -> Paths.start(call) < Paths.start(way))
        .filter(call -> !Paths.isInside(way, call.getLeaf()))
        .filter(call -> !Paths.isInside(call, way.getLeaf()));
  }

  /** Whether something comes before that takes its time, or waits for another thread. */
  private boolean isLate(TreePath way) {
    if (way.getLeaf() instanceof MethodInvocationTree start
        && (TaskStarts.isOfStage(start, state)
            || ResolvedLibrary.of(state).isTimed(ASTHelpers.getSymbol(start)))) {
      return true;
    }
    return earlier(way).anyMatch(call -> Summaries.ofCall(call, state).waits())
        || Graphs.bodyAround(way).stream()
            .flatMap(body -> Trees.ownPathsIn(body, TryTree.class).stream())
            .anyMatch(attempt -> isClosedBefore(attempt, way))
        || Graphs.bodyAround(way).stream()
            .flatMap(
                body -> Trees.ownPathsIn(body, WhileLoopTree.class, DoWhileLoopTree.class).stream())
            .anyMatch(
                loop ->
                    Paths.start(loop) < Paths.start(way) && !Paths.isInside(way, loop.getLeaf()));
  }

  /** Whether resources have been closed by then, which may take until other threads have ended. */
  private static boolean isClosedBefore(TreePath attempt, TreePath way) {
    return !((TryTree) attempt.getLeaf()).getResources().isEmpty()
        && Paths.start(attempt) < Paths.start(way)
        && !Paths.isInside(way, ((TryTree) attempt.getLeaf()).getBlock());
  }

  private boolean isOfExecutor(Task task) {
    return !(task instanceof Task.Apart apart)
        || TaskStarts.executor(apart.start(), state)
            .filter(
                executor ->
                    Symbols.isA(
                        ASTHelpers.getType(executor.getLeaf()),
                        "java.util.concurrent.Executor",
                        state))
            .isPresent();
  }
}
