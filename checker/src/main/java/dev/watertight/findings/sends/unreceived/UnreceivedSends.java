package dev.watertight.findings.sends.unreceived;

import static com.google.common.collect.ImmutableList.toImmutableList;
import static com.google.common.collect.ImmutableSet.toImmutableSet;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol.ClassSymbol;
import dev.watertight.answers.Answer;
import dev.watertight.channels.ChannelFindings;
import dev.watertight.channels.Endpoint;
import dev.watertight.channels.Topology;
import dev.watertight.counts.Capacities;
import dev.watertight.counts.Runs;
import dev.watertight.findings.sends.Senders;
import dev.watertight.findings.sends.Workers;
import dev.watertight.findings.sends.unreceived.UnreceivedSends.UnreceivedSend.Reason;
import dev.watertight.model.ChannelOperation.Act;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Graphs;
import dev.watertight.program.Loops;
import dev.watertight.program.Paths;
import dev.watertight.program.Symbols;
import dev.watertight.tasks.Task;
import dev.watertight.tasks.TaskStarts;
import dev.watertight.tasks.Tasks;
import dev.watertight.values.Outsiders;
import dev.watertight.wakers.Interrupters;
import dev.watertight.wakers.ObjectOrder;
import dev.watertight.wakers.ProgramTasks;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BiConsumer;
import java.util.stream.Stream;

/** Finds sends that wait for a receiver who cannot come: see {@link UnreceivedSend}. */
public final class UnreceivedSends
    implements ChannelFindings.Analysis<UnreceivedSends.UnreceivedSend> {
  /**
   * A send that waits for a receiver who cannot come.
   *
   * @param reason why nobody comes
   * @param topology the channel
   * @param send the call that waits
   * @param starts where the receivers are started, if they are started too late
   * @param room how many values a channel must hold so that no send waits; 0 for as many as come,
   *     -1 if more room is no help
   */
  public record UnreceivedSend(
      Reason reason, Topology topology, Endpoint send, ImmutableList<TreePath> starts, int room) {
    /** Why nobody comes. */
    public enum Reason {
      /** Nothing receives. */
      NOBODY,
      /** Only the sending thread itself receives. */
      SAME_THREAD,
      /** The threads that receive are started after the send. */
      BEFORE_START
    }

    /** Whether the send waits at once, as opposed to when the channel is full. */
    public boolean waitsAtOnce() {
      return topology.capacity().isRendezvous() || send.isHandover();
    }
  }

  @Override
  public void analyze(
      Topology topology, VisitorState state, BiConsumer<Tree, UnreceivedSend> found) {
    boolean pipe = topology.isPipe() && !topology.receives().isEmpty();
    if (!topology.isClosedView() || !(pipe || topology.isBlocking())) {
      return;
    }
    ImmutableList<Endpoint> sends = topology.blockingSends();
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

  private record Channel(Topology topology, ImmutableList<Endpoint> sends, VisitorState state) {

    Optional<UnreceivedSend> find() {
      if (topology.endpoints().stream().allMatch(e -> e.act() == Act.EXCHANGE)) {
        return loneExchange();
      }
      ImmutableList<Endpoint> receives = topology.receives();
      if (receives.isEmpty()) {
        return nobody();
      }
      return new LateReceivers(topology, sends, state)
          .find()
          .filter(late -> isCertain(late.send()) && !isClosedByOthers(late.send()))
          .or(this::sameWorker)
          .or(this::beforeOthers);
    }

    /**
     * Whoever has the object send more than there is room for does so before anybody makes it
     * receive.
     */
    private Optional<UnreceivedSend> beforeOthers() {
      ImmutableSet<Task> receivers =
          topology.receives().stream()
              .flatMap(receive -> topology.tasksOf(receive, state).stream())
              .collect(toImmutableSet());
      if (topology.isLocal() || receivers.contains(new Task.Unknown()) || !isOfOneObject()) {
        return Optional.empty();
      }
      ImmutableList<TreePath> places =
          Stream.concat(
                  topology.receives().stream().map(Endpoint::path),
                  Tasks.apart(receivers).stream()
                      .flatMap(receiver -> TaskStarts.of(receiver, state).stream()))
              .collect(toImmutableList());
      // What starts with the object is there before anybody can send.
      return places.stream().anyMatch(place -> Graphs.bodyAround(place).isEmpty())
          ? Optional.empty()
          : firstBefore(places, receivers);
    }

    private Optional<UnreceivedSend> firstBefore(
        ImmutableList<TreePath> places, ImmutableSet<Task> receivers) {
      return sends.stream()
          .filter(
              send ->
                  topology.tasksOf(send, state).stream().allMatch(Task.Caller.class::isInstance)
                      && Runs.of(send.path(), topology, state)
                          .least()
                          .isMoreThan(Capacities.of(topology, state))
                          .isYes()
                      && new ObjectOrder(state).isOnlyBefore(send.path(), places))
          .filter(send -> isCertain(send) && !isClosedByOthers(send))
          .findFirst()
          .map(
              send ->
                  new UnreceivedSend(
                      Tasks.apart(receivers).isEmpty() ? Reason.SAME_THREAD : Reason.BEFORE_START,
                      topology,
                      send,
                      places,
                      senders().room(0)));
    }

    /** Whether the program makes one object with such a channel: sends to several do not add up. */
    private boolean isOfOneObject() {
      CompilationIndex index = CompilationIndex.of(state);
      return topology.variables().stream()
          .filter(Symbols::isField)
          .filter(field -> !field.isStatic())
          .map(field -> index.creations((ClassSymbol) field.owner))
          .allMatch(
              made ->
                  made.size() == 1
                      && Loops.around(made.get(0)).isEmpty()
                      && Graphs.bodyAround(made.get(0))
                          .filter(body -> body.getLeaf() instanceof MethodTree)
                          .isPresent());
    }

    /** Sender and receiver are tasks of an executor that runs one task at a time. */
    private Optional<UnreceivedSend> sameWorker() {
      Workers workers = new Workers(topology, state);
      boolean isRendezvous = topology.capacity().isRendezvous();
      for (Endpoint send : sends) {
        if ((isRendezvous || overfills(send))
            && isCertain(send)
            && !isClosedByOthers(send)
            && workers.runReceiversOf(send)) {
          int room = isRendezvous ? -1 : senders().room(0);
          return Optional.of(
              new UnreceivedSend(Reason.SAME_THREAD, topology, send, ImmutableList.of(), room));
        }
      }
      return Optional.empty();
    }

    /** Whether one run of the task sends more than there is room for, and receives nothing. */
    private boolean overfills(Endpoint send) {
      return Graphs.bodyAround(send.path())
              .filter(
                  body ->
                      Runs.within(body, ImmutableList.of(send.path()), state)
                          .least()
                          .isMoreThan(Capacities.of(topology, state))
                          .isYes())
              .isPresent()
          && !senders().isFreed(topology.tasksOf(send, state));
    }

    private Optional<UnreceivedSend> nobody() {
      if (topology.variables().stream().anyMatch(v -> Outsiders.mayUse(v, state))) {
        return Optional.empty();
      }
      for (Endpoint send : sends) {
        if (isCertain(send) && !isClosedByOthers(send) && exceedsCapacity(send)) {
          return Optional.of(finding(send, senders().room(-1)));
        }
      }
      return Optional.empty();
    }

    /** Whether the code in view says who runs the send and that nobody is to interrupt it. */
    private boolean isCertain(Endpoint send) {
      ImmutableSet<Task> tasks = topology.tasksOf(send, state);
      if (tasks.contains(new Task.Unknown())) {
        return false;
      }
      Interrupters all = Interrupters.inView(send.path(), tasks, state);
      // A thread that waits once, to be interrupted: somebody wants to see just that.
      return all.inTime() != Answer.UNKNOWN
          && (all.answer().isNo() || Runs.isRepeated(send.path(), topology, state));
    }

    private boolean isInterrupted(Endpoint send) {
      return !Interrupters.inView(send.path(), topology.tasksOf(send, state), state)
          .answer()
          .isNo();
    }

    private boolean isClosedByOthers(Endpoint send) {
      return senders().isClosedByOthers(topology.tasksOf(send, state));
    }

    private boolean exceedsCapacity(Endpoint send) {
      if (!senders().canFill(send)) {
        return false;
      }
      if (topology.capacity().isRendezvous()
          || send.isHandover()
          || Runs.isRepeated(send.path(), topology, state)) {
        return true;
      }
      return topology
          .capacity()
          .isFilledBy(
              sends.stream()
                  .filter(other -> Graphs.areTogether(other.path(), send.path()))
                  .filter(other -> Paths.start(other.path()) <= Paths.start(send.path()))
                  .filter(senders()::isAlwaysSent)
                  .count());
    }

    /** One task exchanges alone, or one of an odd number of exchanges finds no partner. */
    private Optional<UnreceivedSend> loneExchange() {
      ImmutableList<TreePath> exchanges =
          topology.endpoints().stream().map(Endpoint::path).collect(toImmutableList());
      ImmutableSet<Task> tasks = topology.tasksOf(sends.get(0), state);
      boolean isAlone =
          topology.isLocal()
              && tasks.size() == 1
              && topology.endpoints().stream()
                  .allMatch(e -> topology.tasksOf(e, state).equals(tasks) && !startsRepeatedly(e));
      OptionalLong parties = Runs.of(exchanges, topology, state).amount().number();
      boolean isOdd = parties.isPresent() && parties.getAsLong() % 2 == 1;
      if (sends.size() != exchanges.size()
          || !sends.stream().allMatch(send -> isCertain(send) && !isInterrupted(send))) {
        return Optional.empty();
      }
      return isAlone || (isOdd && areAllInView())
          ? Optional.of(finding(sends.get(0), -1))
          : new LonelyPartners(topology, state)
              .find()
              .filter(send -> areAllInView())
              .map(send -> finding(send, -1));
    }

    /** Whether all who ever exchange are in view: for one object, it is the program itself. */
    private boolean areAllInView() {
      return topology.isLocal()
          || senders().areStartedOnce(topology.endpoints())
          || (topology.endpoints().stream()
                  .flatMap(use -> topology.tasksOf(use, state).stream())
                  .allMatch(t -> t instanceof Task.Apart || ProgramTasks.isMain(t))
              && ProgramTasks.isOnce(topology.maker(), state));
    }

    private boolean startsRepeatedly(Endpoint endpoint) {
      return Tasks.firstApart(topology.tasksOf(endpoint, state))
          .filter(apart -> Runs.isRepeated(apart.start(), topology, state))
          .isPresent();
    }

    private UnreceivedSend finding(Endpoint send, int room) {
      return new UnreceivedSend(Reason.NOBODY, topology, send, ImmutableList.of(), room);
    }

    private Senders senders() {
      return new Senders(topology, state);
    }
  }
}
