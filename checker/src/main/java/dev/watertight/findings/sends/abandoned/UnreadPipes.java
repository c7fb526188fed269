package dev.watertight.findings.sends.abandoned;

import static com.google.common.collect.ImmutableSet.toImmutableSet;

import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import dev.watertight.channels.Capacity;
import dev.watertight.channels.Channels;
import dev.watertight.channels.Endpoint;
import dev.watertight.channels.Topology;
import dev.watertight.counts.Runs;
import dev.watertight.findings.handles.Leak;
import dev.watertight.findings.handles.Leaks;
import dev.watertight.findings.sends.Places;
import dev.watertight.findings.sends.Senders;
import dev.watertight.findings.sends.abandoned.AbandonedSends.AbandonedSend;
import dev.watertight.findings.sends.abandoned.AbandonedSends.AbandonedSend.How;
import dev.watertight.findings.sends.abandoned.AbandonedSends.AbandonedSend.Repair;
import dev.watertight.handles.Fates;
import dev.watertight.handles.Opening;
import dev.watertight.model.ChannelOperation.Act;
import dev.watertight.model.HandleKind;
import dev.watertight.model.Lifetime;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Graphs;
import dev.watertight.program.Paths;
import dev.watertight.program.Symbols;
import dev.watertight.program.Trees;
import dev.watertight.tasks.Task;
import dev.watertight.tasks.TaskStarts;
import dev.watertight.tasks.Tasks;
import dev.watertight.values.Sink;
import dev.watertight.values.Values;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.Stream;

/**
 * Finds reading ends of pipes that code drops, neither read nor closed, once their writer runs.
 *
 * <p>A write into a full pipe fails when the reading end is closed, or when the thread is dead that
 * has read from it. A pipe from which nobody has read knows no such thread: its writer waits for
 * ever, whoever ends. So what reads anything at all counts as an end here.
 */
record UnreadPipes(
    Topology topology,
    Endpoint send,
    Task.Apart writer,
    BiConsumer<Tree, AbandonedSend> found,
    VisitorState state) {
  private static final String CLOSE = "close";

  static void find(Topology topology, BiConsumer<Tree, AbandonedSend> found, VisitorState state) {
    if (topology.capacity().equals(Capacity.UNKNOWN)) {
      return;
    }
    for (Endpoint send : topology.blockingSends()) {
      ImmutableSet<Task> tasks = topology.tasksOf(send, state);
      if (new Senders(topology, state).isLeftWaiting(send, tasks)) {
        Tasks.firstApart(tasks)
            .ifPresent(task -> new UnreadPipes(topology, send, task, found, state).find());
        return;
      }
    }
  }

  private void find() {
    ImmutableSet<TreePath> ends = readingEnds();
    TreePath start = TaskStarts.of(writer, state).get(0);
    if (ends.size() == 1 && Runs.of(start, topology, state).isCertain()) {
      TreePath end = ends.iterator().next();
      Graphs.bodyAround(end)
          .flatMap(body -> Places.anchors(start, body.getLeaf(), topology, state))
          // What writes before the ends are connected fails.
          .filter(starts -> starts.stream().allMatch(s -> Paths.start(end) < Paths.start(s)))
          .map(starts -> starts.stream().map(UnreadPipes::evaluated).collect(toImmutableSet()))
          .ifPresent(starts -> follow(end, starts, new HashSet<>()));
    }
  }

  /** Where a method is named that leads somewhere, the call of it. */
  private static Tree evaluated(TreePath anchor) {
    return Runs.isCall(anchor) ? anchor.getParentPath().getLeaf() : anchor.getLeaf();
  }

  /** The expressions that make the end of the channel from which others read. */
  private ImmutableSet<TreePath> readingEnds() {
    CompilationIndex index = CompilationIndex.of(state);
    Set<Tree> seen = new HashSet<>();
    return Stream.concat(
            Stream.of(topology.maker()),
            topology.variables().stream()
                .flatMap(
                    end ->
                        Stream.concat(
                            Values.assignedTo(end, state).stream(),
                            index.mentions(end).stream().map(TreePath::getParentPath))))
        .filter(path -> isReadingEnd(path.getLeaf()) && seen.add(path.getLeaf()))
        .collect(toImmutableSet());
  }

  private boolean isReadingEnd(Tree maker) {
    return Channels.of(state).made(maker).filter(c -> c.equals(topology.capacity())).isPresent()
        && isReading(maker);
  }

  private boolean isReading(Tree maker) {
    return Channels.of(state)
        .closingOf(ASTHelpers.getType(maker))
        .filter(closing -> closing.act() == Act.CANCEL)
        .isPresent();
  }

  /** Looks at the code that gets the reading end, and at the callers of methods that return it. */
  private void follow(TreePath end, ImmutableSet<Tree> starts, Set<MethodSymbol> makers) {
    Opening opening = opening(end, reads());
    Leaks.onPath(opening, starts, readersAround(end), state)
        .filter(leak -> !endsWithMain(end))
        .map(leak -> leak.of(opening(end, ImmutableSet.of(CLOSE))))
        .ifPresent(leak -> found.accept(end.getLeaf(), dropped(leak)));
    for (Sink.Return result : Fates.of(opening, state).returns()) {
      if (makers.add(result.method())) {
        CompilationIndex.of(state)
            .calls(result.method())
            .forEach(call -> follow(call, ImmutableSet.of(call.getLeaf()), makers));
      }
    }
  }

  /** Whether the process ends, and the writer with it, when the code leaves that gets the end. */
  private boolean endsWithMain(TreePath end) {
    return TaskStarts.letsProcessEnd(writer, state)
        && Symbols.methodAround(end).filter(Symbols::isMain).isPresent();
  }

  private AbandonedSend dropped(Leak leak) {
    TreePath end = leak.opening().path();
    TreePath at =
        leak.exits().stream()
            .findFirst()
            .map(exit -> TreePath.getPath(end.getCompilationUnit(), exit))
            .orElse(end);
    return new AbandonedSend(topology, send, How.DROPPED, at, Repair.ofReader(Optional.of(leak)));
  }

  private Opening opening(TreePath end, ImmutableSet<String> releases) {
    HandleKind kind =
        new HandleKind(
            ASTHelpers.getType(end.getLeaf()).tsym.getQualifiedName().toString(),
            "reading end",
            releases);
    return new Opening(end, kind, Lifetime.PERSISTENT, kind.noun(), ImmutableSet.of(), end);
  }

  /** What reads from a stream when it is put around that, such as an {@code ObjectInputStream}. */
  private ImmutableSet<Tree> readersAround(TreePath end) {
    return Graphs.bodyAround(end).stream()
        .flatMap(body -> Trees.ownIn(body.getLeaf(), NewClassTree.class).stream())
        .filter(maker -> isReading(maker) && maker != end.getLeaf())
        .filter(maker -> !ASTHelpers.getSymbol(maker).getThrownTypes().isEmpty())
        .collect(toImmutableSet());
  }

  private ImmutableSet<String> reads() {
    return Stream.concat(
            Stream.of(CLOSE),
            topology.endpoints().stream()
                .filter(e -> e.isReceive() || e.act() == Act.CANCEL)
                .map(Endpoint::method))
        .collect(toImmutableSet());
  }
}
