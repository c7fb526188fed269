package dev.watertight.findings.endsignals;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.channels.ChannelFindings;
import dev.watertight.channels.Channels;
import dev.watertight.channels.Topology;
import dev.watertight.counts.Runs;
import dev.watertight.paths.Duties;
import dev.watertight.paths.Loss;
import dev.watertight.program.Graphs;
import dev.watertight.program.Loops;
import dev.watertight.program.Paths;
import dev.watertight.program.Symbols;
import dev.watertight.program.TestOutcomes;
import dev.watertight.program.Trees;
import dev.watertight.summaries.CallRules;
import dev.watertight.summaries.CertainCalls;
import dev.watertight.tasks.Tasks;
import dev.watertight.values.Values;
import dev.watertight.wakers.CallSites;
import dev.watertight.wakers.Interrupters;
import java.util.Comparator;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Finds senders that signal the end of a channel on some paths only. */
public final class SkippedSignals {
  /**
   * A sender that tells the receivers of a channel that it has ended, but not on every path.
   *
   * @param channel the channel
   * @param signal the call that tells them
   * @param name what messages call the signal
   * @param loss the way out that skips it
   * @param waiting where a receiver waits for it
   * @param isOnly whether no other call signals, too
   * @param isHandedOn whether the call sends what it is given, the signal at last
   * @param isUnchecked whether only an unchecked exception skips it
   * @param count what changes the counter that decides on it, if a round leaves that out
   */
  public record SkippedSignal(
      Topology channel,
      TreePath signal,
      String name,
      Loss loss,
      TreePath waiting,
      boolean isOnly,
      boolean isHandedOn,
      boolean isUnchecked,
      Optional<TreePath> count) {
    /** Whether it is not the way out that skips it, but a full channel that does not take it. */
    public boolean isRefused() {
      return loss.at() == signal.getLeaf();
    }
  }

  /** What is found. */
  public static final ChannelFindings<SkippedSignal> FINDINGS =
      ChannelFindings.of(SkippedSignals::analyze);

  /* How many methods may stand around a signal. */
  private static final int DEPTH = 2;

  private SkippedSignals() {}

  private static void analyze(
      Topology channel, VisitorState state, BiConsumer<Tree, SkippedSignal> found) {
    Optional<EndSignals> signals = EndSignals.of(channel, state);
    for (int i = 0; i <= DEPTH && signals.isPresent(); i++) {
      Optional<SkippedSignal> skipped = find(signals.get(), state);
      if (skipped.isPresent()) {
        found.accept(skipped.get().signal().getLeaf(), skipped.get());
        return;
      }
      signals = signals.get().byCallers(state);
    }
    EndSignals.of(channel, state)
        .filter(asked -> asked.isOnlyWayOut(Interrupters::answer, state))
        .flatMap(asked -> refused(asked, state).or(() -> uncounted(asked, state)))
        .ifPresent(lost -> found.accept(lost.signal().getLeaf(), lost));
  }

  private static Optional<SkippedSignal> uncounted(EndSignals signals, VisitorState state) {
    if (signals.marker().isEmpty() || signals.calls().isEmpty() || signals.isHandedOn()) {
      return Optional.empty();
    }
    UncountedRounds rounds = new UncountedRounds(signals.channel(), signals.calls(), state);
    TreePath signal = signals.calls().get(0);
    return signals.waiting().stream()
        .flatMap(loop -> rounds.in(loop).stream())
        .findFirst()
        .map(
            count ->
                new SkippedSignal(
                    signals.channel(),
                    signal,
                    signals.name(),
                    new Loss(Loss.Exit.RETURN, null, ""),
                    signals.waiting().get(0).loop(),
                    false,
                    false,
                    true,
                    Optional.of(count)));
  }

  private static Optional<SkippedSignal> refused(EndSignals signals, VisitorState state) {
    return new DroppedSignals(signals, state)
        .find()
        .map(
            end ->
                new SkippedSignal(
                    signals.channel(),
                    end.path(),
                    signals.name(),
                    new Loss(Loss.Exit.RETURN, end.path().getLeaf(), ""),
                    signals.waiting().get(0).loop(),
                    signals.calls().size() == 1,
                    signals.isHandedOn(),
                    true,
                    Optional.empty()));
  }

  private static Optional<SkippedSignal> find(EndSignals signals, VisitorState state) {
    Optional<TreePath> around = signals.body();
    if (around.isEmpty()) {
      return Optional.empty();
    }
    TreePath body = around.get();
    ImmutableSet.Builder<Tree> acts = ImmutableSet.builder();
    boolean isCertain = true;
    boolean isCountdown = false;
    for (TreePath call : signals.calls()) {
      Optional<Tree> counted = new Countdown(body, state).actOf(call);
      isCountdown |= counted.isPresent();
      Optional<Tree> act = counted.or(() -> SkippedWays.actOf(call, body));
      if (act.isEmpty() && !isLeftToRounds(call, signals, body, state)) {
        return Optional.empty();
      }
      isCertain &= act.isPresent();
      acts.add(act.orElse(call.getLeaf()));
    }
    if (((signals.isOfStage() || !isCertain) && isRunAgain(body, signals.channel(), state))
        || (isCountdown && isRunAgainInThread(body, state))) {
      return Optional.empty();
    }
    boolean sends = signals.isHandedOn() || signals.sendsValues(body, state);
    boolean byFailure = !isCertain;
    return find(signals, body, acts.build(), ImmutableSet.of(), byFailure, state)
        .or(
            () ->
                !sends
                    ? Optional.empty()
                    : find(
                        signals,
                        body,
                        acts.build(),
                        new RiskyCalls(body, state).known(),
                        byFailure,
                        state))
        .filter(finding -> signals.isOnlyWayOut(Interrupters::answer, state));
  }

  /**
   * Whether a call runs a function that a stage is given: which one runs between two certain
   * channels is not known, nor whether that may fail.
   */
  private static boolean isGivenFunction(
      @Nullable Tree call, EndSignals signals, VisitorState state) {
    return signals.isOfStage()
        && call instanceof MethodInvocationTree
        && ASTHelpers.getSymbol(call) instanceof MethodSymbol method
        && CallRules.isFunction(method, state);
  }

  /**
   * Whether a body may run again for the channel, if only because it has failed: it goes on with
   * what the last run has left then.
   */
  private static boolean isRunAgain(TreePath body, Topology channel, VisitorState state) {
    TreePath code = new TreePath(body, Graphs.code(body.getLeaf()));
    return Runs.isRepeated(code, channel, state)
        || CallSites.leadingTo(code, state).seen().stream()
            .anyMatch(
                site ->
                    Paths.isInside(site, body.getLeaf())
                        ? site.getLeaf() != code.getLeaf()
                        : Loops.around(site).isPresent());
  }

  /** Whether a task may run a body again, which counts once for each task. */
  private static boolean isRunAgainInThread(TreePath body, VisitorState state) {
    TreePath code = new TreePath(body, Graphs.code(body.getLeaf()));
    return CallSites.inThread(code, state).seen().stream()
        .anyMatch(site -> site.getLeaf() != code.getLeaf() && Loops.around(site).isPresent());
  }

  /**
   * Whether nothing but tests of what each round of a loop brings decide on whether it signals.
   * That it has not come to that is certain only where it fails before.
   */
  private static boolean isLeftToRounds(
      TreePath call, EndSignals signals, TreePath body, VisitorState state) {
    ImmutableList<TreePath> loops =
        Paths.aroundInBody(call).stream()
            .filter(path -> Loops.isLoop(path.getLeaf()))
            .collect(ImmutableList.toImmutableList());
    return TestOutcomes.at(call, body.getLeaf()).stream()
        .allMatch(
            outcome ->
                Symbols.variablesIn(outcome.test()).stream()
                        .allMatch(
                            named ->
                                signals.marker().filter(named::equals).isPresent()
                                    || Channels.of(state).kindOf(named.type).isPresent()
                                    || isOfRound((VarSymbol) named, loops, state))
                    && !Trees.any(outcome.test(), SkippedSignals::isOwnCall));
  }

  private static boolean isOfRound(
      VarSymbol variable, ImmutableList<TreePath> loops, VisitorState state) {
    return !Symbols.isField(variable)
        && Values.assignedTo(variable, state).stream()
            .anyMatch(
                value -> loops.stream().anyMatch(loop -> Paths.isInside(value, loop.getLeaf())));
  }

  private static boolean isOwnCall(Tree tree) {
    return tree instanceof MethodInvocationTree call
        && call.getMethodSelect() instanceof IdentifierTree;
  }

  /**
   * Whether a method that only signals catches what keeps it from that: its callers do not learn of
   * it, and do not call it again. A condition, or a return, is no such thing: the method has
   * signalled before, or has nothing to end.
   */
  private static boolean isForgotten(
      Loss loss, EndSignals signals, TreePath body, VisitorState state) {
    TreePath signal = signals.calls().get(0);
    return loss.exit() == Loss.Exit.RETURN
        && loss.at() == null
        && isCertain(signal, body, /* catching= */ false)
        && !isCertain(signal, body, /* catching= */ true)
        && !Runs.isRepeated(signal, signals.channel(), state);
  }

  private static boolean isCertain(TreePath call, TreePath body, boolean catching) {
    return CertainCalls.in(body, catching).calls().stream()
        .anyMatch(passed -> passed.getLeaf() == call.getLeaf());
  }

  private static Optional<SkippedSignal> find(
      EndSignals signals,
      TreePath body,
      ImmutableSet<Tree> acts,
      ImmutableSet<Tree> risky,
      boolean byFailure,
      VisitorState state) {
    TreePath waiting = signals.waiting().get(0).loop();
    if (Graphs.isDirectlyIn(waiting, body.getLeaf())
        || Tasks.of(waiting, state).equals(Tasks.of(signals.calls().get(0), state))) {
      // One thread sends and receives.
      return Optional.empty();
    }
    ImmutableSet<Tree> starts = signals.startsIn(body, state);
    TreePath maker = signals.channel().maker();
    ImmutableSet<Tree> begins =
        starts.isEmpty() && Graphs.isDirectlyIn(maker, body.getLeaf())
            ? ImmutableSet.of(maker.getLeaf())
            : starts;
    SkippedWays ways = new SkippedWays(body, waiting, state);
    return Duties.waysWithout(body, begins, acts, risky, state).stream()
        .filter(way -> !byFailure || !way.exception().isEmpty())
        .filter(way -> !isGivenFunction(way.at(), signals, state))
        .map(way -> Loss.at(way.exit(), way.at(), way.exception()))
        .filter(loss -> !ways.isExpected(loss.at(), risky))
        .filter(loss -> !ways.leavesNobody(loss) && !ways.isExcluded(loss))
        .filter(
            loss ->
                signals.isHandedOn()
                    || signals.sendsValues(body, state)
                    || isForgotten(loss, signals, body, state))
        .filter(
            loss -> loss.exit() != Loss.Exit.RETURN || !ways.areAskedElsewhere(signals.marker()))
        // A write to a pipe fails only when its reader is gone.
        .filter(
            loss ->
                signals.channel().sends().stream().noneMatch(s -> s.path().getLeaf() == loss.at()))
        .min(Comparator.comparing((Loss loss) -> loss.at() == null))
        .map(
            loss ->
                new SkippedSignal(
                    signals.channel(),
                    signals.calls().get(0),
                    signals.name(),
                    loss,
                    waiting,
                    signals.calls().size() == 1,
                    signals.isHandedOn(),
                    !risky.isEmpty(),
                    Optional.empty()));
  }
}
