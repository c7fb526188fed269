package dev.watertight.findings.locks;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.SynchronizedTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.locks.Hold;
import dev.watertight.locks.MonitorSignals;
import dev.watertight.model.Trait;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Graphs;
import dev.watertight.program.Symbols;
import dev.watertight.tasks.Tasks;
import dev.watertight.values.Outsiders;
import dev.watertight.values.ResolvedLibrary;
import dev.watertight.values.Values;
import dev.watertight.wakers.Interrupters;
import java.util.Optional;

/**
 * Finds waits for a signal, by {@code Condition.await()} or {@code wait()}, during which the thread
 * keeps another monitor or lock than the one that the wait gives back: whoever gives the signal
 * takes that first.
 *
 * @param waiting the wait
 * @param state the compilation
 */
record NestedWaits(TreePath waiting, VisitorState state) {
  /** What the wait keeps from all that could end it, if anything. */
  Optional<HeldWait> find() {
    Optional<VarSymbol> field =
        Optional.ofNullable(Symbols.receiver(waiting.getLeaf()))
            .filter(NestedWaits::isOwn)
            .map(ASTHelpers::getSymbol)
            .filter(VarSymbol.class::isInstance)
            .map(VarSymbol.class::cast)
            .filter(v -> Symbols.isField(v) && Values.isFixed(v, state));
    Optional<Hold> own = field.flatMap(this::givenBack);
    return own.isEmpty()
        ? Optional.empty()
        : Hold.takenIn(waiting, state).stream()
            .filter(hold -> !hold.equals(own.get()) && isKeptFromSignals(hold, field.get()))
            .flatMap(
                hold ->
                    signals(field.get())
                        .flatMap(signals -> needing(signals, hold))
                        .map(needing -> new HeldWait(waiting, hold, needing))
                        .stream())
            .findFirst()
            .filter(
                found ->
                    Interrupters.inView(waiting, Tasks.of(waiting, state), state).answer().isNo());
  }

  /**
   * Whether whoever signals at the field's object meets the very hold of the wait: objects that
   * share what the field holds each have a monitor of their own.
   */
  private boolean isKeptFromSignals(Hold hold, VarSymbol field) {
    return ASTHelpers.isStatic(field)
        ? hold.isOfAll()
        : hold.isOfObject(field.owner)
            && Values.assignedTo(field, state).stream().allMatch(this::isMadeByItself);
  }

  private boolean isMadeByItself(TreePath value) {
    return value.getLeaf() instanceof NewClassTree
        || (value.getLeaf() instanceof MethodInvocationTree call
            && ASTHelpers.getSymbol(ASTHelpers.getReceiver(call)) instanceof VarSymbol lock
            && Symbols.isField(lock)
            && Values.isFixed(lock, state)
            && Values.assignedTo(lock, state).stream()
                .allMatch(made -> made.getLeaf() instanceof NewClassTree));
  }

  /** What the wait gives back meanwhile: the monitor, or the lock that the condition is of. */
  private Optional<Hold> givenBack(VarSymbol field) {
    return MonitorSignals.isOfMonitor((MethodSymbol) ASTHelpers.getSymbol(waiting.getLeaf()))
        ? Hold.ofWait(waiting, state)
        : Values.assignedTo(field, state).stream()
            .findFirst()
            .flatMap(condition -> Hold.ofLock(condition, state));
  }

  private static boolean isOwn(Tree field) {
    return !(field instanceof MemberSelectTree select) || Symbols.isSelf(select.getExpression());
  }

  /** Where the first signal needs a hold, if all do, which others than the waiting thread give. */
  private Optional<TreePath> needing(ImmutableList<TreePath> signals, Hold hold) {
    ImmutableList<TreePath> needing =
        signals.stream()
            .filter(signal -> !Graphs.areTogether(signal, waiting))
            // One that is given back before the signal may have been taken before the wait.
            .filter(signal -> hold.excludesOneOf(Hold.at(signal, state)))
            .collect(toImmutableList());
    return Optional.of(needing)
        .filter(all -> !all.isEmpty() && all.size() == signals.size())
        .map(all -> all.get(0));
  }

  /** The signals of what a field holds, which nothing else is done with; empty if others may. */
  private Optional<ImmutableList<TreePath>> signals(VarSymbol field) {
    ImmutableList.Builder<TreePath> found = ImmutableList.builder();
    for (TreePath mention : CompilationIndex.of(state).mentions(field)) {
      TreePath around = mention.getParentPath();
      TreePath use = around.getParentPath();
      boolean isSignal = ResolvedLibrary.of(state).is(use.getLeaf(), Trait.SIGNALS);
      if (!isOwn(mention.getLeaf())
          || !(isSignal
              || ResolvedLibrary.of(state).is(use.getLeaf(), Trait.AWAITS_SIGNAL)
              || use.getLeaf() instanceof SynchronizedTree
              || around.getLeaf() instanceof AssignmentTree)) {
        return Optional.empty();
      }
      if (isSignal) {
        found.add(use);
      }
    }
    return Outsiders.mayUse(field, state) ? Optional.empty() : Optional.of(found.build());
  }
}
