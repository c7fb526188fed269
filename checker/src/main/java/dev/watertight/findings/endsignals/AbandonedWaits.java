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
import com.sun.source.tree.BlockTree;
import com.sun.source.tree.MemberReferenceTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.ReturnTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import dev.watertight.channels.ChannelFindings;
import dev.watertight.channels.Topology;
import dev.watertight.counts.Runs;
import dev.watertight.model.Trait;
import dev.watertight.paths.Duties;
import dev.watertight.paths.Loss;
import dev.watertight.program.CatchClauses;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Graphs;
import dev.watertight.program.Loops;
import dev.watertight.program.Paths;
import dev.watertight.program.Symbols;
import dev.watertight.program.TestOutcomes;
import dev.watertight.program.Trees;
import dev.watertight.tasks.Task;
import dev.watertight.tasks.TaskStarts;
import dev.watertight.tasks.Tasks;
import dev.watertight.values.ResolvedLibrary;
import dev.watertight.wakers.Interrupters;
import dev.watertight.wakers.Order;
import dev.watertight.wakers.ProgramTasks;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Finds tasks that may leave without the signal for which others wait without a time limit, where
 * no other signal makes up for it: latches are counted down no more often than their count says,
 * futures are completed by one body, once.
 *
 * @param channel what is waited for
 * @param counts how many signals come
 * @param state the compilation
 */
record AbandonedWaits(Topology channel, SignalCounts counts, VisitorState state) {
  private static void analyze(
      Topology channel, VisitorState state, BiConsumer<Tree, AbandonedWait> found) {
    SignalCounts counts = SignalCounts.of(channel, state);
    AbandonedWaits analysis = new AbandonedWaits(channel, counts, state);
    if (channel.isClosedView()
        && !counts.waits().isEmpty()
        && !counts.endOtherwise()
        && !analysis.areEnoughForAll()) {
      analysis
          .find()
          .or(analysis::ofHanded)
          .or(analysis::ofPermit)
          .or(analysis::behindFailure)
          .ifPresent(finding -> found.accept(finding.signal().getLeaf(), finding));
    }
  }

  /** What is found. */
  static final ChannelFindings<AbandonedWait> FINDINGS =
      ChannelFindings.ofSynchronizers(AbandonedWaits::analyze);

  /* `begins` is with what the need for a signal comes up; none if it is there before. */
  private record Search(
      ImmutableList<TreePath> own,
      TreePath scope,
      TreePath waiting,
      ImmutableSet<Tree> begins,
      boolean isLost,
      boolean isHanded) {}

  /* How deep the methods are looked at that a task calls to signal, or to wait. */
  private static final int DEPTH = 4;

  /** Whether the code in view acquires no more permits than there are, and nobody else does. */
  private boolean areEnoughForAll() {
    return counts.arePermits()
        && (channel.isLocal()
            || counts.waits().stream()
                .noneMatch(wait -> ProgramTasks.isCalledByOthers(wait, state)))
        && counts.permitsTaken().isMoreThan(counts.needed()).isNo();
  }

  private Optional<AbandonedWait> find() {
    return firstIn(
        counts.signals().stream()
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
    ImmutableList<TreePath> calls = depth == 0 ? ImmutableList.of() : callsOf(body);
    ImmutableList<TreePath> left =
        counts.waits().stream()
            .filter(wait -> isLeftWaiting(wait, body, tasks))
            .collect(toImmutableList());
    if (tasks.isEmpty() || (left.isEmpty() && calls.isEmpty()) || !counts.isEachNeeded(body)) {
      return Optional.empty();
    }
    return left.stream()
        .flatMap(wait -> skipped(body, acts, tasks, wait).stream())
        .findFirst()
        .or(
            () ->
                !calls.isEmpty() && isAlwaysDone(acts, body)
                    ? firstIn(calls, depth - 1)
                    : Optional.empty());
  }

  /** Whether a body acts whichever way it takes. */
  private boolean isAlwaysDone(ImmutableList<TreePath> acts, TreePath body) {
    return Duties.exitsWithout(
            body,
            ImmutableSet.of(),
            acts.stream().map(TreePath::getLeaf).collect(toImmutableSet()),
            new RiskyCalls(body, state).all(),
            state)
        .isEmpty();
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

  /** Whether other tasks than those that signal wait there, and nobody interrupts them. */
  private boolean isLeftWaiting(TreePath wait, TreePath body, ImmutableSet<Task> tasks) {
    return (counts.areMeetingsIn(body)
            || (!Graphs.isDirectlyIn(wait, body.getLeaf())
                && Sets.intersection(Tasks.of(wait, state), tasks).isEmpty()))
        && isLeftWaiting(wait);
  }

  private boolean isLeftWaiting(TreePath wait) {
    ImmutableSet<Task> waiting = Tasks.of(wait, state);
    return !waiting.isEmpty()
        && !waiting.contains(new Task.Unknown())
        && Interrupters.inView(wait, waiting, state).answer().isNo()
        && !isAskedFor(wait, DEPTH);
  }

  /**
   * Whether code, or all that calls it, comes to the wait only if it has asked for the end of it,
   * or for what a task that has ended before has left behind.
   */
  private boolean isAskedFor(TreePath wait, int depth) {
    Optional<TreePath> body = Graphs.bodyAround(wait);
    List<TestOutcomes.Outcome> asked =
        body.isEmpty() ? ImmutableList.of() : TestOutcomes.at(wait, body.get().getLeaf());
    return asked.stream().anyMatch(outcome -> isAbout(outcome.test()))
        || (!asked.isEmpty()
            && Trees.ownPathsIn(body.get(), MethodInvocationTree.class).stream()
                .filter(call -> call.getLeaf() != wait.getLeaf())
                .filter(call -> ResolvedLibrary.of(state).is(call.getLeaf(), Trait.AWAITS_TASK))
                .anyMatch(call -> Order.mayFollow(call, wait)))
        || (depth > 0
            && body.map(this::callsOf)
                .filter(calls -> !calls.isEmpty())
                .filter(calls -> calls.stream().allMatch(call -> isAskedFor(call, depth - 1)))
                .isPresent());
  }

  /** Whether a test asks the channel, or calls a method that names it. */
  private boolean isAbout(Tree test) {
    return channel.isNamedIn(test)
        || Trees.in(test, MethodInvocationTree.class).stream()
            .flatMap(
                call -> CompilationIndex.of(state).declaration(ASTHelpers.getSymbol(call)).stream())
            .anyMatch(method -> channel.isNamedIn(method.getLeaf()));
  }

  private Optional<AbandonedWait> skipped(
      TreePath body, ImmutableList<TreePath> own, ImmutableSet<Task> tasks, TreePath wait) {
    ImmutableSet<Tree> starts = starts(body, wait);
    boolean isLost = isLost(tasks, wait);
    // Who calls a method may call it again, unless it has started those who wait.
    return starts.isEmpty() && Tasks.apart(tasks).size() < tasks.size()
        ? Optional.empty()
        : skipped(body, own, wait, begins(body, starts), isLost)
            .or(
                () ->
                    roundAround(own)
                        .flatMap(r -> skipped(r, own, wait, ImmutableSet.of(), isLost)));
  }

  /** Whether nobody learns of an exception that leaves a task, or who waits does not. */
  private boolean isLost(ImmutableSet<Task> tasks, TreePath wait) {
    return !isToldOtherwise(wait)
        && Tasks.apart(tasks).stream()
            .noneMatch(task -> TaskStarts.mayBeHandled(task.start(), state));
  }

  private Optional<AbandonedWait> ofHanded() {
    return counts
        .handed()
        .flatMap(
            handed -> {
              TreePath body = Graphs.bodyAround(handed.acts()).orElseThrow();
              ImmutableSet<Task> tasks = Tasks.of(handed.acts().get(0), state);
              return counts.waits().stream()
                  .filter(wait -> isLeftWaiting(wait, body, tasks))
                  .flatMap(wait -> handedOver(handed, body, wait, isLost(tasks, wait)).stream())
                  .findFirst();
            });
  }

  /** The way around the signals for what nobody else has got hold of. */
  private Optional<AbandonedWait> handedOver(
      Handed handed, TreePath body, TreePath wait, boolean isLost) {
    ImmutableList<TreePath> own = handed.acts();
    SkippedWays ways = new SkippedWays(body, wait, state);
    boolean isData =
        own.stream().allMatch(call -> ways.isLeftToData(call, handed, channel.variables()));
    TreePath code = handed.source().isEmpty() ? handed.scope() : body;
    RiskyCalls calls = new RiskyCalls(code, state);
    Search search = new Search(own, handed.scope(), wait, handed.source(), isLost, true);
    return Stream.of(ImmutableSet.<Tree>of(), calls.all())
        .flatMap(
            risky ->
                found(
                    search,
                    Duties.waysWithoutEach(
                        handed.holder(),
                        code,
                        handed.source(),
                        acts(own, handed.scope()),
                        risky,
                        state),
                    way -> !way.exception().isEmpty() || isData,
                    risky,
                    calls)
                    .stream())
        .findFirst();
  }

  /** What the innermost loop around the signals of a body repeats, if one is around all. */
  private static Optional<TreePath> roundAround(ImmutableList<TreePath> own) {
    return Loops.innermost(own.get(0))
        .flatMap(loop -> Loops.body(loop.getLeaf()).map(body -> new TreePath(loop, body)))
        .filter(round -> round.getLeaf() instanceof BlockTree)
        .filter(round -> own.stream().allMatch(call -> Paths.isInside(call, round.getLeaf())));
  }

  /**
   * The way around the signals of a body, or of a round of a loop in one.
   *
   * @param begins with what the need for a signal comes up; none if it is there before
   * @param isLost whether nobody learns of an exception that leaves the body
   */
  private Optional<AbandonedWait> skipped(
      TreePath body,
      ImmutableList<TreePath> own,
      TreePath wait,
      ImmutableSet<Tree> begins,
      boolean isLost) {
    RiskyCalls calls = new RiskyCalls(body, state);
    return skipped(body, own, wait, begins, isLost, ImmutableSet.of(), calls)
        .or(() -> skipped(body, own, wait, begins, isLost, calls.all(), calls));
  }

  private Optional<AbandonedWait> skipped(
      TreePath body,
      ImmutableList<TreePath> own,
      TreePath wait,
      ImmutableSet<Tree> begins,
      boolean isLost,
      ImmutableSet<Tree> risky,
      RiskyCalls calls) {
    SkippedWays ways = new SkippedWays(Graphs.bodyAround(own.get(0)).orElseThrow(), wait, state);
    boolean isPlain =
        !counts.areMeetingsIn(body)
            && own.stream().allMatch(call -> SkippedWays.actOf(call, body).isPresent());
    return found(
        new Search(own, body, wait, begins, isLost, false),
        Duties.waysWithout(body, begins, acts(own, body), risky, state),
        way -> isPlain || !way.exception().isEmpty() || areLeftToData(own, body, ways),
        risky,
        calls);
  }

  private static ImmutableSet<Tree> acts(ImmutableList<TreePath> own, TreePath body) {
    return own.stream()
        .map(call -> SkippedWays.actOf(call, body).orElse(call.getLeaf()))
        .collect(toImmutableSet());
  }

  /** The most telling of some ways around the signals of a body, if one counts. */
  private Optional<AbandonedWait> found(
      Search search,
      ImmutableSet<Loss> all,
      Predicate<Loss> isMeant,
      ImmutableSet<Tree> risky,
      RiskyCalls calls) {
    TreePath signal = search.own().get(0);
    TreePath body = Graphs.bodyAround(signal).orElseThrow();
    SkippedWays ways = new SkippedWays(body, search.waiting(), state);
    return all.stream()
        .filter(isMeant)
        .map(way -> way.at() == null ? atReturn(signal, search.scope()) : way)
        .filter(
            way ->
                way.exit() == Loss.Exit.RETURN
                    || (search.isLost()
                        && !(risky.contains(way.at())
                            && (ways.isExpected(way.at(), risky) || calls.isDoubtful(way.at())))))
        .filter(way -> !ways.leavesNobody(way))
        .filter(way -> !way.exception().isEmpty() || !ways.areAskedElsewhere())
        .min(Comparator.comparing((Loss way) -> way.at() == null))
        .map(
            way ->
                new AbandonedWait(
                    channel,
                    signal,
                    counts.method(),
                    way,
                    search.waiting(),
                    counts.arePermits() || search.isHanded() ? search.begins() : ImmutableSet.of(),
                    isMovable(search),
                    !risky.isEmpty()));
  }

  /** Whether the one call that signals can be moved to the end of what it is for. */
  private boolean isMovable(Search search) {
    TreePath signal = search.own().get(0);
    return search.own().size() == 1
        && !counts.areMeetingsIn(Graphs.bodyAround(signal).orElseThrow())
        && (!search.isHanded()
            || signal.getParentPath().getParentPath().getLeaf()
                == Graphs.code(search.scope().getLeaf()));
  }

  /** Whether data alone decide on the signals, which nothing else asks for. */
  private boolean areLeftToData(ImmutableList<TreePath> own, TreePath body, SkippedWays ways) {
    return own.stream()
        .allMatch(
            call ->
                ways.isLeftToData(call, channel.variables())
                    && (!counts.areMeetingsIn(body) || ways.isToldApart(call)));
  }

  /**
   * A permit that a body acquires and does not give back, whoever acquires the next one, or all
   * there are.
   */
  private Optional<AbandonedWait> ofPermit() {
    ImmutableList<TreePath> drains =
        counts.waits().stream().filter(counts::takesAll).collect(toImmutableList());
    ImmutableList<TreePath> signals =
        counts.signals().stream()
            .filter(signal -> drains.isEmpty() || !counts.takesAll(signal))
            .collect(toImmutableList());
    Optional<TreePath> body = Graphs.bodyAround(signals);
    if (!counts.arePermits() || body.isEmpty()) {
      return Optional.empty();
    }
    ImmutableSet<Tree> acquired =
        counts.waits().stream()
            .filter(wait -> Graphs.isDirectlyIn(wait, body.get().getLeaf()))
            .map(TreePath::getLeaf)
            .collect(toImmutableSet());
    if (acquired.isEmpty() && isAlwaysDone(signals, body.get())) {
      return drains.stream()
          .filter(this::isLeftWaiting)
          .findFirst()
          .flatMap(drain -> ofBorrower(callsOf(body.get()), drain));
    }
    return acquired.isEmpty() || acquired.size() < channel.receives().size() - drains.size()
        ? Optional.empty()
        : counts.waits().stream()
            .filter(
                wait ->
                    drains.contains(wait)
                        ? !acquired.contains(wait.getLeaf()) && isLeftWaiting(wait)
                        : Runs.isRepeated(wait, channel, state)
                            || ProgramTasks.isCalledByOthers(wait, state))
            .findFirst()
            .flatMap(wait -> skipped(body.get(), signals, wait, acquired, true));
  }

  /** The same of a body that calls a method to acquire it, and another to give it back. */
  private Optional<AbandonedWait> ofBorrower(ImmutableList<TreePath> releases, TreePath drain) {
    Collection<Collection<TreePath>> bodies = byBody(releases).asMap().values();
    return bodies.stream()
            .map(own -> Graphs.bodyAround(own.iterator().next()).orElseThrow())
            .anyMatch(body -> taken(body).isEmpty() || Graphs.isDirectlyIn(drain, body.getLeaf()))
        ? Optional.empty()
        : bodies.stream()
            .map(ImmutableList::copyOf)
            .flatMap(
                own -> {
                  TreePath body = Graphs.bodyAround(own.get(0)).orElseThrow();
                  return skipped(body, own, drain, taken(body), true).stream();
                })
            .findFirst();
  }

  /** The only signal, which is given behind a stage that may fail. */
  private Optional<AbandonedWait> behindFailure() {
    TreePath signal = counts.signals().isEmpty() ? channel.maker() : counts.signals().get(0);
    ImmutableSet<Task> tasks = Tasks.of(signal, state);
    TreePath body =
        signal.getLeaf() instanceof MemberReferenceTree
            ? signal
            : Graphs.bodyAround(signal).orElse(signal);
    return !counts.end() || counts.signals().size() > 1 || tasks.size() > 1
        ? Optional.empty()
        : Tasks.firstApart(tasks)
            .flatMap(task -> new FailedStages(state).skipping(task.start(), signal))
            .filter(start -> start.getCompilationUnit() == signal.getCompilationUnit())
            .flatMap(
                start ->
                    counts.waits().stream()
                        .filter(wait -> isLeftWaiting(wait, body, tasks) && !isToldOtherwise(wait))
                        .map(
                            wait ->
                                new AbandonedWait(
                                    channel,
                                    signal,
                                    counts.method(),
                                    new Loss(Loss.Exit.THROW, start.getLeaf(), "RuntimeException"),
                                    wait,
                                    ImmutableSet.of(),
                                    false,
                                    true))
                        .findFirst());
  }

  /** The way out by the first return before the signal: one without a value is in no graph. */
  private static Loss atReturn(TreePath signal, TreePath body) {
    return new Loss(
        Loss.Exit.RETURN,
        Trees.ownPathsIn(body, ReturnTree.class).stream()
            .filter(end -> Order.mayFollow(end, signal) && CatchClauses.around(end).isEmpty())
            .map(TreePath::getLeaf)
            .findFirst()
            .orElse(null),
        "");
  }

  /** The calls in a body that start the tasks that wait. */
  private ImmutableSet<Tree> starts(TreePath body, TreePath wait) {
    return Tasks.apart(Tasks.of(wait, state)).stream()
        .filter(task -> Graphs.isDirectlyIn(task.start(), body.getLeaf()))
        .flatMap(task -> TaskStarts.in(body, task, state).stream())
        .map(TreePath::getLeaf)
        .collect(toImmutableSet());
  }

  /** The calls in a body that acquire permits, or call what does. */
  private ImmutableSet<Tree> taken(TreePath body) {
    return !counts.arePermits()
        ? ImmutableSet.of()
        : counts.waits().stream()
            .flatMap(
                wait ->
                    Stream.concat(
                        Stream.of(wait),
                        Graphs.bodyAround(wait).stream().flatMap(b -> callsOf(b).stream())))
            .filter(wait -> Graphs.isDirectlyIn(wait, body.getLeaf()))
            .map(TreePath::getLeaf)
            .collect(toImmutableSet());
  }

  /** What brings up the need for the signal in a body; none if it is there before. */
  private ImmutableSet<Tree> begins(TreePath body, ImmutableSet<Tree> starts) {
    ImmutableSet<Tree> taken = taken(body);
    return !taken.isEmpty()
        ? taken
        : starts.isEmpty() && Graphs.isDirectlyIn(channel.maker(), body.getLeaf())
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
