package dev.watertight.findings.sends.abandoned;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import dev.watertight.channels.Capacity;
import dev.watertight.channels.ChannelFindings;
import dev.watertight.channels.Endpoint;
import dev.watertight.channels.Topology;
import dev.watertight.counts.Amount;
import dev.watertight.counts.Runs;
import dev.watertight.findings.handles.Leak;
import dev.watertight.findings.sends.Departures;
import dev.watertight.findings.sends.Places;
import dev.watertight.findings.sends.Senders;
import dev.watertight.findings.sends.abandoned.AbandonedSends.AbandonedSend.How;
import dev.watertight.loops.WaitLoops;
import dev.watertight.model.ChannelOperation.Act;
import dev.watertight.model.ChannelOperation.Wait;
import dev.watertight.program.Paths;
import dev.watertight.program.Symbols;
import dev.watertight.tasks.Task;
import dev.watertight.wakers.Sequel;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * Finds sends whose receivers can leave too early: see {@link AbandonedSend}.
 *
 * <p>Once a sender waits, only a receive, an error in the channel or an interrupt ends its wait.
 * All uses of the channel being in view, whatever else the receiver does when it leaves is no help.
 */
public final class AbandonedSends
    implements ChannelFindings.Analysis<AbandonedSends.AbandonedSend> {
  /**
   * A send whose receivers can leave before it has been received, without telling the sender.
   *
   * @param topology the channel
   * @param send the call that waits
   * @param how how they leave
   * @param at where they leave
   * @param repair what a fix needs to know
   */
  public record AbandonedSend(
      Topology topology, Endpoint send, How how, TreePath at, Repair repair) {
    /**
     * What a fix needs to know.
     *
     * @param room how many values the channel must hold so that no send waits; 0 for as many as
     *     come, -1 if more room is no help
     * @param loop the loop that all receives are in
     * @param channels how the code of the loop names the channel and those behind it, if they can
     *     be closed
     * @param start what starts the sender
     * @param reader the end of the channel that has to be closed
     */
    public record Repair(
        int room,
        Optional<TreePath> loop,
        ImmutableList<String> channels,
        Optional<TreePath> start,
        Optional<Leak> reader) {
      static final Repair NONE = ofReader(Optional.empty());

      static Repair ofReader(Optional<Leak> reader) {
        return new Repair(-1, Optional.empty(), ImmutableList.of(), Optional.empty(), reader);
      }
    }

    /** How receivers leave. */
    public enum How {
      /** A receive gives up after a time. */
      TIMED_OUT,
      /** A receiving loop is left early. */
      LOOP_LEFT,
      /** A receiving loop fails, by an exception that nobody declares or expects. */
      LOOP_FAILED,
      /** A select takes what comes first, from another channel perhaps. */
      NOT_CHOSEN,
      /** Fewer values are received than sent. */
      TOO_FEW,
      /** A path through the code leads past the receive. */
      SKIPPED,
      /** The end from which values are read is dropped, still open. */
      DROPPED,
      /** The reader waits for the writer, with its end open. */
      WAITED_FOR,
      /** The other side of an exchanger exchanges no more. */
      PARTNER_LEFT,
      /** A subscriber does not ask for the next item. */
      UNREQUESTED
    }

    /** The line of the place where they leave. */
    public long line() {
      return Paths.line(at);
    }
  }

  @Override
  public void analyze(
      Topology topology, VisitorState state, BiConsumer<Tree, AbandonedSend> found) {
    if (topology.isClosedView() && topology.isPipe()) {
      UnreadPipes.find(topology, found, state);
      PartlyReadPipes.find(topology, found, state);
      return;
    }
    if (!topology.isClosedView() || topology.receives().isEmpty()) {
      return;
    }
    if (!topology.isBlocking()) {
      // Without subscribers it drops what is sent; with one, sends wait for that.
      new UnrequestedItems(topology, state)
          .find()
          .ifPresent(finding -> found.accept(sendOf(finding), finding));
      return;
    }
    if (topology.endpoints().stream().allMatch(e -> e.act() == Act.EXCHANGE)) {
      new LeavingPartners(topology, state)
          .find()
          .ifPresent(finding -> found.accept(finding.send().path().getLeaf(), finding));
      return;
    }
    Channel channel = new Channel(topology, false, state);
    if (!topology.receives().stream().allMatch(Channel::isPlainReceive)) {
      return;
    }
    channel
        .find()
        .or(() -> new Channel(topology, true, state).find())
        .or(() -> behindMethods(topology, state))
        .or(() -> new Surplus(topology, state).find())
        .ifPresent(finding -> found.accept(finding.send().path().getLeaf(), finding));
  }

  /** The call, or the maker of the channel if the send is a method reference. */
  private static Tree sendOf(AbandonedSend finding) {
    Tree send = finding.send().path().getLeaf();
    return send instanceof MethodInvocationTree ? send : finding.topology().maker().getLeaf();
  }

  /** The same as whoever uses the channel by methods of the object around it sees it. */
  private static Optional<AbandonedSend> behindMethods(Topology topology, VisitorState state) {
    return Forwarders.of(topology, state)
        .flatMap(
            seen ->
                new Channel(seen.topology(), false, state)
                    .find()
                    .map(
                        found ->
                            new AbandonedSend(
                                topology,
                                seen.useOf(found.send()),
                                found.how(),
                                found.at(),
                                AbandonedSend.Repair.NONE)));
  }

  /** A way to leave; the analysis of one send asks each receive for one. */
  private record Departure(How how, TreePath at) {}

  /**
   * A channel whose senders wait.
   *
   * @param onFailure whether unchecked exceptions end its receivers that nobody expects
   */
  private record Channel(Topology topology, boolean onFailure, VisitorState state) {
    /** What takes one value out, if there is one, without waiting for it. */
    private static final ImmutableSet<String> POLLS =
        ImmutableSet.of(
            "poll", "pollFirst", "pollLast", "remove", "tryReceive", "tryReceiveOrClosed");

    /** Whether it takes one value out, as opposed to clearing or draining the channel. */
    static boolean isPlainReceive(Endpoint receive) {
      return receive.act() == Act.RECEIVE
          && receive.path().getLeaf() instanceof MethodInvocationTree call
          && (receive.waiting() != Wait.NEVER
              || (POLLS.contains(receive.method()) && call.getArguments().isEmpty()));
    }

    Optional<AbandonedSend> find() {
      return topology.blockingSends().stream()
          .filter(send -> send.path().getLeaf() instanceof MethodInvocationTree)
          .flatMap(send -> of(send).stream())
          .findFirst();
    }

    private Optional<AbandonedSend> of(Endpoint send) {
      ImmutableSet<Task> senders = topology.tasksOf(send, state);
      boolean alone =
          all().isOnItsOwn(senders)
              || (all().isOfProgram(send, senders) && all().areStartedOnce(topology.receives()));
      if (!alone
          || all().endWithProcess(senders)
          || all().isFreed(senders)
          || !all().canFill(send)) {
        return Optional.empty();
      }
      Departure first = null;
      for (Endpoint receive : topology.receives()) {
        if (isBeforeLoop(receive)) {
          continue;
        }
        Optional<Departure> departure = departure(receive, send, senders);
        if (departure.isEmpty() || Sequel.of(receive.path(), state).endsProcess()) {
          return Optional.empty();
        }
        first = first == null || departure.get().how() == How.LOOP_FAILED ? departure.get() : first;
      }
      // Another queue, by which the request has come, tells nothing of the end of the wait for it.
      boolean request = topology.receives().stream().anyMatch(r -> receivers().isAnsweredOnce(r));
      return first == null || all().isToldByFlag(send, request)
          ? Optional.empty()
          : Optional.of(
              new AbandonedSend(
                  topology, send, first.how(), first.at(), new Repairs(topology, state).of(send)));
    }

    /** Whether it takes, once, the first of the values that a loop takes the others of. */
    private boolean isBeforeLoop(Endpoint receive) {
      return receive.waiting() == Wait.ALWAYS
          && WaitLoops.isFirst(receive, topology)
          && !Runs.isRepeated(receive.path(), topology, state);
    }

    private Optional<Departure> departure(
        Endpoint receive, Endpoint send, ImmutableSet<Task> senders) {
      Optional<TreePath> loop = Places.loop(receive.path(), topology.maker());
      if (receive.waiting() == Wait.TIMED && receivers().isAnsweredOnce(receive)) {
        return Optional.of(new Departure(How.TIMED_OUT, receive.path()));
      }
      if (!receivers().isInView(receive, senders)) {
        return Optional.empty();
      }
      if (receivers().isRepeated(loop.orElse(receive.path()))) {
        return loop.isEmpty() && topology.isLocal() && areTooFew(send)
            ? Optional.of(new Departure(How.TOO_FEW, receive.path()))
            : Optional.empty();
      }
      if (receive.waiting() == Wait.SELECT) {
        return loop.isEmpty() && topology.isLocal() && isOneOfSeveral(receive)
            ? Optional.of(new Departure(How.NOT_CHOSEN, receive.path()))
            : Optional.empty();
      }
      boolean polls = receive.waiting() == Wait.NEVER;
      if (polls && loop.isPresent()) {
        // It may take all that is there, again and again.
        return Optional.empty();
      }
      if (loop.isPresent()) {
        Departures departures = new Departures(topology, send, state);
        return departures
            .from(loop.get())
            .map(at -> new Departure(How.LOOP_LEFT, at))
            .or(
                () ->
                    onFailure
                        ? departures
                            .byFailure(loop.get())
                            .map(at -> new Departure(How.LOOP_FAILED, at))
                        : Optional.empty());
      }
      if (!topology.isLocal() || Runs.isRepeated(receive.path(), topology, state)) {
        return Optional.empty();
      }
      if (receive.waiting() == Wait.TIMED) {
        return Optional.of(new Departure(How.TIMED_OUT, receive.path()));
      }
      if (isOneOfMany(send)) {
        return Optional.of(new Departure(How.TOO_FEW, receive.path()));
      }
      return polls
          ? Optional.empty()
          : receivers().left(send).map(at -> new Departure(How.SKIPPED, at));
    }

    /** Whether the clause is given to a select beside others, or to one with a time limit. */
    private boolean isOneOfSeveral(Endpoint receive) {
      return receive.path().getParentPath().getLeaf() instanceof MethodInvocationTree select
          && Symbols.isNamed(ASTHelpers.getSymbol(select).owner, "com.softwaremill.jox.Select")
          && select.getArguments().size() > 1;
    }

    /** Whether many values are sent while the receives, none in a loop, take one each. */
    private boolean isOneOfMany(Endpoint send) {
      int received = topology.receives().size();
      boolean once =
          topology.receives().stream().allMatch(r -> !Runs.isRepeated(r.path(), topology, state));
      if (!once || topology.capacity().equals(Capacity.UNKNOWN)) {
        return false;
      }
      if (Runs.isRepeated(send.path(), topology, state)) {
        return !all().isGuarded(send)
            && all().sent(send).mayExceed(Amount.of(topology.capacity().slots() + (long) received));
      }
      return topology.capacity().isFilledBy(all().certainSends() - received);
    }

    /** Whether functions that are called so many times take fewer values than are sent. */
    private boolean areTooFew(Endpoint send) {
      Amount received =
          Runs.of(
                  topology.receives().stream().map(Endpoint::path).collect(toImmutableList()),
                  topology,
                  state)
              .most();
      return received.number().isPresent()
          && !topology.capacity().equals(Capacity.UNKNOWN)
          && !all().isGuarded(send)
          && all().sent(send).mayExceed(received.plus(Amount.of(topology.capacity().slots())));
    }

    private Senders all() {
      return new Senders(topology, state);
    }

    private LastReceives receivers() {
      return new LastReceives(topology, state);
    }
  }
}
