package dev.watertight.findings.endsignals;

import static com.google.common.collect.ImmutableList.toImmutableList;
import static com.google.common.collect.ImmutableSet.toImmutableSet;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.channels.ChannelFindings;
import dev.watertight.channels.Topology;
import dev.watertight.counts.Amount;
import dev.watertight.counts.CallerCases;
import dev.watertight.counts.Capacities;
import dev.watertight.counts.Count;
import dev.watertight.counts.Runs;
import dev.watertight.findings.endsignals.UnendedWait.Cause;
import dev.watertight.findings.handles.ThreadFactories;
import dev.watertight.findings.sends.DiscardedTasks;
import dev.watertight.findings.sends.DroppedTasks;
import dev.watertight.handles.Fates;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Graphs;
import dev.watertight.program.Loops;
import dev.watertight.program.Paths;
import dev.watertight.program.Symbols;
import dev.watertight.program.TestOutcomes;
import dev.watertight.tasks.Task;
import dev.watertight.tasks.TaskStarts;
import dev.watertight.tasks.Tasks;
import dev.watertight.values.Origins;
import dev.watertight.values.Outsiders;
import dev.watertight.wakers.AwaitedEnds;
import dev.watertight.wakers.Beginnings;
import dev.watertight.wakers.Interrupters;
import dev.watertight.wakers.Order;
import dev.watertight.wakers.ProgramTasks;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.stream.Stream;

/**
 * Finds waits that nothing in view ends: nobody signals, or less often than it takes, or only
 * behind the wait.
 *
 * @param channel what is waited for
 * @param counts how many signals come
 * @param state the compilation
 */
record UnendedWaits(Topology channel, SignalCounts counts, VisitorState state) {
  private static void analyze(
      Topology channel, VisitorState state, BiConsumer<Tree, UnendedWait> found) {
    SignalCounts counts = SignalCounts.of(channel, state);
    if (channel.isClosedView()
        && !channel.variables().isEmpty()
        && channel.isAlone(state)
        && channel.variables().stream().noneMatch(v -> Outsiders.mayUse(v, state))
        && !counts.endOtherwiseInTime()) {
      UnendedWaits analysis = new UnendedWaits(channel, counts, state);
      counts.waits().stream()
          .filter(analysis::isUninterrupted)
          .flatMap(wait -> analysis.ofAlone(wait).stream())
          .findFirst()
          .ifPresent(finding -> found.accept(finding.waiting().getLeaf(), finding));
    }
  }

  /** What is found. */
  static final ChannelFindings<UnendedWait> FINDINGS =
      ChannelFindings.ofSynchronizers(UnendedWaits::analyze);

  private Optional<UnendedWait> ofAlone(TreePath wait) {
    return Optional.of(wait)
        .filter(place -> Tasks.of(place, state).stream().noneMatch(t -> endsWithProcess(t, state)))
        .flatMap(this::of)
        .or(() -> behindEnd(wait));
  }

  /** Whether nobody interrupts those who wait. */
  private boolean isUninterrupted(TreePath wait) {
    ImmutableSet<Task> tasks = Tasks.of(wait, state);
    return !tasks.isEmpty()
        && !tasks.contains(new Task.Unknown())
        && tasks.stream().noneMatch(this::isOfUnknownThread)
        && Interrupters.beforeEndInView(wait, tasks, state).answer().isNo();
  }

  /** Whether the process ends with the task still waiting. */
  static boolean endsWithProcess(Task task, VisitorState state) {
    return ProgramTasks.endsWithProcess(task, state)
        || (task instanceof Task.Apart daemon && ProgramTasks.isDaemonOfMain(daemon, state))
        || (task instanceof Task.Apart apart
            && TaskStarts.executor(apart.start(), state)
                .flatMap(executor -> Fates.openingsOf(executor, state))
                .filter(openings -> !openings.isEmpty())
                .isPresent()
            && ThreadFactories.endWithMain(apart.start(), state));
  }

  /** Whether it is called as a method of another type, by a task perhaps that is interrupted. */
  private boolean isOfUnknownThread(Task task) {
    return task instanceof Task.Caller caller
        && caller.symbol() instanceof MethodSymbol method
        && !ASTHelpers.findSuperMethods(method, state.getTypes()).isEmpty();
  }

  private Optional<UnendedWait> of(TreePath wait) {
    if (counts.areBehind(wait)) {
      return found(wait, Cause.OWN_THREAD, Amount.of(1));
    }
    if (counts.arePermits()) {
      return tooFew(wait, counts.permitsNeeded(), counts.permitsGiven()).or(() -> tooMany(wait));
    }
    if (counts.signals().isEmpty()) {
      return isMeant(wait) || !counts.needed().isMoreThan(Amount.of(0)).isYes()
          ? Optional.empty()
          : found(wait, Cause.NOBODY, Amount.of(1));
    }
    if (counts.areParties()) {
      return tooFew(wait, counts.needed(), counts.parties())
          .or(() -> tooFew(wait, counts.needed(), new Meetings(counts, state).atOnce()))
          .or(
              () ->
                  new SkippedRounds(channel, state).leaveParties(counts)
                      ? found(wait, Cause.SOME_ROUNDS, counts.needed())
                      : Optional.empty());
    }
    if (!startsBeside(wait).isEmpty() && counts.areOfOneThread()) {
      return found(wait, Cause.OWN_THREAD, Amount.of(1));
    }
    Amount needed = counts.needed();
    Amount atOnce = new Meetings(counts, state).atOnce();
    if (needed.isMoreThan(atOnce).isYes()) {
      return tooFew(wait, needed, atOnce);
    }
    Count given = counts.given();
    return counts.end()
        ? tooEarly(wait, Amount.of(1))
        : tooFew(wait, needed, given.most())
            .or(
                () ->
                    needed.equals(given.most())
                            && (isSkippedInRounds(wait, given)
                                || new SkippedRounds(channel, state).areFiltered(counts, wait))
                        ? found(wait, Cause.SOME_ROUNDS, needed)
                        : needed.equals(given.most()) && mayBeDropped(wait)
                            ? found(wait, Cause.DROPPED, needed)
                            : discarded(wait, needed, given.most())
                                .or(() -> tooEarly(wait, needed)));
  }

  /** Those who are to signal may have been thrown away before the wait. */
  private Optional<UnendedWait> discarded(TreePath wait, Amount needed, Amount most) {
    ImmutableSet<TreePath> starts =
        Tasks.apart(
                counts.signals().stream()
                    .flatMap(signal -> Tasks.of(signal, state).stream())
                    .collect(toImmutableSet()))
            .stream()
            .map(Task.Apart::start)
            .collect(toImmutableSet());
    return starts.size() == 1 && needed.equals(most)
        ? new DiscardedTasks(state)
            .dropBefore(wait, starts.iterator().next(), needed)
            .map(
                drop ->
                    new UnendedWait(
                        channel, wait, Cause.DISCARDED, needed, Amount.of(0), Optional.of(drop)))
        : Optional.empty();
  }

  /** Whether {@code main} waits for ever on purpose, to keep the process alive. */
  private boolean isMeant(TreePath wait) {
    return counts.signals().isEmpty()
        && Tasks.of(wait, state).stream().allMatch(ProgramTasks::isMain)
        && channel.variables().stream()
            .flatMap(variable -> CompilationIndex.of(state).mentions(variable).stream())
            .allMatch(mention -> Graphs.areTogether(mention, wait));
  }

  private Optional<UnendedWait> found(TreePath wait, Cause cause, Amount needed) {
    return Optional.of(
        new UnendedWait(channel, wait, cause, needed, Amount.of(0), Optional.empty()));
  }

  private Optional<UnendedWait> tooFew(TreePath wait, Amount needed, Amount given) {
    if (isMeant(wait)) {
      return Optional.empty();
    }
    return Capacities.exceeds(needed, given, state)
        ? Optional.of(tooFewAt(wait, needed, given))
        : inSomeCase(wait, needed, given);
  }

  /** What some call passes is too much, or too little, whatever others do. */
  private Optional<UnendedWait> inSomeCase(TreePath wait, Amount needed, Amount given) {
    return CallerCases.exceeding(needed, given, () -> Beginnings.of(wait, state), state)
        .map(each -> tooFewAt(wait, each.number(), each.limit()));
  }

  private UnendedWait tooFewAt(TreePath wait, Amount needed, Amount given) {
    return new UnendedWait(channel, wait, Cause.TOO_FEW, needed, given, Optional.empty());
  }

  /** The wait is for more permits at once than there can ever be. */
  private Optional<UnendedWait> tooMany(TreePath wait) {
    Amount needed = counts.permitsOf(wait.getLeaf()).least();
    Amount ever = counts.permitsEver();
    return needed.isMoreThan(ever).isYes()
        ? Optional.of(tooFewAt(wait, needed, ever))
        : inSomeCase(wait, needed, ever);
  }

  /**
   * Whether a loop beside the wait, which signals or starts those who do, leaves rounds out: all
   * else comes once.
   */
  private boolean isSkippedInRounds(TreePath wait, Count given) {
    ImmutableList<TreePath> starts = startsBeside(wait);
    if (!given.least().equals(Amount.of(0))
        || starts.isEmpty()
        || !Graphs.areTogether(channel.maker(), wait)) {
      return false;
    }
    Optional<TreePath> loop = Loops.innermost(starts.get(0));
    return loop.isPresent()
        && Order.mayFollow(loop.get(), wait)
        && !Paths.isInside(wait, loop.get().getLeaf())
        && new SkippedRounds(channel, state).areIn(loop.get(), starts, given.most());
  }

  /** Whether the executor may have no room for all tasks that have to signal. */
  private boolean mayBeDropped(TreePath wait) {
    ImmutableList<TreePath> starts = startsBeside(wait);
    return starts.size() == 1
        && new DroppedTasks(state).areBefore(wait, starts.get(0), starts.get(0));
  }

  /** Where those who signal are started, or signal, if all that is in the body of the wait. */
  private ImmutableList<TreePath> startsBeside(TreePath wait) {
    ImmutableList<TreePath> starts =
        counts.signals().stream()
            .flatMap(
                signal ->
                    Graphs.areTogether(signal, wait)
                        ? Stream.of(signal)
                        : Tasks.of(signal, state).stream()
                            .map(task -> task instanceof Task.Apart apart ? apart.start() : signal))
            .collect(toImmutableList());
    return starts.stream().allMatch(start -> Graphs.areTogether(start, wait))
        ? starts
        : ImmutableList.of();
  }

  /** The tasks that wait are waited for themselves, before anybody signals. */
  private Optional<UnendedWait> behindEnd(TreePath wait) {
    boolean isShut =
        counts.arePermits()
            ? counts.needed().equals(Amount.of(0))
            : !counts.areParties()
                && (counts.end() || counts.needed().isMoreThan(Amount.of(0)).isYes());
    return isShut
        ? new AwaitedEnds(state)
            .before(wait, channel.maker(), counts.signals())
            .map(end -> UnendedWait.behind(channel, wait, end))
        : Optional.empty();
  }

  /** Whether what is waited for has not been looked up, where another call may have left it. */
  private boolean isOfThisCall(TreePath wait) {
    return Symbols.variablesIn(Symbols.receiver(wait.getLeaf())).stream()
        .map(VarSymbol.class::cast)
        .map(v -> Origins.seenOf(v, tree -> tree == channel.maker().getLeaf(), state))
        .anyMatch(makers -> makers.isComplete() && !makers.seen().isEmpty());
  }

  /** The wait comes before enough of those are started who end it. */
  private Optional<UnendedWait> tooEarly(TreePath wait, Amount needed) {
    ImmutableList<TreePath> starts = startsBeside(wait);
    ImmutableList<TreePath> before =
        starts.stream().filter(start -> Order.mayFollow(start, wait)).collect(toImmutableList());
    if (starts.isEmpty() || before.size() > 1) {
      return Optional.empty();
    }
    if (before.isEmpty()) {
      // Another channel may be kept there by the next call, or come from an earlier one.
      return Graphs.areTogether(channel.maker(), wait) && isOfThisCall(wait)
          ? found(wait, Cause.TOO_EARLY, needed)
          : Optional.empty();
    }
    Optional<TreePath> loop = Loops.innermost(wait);
    return loop.isPresent()
            && Paths.isInside(before.get(0), loop.get().getLeaf())
            // In the last round perhaps.
            && Loops.body(loop.get().getLeaf())
                .filter(b -> TestOutcomes.at(wait, b).isEmpty())
                .isPresent()
            && !Paths.isInside(channel.maker(), loop.get().getLeaf())
            && Capacities.exceeds(needed, Runs.within(loop.get(), before, state).most(), state)
        ? found(wait, Cause.TOO_EARLY, needed)
        : Optional.empty();
  }
}
