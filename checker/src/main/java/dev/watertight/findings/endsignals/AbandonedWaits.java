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
import com.sun.source.tree.BreakTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.ContinueTree;
import com.sun.source.tree.MemberReferenceTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.ReturnTree;
import com.sun.source.tree.ThrowTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.TryTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.channels.ChannelFindings;
import dev.watertight.channels.Topology;
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
import dev.watertight.tasks.StartHelpers;
import dev.watertight.tasks.Task;
import dev.watertight.tasks.TaskStarts;
import dev.watertight.tasks.Tasks;
import dev.watertight.values.Values;
import dev.watertight.wakers.Order;
import dev.watertight.wakers.ProgramTasks;
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
          .or(() -> new KeptPermits(analysis).find())
          .or(() -> new PermitSections(analysis).find())
          .or(() -> new LentPermits(analysis).find())
          .or(() -> new SharedPromises(analysis).find())
          .or(analysis::behindFailure)
          .or(() -> new SilentCallbacks(analysis).find())
          .ifPresent(finding -> found.accept(finding.signal().getLeaf(), finding));
    }
  }

  LeftWaiting left() {
    return new LeftWaiting(channel, counts, state);
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

  static ListMultimap<Tree, TreePath> byBody(ImmutableList<TreePath> calls) {
    return calls.stream()
        .filter(call -> Graphs.bodyAround(call).isPresent())
        .collect(
            toImmutableListMultimap(call -> Graphs.bodyAround(call).get().getLeaf(), call -> call));
  }

  /** What is wrong with the body of some calls that signal, or with those that call it for that. */
  private Optional<AbandonedWait> in(ImmutableList<TreePath> acts, int depth) {
    TreePath body = Graphs.bodyAround(acts.get(0)).orElseThrow();
    ImmutableSet<Task> tasks = Tasks.of(acts.get(0), state);
    ImmutableList<TreePath> calls = depth == 0 ? ImmutableList.of() : left().callsOf(body);
    ImmutableList<TreePath> left =
        counts.waits().stream()
            .filter(wait -> left().isAt(wait, body, tasks))
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
  boolean isAlwaysDone(ImmutableList<TreePath> acts, TreePath body) {
    return Duties.exitsWithout(
            body,
            ImmutableSet.of(),
            acts.stream().map(TreePath::getLeaf).collect(toImmutableSet()),
            new RiskyCalls(body, state).all(),
            state)
        .isEmpty();
  }

  private Optional<AbandonedWait> skipped(
      TreePath body, ImmutableList<TreePath> own, ImmutableSet<Task> tasks, TreePath wait) {
    ImmutableSet<Tree> starts = starts(body, wait);
    boolean isLost = isLost(tasks, wait);
    if (left().isMadeIn(body) && !Sets.intersection(Tasks.of(wait, state), tasks).isEmpty()) {
      // The same thread waits behind it, unless an exception has been thrown.
      return areAwaitedBy(left().callsOf(body), DEPTH)
          ? skipped(body, own, wait, begins(body, starts), false)
          : Optional.empty();
    }
    // Who calls a method may call it again, unless it has started those who wait.
    return starts.isEmpty() && Tasks.apart(tasks).size() < tasks.size()
        ? Optional.empty()
        : skipped(body, own, wait, begins(body, starts), isLost)
            .or(
                () ->
                    roundAround(own)
                        .flatMap(
                            r ->
                                skipped(r, own, wait, ImmutableSet.of(), isLost)
                                    .filter(
                                        found ->
                                            !counts.areMeetingsIn(body)
                                                || mayDiffer(found.way(), r))))
            .or(() -> leavingRounds(own, wait, isLost));
  }

  /**
   * A return out of the rounds of a party that would have met the others, or signed off behind its
   * last round.
   */
  private Optional<AbandonedWait> leavingRounds(
      ImmutableList<TreePath> own, TreePath wait, boolean isLost) {
    ImmutableList<TreePath> met =
        own.stream().filter(call -> Loops.around(call).isPresent()).collect(toImmutableList());
    return met.isEmpty() || met.size() == own.size()
        ? Optional.empty()
        : roundAround(met)
            .filter(
                round ->
                    own.stream()
                        .filter(call -> !met.contains(call))
                        .noneMatch(AbandonedWaits::isInFinally))
            .flatMap(
                round ->
                    skipped(round, met, wait, ImmutableSet.of(), isLost)
                        .filter(found -> found.way().at() instanceof ReturnTree)
                        .filter(found -> mayDiffer(found.way(), round)));
  }

  /**
   * Whether a party may take a way out of its round that others do not take: not if it is under
   * tests that ask only what all of them share, and leave for together.
   */
  private boolean mayDiffer(Loss way, TreePath round) {
    TreePath place =
        way.at() instanceof ReturnTree || way.at() instanceof ThrowTree
            ? TreePath.getPath(round, way.at())
            : null;
    return place == null
        || TestOutcomes.at(place, round.getLeaf()).stream()
            .flatMap(outcome -> Symbols.variablesIn(outcome.test()).stream())
            .anyMatch(asked -> isOfParty((VarSymbol) asked));
  }

  /** Whether each party has its own: what its code is given, or a value that its object keeps. */
  private boolean isOfParty(VarSymbol asked) {
    return Symbols.isField(asked)
        ? !asked.isStatic()
            && Values.isFixed(asked, state)
            && (asked.type.isPrimitive()
                || ASTHelpers.isSameType(asked.type, state.getSymtab().stringType, state))
            && new AskedValues(state).saidFor(asked).distinct().count() != 1
        : CompilationIndex.of(state)
            .declaration(asked)
            .filter(path -> !Loops.isLoop(path.getParentPath().getLeaf()))
            .isPresent();
  }

  private static boolean isInFinally(TreePath call) {
    return Paths.aroundInBody(call).stream()
        .anyMatch(
            around ->
                around.getLeaf() instanceof TryTree attempt
                    && attempt.getFinallyBlock() != null
                    && Paths.isInside(call, attempt.getFinallyBlock()));
  }

  /** Whether nobody learns of an exception that leaves a task, or who waits does not. */
  private boolean isLost(ImmutableSet<Task> tasks, TreePath wait) {
    return !left().isToldOtherwise(wait)
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
                  .filter(wait -> left().isAt(wait, body, tasks))
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
        isAwaitedBy(channel.maker(), DEPTH)
            && own.stream().allMatch(call -> ways.isLeftToData(call, handed, channel.variables()))
            && new AskedValues(state).leadPast(own, handed.scope().getLeaf(), wait);
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
                    way ->
                        !way.exception().isEmpty() || (isData && !isForNobody(way, body, handed)),
                    risky,
                    calls)
                    .stream())
        .findFirst();
  }

  /** Whether control comes to where a way ends only if there is nobody to signal. */
  private static boolean isForNobody(Loss way, TreePath body, Handed handed) {
    TreePath place = way.at() == null ? null : TreePath.getPath(body, way.at());
    return place != null
        && TestOutcomes.at(place, body.getLeaf()).stream()
            .anyMatch(
                outcome ->
                    Handed.isNullTest(outcome.test(), handed.holder())
                        && outcome.value() == (outcome.test().getKind() == Tree.Kind.EQUAL_TO));
  }

  /** Whether all code that makes what is waited for comes to a wait: others may need no answer. */
  private boolean isAwaitedBy(TreePath maker, int depth) {
    if (counts.waits().stream().anyMatch(wait -> Graphs.areTogether(maker, wait))) {
      return true;
    }
    Optional<TreePath> body = Graphs.bodyAround(maker);
    ClassTree type = ASTHelpers.findEnclosingNode(maker, ClassTree.class);
    List<TreePath> calls =
        body.filter(b -> !Symbols.isConstructor(b)).isPresent()
            ? left().callsOf(body.get())
            : CompilationIndex.of(state).creations(ASTHelpers.getSymbol(type));
    return depth > 0 && areAwaitedBy(calls, depth - 1);
  }

  private boolean areAwaitedBy(List<TreePath> calls, int depth) {
    return !calls.isEmpty() && calls.stream().allMatch(call -> isAwaitedBy(call, depth));
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
  Optional<AbandonedWait> skipped(
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
        !isForThoseWhoMeet(body, wait)
            && own.stream().allMatch(call -> SkippedWays.actOf(call, body).isPresent());
    return found(
        new Search(own, body, wait, begins, isLost, false),
        Duties.waysWithout(body, begins, acts(own, body), risky, state),
        way -> isPlain || !way.exception().isEmpty() || areLeftToData(own, body, ways),
        risky,
        calls);
  }

  /**
   * Whether only those wait who come to the signal themselves: perhaps all of them leave it out.
   */
  private boolean isForThoseWhoMeet(TreePath body, TreePath wait) {
    return counts.areMeetingsIn(body) && Graphs.isDirectlyIn(wait, body.getLeaf());
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
        // What fails to acquire a permit, or to start a task, has not done so.
        .filter(way -> way.exception().isEmpty() || !search.begins().contains(way.at()))
        .filter(way -> mayCome(way, body, search.own()))
        .map(way -> way.at() == null ? atReturn(signal, search.scope()) : way)
        .filter(
            way ->
                way.exit() == Loss.Exit.RETURN
                    || (search.isLost()
                        && !(risky.contains(way.at())
                            && (ways.isExpected(way.at(), risky) || calls.isDoubtful(way.at())))))
        .filter(way -> !ways.leavesNobody(way) && !ways.isExcluded(way))
        .filter(way -> !way.exception().isEmpty() || !ways.areAskedElsewhere(Optional.empty()))
        .min(Comparator.comparing((Loss way) -> way.at() == null))
        .map(
            way ->
                new AbandonedWait(
                    channel,
                    signal,
                    methodOf(signal),
                    way,
                    search.waiting(),
                    counts.arePermits() || search.isHanded() ? search.begins() : ImmutableSet.of(),
                    isMovable(search),
                    !risky.isEmpty()));
  }

  /**
   * Whether control may come to where a way returns or throws, whatever constants the code says; or
   * to a return before signals that nothing else leads around, where there is somebody to signal.
   */
  private boolean mayCome(Loss way, TreePath body, ImmutableList<TreePath> own) {
    if (way.at() instanceof ReturnTree || way.at() instanceof ThrowTree) {
      return Optional.ofNullable(TreePath.getPath(body, way.at()))
          .filter(place -> !mayCome(place, body))
          .isEmpty();
    }
    if (way.at() != null
        || !Trees.ownPathsIn(body, BreakTree.class, ContinueTree.class).isEmpty()
        || own.stream().anyMatch(call -> SkippedWays.actOf(call, body).isEmpty())) {
      return true;
    }
    ImmutableList<TreePath> returns = Trees.ownPathsIn(body, ReturnTree.class);
    return returns.isEmpty()
        || returns.stream().anyMatch(end -> !isForNobody(end, body, own) && mayCome(end, body));
  }

  private boolean mayCome(TreePath place, TreePath body) {
    return new AskedValues(state).mayLeadTo(place, body.getLeaf());
  }

  /** Whether control comes to a place only where what is to be signalled is null. */
  private static boolean isForNobody(TreePath place, TreePath body, ImmutableList<TreePath> own) {
    return TestOutcomes.at(place, body.getLeaf()).stream()
        .anyMatch(
            outcome ->
                own.stream()
                    .allMatch(
                        call ->
                            ASTHelpers.getSymbol(Symbols.receiver(call.getLeaf()))
                                    instanceof VarSymbol holder
                                && Handed.isNullTest(outcome.test(), holder)
                                && outcome.value()
                                    == (outcome.test().getKind() == Tree.Kind.EQUAL_TO)));
  }

  /** What messages call a signal, or what a helper does that gives it. */
  private String methodOf(TreePath signal) {
    return counts.signals().stream().anyMatch(own -> own.getLeaf() == signal.getLeaf())
        ? ASTHelpers.getSymbol(signal.getLeaf()).getSimpleName().toString()
        : counts.method();
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
                        && (!isForThoseWhoMeet(body, ways.waiting()) || ways.isToldApart(call)))
        && new AskedValues(state).leadPast(own, ways.body().getLeaf(), ways.waiting());
  }

  /** The only code that signals, and has to, behind a stage that may fail. */
  private Optional<AbandonedWait> behindFailure() {
    TreePath signal = counts.signals().isEmpty() ? channel.maker() : counts.signals().get(0);
    ImmutableSet<Task> tasks = Tasks.of(signal, state);
    TreePath body =
        signal.getLeaf() instanceof MemberReferenceTree
            ? signal
            : Graphs.bodyAround(signal).orElse(signal);
    return !(counts.end() || counts.isEachNeeded(body))
            || counts.signals().size() > 1
            || tasks.size() > 1
        ? Optional.empty()
        : Tasks.firstApart(tasks)
            .flatMap(task -> new FailedStages(state).skipping(task.start(), signal))
            .filter(start -> start.getCompilationUnit() == signal.getCompilationUnit())
            .flatMap(
                start ->
                    counts.waits().stream()
                        .filter(
                            wait -> left().isAt(wait, body, tasks) && !left().isToldOtherwise(wait))
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
    ImmutableList<TreePath> ends =
        Trees.ownPathsIn(body, ReturnTree.class).stream()
            .filter(end -> Order.mayFollow(end, signal) && CatchClauses.around(end).isEmpty())
            .collect(toImmutableList());
    return new Loss(
        Loss.Exit.RETURN,
        ends.stream()
            .filter(
                end ->
                    TestOutcomes.at(end, body.getLeaf()).stream().noneMatch(AbandonedWaits::isNull))
            .findFirst()
            .or(() -> ends.stream().findFirst())
            .map(TreePath::getLeaf)
            .orElse(null),
        "");
  }

  /** Whether a test has found that there is nothing. */
  private static boolean isNull(TestOutcomes.Outcome outcome) {
    return outcome.test().getKind()
            == (outcome.value() ? Tree.Kind.EQUAL_TO : Tree.Kind.NOT_EQUAL_TO)
        && Trees.any(outcome.test(), part -> part.getKind() == Tree.Kind.NULL_LITERAL);
  }

  /** The calls in a body that start the tasks that wait. */
  private ImmutableSet<Tree> starts(TreePath body, TreePath wait) {
    return Tasks.apart(Tasks.of(wait, state)).stream()
        .flatMap(
            task ->
                (Graphs.isDirectlyIn(task.start(), body.getLeaf())
                        ? TaskStarts.in(body, task, state)
                        : StartHelpers.in(body, task, state))
                    .stream())
        .map(TreePath::getLeaf)
        .collect(toImmutableSet());
  }

  /** The calls in a body that acquire permits, or call what does. */
  ImmutableSet<Tree> taken(TreePath body) {
    return !counts.arePermits()
        ? ImmutableSet.of()
        : counts.waits().stream()
            .flatMap(
                wait ->
                    Stream.concat(
                        Stream.of(wait),
                        Graphs.bodyAround(wait).stream().flatMap(b -> left().callsOf(b).stream())))
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
}
