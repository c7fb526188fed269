package dev.watertight.findings.endsignals;

import static com.google.common.collect.ImmutableList.toImmutableList;
import static com.google.common.collect.ImmutableSet.toImmutableSet;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Sets;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.MemberReferenceTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.TypeTag;
import dev.watertight.channels.Endpoint;
import dev.watertight.channels.Topology;
import dev.watertight.counts.Amount;
import dev.watertight.counts.Capacities;
import dev.watertight.counts.Count;
import dev.watertight.counts.Runs;
import dev.watertight.findings.sends.Workers;
import dev.watertight.model.ChannelOperation.Act;
import dev.watertight.model.ChannelOperation.Wait;
import dev.watertight.model.Trait;
import dev.watertight.program.Arguments;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Graphs;
import dev.watertight.program.Loops;
import dev.watertight.program.Paths;
import dev.watertight.program.Symbols;
import dev.watertight.tasks.Task;
import dev.watertight.tasks.TaskStarts;
import dev.watertight.tasks.Tasks;
import dev.watertight.values.Origins;
import dev.watertight.values.ResolvedLibrary;
import dev.watertight.wakers.Interrupters;
import dev.watertight.wakers.Order;
import dev.watertight.wakers.Sequel;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How many signals come for what carries no values, and how many a wait takes. There are four
 * kinds: one signal ends all waits (a future), each brings the end nearer (a latch), each is a
 * permit (a semaphore), or all parties have to come (a barrier, a phaser).
 *
 * @param channel what is waited for
 * @param ends what signals, or waits without a time limit
 * @param state the compilation
 */
public record SignalCounts(Topology channel, ImmutableList<Endpoint> ends, VisitorState state) {
  private static final int DEPTH = 3;

  public static SignalCounts of(Topology channel, VisitorState state) {
    return new SignalCounts(
        channel,
        channel.endpoints().stream()
            .filter(e -> isSignal(e) || (e.isReceive() && e.isEndless() && isForNow(e, state)))
            .collect(toImmutableList()),
        state);
  }

  /**
   * Whether a wait for the end of a phase is for the first one, or for one that the object tells.
   */
  private static boolean isForNow(Endpoint wait, VisitorState state) {
    List<? extends ExpressionTree> arguments = Arguments.of(wait.path().getLeaf());
    Symbol method = ASTHelpers.getSymbol(wait.path().getLeaf());
    return arguments.isEmpty()
        || wait.act() != Act.RECEIVE
        || ResolvedLibrary.of(state).is(wait.path().getLeaf(), Trait.AWAITS_PERMIT)
        || Runs.valueOf(arguments.get(0), state).most().equals(Amount.of(0))
        || Origins.one(
                new TreePath(wait.path(), arguments.get(0)),
                tree ->
                    tree instanceof MethodInvocationTree call
                        && ASTHelpers.getSymbol(call).owner.equals(method.owner),
                state)
            .isPresent();
  }

  private static boolean isSignal(Endpoint use) {
    return use.isSend() || use.act() == Act.CLOSE;
  }

  /** What ends the waits, or brings the end nearer. */
  ImmutableList<TreePath> signals() {
    return ends.stream()
        .filter(SignalCounts::isSignal)
        .map(Endpoint::path)
        .collect(toImmutableList());
  }

  /** Where somebody waits without a time limit. */
  public ImmutableList<TreePath> waits() {
    return ends.stream().filter(Endpoint::isReceive).map(Endpoint::path).collect(toImmutableList());
  }

  /** Whether time ends the waits, too, or a party that leaves them and so breaks the barrier. */
  boolean endOtherwise() {
    return endOtherwise(
        wait -> Interrupters.inView(wait, Tasks.of(wait, state), state).answer().isNo());
  }

  /** The same, if those who meet never get past the wait: who comes behind that is no help. */
  boolean endOtherwiseInTime() {
    return endOtherwise(
        wait -> Interrupters.beforeEndInView(wait, Tasks.of(wait, state), state).answer().isNo());
  }

  private boolean endOtherwise(Predicate<TreePath> isLeftAlone) {
    return ends.stream()
        .filter(end -> end.act() == Act.CLOSE || end.act() == Act.EXCHANGE)
        .anyMatch(
            end ->
                end.waiting() == Wait.TIMED
                    || (end.act() == Act.EXCHANGE && !isLeftAlone.test(end.path())));
  }

  /** What messages call the signal. */
  String method() {
    return ends.stream()
        .filter(SignalCounts::isSignal)
        .map(Endpoint::method)
        .findFirst()
        .orElse("");
  }

  private boolean is(Endpoint use, Trait trait) {
    return ResolvedLibrary.of(state).is(use.path().getLeaf(), trait);
  }

  /** Whether one signal ends all waits. */
  boolean end() {
    return ends.stream().anyMatch(end -> end.act() == Act.CLOSE);
  }

  /** Whether it is permits that are waited for. */
  public boolean arePermits() {
    return ends.stream().anyMatch(end -> is(end, Trait.AWAITS_PERMIT));
  }

  /** Whether all parties have to come. */
  boolean areParties() {
    return !arePermits()
        && ends.stream().anyMatch(end -> isSignal(end) && !is(end, Trait.COMPLETES));
  }

  /** Whether those who signal in a body wait for the others with it. */
  boolean areMeetingsIn(TreePath body) {
    return ends.stream()
        .anyMatch(
            end -> end.act() == Act.EXCHANGE && Graphs.isDirectlyIn(end.path(), body.getLeaf()));
  }

  /** How many signals it takes, or how many permits there are, as whoever makes it says. */
  Amount needed() {
    return Capacities.of(channel, state)
        .plus(
            Runs.of(
                    weights(
                        channel.endpoints().stream()
                            .filter(use -> is(use, Trait.ENROLLS))
                            .map(Endpoint::path)
                            .filter(this::isForNow)
                            .toList()),
                    channel,
                    state)
                .least());
  }

  /** Whether parties are enrolled before others come, who may end the first phase. */
  boolean isForNow(TreePath enrolling) {
    return signals().stream()
        .flatMap(signal -> Stream.concat(Stream.of(signal), starts(signal).stream()))
        .noneMatch(
            place ->
                !Sequel.of(place, state).includes(enrolling).isNo()
                    && Sequel.of(enrolling, state).includes(place).isNo());
  }

  /** How many signals come. */
  Count given() {
    return Runs.of(signals(), channel, state);
  }

  /** How many permits there are at most. */
  Amount permitsGiven() {
    return needed().plus(Runs.of(weights(signals()), channel, state).most());
  }

  /**
   * How many permits there can ever be at a time, kept or not: what is given back by those who have
   * acquired it before makes none more.
   */
  public Amount permitsEver() {
    return needed()
        .plus(Runs.of(weights(new ReturnedPermits(this).others()), channel, state).most());
  }

  /** How many permits are acquired at least. */
  public Amount permitsNeeded() {
    return Runs.of(weights(waits()), channel, state).least();
  }

  /** How many permits are acquired at most. */
  public Amount permitsTaken() {
    return Runs.of(weights(waits()), channel, state).most();
  }

  /** Whether a call takes, or gives back, all permits that there are, and these are several. */
  boolean takesAll(TreePath call) {
    Amount all = needed();
    return arePermits()
        && all.isMoreThan(Amount.of(1)).isYes()
        && permitsOf(call.getLeaf()).least().isMoreThan(all.minus(Amount.of(1))).isYes();
  }

  /** How many permits each call takes or gives. */
  private ImmutableList<Runs.Weight> weights(List<TreePath> uses) {
    return uses.stream()
        .map(use -> new Runs.Weight(use, permitsOf(use.getLeaf())))
        .collect(toImmutableList());
  }

  /** How many permits a call takes or gives. */
  public Count permitsOf(Tree call) {
    List<? extends ExpressionTree> arguments = Arguments.of(call);
    boolean isNumbered =
        arguments.size() == 1
            || (ASTHelpers.getSymbol(call) instanceof MethodSymbol method
                && !method.getParameters().isEmpty()
                && method.getParameters().get(0).type.hasTag(TypeTag.INT));
    // The first argument may be a time limit: tryAcquire(5, SECONDS).
    return isNumbered ? Runs.valueOf(arguments.get(0), state) : Count.ONCE;
  }

  /** Whether one thread runs all who wait and signal. */
  boolean areOfOneThread() {
    return threads().equals(Amount.of(1));
  }

  /** How many of those who wait and signal can run at once. */
  private Amount threads() {
    return new Workers(channel, state).atOnce(ends);
  }

  /** Whether those who signal come only behind as many as wait, and so keep all threads. */
  boolean areBehind(TreePath wait) {
    Amount threads = threads();
    ImmutableSet<TreePath> waiting = starts(wait);
    ImmutableSet<TreePath> signalling =
        signals().stream().flatMap(s -> starts(s).stream()).collect(toImmutableSet());
    return !signalling.isEmpty()
        && !areParties()
        && (!arePermits() || needed().equals(Amount.of(0)))
        && (threads.equals(Amount.of(1))
            || Runs.of(waits(), channel, state)
                .least()
                .isMoreThan(threads.minus(Amount.of(1)))
                .isYes())
        && Sets.intersection(waiting, signalling).isEmpty()
        && waiting.stream().allMatch(start -> TaskStarts.isInTurn(start, state))
        && signalling.stream()
            .map(start -> Sequel.of(start, state))
            .allMatch(after -> waiting.stream().allMatch(start -> after.includes(start).isNo()));
  }

  private ImmutableSet<TreePath> starts(TreePath use) {
    return Tasks.apart(Tasks.of(use, state)).stream()
        .map(Task.Apart::start)
        .collect(toImmutableSet());
  }

  /** How many parties come at most. */
  Amount parties() {
    return partiesBeside(null);
  }

  /** How many parties come at most, not counting those of a body. */
  Amount partiesBeside(@Nullable Tree other) {
    boolean isOfFields = signals().stream().anyMatch(s -> Graphs.bodyAround(s).isEmpty());
    Amount given = end() || isOfFields ? Amount.UNKNOWN : Amount.of(0);
    for (Tree body :
        signals().stream()
            .map(signal -> Graphs.bodyAround(signal).map(TreePath::getLeaf))
            .flatMap(Optional::stream)
            .filter(own -> own != other)
            .collect(toImmutableSet())) {
      given =
          given.plus(
              partiesIn(
                  ends.stream()
                      .filter(end -> isSignal(end) && Graphs.isDirectlyIn(end.path(), body))
                      .collect(toImmutableList())));
    }
    return given;
  }

  /** How many parties a body is: as often as it runs if it waits for the others each time. */
  private Amount partiesIn(ImmutableList<Endpoint> own) {
    TreePath body = Graphs.bodyAround(own.get(0).path()).orElseThrow();
    ImmutableList<TreePath> meetings =
        own.stream()
            .filter(use -> use.act() == Act.EXCHANGE)
            .map(Endpoint::path)
            .collect(toImmutableList());
    // A method reference is another body.
    boolean isOne =
        own.stream().noneMatch(use -> use.path().getLeaf() instanceof MemberReferenceTree)
            && own.size() <= meetings.size() + 1
            && own.stream()
                .map(Endpoint::path)
                .filter(use -> !meetings.contains(use))
                .allMatch(
                    last ->
                        meetings.stream()
                            .anyMatch(m -> Order.mayFollow(m, last) && !Order.mayFollow(last, m)));
    return isOne && (Graphs.isDirectlyIn(channel.maker(), body.getLeaf()) || isTask(body, DEPTH))
        ? runs(body).most()
        : Runs.of(own.stream().map(Endpoint::path).toList(), channel, state).most();
  }

  /** Whether tasks run a body once each, perhaps by calling it. */
  private boolean isTask(TreePath body, int depth) {
    if (Tasks.of(new TreePath(body, Graphs.code(body.getLeaf())), state).stream()
        .allMatch(task -> task instanceof Task.Apart apart && Tasks.isBodyOf(body, apart, state))) {
      return true;
    }
    return depth > 0
        && body.getLeaf() instanceof MethodTree method
        && !Symbols.isOpenToOthers(ASTHelpers.getSymbol(method))
        && CompilationIndex.of(state).mentions(ASTHelpers.getSymbol(method)).stream()
            .allMatch(
                mention ->
                    mention.getLeaf() instanceof MemberReferenceTree
                        || (Runs.isCall(mention)
                            && Loops.around(mention).isEmpty()
                            && Graphs.bodyAround(mention)
                                .filter(caller -> isTask(caller, depth - 1))
                                .isPresent()));
  }

  /** Whether each task whose code signals at a place does so once. */
  boolean isGivenOnceByTasks(TreePath signal) {
    return Graphs.bodyAround(signal).filter(body -> isTask(body, DEPTH)).isPresent();
  }

  private Count runs(TreePath body) {
    return Runs.of(new TreePath(body, Graphs.code(body.getLeaf())), channel, state);
  }

  /** Whether there is no signal too many, so that each is missing that a body leaves out. */
  public boolean isEachNeeded(TreePath body) {
    ImmutableList<TreePath> signals = signals();
    boolean isAlone = Graphs.bodyAround(signals).isPresent();
    if (arePermits()) {
      return permitsNeeded().isMoreThan(permitsGiven().minus(Amount.of(1))).isYes()
          || (isAlone && isStartedWithPermit(signals.get(0)));
    }
    if (areMeetingsIn(body)) {
      Amount parties = parties();
      return (parties.isMoreThan(Amount.of(1)).isYes() && parties.isMoreThan(needed()).isNo())
          || new EnrolledParties(this).meet(body);
    }
    if (end()) {
      return isAlone
          && !runs(body).isRepeated()
          && signals.stream().allMatch(this::isOfItsOwnRound);
    }
    return areParties()
        ? new EnrolledParties(this).are(body)
            || (!parties().isMoreThan(needed()).isYes()
                // No party may come twice.
                && ends.stream()
                    .filter(end -> end.act() == Act.SEND)
                    .allMatch(
                        end ->
                            Graphs.isDirectlyIn(end.path(), body.getLeaf())
                                && Loops.around(end.path()).isEmpty()))
        : given().most().isMoreThan(needed()).isNo();
  }

  /** What one signal is enough for, if only the code that gives it has got hold of it. */
  Optional<Handed> handed() {
    Amount few = Amount.of(arePermits() ? 0 : 1);
    return end() || (needed().equals(few) && !areParties())
        ? Handed.of(signals(), state)
        : Optional.empty();
  }

  /** Whether each round of a loop around a signal gives it to another object, and keeps that. */
  private boolean isOfItsOwnRound(TreePath signal) {
    Optional<Tree> loop = Loops.around(signal);
    CompilationIndex index = CompilationIndex.of(state);
    return loop.isEmpty()
        || Symbols.variablesIn(Symbols.receiver(signal.getLeaf())).stream()
            .filter(
                v -> index.declaration(v).filter(d -> Paths.isInside(d, loop.get())).isPresent())
            .anyMatch(
                v ->
                    index.mentions(v).stream()
                        .allMatch(m -> m.getParentPath().getLeaf() instanceof MemberSelectTree));
  }

  /** Whether a task that gives a permit back is always started behind the wait for that. */
  private boolean isStartedWithPermit(TreePath signal) {
    return Tasks.of(signal, state).stream()
            .allMatch(
                task ->
                    task instanceof Task.Apart apart
                        && waits().stream()
                            .allMatch(wait -> Order.isAlwaysBefore(wait, apart.start())))
        && waits().stream().allMatch(wait -> Runs.isRepeated(wait, channel, state));
  }
}
