package dev.watertight.findings.sends.abandoned;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.TryTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import dev.watertight.channels.Capacity;
import dev.watertight.channels.Channels;
import dev.watertight.channels.Endpoint;
import dev.watertight.channels.Topology;
import dev.watertight.counts.Amount;
import dev.watertight.counts.Runs;
import dev.watertight.findings.sends.Places;
import dev.watertight.findings.sends.Senders;
import dev.watertight.findings.sends.TextSizes;
import dev.watertight.findings.sends.abandoned.AbandonedSends.AbandonedSend;
import dev.watertight.findings.sends.abandoned.AbandonedSends.AbandonedSend.How;
import dev.watertight.findings.sends.abandoned.AbandonedSends.AbandonedSend.Repair;
import dev.watertight.model.ChannelOperation.Act;
import dev.watertight.model.Role;
import dev.watertight.model.Trait;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Graphs;
import dev.watertight.program.Loops;
import dev.watertight.program.Paths;
import dev.watertight.program.Trees;
import dev.watertight.tasks.Task;
import dev.watertight.tasks.TaskBodies;
import dev.watertight.tasks.Tasks;
import dev.watertight.values.Origins;
import dev.watertight.values.ResolvedLibrary;
import dev.watertight.wakers.CallSites;
import dev.watertight.wakers.Order;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.stream.Stream;

/**
 * Finds pipes from which code reads a line or so, and then waits for the writer, before it closes
 * its end: the thread that has read lives on, so that a write into the full pipe does not fail.
 *
 * <p>The writer writes more, as far as the code says, than the pipe and all buffers around it hold.
 */
record PartlyReadPipes(Topology topology, VisitorState state) {
  /* What streams around the ends of a pipe may hold back or read ahead, on either side. */
  private static final long BUFFERS = 2 * 8192;

  private static final char LINE_END = '\n';

  /* What a pipe may hold of which the code does not say that. */
  private static final int UNKNOWN = 1 << 16;

  static void find(Topology topology, BiConsumer<Tree, AbandonedSend> found, VisitorState state) {
    PartlyReadPipes pipes = new PartlyReadPipes(topology, state);
    Optional<Endpoint> send =
        topology.blockingSends().stream().filter(pipes::isTooMuch).findFirst();
    if (send.isPresent() && pipes.areShort(send.get())) {
      Tasks.firstApart(topology.tasksOf(send.get(), state))
          .flatMap(pipes::waitFor)
          .ifPresent(
              wait ->
                  found.accept(
                      send.get().path().getLeaf(),
                      new AbandonedSend(topology, send.get(), How.WAITED_FOR, wait, Repair.NONE)));
    }
  }

  /** Whether a task apart writes more than there is room for. */
  private boolean isTooMuch(Endpoint send) {
    Senders senders = new Senders(topology, state);
    ImmutableSet<Task> tasks = topology.tasksOf(send, state);
    return tasks.size() == 1
        && senders.isApart(tasks)
        && !senders.isFreed(tasks)
        && Runs.isRepeated(send.path(), topology, state)
        && !senders.isGuarded(send)
        && sent(send)
            .times(Amount.of(new TextSizes(state).least(send)))
            .mayExceed(Amount.of(room()));
  }

  /** How often it is written, as far as its own loop says where callers do not. */
  private Amount sent(Endpoint send) {
    Amount all = new Senders(topology, state).sent(send);
    return all.kind() != Amount.Kind.UNKNOWN
        ? all
        : Places.loop(send.path(), topology.maker())
            .map(loop -> Runs.rounds(loop, state).most())
            .orElse(all);
  }

  /** How much the pipe holds, and what is around its ends. */
  private long room() {
    CompilationIndex index = CompilationIndex.of(state);
    return BUFFERS
        + Stream.concat(
                Stream.of(topology.maker()),
                topology.variables().stream()
                    .flatMap(end -> index.mentions(end).stream())
                    .map(TreePath::getParentPath))
            .filter(path -> path.getLeaf() instanceof NewClassTree)
            .flatMap(maker -> Channels.of(state).made(maker.getLeaf()).stream())
            .mapToInt(Capacity::slots)
            .filter(slots -> slots >= 0)
            .max()
            .orElse(UNKNOWN);
  }

  /** Whether all that is ever read is a few bytes, or lines of which a repeated send is one. */
  private boolean areShort(Endpoint send) {
    ImmutableList<Endpoint> reads =
        topology.endpoints().stream()
            .filter(use -> use.isReceive() || use.act() == Act.DRAIN)
            .collect(toImmutableList());
    return !reads.isEmpty() && reads.stream().allMatch(read -> isShort(read, send));
  }

  private boolean isShort(Endpoint read, Endpoint send) {
    Optional<TreePath> loop = Places.loop(read.path(), topology.maker());
    return read.act() == Act.RECEIVE
        && read.path().getLeaf() instanceof MethodInvocationTree call
        && call.getArguments().isEmpty()
        && loop.map(around -> isOfLine(around, read.path(), send))
            .orElseGet(() -> ASTHelpers.getType(call).isPrimitive() || sends(LINE_END, send))
        && !Runs.isRepeated(loop.orElse(read.path()), topology, state);
  }

  /**
   * Whether a loop reads up to a character that each send has in it: {@code while ((c = in.read())
   * != -1 && c != '\n')}. One that is written once may be the end of all.
   */
  private boolean isOfLine(TreePath loop, TreePath read, Endpoint send) {
    return Loops.condition(loop.getLeaf())
        .map(test -> ASTHelpers.stripParentheses(test))
        .filter(
            test ->
                test.getKind() == Tree.Kind.CONDITIONAL_AND
                    && Paths.isInside(read, test)
                    && Trees.in(test, LiteralTree.class).stream()
                        .anyMatch(
                            end ->
                                end.getValue() instanceof Character character
                                    && sends(character, send)))
        .isPresent();
  }

  /** Whether a fixed part of what is written has a character in it. */
  private boolean sends(char character, Endpoint send) {
    return (character == LINE_END
            && ResolvedLibrary.of(state).is(send.path().getLeaf(), Trait.ENDS_LINE))
        || send.value().stream()
            .flatMap(value -> Trees.in(value.getLeaf(), LiteralTree.class).stream())
            .anyMatch(part -> String.valueOf(part.getValue()).indexOf(character) >= 0);
  }

  /** Where somebody who has read waits for the writer, before anybody closes the reading end. */
  private Optional<TreePath> waitFor(Task.Apart writer) {
    ImmutableList<TreePath> reads =
        topology.receives().stream()
            .flatMap(read -> CallSites.inThread(read.path(), state).seen().stream())
            .collect(toImmutableList());
    return reads.stream()
        .flatMap(read -> Graphs.bodyAround(read).stream())
        .flatMap(body -> Trees.ownPathsIn(body, MethodInvocationTree.class).stream())
        .filter(call -> isWaitFor(call, writer))
        .filter(
            wait ->
                reads.stream()
                        .anyMatch(read -> Graphs.areTogether(read, wait) && comesFirst(read, wait))
                    && topology.endpoints().stream()
                        .filter(use -> use.act() == Act.CANCEL)
                        .allMatch(close -> isLater(close.path(), wait)))
        .findFirst();
  }

  private static boolean comesFirst(TreePath read, TreePath wait) {
    return Order.mayFollow(read, wait) && !Order.mayFollow(wait, read);
  }

  /** Whether a call waits for the task without a time limit. */
  private boolean isWaitFor(TreePath call, Task.Apart task) {
    ResolvedLibrary library = ResolvedLibrary.of(state);
    MethodSymbol method = (MethodSymbol) ASTHelpers.getSymbol(call.getLeaf());
    return library.is(method, Trait.AWAITS_TASK)
        && !library.isTimed(method)
        && Paths.receiver(call)
            .flatMap(handle -> Origins.one(handle, this::isMaker, state))
            .filter(
                maker ->
                    maker.getLeaf() == task.start().getLeaf()
                        || TaskBodies.startedBy(maker, state)
                            .filter(body -> body.getLeaf() == task.body())
                            .isPresent())
            .isPresent();
  }

  private boolean isMaker(Tree tree) {
    return tree instanceof NewClassTree || ResolvedLibrary.of(state).does(tree, 0, Role.RUN);
  }

  /**
   * Whether the reading end is closed behind a wait, be it as a resource of what is around that.
   */
  private static boolean isLater(TreePath close, TreePath wait) {
    if (close.getParentPath().getLeaf() instanceof TryTree attempt
        && attempt.getResources().contains(close.getLeaf())) {
      return Paths.isInside(wait, attempt.getBlock());
    }
    return Graphs.areTogether(close, wait) && comesFirst(wait, close);
  }
}
