package dev.watertight.findings.receives;

import com.google.common.base.Suppliers;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol;
import dev.watertight.answers.Answer;
import dev.watertight.channels.ChannelFindings;
import dev.watertight.channels.Endpoint;
import dev.watertight.channels.Topology;
import dev.watertight.findings.receives.EndlessReceive.Reason;
import dev.watertight.loops.EndMarkers;
import dev.watertight.loops.FlagSets;
import dev.watertight.loops.LoopExit;
import dev.watertight.loops.QueuedEnds;
import dev.watertight.loops.ReceiveLoops;
import dev.watertight.loops.StreamEnds;
import dev.watertight.loops.WaitLoop;
import dev.watertight.model.ChannelOperation.Act;
import dev.watertight.program.ClosingMethods;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Graphs;
import dev.watertight.program.Methods;
import dev.watertight.program.Paths;
import dev.watertight.program.Symbols;
import dev.watertight.tasks.Daemons;
import dev.watertight.tasks.Futures;
import dev.watertight.tasks.Task;
import dev.watertight.tasks.Tasks;
import dev.watertight.wakers.Interrupters;
import dev.watertight.wakers.Sequel;
import dev.watertight.wakers.Supply;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Finds the loops around a receive that nothing in view can end, by looking at each of their exits
 * and asking who takes it.
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
    for (Endpoint receive : channel.receives()) {
      if (receive.isEndless() && receive.act() != Act.EXCHANGE) {
        for (WaitLoop loop : ReceiveLoops.of(receive, state)) {
          new Judge(channel, receive, loop, state)
              .judge()
              .filter(finding -> !QueuedEnds.in(channel, state))
              .ifPresent(finding -> found.accept(loop.loop().getLeaf(), finding));
        }
      }
    }
    EndlessSends.analyze(channel, state, found);
  }

  private static final class Judge {
    private final Topology channel;
    private final Endpoint receive;
    private final WaitLoop loop;
    private final VisitorState state;
    private final Supplier<ImmutableSet<Task>> tasks;
    private final Supplier<Interrupters> interrupters = Suppliers.memoize(this::findInterrupters);

    Judge(Topology channel, Endpoint receive, WaitLoop loop, VisitorState state) {
      this.channel = channel;
      this.receive = receive;
      this.loop = loop;
      this.state = state;
      this.tasks = Suppliers.memoize(() -> Tasks.of(loop.loop(), state));
    }

    Optional<EndlessReceive> judge() {
      // The text of the loop says enough of most.
      if (isEnded(loop.asInText()) || isEnded(loop)) {
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
        return interrupters.get().withoutFailure().isYes() || isOwned() || isLeftByMaker()
            ? finding(Reason.INTERRUPT_SWALLOWED, Optional.empty(), null)
            : Optional.empty();
      }
      if (interrupters.get().isOnlyShutDown()) {
        return finding(Reason.ONLY_SHUT_DOWN, Optional.empty(), null);
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
          && (loop.hasExit(LoopExit.Kind.INTERRUPT) || (flagged && !isTooEarly(loop)))
          && (flagged || interrupters.get().answer() != Answer.UNKNOWN || !isInMakersThread());
    }

    /** The tasks that certainly receive from this channel, and not from another in its stead. */
    private ImmutableSet<Task> certain() {
      if (tasks.get().size() == 1 || channel.isOnlyOneAt(receive, state)) {
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

    /** Whether all interrupts come before the flag is set, so that the loop goes on waiting. */
    private boolean isTooEarly(WaitLoop loop) {
      Interrupters interrupters = this.interrupters.get();
      ImmutableList<TreePath> stops = loop.stops(state);
      return interrupters.known().isComplete()
          && !interrupters.mayEndWithExecutor()
          && !stops.isEmpty()
          && stops.stream()
              .map(stop -> Sequel.of(stop, state))
              .allMatch(
                  after -> interrupters.known().any(i -> !after.includes(i.place()).isNo()).isNo());
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
                      task instanceof Task.Caller caller
                          && (channel.isLocal()
                              || caller.symbol().getSimpleName().contentEquals("main")));
    }

    /** Whether somebody sends the marker, or the value that ends the loop is not a known one. */
    private boolean isMarkerPossible(WaitLoop loop) {
      for (LoopExit exit : loop.exits()) {
        if (exit.kind() == LoopExit.Kind.VALUE
            && (exit.symbol().isEmpty()
                || !EndMarkers.isSent(exit.symbol().get(), channel, state).isNo())) {
          return true;
        }
      }
      return false;
    }

    private boolean isClosedBySomebody() {
      return channel.kind().isCloseable()
          && (!channel.isClosedView() || !channel.closes().isEmpty());
    }

    private Optional<EndlessReceive> notWoken() {
      boolean inView =
          channel.isClosedView()
              && loop.exits().stream()
                  .filter(e -> e.kind() == LoopExit.Kind.FLAG)
                  .allMatch(e -> FlagSets.of(e.flag().get(), state).isInView());
      ImmutableList<TreePath> stops = loop.stops(state);
      return inView
              && !stops.isEmpty()
              && channel.sends().stream().noneMatch(send -> Supply.goesOn(send, loop, state))
              && stops.stream()
                  .allMatch(stop -> Sequel.of(stop, state).wakers(channel).any().isNo())
          ? finding(Reason.NOT_WOKEN, loop.symbolOf(LoopExit.Kind.FLAG), stops.get(0))
          : Optional.empty();
    }

    private Optional<EndlessReceive> neverClosed() {
      boolean drains = receive.act() == Act.DRAIN;
      return channel.isClosedView() && !channel.sends().isEmpty() && (drains || isMeantToEnd())
          ? finding(Reason.NEVER_CLOSED, Optional.empty(), channel.sends().get(0).path())
          : Optional.empty();
    }

    private Optional<EndlessReceive> neverInterrupted() {
      if (!channel.isClosedView() || Tasks.firstApart(tasks.get()).isEmpty()) {
        return Optional.empty();
      }
      if (channel.isLocal() || isOfTasksOnly()) {
        return !isLeftByMaker()
            ? Optional.empty()
            : finding(Reason.MAKER_ENDS_WITHOUT_IT, Optional.empty(), channel.maker());
      }
      return isOwned()
          ? finding(Reason.OWNER_CLOSED_WITHOUT_IT, Optional.empty(), null)
          : Optional.empty();
    }

    /** Whether only objects hold it that are made to run as tasks, where it is made. */
    private boolean isOfTasksOnly() {
      CompilationIndex index = CompilationIndex.of(state);
      Optional<TreePath> body = Graphs.bodyAround(channel.maker());
      return body.filter(b -> b.getLeaf() instanceof MethodTree).isPresent()
          && channel.variables().stream()
              .filter(Symbols::isField)
              .allMatch(
                  field ->
                      !field.isStatic()
                          && index.creations(field.enclClass()).stream()
                              .allMatch(
                                  made ->
                                      Paths.isInside(made, body.get().getLeaf())
                                          && Tasks.isOnlyRun(made, state)));
    }

    /** Whether the channel belongs to an object that others end, as opposed to the process. */
    private boolean isOwned() {
      return channel.variables().stream().noneMatch(Symbol::isStatic)
          && !ClosingMethods.of(state).around(loop.loop()).isEmpty();
    }

    /** Whether nothing can come any more once the method that made the channel has ended. */
    private boolean isLeftByMaker() {
      return (channel.isLocal() || isOfTasksOnly())
          && channel.isClosedView()
          && Tasks.firstApart(tasks.get()).isPresent()
          && !isMadeInMain()
          && channel.sends().stream().allMatch(s -> Supply.ends(s, state));
    }

    private boolean isMeantToEnd() {
      return channel.isLocal()
          || isEndAwaited()
          || isJoined()
          || isOwned()
          || Tasks.firstApart(tasks.get()).isEmpty();
    }

    /** Whether somebody waits, without a time limit, until a task that runs the loop has ended. */
    private boolean isJoined() {
      return tasks.get().stream()
          .anyMatch(
              task ->
                  task instanceof Task.Apart apart
                      && Futures.endlessWaitFor(apart, state).isPresent());
    }

    /** Whether the loop has code of its own for the end of the channel. */
    private boolean isEndAwaited() {
      // The end of a stream has to be tested for, whether or not it is meant to come.
      return StreamEnds.isRead(receive.path().getLeaf(), state)
          ? loop.isFollowedByMore()
              && Tasks.firstApart(tasks.get()).filter(task -> Daemons.runs(task, state)).isEmpty()
          : loop.exits().stream()
              .anyMatch(
                  e ->
                      e.kind() == LoopExit.Kind.CLOSED
                          && e.at() != loop.waiting().path().getLeaf());
    }

    private boolean isMadeInMain() {
      return Methods.around(channel.maker())
          .filter(method -> method.getSimpleName().contentEquals("main"))
          .isPresent();
    }

    private Optional<EndlessReceive> finding(
        Reason reason, Optional<Symbol> symbol, @Nullable TreePath clue) {
      return Optional.of(
          new EndlessReceive(channel, receive, loop, reason, symbol, Optional.ofNullable(clue)));
    }
  }
}
