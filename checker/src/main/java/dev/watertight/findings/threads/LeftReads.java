package dev.watertight.findings.threads;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.Tree;
import com.sun.source.tree.TryTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import dev.watertight.findings.handles.ThreadFactories;
import dev.watertight.handles.Fates;
import dev.watertight.loops.LoopExit;
import dev.watertight.loops.Wait;
import dev.watertight.loops.WaitLoop;
import dev.watertight.loops.WaitLoops;
import dev.watertight.program.CatchClauses;
import dev.watertight.program.ClosingMethods;
import dev.watertight.program.Graphs;
import dev.watertight.program.Paths;
import dev.watertight.program.Symbols;
import dev.watertight.summaries.Summaries;
import dev.watertight.tasks.Task;
import dev.watertight.tasks.TaskStarts;
import dev.watertight.tasks.Tasks;
import dev.watertight.values.Sink;
import dev.watertight.wakers.Connection;
import dev.watertight.wakers.Connections;
import dev.watertight.wakers.Order;
import dev.watertight.wakers.Peers;
import dev.watertight.wakers.ProgramTasks;
import dev.watertight.wakers.Sequel;
import dev.watertight.wakers.Stops;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Finds tasks that stay in a read of a connection when they are to end: the method that ends their
 * object closes what accepts connections and none of those that have been accepted, or somebody
 * waits for them before he closes theirs.
 *
 * <p>All uses of the connection are in view, no time limit is set for it, its task keeps the
 * process alive, and no other task closes it. What peers do is their business, unless they are in
 * view.
 *
 * @param connection the connection
 * @param peers who may be at the other end
 */
public record LeftReads(Connection connection, Peers peers, VisitorState state) {
  private static final ImmutableSet<Class<? extends Tree>> ATTEMPT = ImmutableSet.of(TryTree.class);

  /**
   * A read that nobody ends.
   *
   * @param read the call
   * @param maker what makes the connection
   * @param closer the method that ends the listener and not the connection, if that is the reason
   * @param awaited the wait for the task that comes before the connection is closed otherwise
   */
  public record LeftRead(
      TreePath read, TreePath maker, Optional<MethodSymbol> closer, Optional<TreePath> awaited) {}

  /**
   * A read of the connection that an expression makes which nobody ends.
   *
   * @param makers the expressions of all units that make connections
   */
  public static Optional<LeftRead> at(
      TreePath maker, ImmutableList<TreePath> makers, VisitorState state) {
    return Connections.at(maker, state)
        .filter(connection -> !connection.endlessReads().isEmpty())
        .map(c -> new LeftReads(c, Peers.of(c, makers, state), state))
        .flatMap(LeftReads::find);
  }

  private Optional<LeftRead> find() {
    for (TreePath read : connection.endlessReads()) {
      ImmutableList<Task.Apart> readers = Tasks.apart(Tasks.of(read, state));
      for (Task.Apart reader : readers) {
        if (!keepsProcess(reader) || !connection.isUninterrupted(read, reader)) {
          continue;
        }
        Optional<LeftRead> found =
            leftOpen(read, reader, readers).or(() -> closedLate(read, reader, readers));
        if (found.isPresent()) {
          return found;
        }
      }
    }
    return Optional.empty();
  }

  private boolean keepsProcess(Task.Apart task) {
    return TaskStarts.executor(task.start(), state)
            .filter(
                runner ->
                    Symbols.isA(
                        ASTHelpers.getType(runner.getLeaf()),
                        "java.util.concurrent.Executor",
                        state))
            .map(executor -> ThreadFactories.keepProcess(executor, state))
            .orElseGet(() -> !TaskStarts.letsProcessEnd(task, state))
        && !ProgramTasks.endsByExit(task, state);
  }

  /** The owner of the listener ends that, and leaves the connection to the peer. */
  private Optional<LeftRead> leftOpen(
      TreePath read, Task.Apart reader, ImmutableList<Task.Apart> readers) {
    ImmutableSet<Task> acceptors = Tasks.of(connection.maker(), state);
    if (!connection.isAccepted()
        || !(acceptors.contains(reader) || isConversation(read))
        || peers.areAllClosed()
        || connection.closesBut(readers).stream()
            .anyMatch(place -> !isOnFailure(place, acceptors))) {
      return Optional.empty();
    }
    return Paths.receiver(connection.maker())
        .flatMap(listener -> Fates.releasesOf(listener, state))
        .stream()
        .flatMap(List::stream)
        .map(Sink.Release::path)
        .filter(place -> !readers.containsAll(Tasks.of(place, state)))
        .filter(place -> !Sequel.of(place, state).mayEndProcess())
        .filter(place -> !saysGoodbye(place, readers))
        .flatMap(place -> closerAround(place).stream())
        .findFirst()
        .map(
            closer ->
                new LeftRead(read, connection.maker(), Optional.of(closer), Optional.empty()));
  }

  /** Whether the peer may send one thing after the other, for as long as it likes. */
  private boolean isConversation(TreePath read) {
    return connection.isDrained(read) || !loops(read).isEmpty();
  }

  private ImmutableList<WaitLoop> loops(TreePath read) {
    return WaitLoops.around(new Wait(read, Wait.OnInterrupt.RESTORED, false), state).stream()
        .filter(loop -> !Paths.isInside(connection.maker(), loop.loop().getLeaf()))
        .collect(ImmutableList.toImmutableList());
  }

  /** Whether who has accepted the connection closes it, since nobody takes it. */
  private boolean isOnFailure(TreePath place, ImmutableSet<Task> acceptors) {
    return !CatchClauses.around(place).isEmpty() && acceptors.containsAll(Tasks.of(place, state));
  }

  /** Whether peers are told of the end there, who may answer by closing the connection. */
  private boolean saysGoodbye(TreePath place, ImmutableList<Task.Apart> readers) {
    Optional<TreePath> body = Graphs.bodyAround(place);
    return writes(readers)
        .anyMatch(
            write ->
                body.isEmpty()
                    || Paths.isInside(write, body.get().getLeaf())
                    || Summaries.bodies(body.get(), state).stream()
                        .anyMatch(called -> Paths.isInside(write, called.getLeaf())));
  }

  private Stream<TreePath> writes(ImmutableList<Task.Apart> readers) {
    return connection.writes().filter(write -> !readers.containsAll(Tasks.of(write, state)));
  }

  /** The method by which others end the object that code belongs to, be it by a part of it. */
  private Optional<MethodSymbol> closerAround(TreePath place) {
    return Symbols.methodAround(place).stream()
        .flatMap(
            method ->
                Stream.concat(
                    Stream.of(method),
                    Symbols.withOwnCallers(method, Symbols::methodAround, state).stream()))
        .filter(ClosingMethods.of(state)::endsItsObject)
        .findFirst();
  }

  /** The task is told to end by a flag, and awaited before its connection is closed. */
  private Optional<LeftRead> closedLate(
      TreePath read, Task.Apart reader, ImmutableList<Task.Apart> readers) {
    return LateStops.waitsFor(reader, state)
        .filter(
            awaited ->
                connection.closesBut(readers).stream().allMatch(place -> isBefore(awaited, place)))
        .filter(peers::keepStillUntil)
        // The peer may be told to close the connection.
        .filter(awaited -> writes(readers).noneMatch(write -> Order.mayFollow(write, awaited)))
        .filter(awaited -> loops(read).stream().anyMatch(loop -> isStopped(loop, awaited)))
        .findFirst()
        .map(
            awaited ->
                new LeftRead(read, connection.maker(), Optional.empty(), Optional.of(awaited)));
  }

  /** Whether a wait comes before a place, unless it is interrupted. */
  private static boolean isBefore(TreePath wait, TreePath place) {
    TreePath attempt = Paths.enclosing(wait, ATTEMPT);
    return Order.isAlwaysBefore(wait, place)
        || (attempt != null
            && ((TryTree) attempt.getLeaf())
                .getCatches().stream()
                    .flatMap(clause -> CatchClauses.types(clause).stream())
                    .allMatch(CatchClauses::isInterrupt)
            && Order.isAlwaysBefore(attempt, place));
  }

  /** Whether a flag of the loop is set before somebody waits for its task. */
  private boolean isStopped(WaitLoop loop, TreePath awaited) {
    return loop.hasExit(LoopExit.Kind.FLAG)
        && Stops.of(loop, state).stream()
            .anyMatch(
                stop ->
                    Order.mayFollow(stop, awaited)
                        || Sequel.of(stop, state).includes(awaited).isYes());
  }
}
