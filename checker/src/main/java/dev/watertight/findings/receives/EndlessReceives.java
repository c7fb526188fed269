package dev.watertight.findings.receives;

import com.google.common.base.Suppliers;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Iterables;
import com.google.errorprone.VisitorState;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol;
import dev.watertight.answers.Answer;
import dev.watertight.channels.ChannelFindings;
import dev.watertight.channels.Endpoint;
import dev.watertight.channels.Topologies;
import dev.watertight.channels.Topology;
import dev.watertight.findings.receives.EndlessReceive.Reason;
import dev.watertight.loops.EndMarkers;
import dev.watertight.loops.LoopExit;
import dev.watertight.loops.QueuedEnds;
import dev.watertight.loops.StoppedSends;
import dev.watertight.loops.WaitLoop;
import dev.watertight.loops.WaitLoops;
import dev.watertight.model.ChannelOperation.Act;
import dev.watertight.program.Graphs;
import dev.watertight.program.Paths;
import dev.watertight.summaries.Summaries;
import dev.watertight.tasks.Task;
import dev.watertight.tasks.Tasks;
import dev.watertight.wakers.HeldBack;
import dev.watertight.wakers.Interrupters;
import dev.watertight.wakers.ProgramTasks;
import dev.watertight.wakers.Sequel;
import dev.watertight.wakers.Stops;
import dev.watertight.wakers.Supply;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Finds the loops around a receive, or a send into a bounded channel, that nothing in view can end,
 * by looking at each of their exits and asking who takes it.
 *
 * <p>A loop without any way to stop it is no finding by itself: a listener may live as long as the
 * process. Something must show that it is meant to end.
 */
public final class EndlessReceives {
  /** What is found. */
  public static final ChannelFindings<EndlessReceive> FINDINGS =
      ChannelFindings.of(EndlessReceives::analyze);

  private EndlessReceives() {}

  /** The finding about a loop, or about a call that is a loop itself. */
  public static Optional<EndlessReceive> at(Tree loop, VisitorState state) {
    return FINDINGS.at(loop, state);
  }

  private static void analyze(
      Topology channel, VisitorState state, BiConsumer<Tree, EndlessReceive> found) {
    for (Endpoint wait : Iterables.concat(channel.receives(), channel.sends())) {
      if (wait.act() != Act.EXCHANGE && mayLast(wait, channel)) {
        for (WaitLoop loop : WaitLoops.of(wait, state)) {
          new Judge(channel, wait, loop, state)
              .judge()
              .filter(finding -> wait.isSend() || !QueuedEnds.in(channel, state))
              .ifPresent(finding -> found.accept(loop.loop().getLeaf(), finding));
        }
      }
    }
  }

  /**
   * Whether a wait may last for ever. Whoever waits for room looks at a flag no more than whoever
   * waits for a value: that the channel is full when the flag is set is not certain, but nothing
   * keeps it from being, since the loop sends until it is and nobody receives for ever.
   */
  private static boolean mayLast(Endpoint wait, Topology channel) {
    return wait.isSend()
        ? channel.isBlocking()
            && channel.isBlocking(wait)
            && channel.closes().isEmpty()
            && (!channel.kind().isCloseable() || channel.isClosedView())
        : wait.isEndless();
  }

  private static final class Judge {
    private final Topology channel;
    private final Endpoint wait;
    private final WaitLoop loop;
    private final VisitorState state;
    private final Supplier<ImmutableSet<Task>> tasks;
    private final Supplier<Interrupters> interrupters = Suppliers.memoize(this::findInterrupters);

    private final MeantEnd end;

    Judge(Topology channel, Endpoint wait, WaitLoop loop, VisitorState state) {
      this.channel = channel;
      this.wait = wait;
      this.loop = loop;
      this.state = state;
      this.tasks = Suppliers.memoize(() -> Tasks.of(loop.loop(), state));
      this.end = new MeantEnd(channel, loop, tasks, state);
    }

    Optional<EndlessReceive> judge() {
      // The text of the loop says enough of most.
      if (isEnded(loop.asInText())
          || isEnded(loop)
          || tasks.get().stream().anyMatch(task -> ProgramTasks.endsByExit(task, state))) {
        return Optional.empty();
      }
      if (isClosedBySomebody()) {
        return finding(Reason.CLOSING_SWALLOWED, Optional.empty(), channel.closes().get(0).path());
      }
      if (loop.hasExit(LoopExit.Kind.VALUE)) {
        return finding(Reason.MARKER_NEVER_SENT, loop.symbolOf(LoopExit.Kind.VALUE), null);
      }
      if (loop.hasExit(LoopExit.Kind.FLAG)) {
        return notWoken();
      }
      if (!loop.hasExit(LoopExit.Kind.INTERRUPT) && loop.swallowsInterrupt()) {
        return interrupters.get().withoutFailure().isYes() || end.isOwned() || end.isLeftByMaker()
            ? finding(Reason.INTERRUPT_SWALLOWED, Optional.empty(), null)
            : Optional.empty();
      }
      if (interrupters.get().isOnlyShutDown()) {
        return finding(Reason.ONLY_SHUT_DOWN, Optional.empty(), null);
      }
      if (wait.isSend()) {
        return Optional.empty();
      }
      if (loop.hasExit(LoopExit.Kind.CLOSED) && channel.kind().isCloseable()) {
        return neverClosed();
      }
      return neverInterrupted();
    }

    private Interrupters findInterrupters() {
      return Interrupters.leftAlone(loop.loop(), certain(), state)
          .map(alone -> Interrupters.at(loop.loop(), ImmutableSet.of(alone), state))
          .orElseGet(() -> Interrupters.at(loop.loop(), tasks.get(), state));
    }

    /** Whether somebody may take one of the ways out of the loop. */
    private boolean isEnded(WaitLoop loop) {
      if (loop.hasOwnExit() || isMarkerPossible(loop)) {
        return true;
      }
      boolean isInterrupted = !interrupters.get().answer().isNo();
      boolean flagged = loop.hasExit(LoopExit.Kind.FLAG);
      if (isClosedBySomebody()) {
        return flagged || isInterrupted || channel.closes().isEmpty() || !loop.swallowsClosing();
      }
      return isInterrupted
          && (loop.hasExit(LoopExit.Kind.INTERRUPT) || flagged)
          && (flagged || interrupters.get().answer() != Answer.UNKNOWN || !isInMakersThread());
    }

    /** The tasks that certainly receive from this channel, and not from another in its stead. */
    private ImmutableSet<Task> certain() {
      if (tasks.get().size() == 1 || channel.isOnlyOneAt(wait, state)) {
        return tasks.get();
      }
      return tasks.get().stream()
          .filter(
              task ->
                  channel.isLocal()
                      && task instanceof Task.Apart apart
                      && channel.isNamedIn(apart.body()))
          .collect(ImmutableSet.toImmutableSet());
    }

    /**
     * Whether the thread that made the channel receives the values, too: its callers wait for that
     * to end by itself, and an interrupt is not the end that they expect.
     */
    private boolean isInMakersThread() {
      return !tasks.get().isEmpty()
          && tasks.get().stream()
              .allMatch(
                  task ->
                      task instanceof Task.Caller
                          && (channel.isLocal() || ProgramTasks.isMain(task)));
    }

    /** Whether somebody sends the marker, or the value that ends the loop is not a known one. */
    private boolean isMarkerPossible(WaitLoop loop) {
      return loop.exits().stream()
          .filter(exit -> exit.kind() == LoopExit.Kind.VALUE)
          .anyMatch(exit -> wait.isSend() || exit.symbol().filter(this::isNeverReceived).isEmpty());
    }

    private boolean isNeverReceived(Symbol marker) {
      return EndMarkers.isSent(marker, channel, state).isNo()
          || (interrupters.get().answer().isNo()
              && EndMarkers.standsForInterrupt(marker, channel, state));
    }

    private boolean isClosedBySomebody() {
      return channel.kind().isCloseable()
          && (!channel.isClosedView() || !channel.closes().isEmpty());
    }

    private Optional<EndlessReceive> notWoken() {
      ImmutableList<TreePath> stops = Stops.of(loop, state);
      return channel.isClosedView()
              && !stops.isEmpty()
              && tasks.get().stream().noneMatch(task -> ProgramTasks.endsWithProcess(task, state))
              && (wait.isSend() ? channel.receives() : channel.sends())
                  .stream().noneMatch(this::mayGoOn)
              && stops.stream()
                  .allMatch(
                      stop -> {
                        Sequel after = Sequel.of(stop, state);
                        return isLeft(after) && !mayBeElsewhere(after) && !isWokenBefore(stop);
                      })
          ? finding(Reason.NOT_WOKEN, loop.symbolOf(LoopExit.Kind.FLAG), stops.get(0))
          : Optional.empty();
    }

    /** Whether the loop is woken before the flag is set, but looks at that only afterwards. */
    private boolean isWokenBefore(TreePath stop) {
      return !wait.isSend()
          && loop.exits().stream()
              .filter(exit -> exit.kind() == LoopExit.Kind.FLAG)
              .anyMatch(exit -> new HeldBack(state).mayLookLate(exit, stop))
          && Graphs.bodyAround(stop).stream()
              .anyMatch(
                  body ->
                      channel.sends().stream()
                          .anyMatch(send -> !Summaries.reaches(send.path(), body, state).isNo()));
    }

    /** Whether the other side runs beside the loop, for how long is not known. */
    private boolean mayGoOn(Endpoint other) {
      return Supply.goesOn(other, loop, state)
          || (wait.isSend()
              && (other.act() == Act.DRAIN
                  || Tasks.of(other.path(), state).stream()
                      .anyMatch(t -> !(t instanceof Task.Caller))));
    }

    /**
     * Whether the loop may be at another wait when the flag is set, which somebody ends from there
     * on: it then looks at the flag before it comes to this one.
     */
    private boolean mayBeElsewhere(Sequel after) {
      return Topologies.all(state).stream()
          .filter(other -> !other.equals(channel))
          .anyMatch(
              other ->
                  other.endpoints().stream()
                      .filter(e -> Paths.isInside(e.path(), loop.loop().getLeaf()))
                      .filter(e -> e.isSend() ? other.isBlocking(e) : e.isEndless())
                      .anyMatch(
                          held ->
                              other.endpoints().stream()
                                  .filter(e -> held.isSend() ? !e.isSend() : e.isSend())
                                  .anyMatch(e -> !after.includes(e.path()).isNo())));
    }

    /** Whether nobody wakes the loop, or makes room or looks whether it should, from there on. */
    private boolean isLeft(Sequel after) {
      return wait.isSend()
          ? channel.endpoints().stream()
              .filter(endpoint -> !endpoint.isSend())
              .allMatch(endpoint -> after.includes(endpoint.path()).isNo())
          : after.wakers(channel, new StoppedSends(loop, state)::include).any().isNo();
    }

    private Optional<EndlessReceive> neverClosed() {
      boolean drains = wait.act() == Act.DRAIN;
      return channel.isClosedView() && !channel.sends().isEmpty() && (drains || end.isMeantToEnd())
          ? finding(Reason.NEVER_CLOSED, Optional.empty(), channel.sends().get(0).path())
          : Optional.empty();
    }

    private Optional<EndlessReceive> neverInterrupted() {
      if (!channel.isClosedView() || Tasks.firstApart(tasks.get()).isEmpty()) {
        return Optional.empty();
      }
      if (channel.isLocal() || end.isOfTasksOnly() || end.isAwaitedByMain()) {
        return !end.isLeftByMaker() && !end.isAwaitedByMain()
            ? Optional.empty()
            : finding(Reason.MAKER_ENDS_WITHOUT_IT, Optional.empty(), channel.maker());
      }
      return end.isOwned()
          ? finding(Reason.OWNER_CLOSED_WITHOUT_IT, Optional.empty(), null)
          : Optional.empty();
    }

    private Optional<EndlessReceive> finding(
        Reason reason, Optional<Symbol> symbol, @Nullable TreePath clue) {
      return Optional.of(
          new EndlessReceive(channel, wait, loop, reason, symbol, Optional.ofNullable(clue)));
    }
  }
}
