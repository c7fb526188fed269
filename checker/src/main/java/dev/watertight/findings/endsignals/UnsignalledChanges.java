package dev.watertight.findings.endsignals;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.VisitorState;
import com.google.errorprone.suppliers.Supplier;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.answers.Known;
import dev.watertight.caches.PerCompilation;
import dev.watertight.locks.MonitorSignals;
import dev.watertight.loops.FirstValues;
import dev.watertight.program.Loops;
import dev.watertight.program.TestOutcomes;
import dev.watertight.wakers.ProgramTasks;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Finds waits for a signal of a monitor or condition that others give, but not whoever makes one of
 * the changes for which the loop around the wait asks: {@code failed = true} without {@code
 * notifyAll()}. Who waits then stays, though it would find that it need not.
 *
 * <p>Where nobody signals at all, {@link NeverSignalled} says the same. Else all signals have to be
 * in view. None may come after the change, in the text of its thread and of what starts that, or
 * before it in the same monitor. Other threads must not signal, but those that wait themselves, and
 * those that have certainly ended by then. The object has to be one: only one expression makes it.
 *
 * <p>That is certain if the thread waits as long as nothing has changed, and no other change comes
 * before. Where others come before, the thread has to come back to wait; that it does so in time is
 * likely, but not certain. That {@link SingleSignal one} of several is woken is a matter of its
 * own.
 *
 * @param waiting the wait
 * @param state the compilation
 */
record UnsignalledChanges(TreePath waiting, VisitorState state) {
  /* Two checks ask about each wait. */
  private static final Supplier<Map<Tree, Optional<UnsignalledWait>>> KNOWN =
      PerCompilation.of(state -> new IdentityHashMap<>());

  Optional<UnsignalledWait> find() {
    Map<Tree, Optional<UnsignalledWait>> known = KNOWN.get(state);
    Optional<UnsignalledWait> found = known.get(waiting.getLeaf());
    if (found == null) {
      found = search();
      known.put(waiting.getLeaf(), found);
    }
    return found;
  }

  private Optional<UnsignalledWait> search() {
    Optional<TreePath> loop = Loops.innermost(waiting);
    ImmutableList<TestOutcomes.Outcome> tests =
        loop.map(around -> TestOutcomes.at(waiting, around.getLeaf())).orElse(ImmutableList.of());
    if (tests.isEmpty()) {
      return Optional.empty();
    }
    Known<TreePath> signals = MonitorSignals.of(waiting, state);
    if (!signals.isComplete()) {
      return Optional.empty();
    }
    AwaitedChanges awaited = AwaitedChanges.of(tests, new FirstValues(state), state);
    if (signals.seen().stream().noneMatch(signal -> ProgramTasks.mayRun(signal, state))) {
      return new NeverSignalled(waiting, tests, awaited, state).find();
    }
    // Asked last: it takes most, and nearly all waits have signals that help.
    return ofChanges(tests, awaited, signals)
        .filter(found -> new UnsignalledWaits(waiting, state).isLeftAlone());
  }

  private Optional<UnsignalledWait> ofChanges(
      ImmutableList<TestOutcomes.Outcome> tests, AwaitedChanges awaited, Known<TreePath> signals) {
    Set<VarSymbol> variables = awaited.variables();
    EndingChanges endings = new EndingChanges(tests, variables, state);
    Optional<UnsignalledWait> doubtful = Optional.empty();
    for (VarSymbol variable : variables) {
      for (TreePath change : endings.of(variable)) {
        MissedChange missed =
            new MissedChange(waiting, change, variable, endings, signals.seen(), state);
        Optional<UnsignalledWait> found = missed.find().or(new SingleSignal(missed)::find);
        if (found.filter(UnsignalledWait::isCertain).isPresent()) {
          return found;
        }
        doubtful = doubtful.or(() -> found);
      }
    }
    return doubtful;
  }
}
