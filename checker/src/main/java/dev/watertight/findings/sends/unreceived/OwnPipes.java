package dev.watertight.findings.sends.unreceived;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.EnhancedForLoopTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Flags;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import com.sun.tools.javac.code.Type;
import dev.watertight.channels.ChannelFindings;
import dev.watertight.channels.Endpoint;
import dev.watertight.channels.Topology;
import dev.watertight.findings.sends.Senders;
import dev.watertight.findings.sends.unreceived.OwnPipes.OwnPipe;
import dev.watertight.program.Arguments;
import dev.watertight.program.Loops;
import dev.watertight.program.Paths;
import dev.watertight.program.Symbols;
import dev.watertight.tasks.Task;
import dev.watertight.tasks.Tasks;
import dev.watertight.values.Values;
import dev.watertight.wakers.CallSites;
import dev.watertight.wakers.Exclusion;
import dev.watertight.wakers.Order;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.stream.Stream;

/**
 * Finds pipes that one thread fills and reads afterwards, where callers say how much it writes:
 * what certainly has no room in the pipe is found by {@link UnreceivedSends}.
 */
public final class OwnPipes implements ChannelFindings.Analysis<OwnPipe> {
  /* So many variables stand between what is written and what says its size. */
  private static final int DEPTH = 4;

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
      return topology.blockingSends().stream()
          .filter(send -> isUpToOthers(send) && !new Senders(topology, state).isGuarded(send))
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

    /** Whether callers, or those who make an object, say how much is written. */
    private boolean isUpToOthers(Endpoint send) {
      return Stream.concat(
              send.value().map(TreePath::getLeaf).filter(value -> !isSingle(value)).stream(),
              Loops.around(send.path()).stream()
                  .filter(loop -> !Paths.isInside(topology.maker(), loop))
                  .flatMap(Pipe::headOf))
          .anyMatch(said -> isUpToOthers(said, DEPTH));
    }

    private static Stream<ExpressionTree> headOf(Tree loop) {
      return loop instanceof EnhancedForLoopTree each
          ? Stream.of(each.getExpression())
          : Loops.condition(loop).stream();
    }

    /** Whether it writes a single character or byte, whatever that is. */
    private static boolean isSingle(Tree value) {
      Type type = ASTHelpers.getType(value);
      return type != null && type.isPrimitive();
    }

    private boolean isUpToOthers(Tree said, int depth) {
      return Symbols.variablesIn(said).stream()
          .filter(named -> !topology.variables().contains(named))
          .filter(VarSymbol.class::isInstance)
          .map(VarSymbol.class::cast)
          .filter(named -> named.getConstValue() == null)
          .anyMatch(named -> isOfOthers(named, depth));
    }

    private static boolean isOfRecord(VarSymbol named) {
      return Symbols.isField(named)
          && !named.isStatic()
          && (named.owner.flags() & Flags.RECORD) != 0;
    }

    private boolean isOfOthers(VarSymbol named, int depth) {
      if (depth == 0) {
        return false;
      }
      boolean isParameter =
          named.owner instanceof MethodSymbol method && method.getParameters().contains(named);
      if ((isParameter && !named.owner.isPrivate()) || isOfRecord(named)) {
        return true;
      }
      ImmutableList<TreePath> values =
          isParameter ? Arguments.seenOf(named, state) : Values.assignedTo(named, state);
      return values.stream().anyMatch(value -> isUpToOthers(value.getLeaf(), depth - 1));
    }
  }
}
