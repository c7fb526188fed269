package dev.watertight.findings.endsignals;

import static com.google.common.collect.ImmutableList.toImmutableList;
import static com.google.common.collect.ImmutableSet.toImmutableSet;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Iterables;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.CatchTree;
import com.sun.source.tree.ThrowTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.counts.Runs;
import dev.watertight.program.CatchClauses;
import dev.watertight.program.Graphs;
import dev.watertight.program.Symbols;
import dev.watertight.tasks.Task;
import dev.watertight.tasks.TaskStarts;
import dev.watertight.tasks.Tasks;
import dev.watertight.values.Returns;
import dev.watertight.values.Values;
import dev.watertight.wakers.Interrupters;
import dev.watertight.wakers.ProgramTasks;
import java.util.Collection;
import java.util.Optional;

/**
 * Finds permits that a body acquires and keeps on some way out, where others need them.
 *
 * @param analysis what is asked of one semaphore
 */
record KeptPermits(AbandonedWaits analysis) {
  /**
   * A permit that a body acquires and does not give back, whoever acquires the next one, or all
   * there are.
   */
  Optional<AbandonedWait> find() {
    ImmutableList<TreePath> drains =
        analysis.counts().waits().stream()
            .filter(analysis.counts()::takesAll)
            .collect(toImmutableList());
    ImmutableList<TreePath> signals =
        analysis.counts().signals().stream()
            .filter(signal -> drains.isEmpty() || !analysis.counts().takesAll(signal))
            .collect(toImmutableList());
    Optional<TreePath> body = Graphs.bodyAround(signals);
    if (!analysis.counts().arePermits() || body.isEmpty() || isGivenBackByOthers(drains)) {
      return Optional.empty();
    }
    ImmutableSet<Tree> acquired =
        analysis.counts().waits().stream()
            .filter(wait -> Graphs.isDirectlyIn(wait, body.get().getLeaf()))
            .map(TreePath::getLeaf)
            .collect(toImmutableSet());
    if (acquired.isEmpty() && analysis.isAlwaysDone(signals, body.get())) {
      return drains.stream()
          .filter(analysis.left()::isAt)
          .findFirst()
          .or(this::nextBorrowed)
          .flatMap(wait -> ofBorrower(analysis.left().callsOf(body.get()), wait));
    }
    return acquired.isEmpty()
            || acquired.size() < analysis.channel().receives().size() - drains.size()
        ? Optional.empty()
        : analysis.counts().waits().stream()
            .filter(
                wait ->
                    drains.contains(wait)
                        ? !acquired.contains(wait.getLeaf()) && analysis.left().isAt(wait)
                        : isAgain(wait) && isLeftAlone(wait))
            .findFirst()
            .flatMap(wait -> analysis.skipped(body.get(), signals, wait, acquired, true));
  }

  /** Whether nobody interrupts who waits for the next one, who does not end with the process. */
  boolean isLeftAlone(TreePath wait) {
    ImmutableSet<Task> tasks = Tasks.of(wait, analysis.state());
    return tasks.stream().noneMatch(t -> UnendedWaits.endsWithProcess(t, analysis.state()))
        && Tasks.apart(tasks).stream()
            .allMatch(
                task ->
                    !TaskStarts.isDaemon(task, analysis.state())
                        && Interrupters.inView(wait, ImmutableSet.of(task), analysis.state())
                            .answer()
                            .isNo());
  }

  /** Whether one permit after the other is acquired there. */
  boolean isAgain(TreePath wait) {
    return Runs.isRepeated(wait, analysis.channel(), analysis.state())
        || ProgramTasks.isCalledByOthers(wait, analysis.state());
  }

  /**
   * The only wait for a permit, in a method that always acquires one before it returns: whoever
   * calls it next waits for one that others keep.
   */
  private Optional<TreePath> nextBorrowed() {
    ImmutableList<TreePath> waits = analysis.counts().waits();
    return waits.size() == 1 && analysis.channel().receives().size() == 1
        ? waits.stream()
            .filter(
                wait ->
                    Graphs.bodyAround(wait)
                        .filter(borrow -> analysis.isAlwaysDone(waits, borrow))
                        .filter(borrow -> !returnsWhenInterrupted(wait, borrow))
                        .filter(borrow -> !analysis.left().callsOf(borrow).isEmpty())
                        .isPresent())
            .filter(this::isAgain)
            .findFirst()
        : Optional.empty();
  }

  /** Whether an interrupt of the wait leads to anything but an exception. */
  private static boolean returnsWhenInterrupted(TreePath wait, TreePath body) {
    return CatchClauses.catching(wait, body.getLeaf(), clause -> true)
        .filter(
            clause ->
                !(Iterables.getLast(((CatchTree) clause.getLeaf()).getBlock().getStatements(), null)
                    instanceof ThrowTree))
        .isPresent();
  }

  /** Whether a body returns what it has borrowed: who calls it gives that back, perhaps. */
  private boolean isHandedOn(TreePath body) {
    ImmutableSet<Tree> taken = analysis.taken(body);
    return Returns.in(body).stream()
        .flatMap(value -> Values.alternatives(value).stream())
        .anyMatch(
            value ->
                taken.contains(value.getLeaf())
                    || (ASTHelpers.getSymbol(value.getLeaf()) instanceof VarSymbol variable
                        && !Symbols.isField(variable)
                        && Values.assignedTo(variable, analysis.state()).stream()
                            .anyMatch(given -> taken.contains(given.getLeaf()))));
  }

  /** Whether somebody gives back all permits without having acquired them: those of others. */
  private boolean isGivenBackByOthers(ImmutableList<TreePath> drains) {
    return !drains.isEmpty()
        && analysis.counts().signals().stream()
            .filter(analysis.counts()::takesAll)
            .anyMatch(signal -> drains.stream().noneMatch(d -> Graphs.areTogether(d, signal)));
  }

  /** The same of a body that calls a method to acquire it, and another to give it back. */
  private Optional<AbandonedWait> ofBorrower(ImmutableList<TreePath> releases, TreePath wait) {
    Collection<Collection<TreePath>> bodies = AbandonedWaits.byBody(releases).asMap().values();
    return bodies.stream()
            .map(own -> Graphs.bodyAround(own.iterator().next()).orElseThrow())
            .anyMatch(
                body ->
                    analysis.taken(body).isEmpty()
                        || isHandedOn(body)
                        || Graphs.isDirectlyIn(wait, body.getLeaf()))
        ? Optional.empty()
        : bodies.stream()
            .map(ImmutableList::copyOf)
            .flatMap(
                own -> {
                  TreePath body = Graphs.bodyAround(own.get(0)).orElseThrow();
                  return analysis.skipped(body, own, wait, analysis.taken(body), true).stream();
                })
            .findFirst();
  }
}
