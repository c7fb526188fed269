package dev.watertight.findings.sends.unreceived;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.EnhancedForLoopTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Type;
import dev.watertight.channels.ChannelFindings;
import dev.watertight.channels.Endpoint;
import dev.watertight.channels.Topology;
import dev.watertight.counts.Amount;
import dev.watertight.counts.Capacities;
import dev.watertight.counts.Runs;
import dev.watertight.findings.sends.Places;
import dev.watertight.findings.sends.Senders;
import dev.watertight.findings.sends.TextSizes;
import dev.watertight.findings.sends.unreceived.OwnPipes.OwnPipe;
import dev.watertight.program.Loops;
import dev.watertight.program.Paths;
import dev.watertight.program.Symbols;
import dev.watertight.tasks.Task;
import dev.watertight.tasks.Tasks;
import dev.watertight.wakers.CallSites;
import dev.watertight.wakers.Exclusion;
import dev.watertight.wakers.Order;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.stream.Stream;

/**
 * Finds pipes that one thread fills and reads afterwards, where nothing says that what it writes
 * has room in the pipe: what is certain not to have is found by {@link UnreceivedSends}.
 */
public final class OwnPipes implements ChannelFindings.Analysis<OwnPipe> {
  /**
   * A pipe that one thread fills and reads.
   *
   * @param topology the pipe
   * @param send a write that may wait
   * @param read where the same thread comes to a read behind it
   */
  public record OwnPipe(Topology topology, Endpoint send, TreePath read) {}

  @Override
  public void analyze(Topology topology, VisitorState state, BiConsumer<Tree, OwnPipe> found) {
    if (!topology.isPipe()
        || !topology.isClosedView()
        || !topology.isLocal()
        || topology.receives().isEmpty()) {
      return;
    }
    Pipe pipe = new Pipe(topology, state);
    if (pipe.isOfOneThread()
        && new LateReceivers(topology, topology.blockingSends(), state).find().isEmpty()) {
      pipe.find()
          .filter(finding -> finding.send().path().getLeaf() instanceof MethodInvocationTree)
          .ifPresent(finding -> found.accept(finding.send().path().getLeaf(), finding));
    }
  }

  private record Pipe(Topology topology, VisitorState state) {
    /** Whether only the thread that makes the pipe uses it. */
    boolean isOfOneThread() {
      ImmutableSet<Task> own = Tasks.of(topology.maker(), state);
      return !own.isEmpty()
          && !own.contains(new Task.Unknown())
          && topology.endpoints().stream()
              .allMatch(use -> topology.tasksOf(use, state).equals(own));
    }

    Optional<OwnPipe> find() {
      ImmutableList<TreePath> reads =
          topology.receives().stream()
              .flatMap(read -> CallSites.inThread(read.path(), state).seen().stream())
              .collect(toImmutableList());
      return hasRoom()
          ? Optional.empty()
          : topology.blockingSends().stream()
              .filter(send -> !new Senders(topology, state).isGuarded(send))
              .flatMap(
                  send ->
                      CallSites.inThread(send.path(), state).seen().stream()
                          .flatMap(way -> reads.stream().filter(read -> isOnlyBefore(way, read)))
                          .map(read -> new OwnPipe(topology, send, read)))
              .findFirst();
    }

    /** Whether a write comes first, and not in turn with the read. */
    private boolean isOnlyBefore(TreePath write, TreePath read) {
      return Order.mayFollow(write, read)
          && !Exclusion.isCertain(write, read)
          && Paths.start(write) < Paths.start(read)
          && Loops.around(write).stream()
              .allMatch(loop -> !Paths.isInside(read, loop) || makesOneInside(loop));
    }

    /** Whether each round makes a pipe of its own. */
    private boolean makesOneInside(Tree loop) {
      return CallSites.inThread(topology.maker(), state).seen().stream()
          .anyMatch(maker -> Paths.isInside(maker, loop));
    }

    /** Whether all that is ever written is known to be no more than the pipe holds. */
    private boolean hasRoom() {
      Amount all = Amount.of(0);
      for (Endpoint send : topology.blockingSends()) {
        if (!isOfKnownSize(send) || isUpToCallers(send)) {
          return false;
        }
        all =
            all.plus(written(send).times(Amount.of(new TextSizes(state).least(send))));
      }
      return all.kind() == Amount.Kind.SUM
          && !all.mayExceed(Capacities.of(topology, state));
    }

    /** Whether a loop goes through what callers of a method pass, which others may call, too. */
    private boolean isUpToCallers(Endpoint send) {
      return Places.loop(send.path(), topology.maker()).stream()
          .map(TreePath::getLeaf)
          .flatMap(
              loop ->
                  loop instanceof EnhancedForLoopTree each
                      ? Stream.of(each.getExpression())
                      : Loops.condition(loop).stream())
          .flatMap(head -> Symbols.variablesIn(head).stream())
          .anyMatch(
              named ->
                  named.owner instanceof MethodSymbol method
                      && !method.isPrivate()
                      && method.getParameters().contains(named));
    }

    /** How often it is written, as its loop says. */
    private Amount written(Endpoint send) {
      return Places.loop(send.path(), topology.maker())
          .map(loop -> Runs.rounds(loop, state).most())
          .orElseGet(() -> Runs.of(send.path(), topology, state).most());
    }

    /** Whether it writes a single character or number, or a text that the code says. */
    private static boolean isOfKnownSize(Endpoint send) {
      return send.value()
          .map(TreePath::getLeaf)
          .filter(
              value -> {
                Type type = ASTHelpers.getType(value);
                return (type != null && type.isPrimitive())
                    || ASTHelpers.constValue(value) != null;
              })
          .isPresent();
    }
  }
}
