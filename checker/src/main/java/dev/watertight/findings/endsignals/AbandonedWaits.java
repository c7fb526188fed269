package dev.watertight.findings.endsignals;

import static com.google.common.collect.ImmutableList.toImmutableList;
import static com.google.common.collect.ImmutableListMultimap.toImmutableListMultimap;
import static com.google.common.collect.ImmutableSet.toImmutableSet;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.ListMultimap;
import com.google.common.collect.Sets;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.ReturnTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import dev.watertight.channels.ChannelFindings;
import dev.watertight.channels.Endpoint;
import dev.watertight.channels.Topology;
import dev.watertight.counts.Amount;
import dev.watertight.counts.Capacities;
import dev.watertight.counts.Runs;
import dev.watertight.model.ChannelOperation.Act;
import dev.watertight.model.ChannelOperation.Wait;
import dev.watertight.model.Trait;
import dev.watertight.paths.Duties;
import dev.watertight.paths.Loss;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Graphs;
import dev.watertight.program.Symbols;
import dev.watertight.program.Trees;
import dev.watertight.summaries.CallRules;
import dev.watertight.summaries.Exceptions;
import dev.watertight.summaries.Summaries;
import dev.watertight.summaries.Thrown;
import dev.watertight.tasks.Task;
import dev.watertight.tasks.Tasks;
import dev.watertight.values.ResolvedLibrary;
import dev.watertight.wakers.Interrupters;
import dev.watertight.wakers.Order;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Finds tasks that may leave without the signal for which others wait without a time limit, where
 * no other signal makes up for it: latches are counted down no more often than their count says,
 * futures are completed by one body, once.
 *
 * @param channel what is waited for
 * @param waits where it is waited for without a time limit
 * @param signals what ends the waits, or brings the end nearer
 * @param state the compilation
 */
record AbandonedWaits(
    Topology channel,
    ImmutableList<Endpoint> waits,
    ImmutableList<Endpoint> signals,
    VisitorState state) {
  private static void analyze(
      Topology channel, VisitorState state, BiConsumer<Tree, AbandonedWait> found) {
    AbandonedWaits analysis =
        new AbandonedWaits(
            channel,
            channel.receives().stream().filter(Endpoint::isEndless).collect(toImmutableList()),
            channel.endpoints().stream()
                .filter(e -> e.isSend() || e.act() == Act.CLOSE)
                .collect(toImmutableList()),
            state);
    if (System.getenv("WDEBUG") != null)
      System.err.println(
          "DBG "
              + channel.name()
              + " closed="
              + channel.isClosedView()
              + " "
              + channel.endpoints().stream()
                  .map(e -> e.method() + e.act() + dev.watertight.program.Paths.line(e.path()))
                  .toList()
              + " runs "
              + Runs.of(analysis.signals.stream().map(Endpoint::path).toList(), channel, state)
              + " cap "
              + Capacities.of(channel, state)
              + " "
              + dev.watertight.values.Fate.crossingReturns(
                      channel.maker(), dev.watertight.channels.Channels.synchronizers(state), state)
                  .escapes()
                  .stream()
                  .map(e -> e.why() + dev.watertight.program.Paths.line(e.path()))
                  .toList()
              + " tasks "
              + analysis.signals.stream()
                  .map(
                      e ->
                          Tasks.of(e.path(), state).stream()
                              .map(t -> t.getClass().getSimpleName())
                              .toList())
                  .toList()
              + " wtasks "
              + analysis.waits.stream()
                  .map(
                      e ->
                          Tasks.of(e.path(), state).stream()
                              .map(
                                  t ->
                                      t.getClass().getSimpleName()
                                          + Interrupters.of(t, state).answer())
                              .toList())
                  .toList()
              + " codes "
              + analysis.signals.stream()
                  .map(
                      e ->
                          Graphs.bodyAround(e.path())
                              .map(
                                  b ->
                                      Runs.of(
                                          new TreePath(b, Graphs.code(b.getLeaf())),
                                          channel,
                                          state)))
                  .toList());
    if (channel.isClosedView()
        && !analysis.waits.isEmpty()
        && analysis.signals.stream().noneMatch(signal -> signal.waiting() == Wait.TIMED)) {
      analysis.find().ifPresent(finding -> found.accept(finding.signal().getLeaf(), finding));
    }
  }

  /** What is found. */
  static final ChannelFindings<AbandonedWait> FINDINGS =
      ChannelFindings.ofSynchronizers(AbandonedWaits::analyze);

  /* How deep the methods are looked at that a task calls to signal. */
  private static final int DEPTH = 4;

  private Optional<AbandonedWait> find() {
    return firstIn(
        signals.stream()
            .map(Endpoint::path)
            .filter(path -> path.getLeaf() instanceof MethodInvocationTree)
            .collect(toImmutableList()),
        DEPTH);
  }

  private Optional<AbandonedWait> firstIn(ImmutableList<TreePath> acts, int depth) {
    return byBody(acts).asMap().values().stream()
        .flatMap(own -> in(ImmutableList.copyOf(own), depth).stream())
        .findFirst();
  }

  private static ListMultimap<Tree, TreePath> byBody(ImmutableList<TreePath> calls) {
    return calls.stream()
        .filter(call -> Graphs.bodyAround(call).isPresent())
        .collect(
            toImmutableListMultimap(call -> Graphs.bodyAround(call).get().getLeaf(), call -> call));
  }

  /** What is wrong with the body of some calls that signal, or with those that call it for that. */
  private Optional<AbandonedWait> in(ImmutableList<TreePath> acts, int depth) {
    TreePath body = Graphs.bodyAround(acts.get(0)).orElseThrow();
    ImmutableSet<Task> tasks = Tasks.of(acts.get(0), state);
    if (tasks.isEmpty() || !isEachNeeded(body)) {
      return Optional.empty();
    }
    ImmutableSet<Tree> risky = risky(body);
    Optional<AbandonedWait> found =
        waits.stream()
            .map(Endpoint::path)
            .filter(wait -> isLeftWaiting(wait, body, tasks))
            .flatMap(
                wait ->
                    skipped(body, acts, tasks, wait, ImmutableSet.of())
                        .or(() -> skipped(body, acts, tasks, wait, risky))
                        .stream())
            .findFirst();
    return found.isPresent()
            || depth == 0
            || !Duties.exitsWithout(
                    body, ImmutableSet.of(), ImmutableSet.copyOf(leaves(acts)), risky, state)
                .isEmpty()
        ? found
        : firstIn(callsOf(body), depth - 1);
  }

  private static List<Tree> leaves(List<TreePath> paths) {
    return paths.stream().map(TreePath::getLeaf).map(Tree.class::cast).toList();
  }

  /** The calls of a method, if all there are are in view. */
  private ImmutableList<TreePath> callsOf(TreePath body) {
    if (!(body.getLeaf() instanceof MethodTree tree)
        || Symbols.isOpenToOthers(ASTHelpers.getSymbol(tree))) {
      return ImmutableList.of();
    }
    ImmutableList<TreePath> mentions =
        CompilationIndex.of(state).mentions(ASTHelpers.getSymbol(tree));
    return mentions.stream().allMatch(Runs::isCall)
        ? mentions.stream().map(TreePath::getParentPath).collect(toImmutableList())
        : ImmutableList.of();
  }

  /** Whether there is no signal too many, so that each that is left out is missing. */
  private boolean isEachNeeded(TreePath body) {
    if (signals.stream().anyMatch(signal -> signal.act() == Act.CLOSE)) {
      TreePath code = new TreePath(body, Graphs.code(body.getLeaf()));
      return Graphs.bodyAround(signals.stream().map(Endpoint::path).toList()).isPresent()
          && !Runs.isRepeated(code, channel, state);
    }
    Amount sent = Runs.of(signals.stream().map(Endpoint::path).toList(), channel, state).most();
    return signals.stream()
            .allMatch(s -> ResolvedLibrary.of(state).is(s.path().getLeaf(), Trait.COMPLETES))
        && sent.isMoreThan(Capacities.of(channel, state)).isNo();
  }

  /** Whether other tasks than those that signal wait there, and nobody interrupts them. */
  private boolean isLeftWaiting(TreePath wait, TreePath body, ImmutableSet<Task> tasks) {
    ImmutableSet<Task> waiting = Tasks.of(wait, state);
    return !Graphs.isDirectlyIn(wait, body.getLeaf())
        && Sets.intersection(waiting, tasks).isEmpty()
        && !waiting.isEmpty()
        && !waiting.contains(new Task.Unknown())
        && Interrupters.inView(wait, waiting, state).answer().isNo();
  }

  private Optional<AbandonedWait> skipped(
      TreePath body,
      ImmutableList<TreePath> own,
      ImmutableSet<Task> tasks,
      TreePath wait,
      ImmutableSet<Tree> risky) {
    SkippedWays ways = new SkippedWays(body, wait, state);
    boolean isPlain = own.stream().allMatch(call -> SkippedWays.actOf(call, body).isPresent());
    ImmutableSet<Tree> acts =
        own.stream()
            .map(call -> SkippedWays.actOf(call, body).orElse(call.getLeaf()))
            .collect(toImmutableSet());
    ImmutableSet<Tree> starts = starts(body, wait);
    // Who calls a method may call it again, unless it has started those who wait.
    boolean isFinal = !starts.isEmpty() || Tasks.apart(tasks).size() == tasks.size();
    return Duties.waysWithout(body, begins(body, starts), acts, risky, state).stream()
        .filter(way -> isPlain || !way.exception().isEmpty())
        .map(way -> way.at() == null ? atReturn(own.get(0), body) : way)
        .filter(
            way ->
                way.exit() == Loss.Exit.RETURN
                    || (isFinal && !isToldOtherwise(wait) && !isDoubtful(way.at(), risky, ways)))
        .filter(way -> !ways.leavesNobody(way))
        .filter(way -> !way.exception().isEmpty() || !ways.areAskedElsewhere())
        .min(Comparator.comparing((Loss way) -> way.at() == null))
        .map(
            way ->
                new AbandonedWait(
                    channel,
                    own.get(0),
                    signals.get(0).method(),
                    way,
                    wait,
                    own.size() == 1,
                    !risky.isEmpty()));
  }

  /** The way out by the first return before the signal: one without a value is in no graph. */
  private static Loss atReturn(TreePath signal, TreePath body) {
    return new Loss(
        Loss.Exit.RETURN,
        Trees.ownPathsIn(body, ReturnTree.class).stream()
            .filter(end -> Order.mayFollow(end, signal))
            .map(TreePath::getLeaf)
            .findFirst()
            .orElse(null),
        "");
  }

  /** The calls in a body that may fail with an exception that nobody declares. */
  private ImmutableSet<Tree> risky(TreePath body) {
    return ImmutableSet.<Tree>builder()
        .addAll(Exceptions.callsThrowing(body, AbandonedWaits::isUnchecked, state))
        .addAll(
            Trees.ownIn(body.getLeaf(), MethodInvocationTree.class).stream()
                .filter(call -> isCallback(call, body))
                .iterator())
        .build();
  }

  /** An author who catches it knows that it comes, whatever it is thrown for. */
  private static boolean isUnchecked(Thrown thrown, VisitorState state) {
    return SkippedWays.isRisky(thrown, state)
        || (thrown.reason() == Thrown.Reason.REFUSAL && thrown.isUnchecked(state));
  }

  /** Whether a call runs what somebody out of view supplies. */
  private boolean isCallback(Tree call, TreePath body) {
    return call instanceof MethodInvocationTree invocation
        && CallRules.isFunction(ASTHelpers.getSymbol(invocation), state)
        && Summaries.ofCall(call, body, state).callsOthers();
  }

  private boolean isDoubtful(@Nullable Tree call, ImmutableSet<Tree> risky, SkippedWays ways) {
    return call != null
        && risky.contains(call)
        && (ways.isExpected(call, risky)
            || !(isCallback(call, ways.body())
                || Summaries.ofCall(call, ways.body(), state)
                    .isThrown(thrown -> SkippedWays.isRisky(thrown, state))));
  }

  /** The calls in a body that start the tasks that wait. */
  private ImmutableSet<Tree> starts(TreePath body, TreePath wait) {
    return Tasks.apart(Tasks.of(wait, state)).stream()
        .filter(task -> Graphs.isDirectlyIn(task.start(), body.getLeaf()))
        .map(task -> task.start().getLeaf())
        .collect(toImmutableSet());
  }

  /** What brings up the need for the signal in a body; none if it is there before. */
  private ImmutableSet<Tree> begins(TreePath body, ImmutableSet<Tree> starts) {
    return starts.isEmpty() && Graphs.isDirectlyIn(channel.maker(), body.getLeaf())
        ? ImmutableSet.of(channel.maker().getLeaf())
        : starts;
  }

  /** Whether who waits learns of a failure before, from the result of a task. */
  private boolean isToldOtherwise(TreePath wait) {
    return Graphs.bodyAround(wait).stream()
        .flatMap(body -> Trees.ownPathsIn(body, MethodInvocationTree.class).stream())
        .filter(call -> call.getLeaf() != wait.getLeaf())
        .filter(call -> ResolvedLibrary.of(state).is(call.getLeaf(), Trait.AWAITS_TASK))
        .filter(call -> !ASTHelpers.isVoidType(ASTHelpers.getType(call.getLeaf()), state))
        .anyMatch(call -> Order.mayFollow(call, wait));
  }
}
