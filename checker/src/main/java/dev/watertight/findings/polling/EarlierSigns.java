package dev.watertight.findings.polling;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.model.Trait;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Graphs;
import dev.watertight.program.Paths;
import dev.watertight.program.Symbols;
import dev.watertight.program.Trees;
import dev.watertight.values.ResolvedLibrary;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Whether something that happened before a loop says that there is something to poll: the loop
 * looks for it, and is as short as that takes.
 *
 * <p>What was polled before may be the first part of something of which the loop waits for the
 * second: whoever puts it in is about to do so. A semaphore may count what is in a queue. Tasks
 * that have ended have put in all that they had to.
 */
final class EarlierSigns {
  private final VisitorState state;
  private final Set<MethodSymbol> seen = new HashSet<>();

  private EarlierSigns(VisitorState state) {
    this.state = state;
  }

  /**
   * Whether the same is polled before the loop, and not into the same variable; or a permit is
   * acquired or a task waited for, by the loop's own method or by all who call that.
   */
  static boolean precede(TreePath loop, TreePath poll, VisitorState state) {
    EarlierSigns signs = new EarlierSigns(state);
    Symbol polled = receiver(poll);
    Symbol target = Symbols.target(poll);
    return (polled != null
            && isCalledBefore(
                loop,
                call ->
                    polled.equals(receiver(call))
                        && Questions.isPoll(call.getLeaf(), state)
                        && !(target != null && target.equals(Symbols.target(call)))))
        || signs.isAcquiredBefore(loop)
        || (polled instanceof VarSymbol own
            && own.owner instanceof MethodSymbol
            && isCalledBefore(loop, call -> signs.is(call, Trait.AWAITS_SIGNAL)));
  }

  private boolean is(TreePath call, Trait... traits) {
    return ResolvedLibrary.of(state)
        .is(ASTHelpers.getSymbol((MethodInvocationTree) call.getLeaf()), traits);
  }

  private boolean isAcquiredBefore(TreePath place) {
    if (isCalledBefore(
        place,
        call ->
            is(
                call,
                Trait.AWAITS_PERMIT,
                Trait.AWAITS_TASK,
                Trait.AWAITS_TASKS,
                Trait.RUNS_AWAITED))) {
      return true;
    }
    Optional<MethodSymbol> method = Symbols.methodAround(place);
    if (method.isEmpty() || !method.get().isPrivate() || !seen.add(method.get())) {
      return false;
    }
    ImmutableList<TreePath> calls = CompilationIndex.of(state).mentions(method.get());
    return !calls.isEmpty() && calls.stream().allMatch(this::isAcquiredBefore);
  }

  private static boolean isCalledBefore(TreePath place, Predicate<TreePath> test) {
    return Graphs.bodyAround(place).stream()
        .flatMap(body -> Trees.ownPathsIn(body, MethodInvocationTree.class).stream())
        .anyMatch(call -> Paths.start(call) < Paths.start(place) && test.test(call));
  }

  private static @Nullable Symbol receiver(TreePath call) {
    return ASTHelpers.getSymbol(ASTHelpers.getReceiver((MethodInvocationTree) call.getLeaf()));
  }
}
