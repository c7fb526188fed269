package dev.watertight.findings.endsignals;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.BlockTree;
import com.sun.source.tree.BreakTree;
import com.sun.source.tree.EnhancedForLoopTree;
import com.sun.source.tree.ExpressionStatementTree;
import com.sun.source.tree.ForLoopTree;
import com.sun.source.tree.IfTree;
import com.sun.source.tree.LabeledStatementTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.ReturnTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.TryTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Flags;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import com.sun.tools.javac.code.TypeTag;
import dev.watertight.channels.ChannelFindings;
import dev.watertight.channels.Topology;
import dev.watertight.counts.Runs;
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
import dev.watertight.summaries.CertainCalls;
import dev.watertight.summaries.Exceptions;
import dev.watertight.summaries.Thrown;
import dev.watertight.tasks.Task;
import dev.watertight.tasks.TaskStarts;
import dev.watertight.tasks.Tasks;
import dev.watertight.values.Values;
import dev.watertight.wakers.CallSites;
import dev.watertight.wakers.Interrupters;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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
   * @param isUnchecked whether only an unchecked exception skips it
   */
  public record SkippedSignal(
      Topology channel,
      TreePath signal,
      String name,
      Loss loss,
      TreePath waiting,
      boolean isOnly,
      boolean isUnchecked) {}

  /** What is found. */
  public static final ChannelFindings<SkippedSignal> FINDINGS =
      ChannelFindings.of(SkippedSignals::analyze);

  private SkippedSignals() {}

  private static void analyze(
      Topology channel, VisitorState state, BiConsumer<Tree, SkippedSignal> found) {
    Optional<EndSignals> signals = EndSignals.of(channel, state);
    Optional<TreePath> body = signals.flatMap(EndSignals::body);
    if (body.isEmpty()) {
      return;
    }
    ImmutableSet.Builder<Tree> acts = ImmutableSet.builder();
    for (TreePath call : signals.get().calls()) {
      Optional<Tree> act = actOf(call, body.get());
      if (act.isEmpty()) {
        return;
      }
      acts.add(act.get());
    }
    boolean sends = signals.get().sendsValues(body.get());
    find(signals.get(), body.get(), acts.build(), ImmutableSet.of(), state)
        .or(
            () ->
                !sends
                    ? Optional.empty()
                    : find(
                        signals.get(),
                        body.get(),
                        acts.build(),
                        Exceptions.callsThrowing(body.get(), SkippedSignals::isRisky, state),
                        state))
        .filter(finding -> signals.get().isOnlyWayOut(Interrupters::answer, state))
        .ifPresent(finding -> found.accept(finding.signal().getLeaf(), finding));
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
    return Duties.exitsWithout(body, begins, acts, risky, state).stream()
        .filter(loss -> !isExpected(loss.at(), risky, body, state))
        .filter(loss -> !leavesNobody(loss, body, waiting, state))
        .filter(loss -> signals.sendsValues(body) || isForgotten(loss, signals, body, state))
        .filter(loss -> loss.exit() != Loss.Exit.RETURN || !isAskedElsewhere(body, waiting, state))
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
                    !risky.isEmpty()));
  }

  /**
   * Whether no receiver is left waiting when the body is left at once: it would have been started
   * behind, or the process ends with {@code main}.
   */
  private static boolean leavesNobody(
      Loss loss, TreePath body, TreePath waiting, VisitorState state) {
    boolean isThrown = loss.exit() == Loss.Exit.THROW;
    if (!isThrown && !(loss.at() instanceof ReturnTree)) {
      return false;
    }
    boolean isMain = Symbols.isMain(ASTHelpers.getSymbol(body.getLeaf()));
    ImmutableList<Task.Apart> receivers = Tasks.apart(Tasks.of(waiting, state));
    return !receivers.isEmpty()
        && receivers.stream()
            .allMatch(
                receiver ->
                    (isMain && TaskStarts.letsProcessEnd(receiver, state))
                        || (isThrown
                            && TaskStarts.of(receiver, state).stream()
                                .allMatch(start -> isStartedBehind(start, body, state))));
  }

  /** Whether code starts a task once, behind a call of the body, if that returns. */
  private static boolean isStartedBehind(TreePath start, TreePath body, VisitorState state) {
    Optional<TreePath> starter = Graphs.bodyAround(start);
    return starter.isPresent()
        && !Paths.isInLoop(start, starter.get().getLeaf())
        && ASTHelpers.getSymbol(body.getLeaf()) instanceof MethodSymbol method
        && CompilationIndex.of(state).mentionsIn(starter.get().getLeaf(), method).stream()
            .anyMatch(
                call ->
                    call.getParentPath().getLeaf() instanceof MethodInvocationTree
                        && Graphs.isDirectlyIn(call, starter.get().getLeaf())
                        && ASTHelpers.getStartPosition(call.getLeaf())
                            < ASTHelpers.getStartPosition(start.getLeaf())
                        && CatchClauses.catching(call, starter.get().getLeaf(), c -> true)
                            .isEmpty());
  }

  /**
   * Whether a jump over the signal is under a condition about what those ask, too, who start it or
   * call it, or who have made it, or the receiver is started under any condition: perhaps they go
   * on only if the condition is false; or about what the receiver has set, who may have left.
   */
  private static boolean isAskedElsewhere(TreePath body, TreePath waiting, VisitorState state) {
    Set<Symbol> tested =
        Trees.ownPathsIn(body, ReturnTree.class, BreakTree.class).stream()
            .filter(jump -> !(jump.getLeaf() instanceof BreakTree end && end.getLabel() == null))
            .flatMap(end -> askedAt(end, body, state))
            .collect(Collectors.toSet());
    return !tested.isEmpty()
        && (Graphs.bodyAround(waiting)
                .filter(
                    receiver ->
                        Values.changedIn(receiver.getLeaf()).stream()
                            .anyMatch(v -> Symbols.isField(v) && tested.contains(v)))
                .isPresent()
            || tested.stream().anyMatch(v -> isRefusedElsewhere(v, body, state))
            || CallSites.leadingTo(new TreePath(body, Graphs.code(body.getLeaf())), state)
                .seen()
                .stream()
                .flatMap(site -> askedOutside(site, body, state))
                .anyMatch(tested::contains)
            || Tasks.apart(Tasks.of(waiting, state)).stream()
                .flatMap(receiver -> TaskStarts.of(receiver, state).stream())
                .flatMap(start -> askedOutside(start, body, state))
                .anyMatch(asked -> !isChoice(asked)));
  }

  /** Whether callers choose: other questions may well be about the same as the sender's. */
  private static boolean isChoice(Symbol variable) {
    return (variable.flags() & Flags.PARAMETER) != 0 && variable.type.hasTag(TypeTag.BOOLEAN);
  }

  private static Stream<Symbol> askedOutside(TreePath site, TreePath body, VisitorState state) {
    return Graphs.bodyAround(site).stream()
        .filter(caller -> caller.getLeaf() != body.getLeaf())
        .flatMap(caller -> askedAt(site, caller, state));
  }

  /** Whether other code throws because of what a variable holds that is not changed. */
  private static boolean isRefusedElsewhere(Symbol variable, TreePath body, VisitorState state) {
    return variable instanceof VarSymbol named
        && Values.isFixed(named, state)
        && CompilationIndex.of(state).mentions(variable).stream()
            .filter(mention -> !Paths.isInside(mention, body.getLeaf()))
            .map(mention -> ASTHelpers.findEnclosingNode(mention, IfTree.class))
            .anyMatch(test -> test != null && Loops.leaves(test.getThenStatement()));
  }

  /** What tests before a place ask about; of a parameter, what it is given. */
  private static Stream<Symbol> askedAt(TreePath place, TreePath body, VisitorState state) {
    return TestOutcomes.at(place, body.getLeaf()).stream()
        .flatMap(outcome -> Symbols.variablesIn(outcome.test()).stream())
        .flatMap(
            variable ->
                Stream.concat(
                    Stream.of(variable),
                    Values.given((VarSymbol) variable, state).stream()
                        .flatMap(List::stream)
                        .flatMap(value -> Symbols.variablesIn(value.getLeaf()).stream())));
  }

  /** Whether it is an unchecked exception that comes in the ordinary course of things. */
  private static boolean isRisky(Thrown thrown, VisitorState state) {
    return switch (thrown.reason()) {
      case STATEMENT, FAILURE, INPUT, SUPPLIED -> thrown.isUnchecked(state);
      default -> false;
    };
  }

  /**
   * Whether the tree is a risky call for whose failure the body has a catch clause: which exception
   * the call throws is not known, but the author knows.
   */
  private static boolean isExpected(
      @Nullable Tree tree, ImmutableSet<Tree> risky, TreePath body, VisitorState state) {
    if (tree == null || !risky.contains(tree)) {
      return false;
    }
    TreePath path = TreePath.getPath(body, tree);
    return path != null
        && CatchClauses.catching(
                path, body.getLeaf(), clause -> CatchClauses.isUnchecked(clause, state))
            .isPresent();
  }

  /**
   * The expression that stands for a signal: itself, or the head of a loop that repeats it. Empty
   * for a signal under a condition, which may well be meant to be skipped.
   */
  private static Optional<Tree> actOf(TreePath call, TreePath body) {
    Tree act = call.getLeaf();
    for (TreePath p = call.getParentPath(); p.getLeaf() != body.getLeaf(); p = p.getParentPath()) {
      Tree tree = p.getLeaf();
      if (tree instanceof ForLoopTree loop && loop.getCondition() != null) {
        act = loop.getCondition();
      } else if (tree instanceof EnhancedForLoopTree loop) {
        act = loop.getExpression();
      } else if (!(tree instanceof BlockTree
          || tree instanceof LabeledStatementTree
          || tree instanceof TryTree
          || tree instanceof ExpressionStatementTree)) {
        return Optional.empty();
      }
    }
    return Optional.of(act);
  }
}
