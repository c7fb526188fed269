package dev.watertight.findings.endsignals;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.VisitorState;
import com.sun.source.tree.BlockTree;
import com.sun.source.tree.StatementTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.TryTree;
import com.sun.source.util.TreePath;
import dev.watertight.channels.Endpoint;
import dev.watertight.counts.Amount;
import dev.watertight.findings.sends.Workers;
import dev.watertight.model.ChannelOperation.Act;
import dev.watertight.program.Graphs;
import dev.watertight.program.Loops;
import dev.watertight.program.Paths;
import dev.watertight.wakers.Order;
import java.util.List;
import java.util.Optional;

/**
 * How many of those who have to come, to a barrier or phaser or by counting a latch down, can come
 * before somebody gets past the wait: as many as their one executor has threads, since each keeps
 * its thread until all have come. What they signal behind the wait comes too late.
 *
 * @param counts who signals and waits
 * @param state the compilation
 */
record Meetings(SignalCounts counts, VisitorState state) {
  /** How many can come at once; unknown if some signal without waiting for the others. */
  Amount atOnce() {
    ImmutableList<Endpoint> first =
        counts.ends().stream().filter(end -> !isBehindMeeting(end)).collect(toImmutableList());
    return first.isEmpty()
        ? Amount.UNKNOWN
        : first.stream().allMatch(end -> end.act() == Act.EXCHANGE) ? workers(first) : ofLatch();
  }

  private Amount workers(ImmutableList<Endpoint> ends) {
    return new Workers(counts.channel(), state).atOnce(ends);
  }

  /** Whether a signal is given only by who has got past a wait for the others. */
  private boolean isBehindMeeting(Endpoint signal) {
    return signal.act() != Act.EXCHANGE
        && signal.act() != Act.CLOSE
        && counts.ends().stream()
            .filter(end -> end.act() == Act.EXCHANGE)
            .map(Endpoint::path)
            .anyMatch(
                meeting ->
                    Graphs.areTogether(meeting, signal.path())
                        && (Order.isAlwaysBefore(meeting, signal.path())
                            || isBehindFirst(meeting, signal.path())));
  }

  /** Whether a {@code try} statement around a place begins with the meeting. */
  private static boolean isBehindFirst(TreePath meeting, TreePath place) {
    return Paths.aroundInBody(meeting).stream()
        .map(TreePath::getLeaf)
        .anyMatch(
            tree ->
                tree instanceof TryTree attempt
                    && attempt.getResources().isEmpty()
                    && Paths.isInside(place, attempt)
                    && !Paths.isInside(place, attempt.getBlock())
                    && Paths.statement(meeting)
                        .filter(
                            first ->
                                attempt.getBlock().getStatements().indexOf(first.getLeaf()) == 0)
                        .isPresent());
  }

  /** As many as can count a latch down if each of them waits for it at once. */
  private Amount ofLatch() {
    ImmutableList<Endpoint> signals =
        counts.ends().stream().filter(Endpoint::isSend).collect(toImmutableList());
    return !counts.end()
            && !counts.arePermits()
            && signals.stream().allMatch(this::isWaitedForAtOnce)
        ? workers(signals)
        : Amount.UNKNOWN;
  }

  /** Whether the next statement behind a signal waits, and the signal is the only one of a task. */
  private boolean isWaitedForAtOnce(Endpoint signal) {
    Optional<TreePath> statement = Paths.statement(signal.path());
    return Loops.around(signal.path()).isEmpty()
        && counts.isGivenOnceByTasks(signal.path())
        && statement.flatMap(Meetings::next).stream()
            .anyMatch(
                next ->
                    counts.waits().stream()
                        .anyMatch(
                            wait ->
                                Graphs.areTogether(wait, signal.path())
                                    && Paths.statement(wait)
                                        .filter(own -> own.getLeaf() == next)
                                        .isPresent()));
  }

  private static Optional<Tree> next(TreePath statement) {
    if (!(statement.getParentPath().getLeaf() instanceof BlockTree block)) {
      return Optional.empty();
    }
    List<? extends StatementTree> all = block.getStatements();
    int behind = all.indexOf(statement.getLeaf()) + 1;
    if (behind == all.size()) {
      return Optional.empty();
    }
    return all.get(behind) instanceof TryTree attempt
            && attempt.getResources().isEmpty()
            && !attempt.getBlock().getStatements().isEmpty()
        ? Optional.of(attempt.getBlock().getStatements().get(0))
        : Optional.of(all.get(behind));
  }
}
