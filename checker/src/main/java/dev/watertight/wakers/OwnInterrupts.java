package dev.watertight.wakers;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.VisitorState;
import com.google.errorprone.suppliers.Supplier;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.util.TreePath;
import dev.watertight.answers.Known;
import dev.watertight.caches.PerCompilation;
import dev.watertight.loops.OwnThread;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Trees;

/**
 * Threads that interrupt themselves before they wait: {@code Thread.currentThread().interrupt()}
 * leaves the interrupt to the next wait, which throws at once. The end of a task clears it.
 */
final class OwnInterrupts {
  private static final Supplier<ImmutableList<TreePath>> ALL =
      PerCompilation.of(OwnInterrupts::all);

  private OwnInterrupts() {}

  private static ImmutableList<TreePath> all(VisitorState state) {
    CompilationIndex index = CompilationIndex.of(state);
    return index.units().stream()
        .filter(unit -> index.isNamedIn(unit, "interrupt"))
        .flatMap(unit -> Trees.pathsIn(new TreePath(unit), MethodInvocationTree.class).stream())
        .filter(call -> OwnThread.isInterruptOfItself(call, state))
        .collect(ImmutableList.toImmutableList());
  }

  /** Whether a thread that comes to a place may have interrupted itself in the same run. */
  static boolean mayPrecede(TreePath place, VisitorState state) {
    ImmutableList<TreePath> all = ALL.get(state);
    if (all.isEmpty()) {
      return false;
    }
    Known<TreePath> ways = CallSites.inThread(place, state);
    return all.stream()
        .map(interrupt -> CallSites.inThread(interrupt, state))
        .anyMatch(
            earlier ->
                earlier.seen().stream()
                    .anyMatch(
                        first ->
                            ways.seen().stream().anyMatch(way -> Order.mayFollow(first, way))));
  }
}
