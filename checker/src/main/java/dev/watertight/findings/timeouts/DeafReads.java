package dev.watertight.findings.timeouts;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.util.TreePath;
import dev.watertight.model.Trait;
import dev.watertight.program.Graphs;
import dev.watertight.program.TestOutcomes;
import dev.watertight.tasks.Task;
import dev.watertight.tasks.Tasks;
import dev.watertight.values.ResolvedLibrary;
import dev.watertight.wakers.Connection;
import dev.watertight.wakers.Connections;
import dev.watertight.wakers.Interrupter;
import dev.watertight.wakers.Interrupters;
import dev.watertight.wakers.Peers;
import dev.watertight.wakers.Sequel;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Finds tasks that read from a connection without a time limit of its own, while others wait for
 * them with one: an interrupt does not end such a read in a platform thread, and nobody else closes
 * the connection.
 */
public final class DeafReads {
  /**
   * A read that goes on when others have given up.
   *
   * @param read the call
   * @param timed the wait with a time limit
   * @param interrupt the call that is to end the task and does not
   */
  public record DeafRead(TreePath read, TreePath timed, TreePath interrupt) {}

  private DeafReads() {}

  /**
   * A read of the connection that an expression makes which goes on.
   *
   * @param makers the expressions of all units that make connections
   */
  public static Optional<DeafRead> at(
      TreePath maker, ImmutableList<TreePath> makers, VisitorState state) {
    return Connections.at(maker, state)
        .filter(connection -> !connection.isAccepted())
        .flatMap(connection -> at(connection, makers, state));
  }

  private static Optional<DeafRead> at(
      Connection connection, ImmutableList<TreePath> makers, VisitorState state) {
    for (TreePath read : connection.endlessReads()) {
      if (!isAlwaysMade(read)) {
        continue;
      }
      ImmutableList<Task.Apart> readers = Tasks.apart(Tasks.of(read, state));
      if (readers.isEmpty() || !connection.closesBut(readers).isEmpty()) {
        continue;
      }
      for (Task.Apart reader : readers) {
        Optional<TreePath> timed =
            connection.isDeafIn(reader) ? timed(reader, state) : Optional.empty();
        // Where nobody interrupts it, AbandonedTasks has the answer.
        Optional<TreePath> interrupt =
            timed.isPresent()
                ? Interrupters.of(reader, state).known().seen().stream()
                    .map(Interrupter::place)
                    .findFirst()
                : Optional.empty();
        if (interrupt.isPresent() && !Peers.of(connection, makers, state).mayAnswer()) {
          return Optional.of(new DeafRead(read, timed.get(), interrupt.get()));
        }
      }
    }
    return Optional.empty();
  }

  private static boolean isAlwaysMade(TreePath read) {
    return Graphs.bodyAround(read)
        .map(body -> Graphs.code(body.getLeaf()))
        .filter(code -> TestOutcomes.at(read, code).isEmpty())
        .isPresent();
  }

  /** The wait with a time limit for a task, behind which the process goes on. */
  private static Optional<TreePath> timed(Task.Apart task, VisitorState state) {
    TimedWaits waits = new TimedWaits(state);
    ResolvedLibrary library = ResolvedLibrary.of(state);
    boolean isOfItself =
        task.start().getLeaf() instanceof MethodInvocationTree call
            && library.is(call, Trait.CANCELS_REST)
            && library.isTimed(ASTHelpers.getSymbol(call));
    return Stream.concat(
            isOfItself ? Stream.of(task.start()) : Stream.empty(),
            waits.of(task.start(), waits.futureOf(task.start())).stream())
        .filter(wait -> !Sequel.of(wait, state).mayEndProcess())
        .filter(wait -> !new Abandonments(state).endsWithMain(task.start()))
        .findFirst();
  }
}
