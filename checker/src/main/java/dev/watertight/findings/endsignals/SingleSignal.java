package dev.watertight.findings.endsignals;

import static com.google.common.collect.ImmutableList.toImmutableList;
import static com.google.common.collect.ImmutableSet.toImmutableSet;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Sets;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IfTree;
import com.sun.source.tree.StatementTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.counts.Amount;
import dev.watertight.findings.handles.ShutdownHooks;
import dev.watertight.findings.sends.Workers;
import dev.watertight.locks.Hold;
import dev.watertight.locks.MonitorSignals;
import dev.watertight.model.Trait;
import dev.watertight.program.Graphs;
import dev.watertight.program.Loops;
import dev.watertight.program.Paths;
import dev.watertight.program.Symbols;
import dev.watertight.tasks.Task;
import dev.watertight.tasks.TaskStarts;
import dev.watertight.tasks.Tasks;
import dev.watertight.values.Origins;
import dev.watertight.values.ResolvedLibrary;
import dev.watertight.wakers.CallSites;
import dev.watertight.wakers.ProgramTasks;
import dev.watertight.wakers.Sequel;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A change that ends the wait of several threads for good, and the one signal behind it, which
 * wakes only one of them: {@code ready = true; notify()}. The others stay, unless the one that is
 * woken signals in turn, or somebody else does later.
 *
 * @param missed the change
 */
record SingleSignal(MissedChange missed) {
  Optional<UnsignalledWait> find() {
    TreePath change = missed.change();
    if (!missed.endings().isForGood(change, missed.variable())
        || !ProgramTasks.mayRun(change, state())
        || ShutdownHooks.isInHook(change, state())
        || isInWait(change)
        || mayBeRepeated(change)
        || !missed.isOfOneObject()) {
      return Optional.empty();
    }
    ImmutableSet<Task> own = waiters();
    ImmutableSet<Task> changing = Tasks.of(change, state());
    if (!areSeveral(own)
        || changing.isEmpty()
        || !changing.stream().allMatch(MissedChange::isKnown)) {
      return Optional.empty();
    }
    Sequel after = missed.sequel(change, /* areAlike= */ false);
    if (after.mayEndProcess() || !missed.isFirst(ImmutableList.of(change)) || !mayMeet(change)) {
      return Optional.empty();
    }
    return only(after, own, changing)
        .map(
            signal ->
                new UnsignalledWait(
                    missed.waiting(),
                    ImmutableList.of(change),
                    Optional.empty(),
                    /* isCertain= */ false,
                    Optional.of(signal)));
  }

  /** Whether the threads may be at the wait, as far as the tests before the change say. */
  private boolean mayMeet(TreePath change) {
    ImmutableSet<VarSymbol> known =
        Graphs.bodyAround(missed.waiting()).stream()
            .flatMap(body -> Symbols.variablesIn(body.getLeaf()).stream())
            .map(VarSymbol.class::cast)
            .collect(toImmutableSet());
    return missed.encounter().isPossible(change, Sets.union(known, missed.endings().variables()));
  }

  private VisitorState state() {
    return missed.state();
  }

  private boolean isInWait(TreePath change) {
    return Loops.innermost(missed.waiting())
        .filter(loop -> Paths.isInside(change, loop.getLeaf()))
        .isPresent();
  }

  /** The threads that may be at the wait when the change comes. */
  private ImmutableSet<Task> waiters() {
    Sequel after = missed.sequel(missed.change(), /* areAlike= */ false);
    return Tasks.of(missed.waiting(), state()).stream()
        .filter(task -> !missed.isEndedBy(task))
        .filter(
            task ->
                ProgramTasks.isMain(task)
                    || (task instanceof Task.Apart apart && after.inText(apart.start()).isNo()))
        .collect(toImmutableSet());
  }

  /** Whether there are several of them at once, who are not those that make the change. */
  private boolean areSeveral(ImmutableSet<Task> own) {
    ImmutableList<Task> apart =
        own.stream()
            .filter(task -> !(task instanceof Task.Apart one && isOfOneWorker(one)))
            .collect(toImmutableList());
    if (isBehindLock()) {
      return false;
    }
    return apart.size() > 1 || apart.stream().anyMatch(missed::isSeveral);
  }

  /** Whether all who come to the wait keep a lock there that lets one in at a time. */
  private boolean isBehindLock() {
    TreePath waiting = missed.waiting();
    Symbol type = ASTHelpers.getSymbol(ASTHelpers.findEnclosingNode(waiting, ClassTree.class));
    boolean isOfMonitor =
        MonitorSignals.isOfMonitor((MethodSymbol) ASTHelpers.getSymbol(waiting.getLeaf()));
    return Hold.at(waiting, state()).stream()
        .filter(hold -> !hold.isShared() && hold.isOfObject(type))
        .anyMatch(
            hold ->
                isOfMonitor
                    ? Hold.ofWait(waiting, state()).filter(own -> !own.equals(hold)).isPresent()
                    // The lock of the condition is given back.
                    : hold.isMonitor());
  }

  private boolean isOfOneWorker(Task.Apart task) {
    return TaskStarts.executor(task.start(), state())
        .flatMap(executor -> Origins.one(executor, Workers::isMaker, state()))
        .filter(maker -> Workers.threads(maker, state()).equals(Amount.of(1)))
        .isPresent();
  }

  /** Whether code comes to the change several times, though that is not asked for its outcome. */
  private boolean mayBeRepeated(TreePath change) {
    return CallSites.leadingTo(change, state()).seen().stream()
        .filter(
            place ->
                Graphs.bodyAround(place)
                    .filter(body -> Paths.isInLoop(place, body.getLeaf()))
                    .isPresent())
        .anyMatch(place -> !isAsked(place));
  }

  private static boolean isAsked(TreePath place) {
    TreePath p = place;
    while (!(p.getLeaf() instanceof StatementTree)) {
      p = p.getParentPath();
    }
    Tree statement = p.getLeaf();
    ExpressionTree asked =
        statement instanceof IfTree choice
            ? choice.getCondition()
            : Loops.condition(statement).orElse(null);
    return asked != null && Paths.isInside(place, asked);
  }

  /** The only signal that may come behind the change, if it wakes one thread, and comes once. */
  private Optional<TreePath> only(
      Sequel after, ImmutableSet<Task> own, ImmutableSet<Task> changing) {
    ImmutableList<TreePath> later =
        missed.signals().stream()
            .filter(signal -> ProgramTasks.mayRun(signal, state()))
            .filter(signal -> mayHelp(signal, after, own, changing))
            .collect(toImmutableList());
    return later.size() == 1
            && ResolvedLibrary.of(state()).is(later.get(0).getLeaf(), Trait.WAKES_ONE)
            && comesOnce(later.get(0))
        ? Optional.of(later.get(0))
        : Optional.empty();
  }

  private boolean mayHelp(
      TreePath signal, Sequel after, ImmutableSet<Task> own, ImmutableSet<Task> changing) {
    return !Stream.concat(own.stream(), changing.stream())
            .toList()
            .containsAll(Tasks.of(signal, state()))
        || !after.inText(signal).isNo()
        || missed.isTogether(signal)
        || !Sequel.inThread(missed.waiting(), state()).inText(signal).isNo();
  }

  /** Whether the change is followed by one run of the signal, in a body that does both. */
  private boolean comesOnce(TreePath signal) {
    ImmutableList<TreePath> ways =
        CallSites.inThread(signal, state()).seen().stream()
            .filter(way -> Graphs.areTogether(way, missed.change()))
            .collect(toImmutableList());
    return ways.size() == 1
        && Paths.aroundInBody(ways.get(0)).stream()
            .map(TreePath::getLeaf)
            .filter(Loops::isLoop)
            .allMatch(loop -> Paths.isInside(missed.change(), loop));
  }
}
