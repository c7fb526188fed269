package dev.watertight.findings.endsignals;

import static com.google.common.collect.ImmutableList.toImmutableList;
import static com.google.common.collect.ImmutableSet.toImmutableSet;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import dev.watertight.channels.ChannelFindings;
import dev.watertight.channels.Endpoint;
import dev.watertight.channels.Topology;
import dev.watertight.counts.Amount;
import dev.watertight.counts.Capacities;
import dev.watertight.counts.Count;
import dev.watertight.counts.Runs;
import dev.watertight.findings.endsignals.UnendedWait.Cause;
import dev.watertight.model.ChannelOperation.Act;
import dev.watertight.model.ChannelOperation.Wait;
import dev.watertight.model.Trait;
import dev.watertight.program.Arguments;
import dev.watertight.program.Graphs;
import dev.watertight.program.Loops;
import dev.watertight.program.Paths;
import dev.watertight.tasks.Task;
import dev.watertight.tasks.Tasks;
import dev.watertight.values.Outsiders;
import dev.watertight.values.ResolvedLibrary;
import dev.watertight.wakers.Interrupters;
import dev.watertight.wakers.Order;
import dev.watertight.wakers.ProgramTasks;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.stream.Stream;

/**
 * Finds waits that nothing in view ends: nobody signals, or less often than it takes, or only
 * behind the wait.
 *
 * @param channel what is waited for
 * @param signals what ends the waits, or brings the end nearer
 * @param state the compilation
 */
record UnendedWaits(Topology channel, ImmutableList<Endpoint> signals, VisitorState state) {
  private static void analyze(
      Topology channel, VisitorState state, BiConsumer<Tree, UnendedWait> found) {
    ImmutableList<Endpoint> signals =
        channel.endpoints().stream()
            .filter(e -> e.isSend() || e.act() == Act.CLOSE)
            .collect(toImmutableList());
    if (channel.isClosedView()
        && !channel.variables().isEmpty()
        && channel.isAlone(state)
        && channel.variables().stream().noneMatch(v -> Outsiders.mayUse(v, state))
        && signals.stream().noneMatch(signal -> signal.waiting() == Wait.TIMED)) {
      UnendedWaits analysis = new UnendedWaits(channel, signals, state);
      channel.receives().stream()
          .filter(Endpoint::isEndless)
          .filter(analysis::isLeftAlone)
          .flatMap(wait -> analysis.of(wait).stream())
          .findFirst()
          .ifPresent(finding -> found.accept(finding.waiting().getLeaf(), finding));
    }
  }

  /** What is found. */
  static final ChannelFindings<UnendedWait> FINDINGS =
      ChannelFindings.ofSynchronizers(UnendedWaits::analyze);

  /** Whether nobody interrupts those who wait, who do not end with the process either. */
  private boolean isLeftAlone(Endpoint wait) {
    ImmutableSet<Task> tasks = channel.tasksOf(wait, state);
    return !tasks.isEmpty()
        && !tasks.contains(new Task.Unknown())
        && tasks.stream().noneMatch(task -> ProgramTasks.endsWithProcess(task, state))
        && Interrupters.inView(wait.path(), tasks, state).answer().isNo();
  }

  private Optional<UnendedWait> of(Endpoint wait) {
    boolean awaitsPermits = is(wait, Trait.AWAITS_PERMIT);
    if (signals.isEmpty()) {
      return awaitsPermits || isMeant(wait) ? permits(wait) : found(wait, Cause.NOBODY, 1, 0);
    }
    if (awaitsPermits) {
      return permits(wait);
    }
    if (wait.act() == Act.EXCHANGE || !signals.stream().allMatch(s -> is(s, Trait.COMPLETES))) {
      return parties(wait);
    }
    return isCounted() ? counted(wait) : tooEarly(wait, Amount.of(1));
  }

  /** Whether {@code main} waits for ever on purpose, to keep the process alive. */
  private boolean isMeant(Endpoint wait) {
    return channel.tasksOf(wait, state).stream().allMatch(ProgramTasks::isMain);
  }

  private boolean is(Endpoint use, Trait trait) {
    return ResolvedLibrary.of(state).is(use.path().getLeaf(), trait);
  }

  /** Whether it takes as many signals as whoever makes it says. */
  private boolean isCounted() {
    return signals.stream().allMatch(s -> s.act() == Act.SEND);
  }

  private Optional<UnendedWait> found(Endpoint wait, Cause cause, long needed, long given) {
    return found(wait, cause, Amount.of(needed), Amount.of(given));
  }

  private Optional<UnendedWait> found(Endpoint wait, Cause cause, Amount needed, Amount given) {
    return Optional.of(new UnendedWait(channel, wait.path(), cause, needed, given));
  }

  private Optional<UnendedWait> counted(Endpoint wait) {
    Amount needed = Capacities.of(channel, state);
    Count given = Runs.of(paths(signals), channel, state);
    return Capacities.exceeds(needed, given.most(), state)
        ? found(wait, Cause.TOO_FEW, needed, given.most())
        : needed.equals(given.most()) && isSkippedInRounds(wait, given)
            ? found(wait, Cause.SOME_ROUNDS, needed, given.least())
            : tooEarly(wait, needed);
  }

  private static ImmutableList<TreePath> paths(List<Endpoint> uses) {
    return uses.stream().map(Endpoint::path).collect(toImmutableList());
  }

  /**
   * Whether a loop beside the wait, which signals or starts those who do, leaves rounds out: all
   * else comes once.
   */
  private boolean isSkippedInRounds(Endpoint wait, Count given) {
    ImmutableList<TreePath> starts = startsBeside(wait);
    if (!given.least().equals(Amount.of(0))
        || starts.isEmpty()
        || !Graphs.areTogether(channel.maker(), wait.path())) {
      return false;
    }
    Optional<TreePath> loop = loopAround(starts.get(0));
    return loop.isPresent()
        && Order.mayFollow(loop.get(), wait.path())
        && !Paths.isInside(wait.path(), loop.get().getLeaf())
        && !Paths.isInside(channel.maker(), loop.get().getLeaf())
        && starts.stream().allMatch(start -> Paths.isInside(start, loop.get().getLeaf()))
        && Runs.within(loop.get(), starts, state).least().equals(Amount.of(0))
        && Runs.rounds(loop.get(), state).least().equals(given.most());
  }

  /** Where those who signal are started, or signal, if all that is in the body of the wait. */
  private ImmutableList<TreePath> startsBeside(Endpoint wait) {
    ImmutableList<TreePath> starts =
        signals.stream()
            .flatMap(
                signal ->
                    Graphs.areTogether(signal.path(), wait.path())
                        ? Stream.of(signal.path())
                        : channel.tasksOf(signal, state).stream()
                            .map(
                                task ->
                                    task instanceof Task.Apart apart
                                        ? apart.start()
                                        : signal.path()))
            .collect(toImmutableList());
    return starts.stream().allMatch(start -> Graphs.areTogether(start, wait.path()))
        ? starts
        : ImmutableList.of();
  }

  private static Optional<TreePath> loopAround(TreePath place) {
    return Paths.aroundInBody(place).stream()
        .filter(around -> Loops.isLoop(around.getLeaf()))
        .findFirst();
  }

  /** The wait comes before enough of those are started who end it. */
  private Optional<UnendedWait> tooEarly(Endpoint wait, Amount needed) {
    ImmutableList<TreePath> starts = startsBeside(wait);
    ImmutableList<TreePath> before =
        starts.stream()
            .filter(start -> Order.mayFollow(start, wait.path()))
            .collect(toImmutableList());
    if (starts.isEmpty() || before.size() > 1) {
      return Optional.empty();
    }
    if (before.isEmpty()) {
      return found(wait, Cause.TOO_EARLY, needed, Amount.of(0));
    }
    Optional<TreePath> loop = loopAround(wait.path());
    return loop.isPresent()
            && Paths.isInside(before.get(0), loop.get().getLeaf())
            && !Paths.isInside(channel.maker(), loop.get().getLeaf())
            && Capacities.exceeds(
                needed, Runs.within(loop.get(), before, state).most(), state)
        ? found(wait, Cause.TOO_EARLY, needed, Amount.of(1))
        : Optional.empty();
  }

  /** More permits are acquired than there are. */
  private Optional<UnendedWait> permits(Endpoint wait) {
    Amount given =
        Capacities.of(channel, state).plus(Runs.of(weights(signals), channel, state).most());
    Amount needed =
        Runs.of(
                weights(
                    channel.receives().stream()
                        .filter(Endpoint::isEndless)
                        .collect(toImmutableList())),
                channel,
                state)
            .least();
    return !isMeant(wait) && needed.isMoreThan(given).isYes()
        ? found(wait, Cause.TOO_FEW, needed, given)
        : Optional.empty();
  }

  /** How many permits each call takes or gives. */
  private ImmutableList<Runs.Weight> weights(List<Endpoint> uses) {
    return uses.stream()
        .map(use -> new Runs.Weight(use.path(), permitsOf(use.path().getLeaf())))
        .collect(toImmutableList());
  }

  private Count permitsOf(Tree call) {
    List<? extends ExpressionTree> arguments = Arguments.of(call);
    return arguments.isEmpty() ? Count.ONCE : Runs.valueOf(arguments.get(0), state);
  }

  /** Fewer parties come than are waited for. */
  private Optional<UnendedWait> parties(Endpoint wait) {
    if (channel.closes().size() + registrations() > 0) {
      return Optional.empty();
    }
    Amount needed = Capacities.of(channel, state);
    Amount given = Amount.of(0);
    for (Tree body :
        signals.stream()
            .map(signal -> Graphs.bodyAround(signal.path()).map(TreePath::getLeaf))
            .flatMap(Optional::stream)
            .collect(toImmutableSet())) {
      ImmutableList<Endpoint> own =
          signals.stream()
              .filter(signal -> Graphs.isDirectlyIn(signal.path(), body))
              .collect(toImmutableList());
      given = given.plus(partiesIn(Graphs.bodyAround(own.get(0).path()).get(), own));
    }
    return Capacities.exceeds(needed, given, state)
        ? found(wait, Cause.TOO_FEW, needed, given)
        : Optional.empty();
  }

  private long registrations() {
    return channel.endpoints().stream().filter(use -> is(use, Trait.ENROLLS)).count();
  }

  /** How many parties a body is: as often as it runs if each call waits for the others. */
  private Amount partiesIn(TreePath body, ImmutableList<Endpoint> own) {
    boolean isWhole =
        Graphs.isDirectlyIn(channel.maker(), body.getLeaf())
            || Tasks.of(own.get(0).path(), state).stream()
                .allMatch(
                    task ->
                        task instanceof Task.Apart apart
                            && (apart.body() == body.getLeaf()
                                || apart.body() == body.getParentPath().getLeaf()));
    return own.stream().allMatch(use -> use.act() == Act.EXCHANGE) && isWhole
        ? Runs.of(new TreePath(body, Graphs.code(body.getLeaf())), channel, state).most()
        : Runs.of(paths(own), channel, state).most();
  }
}
