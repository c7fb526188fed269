package dev.watertight.findings.sends.unreceived;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.MethodTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import dev.watertight.channels.Capacity;
import dev.watertight.channels.Endpoint;
import dev.watertight.channels.Topology;
import dev.watertight.counts.Capacities;
import dev.watertight.counts.Count;
import dev.watertight.counts.Runs;
import dev.watertight.findings.sends.Blocking;
import dev.watertight.findings.sends.Places;
import dev.watertight.findings.sends.unreceived.UnreceivedSend.Reason;
import dev.watertight.loops.LoopExits;
import dev.watertight.model.ChannelOperation.Act;
import dev.watertight.program.ClosingMethods;
import dev.watertight.program.Graphs;
import dev.watertight.program.Loops;
import dev.watertight.program.Paths;
import dev.watertight.tasks.StartCalls;
import dev.watertight.tasks.Task;
import dev.watertight.tasks.Tasks;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Finds sends that come before those who receive do, so that the sends wait for ever. */
final class LateReceivers {
  private final Topology topology;
  private final ImmutableList<Endpoint> sends;
  private final VisitorState state;

  LateReceivers(Topology topology, ImmutableList<Endpoint> sends, VisitorState state) {
    this.topology = topology;
    this.sends = sends;
    this.state = state;
  }

  /** Everybody who receives begins to do so after the send, by the hand of the same code. */
  Optional<UnreceivedSend> find() {
    for (TreePath body : bodies()) {
      ImmutableSet<Task> own = ownTasks(body);
      ImmutableList.Builder<TreePath> places = ImmutableList.builder();
      ImmutableList.Builder<TreePath> later = ImmutableList.builder();
      boolean sameThread = true;
      boolean known = true;
      for (Endpoint receive : topology.receives()) {
        ImmutableSet<Task> tasks = topology.tasksOf(receive, state);
        boolean here = !own.isEmpty() && tasks.equals(own);
        sameThread &= here;
        known &= !tasks.isEmpty();
        for (Task task : tasks) {
          Optional<ImmutableList<TreePath>> anchors =
              here
                  ? Places.anchors(receive.path(), body.getLeaf(), topology, state)
                  : task instanceof Task.Apart apart ? startsIn(body, apart) : Optional.empty();
          if (anchors.isEmpty() && isForOwnMethod(task, body)) {
            later.add(receive.path());
          } else {
            known &= anchors.isPresent();
          }
          anchors.ifPresent(places::addAll);
        }
      }
      if (known) {
        Reason reason = sameThread ? Reason.SAME_THREAD : Reason.BEFORE_START;
        Optional<UnreceivedSend> finding = tooEarly(reason, body, places.build(), later.build());
        if (finding.isPresent()) {
          return finding;
        }
      }
    }
    return Optional.empty();
  }

  /**
   * The tasks by which the body would have to receive what it has sent itself; none if others may
   * do so. A channel in a field is used by whoever calls the method: each fills it before it takes.
   */
  private ImmutableSet<Task> ownTasks(TreePath body) {
    ImmutableSet<Task> own =
        topology.isLocal() ? Tasks.of(topology.maker(), state) : sendersIn(body);
    boolean known =
        topology.isLocal()
            ? !own.contains(new Task.Unknown())
            : own.stream().allMatch(Task.Caller.class::isInstance)
                && topology.sends().stream().allMatch(s -> topology.tasksOf(s, state).equals(own));
    return known ? own : ImmutableSet.of();
  }

  private ImmutableSet<Task> sendersIn(TreePath body) {
    return sends.stream()
        .filter(send -> Paths.isInside(send.path(), body.getLeaf()))
        .flatMap(send -> topology.tasksOf(send, state).stream())
        .collect(ImmutableSet.toImmutableSet());
  }

  /** Whether the body is a constructor and the task begins with a method of the object it makes. */
  private boolean isForOwnMethod(Task task, TreePath body) {
    if (topology.isLocal()
        || !(body.getLeaf() instanceof MethodTree tree)
        || !ASTHelpers.getSymbol(tree).isConstructor()) {
      return false;
    }
    MethodSymbol constructor = ASTHelpers.getSymbol(tree);
    return (task instanceof Task.Apart apart
            ? Tasks.of(apart.start(), state)
            : ImmutableSet.of(task))
        .stream()
            .allMatch(
                t ->
                    t instanceof Task.Caller caller
                        && caller.symbol() instanceof MethodSymbol method
                        && !method.isConstructor()
                        && !method.isStatic()
                        && method.owner.equals(constructor.owner));
  }

  private Optional<ImmutableList<TreePath>> startsIn(TreePath body, Task.Apart apart) {
    ImmutableList.Builder<TreePath> found = ImmutableList.builder();
    for (TreePath start : StartCalls.of(apart, state)) {
      Optional<ImmutableList<TreePath>> anchors =
          Places.anchors(start, body.getLeaf(), topology, state);
      if (anchors.isEmpty()) {
        return anchors;
      }
      found.addAll(anchors.get());
    }
    return Optional.of(found.build());
  }

  /** The bodies that may send before anybody receives. */
  private ImmutableList<TreePath> bodies() {
    if (topology.isLocal()) {
      return Graphs.bodyAround(topology.maker()).stream().collect(toImmutableList());
    }
    return sends.stream()
        .flatMap(send -> Graphs.bodyAround(send.path()).stream())
        .distinct()
        .collect(toImmutableList());
  }

  /** The first send of the body that fills the channel before any of the places is reached. */
  private Optional<UnreceivedSend> tooEarly(
      Reason reason, TreePath body, ImmutableList<TreePath> here, ImmutableList<TreePath> later) {
    if (here.isEmpty() && later.isEmpty()) {
      return Optional.empty();
    }
    ImmutableList<TreePath> places = here.isEmpty() ? later : here;
    int first = here.stream().mapToInt(Places::start).min().orElse(Integer.MAX_VALUE);
    long values = 0;
    boolean sure = true;
    for (Endpoint send : inOrder(body)) {
      TreePath anchor = Places.anchors(send.path(), body.getLeaf(), topology, state).get().get(0);
      List<TreePath> loops = Places.loopsAround(anchor, topology.maker());
      TreePath whole = loops.isEmpty() ? anchor : loops.get(loops.size() - 1);
      boolean rendezvousInOneThread =
          reason == Reason.SAME_THREAD && topology.capacity().isRendezvous();
      if (!rendezvousInOneThread
          && (Places.start(anchor) > first || here.stream().anyMatch(p -> isIn(p, whole)))) {
        continue;
      }
      Count count = Runs.of(send.path(), topology, state);
      OptionalLong number = number(count);
      boolean blocks = send.isEndless() && Blocking.isPossible(topology, send);
      boolean certain = Places.isUnconditional(whole, body.getLeaf());
      // A condition may hold only when the body has been run before, and has started somebody.
      boolean isFirst = topology.isLocal() || isConstructor(body) || certain;
      if (blocks && isFirst && (topology.capacity().isRendezvous() || send.isHandover())) {
        return Optional.of(
            new UnreceivedSend(
                reason, topology, shown(send, anchor), places, room(reason, anchor, first)));
      }
      if (number.isEmpty()
          && blocks
          && isFillable()
          && Capacities.canBeFilled(topology, count.most(), state)
          && certain
          && !isLookedAt(body)
          && loops.stream().allMatch(this::isRunToItsEnd)) {
        return Optional.of(
            new UnreceivedSend(
                reason, topology, shown(send, anchor), places, room(reason, anchor, first)));
      }
      sure &= certain && number.isPresent();
      values += number.orElse(0);
      if (blocks
          && ((sure && topology.capacity().isFilledBy(values))
              || (isFirst && isFilledByOthers(body)))) {
        return Optional.of(
            new UnreceivedSend(
                reason, topology, shown(send, anchor), places, room(reason, anchor, first)));
      }
    }
    return Optional.empty();
  }

  /**
   * What a report shows: of a method that writes to any stream, the call that gives it the pipe.
   */
  private Endpoint shown(Endpoint send, TreePath anchor) {
    return Blocking.isPipe(topology)
            && Runs.isCall(anchor)
            && ASTHelpers.getSymbol(anchor.getLeaf()) instanceof MethodSymbol method
        ? new Endpoint(anchor, send.act(), send.waiting(), method.getSimpleName().toString())
        : send;
  }

  /** The room that helps: none where the first receive is before the send. */
  private int room(Reason reason, TreePath send, int firstReceive) {
    return Places.start(send) > firstReceive
        ? -1
        : Room.of(topology, reason == Reason.SAME_THREAD ? 0 : -1, state);
  }

  private static OptionalLong number(Count count) {
    return count.least().equals(count.most()) ? count.most().number() : OptionalLong.empty();
  }

  private static boolean isIn(TreePath path, TreePath loop) {
    return Loops.isLoop(loop.getLeaf()) && Paths.isInside(path, loop.getLeaf());
  }

  /** Whether nothing ends the loop early, except that a send itself fails. */
  private boolean isRunToItsEnd(TreePath loop) {
    return LoopExits.abrupt(loop, state).stream()
        .allMatch(exit -> sends.stream().anyMatch(send -> send.path().getLeaf() == exit.getLeaf()));
  }

  private boolean isFillable() {
    return Blocking.isPipe(topology)
        ? !Pipes.isSized(topology, state)
        : !topology.capacity().equals(Capacity.UNKNOWN);
  }

  /** Whether the code asks the channel how full it is. */
  private boolean isLookedAt(TreePath body) {
    return topology.endpoints().stream()
        .anyMatch(
            e ->
                e.act() == Act.READ
                    && !e.method().equals("flush")
                    && Places.anchors(e.path(), body.getLeaf(), topology, state).isPresent());
  }

  /** Whether callers may have filled it before, by a method that is open to them. */
  private boolean isFilledByOthers(TreePath body) {
    if (topology.isLocal() || isConstructor(body) || isLookedAt(body)) {
      return false;
    }
    for (Endpoint send : topology.sends()) {
      Optional<TreePath> around = Graphs.bodyAround(send.path());
      if (around.isPresent()
          && around.get().getLeaf() != body.getLeaf()
          && !isConstructor(around.get())
          && Places.isUnconditional(send.path(), around.get().getLeaf())
          && topology.tasksOf(send, state).stream().anyMatch(this::isOpen)) {
        return true;
      }
    }
    return false;
  }

  /** Whether a caller may come before the start: not to a method that ends the object's work. */
  private boolean isOpen(Task task) {
    return task instanceof Task.Caller caller
        && caller.symbol() instanceof MethodSymbol method
        && !ClosingMethods.of(state).isCloser(method);
  }

  private static boolean isConstructor(TreePath body) {
    return !(body.getLeaf() instanceof MethodTree method)
        || ASTHelpers.getSymbol(method).isConstructor();
  }

  private ImmutableList<Endpoint> inOrder(TreePath body) {
    return topology.sends().stream()
        .filter(s -> !topology.tasksOf(s, state).isEmpty())
        .filter(
            s ->
                Places.anchors(s.path(), body.getLeaf(), topology, state)
                    .filter(a -> a.size() == 1)
                    .isPresent())
        .sorted(
            Comparator.comparingInt(
                s ->
                    Places.start(
                        Places.anchors(s.path(), body.getLeaf(), topology, state).get().get(0))))
        .collect(toImmutableList());
  }
}
