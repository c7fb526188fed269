package dev.watertight.endpoints;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import dev.watertight.endpoints.UnreceivedSend.Reason;
import dev.watertight.model.ChannelOperation.Act;
import dev.watertight.ownership.Releases;
import dev.watertight.view.Graphs;
import dev.watertight.view.Paths;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.BiConsumer;

/** Finds sends that wait for a receiver who cannot come: see {@link UnreceivedSend}. */
public final class UnreceivedSends implements ChannelFindings.Analysis<UnreceivedSend> {
  /** Instantiates a new {@link UnreceivedSends} instance. */
  public UnreceivedSends() {}

  @Override
  public void analyze(
      Topology topology, VisitorState state, BiConsumer<Tree, UnreceivedSend> found) {
    if (!topology.isClosedView() || !Blocking.isPossible(topology)) {
      return;
    }
    ImmutableList<Endpoint> sends = Blocking.sends(topology);
    if (sends.isEmpty()) {
      return;
    }
    new Channel(topology, sends, state)
        .find()
        .ifPresent(finding -> found.accept(reportAt(finding), finding));
  }

  /** The call, or the maker if the send is a method reference. */
  private static Tree reportAt(UnreceivedSend finding) {
    Tree send = finding.send().path().getLeaf();
    return send instanceof MethodInvocationTree ? send : finding.topology().maker().getLeaf();
  }

  private static final class Channel {
    private final Topology topology;
    private final ImmutableList<Endpoint> sends;
    private final VisitorState state;

    Channel(Topology topology, ImmutableList<Endpoint> sends, VisitorState state) {
      this.topology = topology;
      this.sends = sends;
      this.state = state;
    }

    Optional<UnreceivedSend> find() {
      if (topology.endpoints().stream().allMatch(e -> e.act() == Act.EXCHANGE)) {
        return loneExchange();
      }
      ImmutableList<Endpoint> receives = topology.receives();
      if (receives.isEmpty()) {
        return nobody();
      }
      return tooEarly(receives);
    }

    private Optional<UnreceivedSend> nobody() {
      for (Endpoint send : sends) {
        if (isCertain(send) && !isClosedByOthers(send) && exceedsCapacity(send)) {
          return Optional.of(finding(Reason.NOBODY, send, ImmutableList.of(), 0));
        }
      }
      return Optional.empty();
    }

    /** Whether the code in view says who runs the send and that nobody is to interrupt it. */
    private boolean isCertain(Endpoint send) {
      for (Task task : Tasks.of(send.path(), state)) {
        if (task instanceof Task.Unknown) {
          return false;
        }
        if (task instanceof Task.Apart apart) {
          Interruptions interruptions = Interruptions.of(apart, state);
          boolean once = !Places.isRepeated(send.path(), topology.maker(), state);
          // A thread that waits once, to be interrupted: somebody wants to see just that.
          if (interruptions == Interruptions.UNKNOWN
              || (interruptions == Interruptions.SEEN && once)) {
            return false;
          }
        }
      }
      return true;
    }

    private boolean isClosedByOthers(Endpoint send) {
      ImmutableSet<Task> senders = Tasks.of(send.path(), state);
      return topology.closes().stream()
          .anyMatch(close -> !Tasks.of(close.path(), state).equals(senders));
    }

    private boolean exceedsCapacity(Endpoint send) {
      if (topology.capacity().isRendezvous()
          || send.isHandover()
          || Places.isRepeated(send.path(), topology.maker(), state)) {
        return true;
      }
      Optional<TreePath> body = Graphs.bodyAround(send.path());
      long earlier =
          topology.sends().stream()
              .filter(other -> isOnTheWay(other, body))
              .filter(other -> Places.start(other.path()) <= Places.start(send.path()))
              .count();
      return topology.capacity().isFilledBy((int) earlier);
    }

    private static boolean isOnTheWay(Endpoint other, Optional<TreePath> body) {
      return body.isPresent()
          && Graphs.bodyAround(other.path()).filter(b -> b.getLeaf() == body.get().getLeaf()).isPresent()
          && Places.isUnconditional(other.path(), body.get().getLeaf());
    }

    private Optional<UnreceivedSend> loneExchange() {
      if (!topology.isLocal()) {
        return Optional.empty();
      }
      ImmutableSet<Task> tasks = Tasks.of(sends.get(0).path(), state);
      boolean alone =
          tasks.size() == 1
              && sends.stream()
                  .allMatch(
                      e ->
                          Tasks.of(e.path(), state).equals(tasks)
                              && isCertain(e)
                              && !startsRepeatedly(e));
      return alone
          ? Optional.of(finding(Reason.NOBODY, sends.get(0), ImmutableList.of(), 0))
          : Optional.empty();
    }

    private boolean startsRepeatedly(Endpoint endpoint) {
      return Tasks.firstApart(Tasks.of(endpoint.path(), state))
          .filter(apart -> Places.isRepeated(apart.start(), topology.maker(), state))
          .isPresent();
    }

    /** Everybody who receives begins to do so after the send, by the hand of the same code. */
    private Optional<UnreceivedSend> tooEarly(ImmutableList<Endpoint> receives) {
      for (TreePath body : bodies()) {
        ImmutableSet<Task> own = Tasks.of(topology.maker(), state);
        ImmutableList.Builder<TreePath> places = ImmutableList.builder();
        boolean sameThread = topology.isLocal();
        boolean known = true;
        for (Endpoint receive : receives) {
          ImmutableSet<Task> tasks = Tasks.of(receive.path(), state);
          boolean here = topology.isLocal() && tasks.equals(own);
          sameThread &= here;
          known &= !tasks.isEmpty();
          for (Task task : tasks) {
            Optional<ImmutableList<TreePath>> anchors =
                here
                    ? Places.anchors(receive.path(), body.getLeaf(), state)
                    : task instanceof Task.Apart apart
                        ? Places.anchors(apart.start(), body.getLeaf(), state)
                        : Optional.empty();
            known &= anchors.isPresent();
            anchors.ifPresent(places::addAll);
          }
        }
        if (known) {
          Reason reason = sameThread ? Reason.SAME_THREAD : Reason.BEFORE_START;
          Optional<UnreceivedSend> finding = tooEarly(reason, body, places.build());
          if (finding.isPresent()) {
            return finding;
          }
        }
      }
      return Optional.empty();
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
        Reason reason, TreePath body, ImmutableList<TreePath> places) {
      if (places.isEmpty()) {
        return Optional.empty();
      }
      int first = places.stream().mapToInt(Places::start).min().getAsInt();
      int values = 0;
      boolean sure = true;
      for (Endpoint send : inOrder(body)) {
        TreePath anchor = Places.anchors(send.path(), body.getLeaf(), state).get().get(0);
        List<TreePath> loops = Places.loopsAround(anchor, topology.maker());
        TreePath whole = loops.isEmpty() ? anchor : loops.get(loops.size() - 1);
        boolean rendezvousInOneThread =
            reason == Reason.SAME_THREAD && topology.capacity().isRendezvous();
        if (!rendezvousInOneThread
            && (Places.start(anchor) > first || places.stream().anyMatch(p -> isIn(p, whole)))) {
          continue;
        }
        OptionalInt count = count(send, anchor, loops);
        boolean blocks = send.isEndless() && Blocking.isPossible(topology, send);
        if (blocks && (topology.capacity().isRendezvous() || send.isHandover())) {
          return Optional.of(finding(reason, send, places, 1));
        }
        boolean certain = Places.isUnconditional(whole, body.getLeaf());
        if (count.isEmpty()
            && blocks
            && isFillable()
            && certain
            && !isLookedAt(body)
            && loops.stream().allMatch(loop -> LoopExits.of(loop, state).isEmpty())) {
          return Optional.of(finding(reason, send, places, 0));
        }
        sure &= certain && count.isPresent();
        values += count.orElse(0);
        if (blocks && ((sure && topology.capacity().isFilledBy(values)) || isFilledByOthers(body))) {
          return Optional.of(finding(reason, send, places, sure ? values : 0));
        }
      }
      return Optional.empty();
    }

    private OptionalInt count(Endpoint send, TreePath anchor, List<TreePath> loops) {
      if (anchor == send.path()) {
        return LoopCount.of(loops, state);
      }
      return Places.isRepeated(send.path(), topology.maker(), state)
          ? OptionalInt.empty()
          : OptionalInt.of(1);
    }

    private static boolean isIn(TreePath path, TreePath loop) {
      return Places.isLoop(loop.getLeaf())
          && Paths.isInside(path, loop.getLeaf());
    }

    private boolean isFillable() {
      return !topology.capacity().equals(Capacity.UNKNOWN);
    }

    /** Whether the code asks the channel how full it is. */
    private boolean isLookedAt(TreePath body) {
      return topology.endpoints().stream()
          .anyMatch(
              e ->
                  e.act() == Act.READ
                      && Places.anchors(e.path(), body.getLeaf(), state).isPresent());
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
            && Tasks.of(send.path(), state).stream().anyMatch(this::isOpen)) {
          return true;
        }
      }
      return false;
    }

    /** Whether a caller may come before the start: not to a method that ends the object's work. */
    private boolean isOpen(Task task) {
      return task instanceof Task.Caller caller
          && caller.symbol() instanceof MethodSymbol method
          && !Releases.isCloser(method);
    }

    private static boolean isConstructor(TreePath body) {
      return !(body.getLeaf() instanceof MethodTree method)
          || ASTHelpers.getSymbol(method).isConstructor();
    }

    private ImmutableList<Endpoint> inOrder(TreePath body) {
      return topology.sends().stream()
          .filter(s -> !Tasks.of(s.path(), state).isEmpty())
          .filter(
              s ->
                  Places.anchors(s.path(), body.getLeaf(), state)
                      .filter(a -> a.size() == 1)
                      .isPresent())
          .sorted(
              Comparator.comparingInt(
                  s ->
                      Places.start(
                          Places.anchors(s.path(), body.getLeaf(), state).get().get(0))))
          .collect(toImmutableList());
    }

    private UnreceivedSend finding(
        Reason reason, Endpoint send, ImmutableList<TreePath> starts, int values) {
      return new UnreceivedSend(reason, topology, send, starts, values);
    }
  }
}
