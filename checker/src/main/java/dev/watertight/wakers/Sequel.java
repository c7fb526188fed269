package dev.watertight.wakers;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.TryTree;
import com.sun.source.util.TreePath;
import dev.watertight.answers.Answer;
import dev.watertight.answers.Known;
import dev.watertight.channels.Endpoint;
import dev.watertight.channels.Topology;
import dev.watertight.model.ChannelOperation.Act;
import dev.watertight.program.Graphs;
import dev.watertight.program.Loops;
import dev.watertight.program.Paths;
import dev.watertight.program.Trees;
import dev.watertight.summaries.CertainCalls;
import dev.watertight.summaries.Summaries;
import dev.watertight.tasks.Task;
import dev.watertight.tasks.Tasks;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * What runs after a place: the rest of its body, what that calls, and what those that call it do
 * afterwards.
 *
 * <p>A wait has to be ended after the flag has been set for the waiting loop: one that is woken
 * before looks at the flag too early, and waits again. Only the text decides on the order, so what
 * stands behind the place in another branch counts, too; what happens at the same time in another
 * task does not.
 *
 * @param places the place, and what leads to it
 * @param ways what leads to another place
 * @param order whether the second place may come after the first in a run of their body
 * @param withTasks whether tasks count that have been started, but may get to their places later
 * @param state the compilation
 */
public record Sequel(
    Known<TreePath> places,
    Function<TreePath, Known<TreePath>> ways,
    BiPredicate<TreePath, TreePath> order,
    boolean withTasks,
    VisitorState state) {
  /** What runs after the place. */
  public static Sequel of(TreePath place, VisitorState state) {
    return new Sequel(
        CallSites.leadingTo(place, state),
        other -> CallSites.leadingTo(other, state),
        Order::mayFollow,
        /* withTasks= */ true,
        state);
  }

  /**
   * What runs after the place for an object that a body has made for itself: in no other run of
   * that, in no other round of a loop around what makes it, and in no branch that excludes the
   * place.
   *
   * @param maker what makes the object
   */
  public static Sequel ofObject(TreePath place, TreePath maker, VisitorState state) {
    return ofOrder(
        place,
        other -> CallSites.leadingTo(other, way -> Graphs.areTogether(way, maker), state),
        (first, second) ->
            mayFollowInRun(first, second)
                && (Paths.start(second) > Paths.start(first)
                    || Paths.aroundInBody(first).stream()
                        .map(TreePath::getLeaf)
                        .filter(loop -> Loops.isLoop(loop) && Paths.isInside(second, loop))
                        .anyMatch(loop -> !Paths.isInside(maker, loop))),
        state);
  }

  /** What runs after the place in its own thread, but not in a branch that excludes the place. */
  public static Sequel inThread(TreePath place, VisitorState state) {
    return ofOrder(place, other -> CallSites.inThread(other, state), Sequel::mayFollowInRun, state);
  }

  /** What runs after the place, but not in a branch that excludes the place. */
  public static Sequel onPaths(TreePath place, VisitorState state) {
    return ofOrder(
        place, other -> CallSites.leadingTo(other, state), Sequel::mayFollowInRun, state);
  }

  private static Sequel ofOrder(
      TreePath place,
      Function<TreePath, Known<TreePath>> ways,
      BiPredicate<TreePath, TreePath> order,
      VisitorState state) {
    return new Sequel(ways.apply(place), ways, order, /* withTasks= */ false, state);
  }

  private static boolean mayFollowInRun(TreePath first, TreePath second) {
    return Order.mayFollow(first, second) && !Exclusion.isCertain(first, second);
  }

  /** Whether the other place may run afterwards. */
  public Answer includes(TreePath other) {
    return includes(other, new HashSet<>());
  }

  /**
   * Whether the other place may run afterwards.
   *
   * @param asked the places for which that is being asked: signs may wait for each other
   */
  private Answer includes(TreePath other, Set<Tree> asked) {
    asked.add(other.getLeaf());
    Answer answer = inText(other);
    if (!answer.isNo() || isInCallOfPlace(other)) {
      return answer;
    }
    Known<TreePath> others = ways.apply(other);
    Predicate<TreePath> mayRun =
        act -> !asked.contains(act.getLeaf()) && !includes(act, asked).isNo();
    return !isInterruptedInto(others, mayRun)
            && !(withTasks && new HeldBack(state).mayCome(places.seen(), others.seen()))
            && !Signals.mayCome(others.seen(), mayRun, state)
        ? Answer.NO
        : Answer.UNKNOWN;
  }

  /**
   * Whether the other place may run afterwards as the text says, which knows of no task that has
   * waited meanwhile.
   */
  public Answer inText(TreePath other) {
    Known<TreePath> others = ways.apply(other);
    for (TreePath first : places.seen()) {
      for (TreePath second : others.seen()) {
        if (order.test(first, second)) {
          return Answer.YES;
        }
      }
    }
    return others.isComplete() && !areFunctions(others) ? Answer.NO : Answer.UNKNOWN;
  }

  /**
   * Whether the same call from out of view runs the place and the other: one after the other, as
   * the text says, however long it waits between them.
   */
  private boolean isInCallOfPlace(TreePath other) {
    ImmutableSet<Task> tasks = Tasks.of(other, state);
    return tasks.size() == 1
        && tasks.iterator().next() instanceof Task.Caller
        && places.seen().stream().allMatch(place -> Tasks.of(place, state).equals(tasks));
  }

  /** Whether a task comes to one of the places because an interrupt ends what it waits for. */
  private boolean isInterruptedInto(Known<TreePath> others, Predicate<TreePath> mayRun) {
    for (TreePath place : others.seen()) {
      for (Task.Apart task : Tasks.apart(Tasks.of(place, state))) {
        for (Interrupter interrupter : Interrupters.of(task, state).known().seen()) {
          if (mayRun.test(interrupter.place())) {
            return true;
          }
        }
      }
    }
    return false;
  }

  /** Whether the same call runs both, as functions: in which order is nowhere written. */
  private boolean areFunctions(Known<TreePath> others) {
    boolean isShared = false;
    for (TreePath first : places.seen()) {
      for (TreePath second : others.seen()) {
        boolean same = first.getLeaf() == second.getLeaf();
        if (!same && Graphs.areTogether(first, second)) {
          return false;
        }
        isShared |= same;
      }
    }
    return isShared;
  }

  /**
   * Whether a socket or a pipe may be used afterwards, or closed at the end of a block around the
   * place, by others than these tasks. In other packages than that of the loop only what the text
   * says counts: the client that a program closes after it has told its server to stop.
   *
   * @param loop a loop of theirs that waits for sockets
   */
  public boolean connects(TreePath loop, ImmutableSet<Task> own) {
    return mayCome(Signals.connections(loop, state), own)
        || Signals.connectionsElsewhere(loop, state).stream()
            .anyMatch(call -> includes(call).isYes())
        || places.seen().stream()
            .anyMatch(
                place ->
                    Graphs.bodyAround(place).stream()
                        .flatMap(
                            body ->
                                Trees.pathsIn(body, MethodInvocationTree.class, NewClassTree.class)
                                    .stream())
                        .anyMatch(
                            call ->
                                isOfResource(call, place)
                                    && Summaries.ofCall(call, state).connects()));
  }

  /** Whether others than these tasks may connect or send to a socket of a loop afterwards. */
  public boolean callsOut(TreePath loop, ImmutableSet<Task> own) {
    return mayCome(Signals.callsOut(loop, state), own);
  }

  /** Whether others than these tasks may change a file afterwards, or in the very same method. */
  public boolean changesFiles(ImmutableSet<Task> own) {
    ImmutableList<TreePath> changes = Signals.changesOfFiles(state);
    return mayCome(changes, own)
        || places.seen().stream()
            .anyMatch(place -> changes.stream().anyMatch(call -> Graphs.areTogether(call, place)));
  }

  private boolean mayCome(ImmutableList<TreePath> calls, ImmutableSet<Task> own) {
    for (TreePath call : calls) {
      ImmutableSet<Task> tasks = Tasks.of(call, state);
      if (!own.containsAll(tasks)
          && (!includes(call).isNo()
              || Tasks.apart(tasks).stream().anyMatch(t -> Supply.mayGoOn(t, call, state)))) {
        return true;
      }
    }
    return false;
  }

  /**
   * Whether a call makes a resource that is closed behind the place, or behind what is closed
   * there.
   */
  private static boolean isOfResource(TreePath call, TreePath place) {
    TreePath attempt = Paths.enclosing(call, ImmutableSet.of(TryTree.class));
    if (attempt == null || Paths.isInside(call, ((TryTree) attempt.getLeaf()).getBlock())) {
      return false;
    }
    TryTree tree = (TryTree) attempt.getLeaf();
    if (Paths.isInside(place, tree.getBlock())) {
      return true;
    }
    List<? extends Tree> resources = tree.getResources();
    int closed = resources.indexOf(place.getLeaf());
    return resources.subList(0, Math.max(closed, 0)).stream()
        .anyMatch(earlier -> Paths.isInside(call, earlier));
  }

  /** Whether a way to the place goes on, unless something fails, to where the process ends. */
  public boolean endsProcess() {
    return places.seen().stream()
        .anyMatch(
            place ->
                Graphs.bodyAround(place).stream()
                    .flatMap(body -> CertainCalls.in(body, /* catching= */ false).calls().stream())
                    .anyMatch(call -> Order.mayFollow(place, call) && isExit(call)));
  }

  /** Whether a way to the place may go on to where the process ends, under some condition. */
  public boolean mayEndProcess() {
    return places.seen().stream()
        .anyMatch(
            place ->
                Graphs.bodyAround(place).stream()
                    .flatMap(body -> Trees.ownPathsIn(body, MethodInvocationTree.class).stream())
                    .anyMatch(
                        call ->
                            Order.mayFollow(place, call) && Summaries.ofCall(call, state).exits()));
  }

  private boolean isExit(TreePath call) {
    return call.getLeaf() instanceof MethodInvocationTree tree
        && Summaries.neverReturns(tree, state)
        && Summaries.ofCall(call, state).exits();
  }

  /** The sends and closes by which a receiver of the channel is woken afterwards. */
  public Known<Endpoint> wakers(Topology channel) {
    return wakers(channel, endpoint -> false);
  }

  /**
   * The same, but for some.
   *
   * @param stopped those that the place itself brings to an end
   */
  public Known<Endpoint> wakers(Topology channel, Predicate<Endpoint> stopped) {
    ImmutableSet.Builder<Endpoint> found = ImmutableSet.builder();
    boolean isComplete = channel.isClosedView() && !endsProcess();
    for (Endpoint endpoint : channel.endpoints()) {
      if ((endpoint.act() == Act.CLOSE || endpoint.isSend()) && !stopped.test(endpoint)) {
        Answer answer = includes(endpoint.path());
        if (answer.isYes()) {
          found.add(endpoint);
        }
        isComplete &= answer != Answer.UNKNOWN;
      }
    }
    return new Known<>(found.build(), isComplete);
  }
}
