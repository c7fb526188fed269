package dev.watertight.wakers;

import static com.google.common.collect.ImmutableSet.toImmutableSet;

import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.SynchronizedTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Flags;
import dev.watertight.loops.LoopExit;
import dev.watertight.model.Trait;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Graphs;
import dev.watertight.program.Paths;
import dev.watertight.program.Trees;
import dev.watertight.summaries.Summaries;
import dev.watertight.tasks.TaskStarts;
import dev.watertight.tasks.Tasks;
import dev.watertight.values.ResolvedLibrary;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Tasks that get no further than to a monitor or lock which their starter holds: what they do after
 * that comes later than what the starter does, though they have been started before.
 *
 * <p>Which monitor or lock it is, is not asked: a task that takes another is taken for one that may
 * be held back.
 */
public record HeldBack(VisitorState state) {
  /**
   * Whether a task that leads to some code may wait at a lock until after some other code, or is
   * made before that and started behind it.
   *
   * @param ahead what leads to that other code
   * @param behind what leads to the code of the task
   */
  boolean mayCome(Set<TreePath> ahead, Set<TreePath> behind) {
    ImmutableSet<TreePath> starts =
        behind.stream()
            .flatMap(way -> Tasks.apart(Tasks.of(way, state)).stream())
            .distinct()
            .flatMap(task -> TaskStarts.of(task, state).stream())
            .collect(toImmutableSet());
    for (TreePath start : starts) {
      for (TreePath place : ahead) {
        if (start.getLeaf() != place.getLeaf()
            && Graphs.areTogether(start, place)
            && (Order.mayFollow(place, start)
                || (Order.mayFollow(start, place) && isHeldBack(start, place, ahead, behind)))) {
          return true;
        }
      }
    }
    return false;
  }

  /**
   * Whether a loop that looks at its flag may get no further than to a monitor or lock, until after
   * all that the code around the place where the flag is set does.
   *
   * @param exit how the loop is left by the flag
   */
  public boolean mayLookLate(LoopExit exit, TreePath stop) {
    return (isInMonitor(stop, stop) || isInLock(stop))
        && (isInMonitor(exit.place(), exit.place())
            || isInLock(exit.place())
            || Trees.in(exit.at(), MethodInvocationTree.class).stream()
                .flatMap(
                    call ->
                        CompilationIndex.of(state).declaration(ASTHelpers.getSymbol(call)).stream())
                .anyMatch(this::locks));
  }

  private boolean locks(TreePath method) {
    return (ASTHelpers.getSymbol(method.getLeaf()).flags() & Flags.SYNCHRONIZED) != 0
        || !Trees.in(method.getLeaf(), SynchronizedTree.class).isEmpty()
        || Trees.pathsIn(method, MethodInvocationTree.class).stream()
            .anyMatch(call -> does(Trait.LOCKS, call));
  }

  private boolean isHeldBack(
      TreePath start, TreePath place, Set<TreePath> ahead, Set<TreePath> behind) {
    ImmutableSet<TreePath> around =
        behind.stream().filter(ahead::contains).collect(toImmutableSet());
    boolean inMonitor =
        isInMonitor(start, place) || around.stream().anyMatch(way -> isInMonitor(way, way));
    boolean inLock = isInLock(start) || around.stream().anyMatch(this::isInLock);
    return behind.stream()
        .filter(way -> !Graphs.areTogether(way, start) && !around.contains(way))
        .anyMatch(way -> (inMonitor && isInMonitor(way, way)) || (inLock && isInLock(way)));
  }

  /** Whether one region that holds a monitor is around both places. */
  private static boolean isInMonitor(TreePath one, TreePath other) {
    return Paths.aroundInBody(one).stream()
            .map(TreePath::getLeaf)
            .anyMatch(tree -> tree instanceof SynchronizedTree && Paths.isInside(other, tree))
        || Graphs.bodyAround(one)
            .map(body -> ASTHelpers.getSymbol(body.getLeaf()))
            .filter(method -> (method.flags() & Flags.SYNCHRONIZED) != 0)
            .isPresent();
  }

  /** Whether a lock is taken in the body around a place before it, and not given back by then. */
  private boolean isInLock(TreePath place) {
    return calls(place).anyMatch(call -> Order.mayFollow(call, place) && does(Trait.LOCKS, call))
        && calls(place)
            .noneMatch(call -> Order.isAlwaysBefore(call, place) && does(Trait.UNLOCKS, call));
  }

  private static Stream<TreePath> calls(TreePath place) {
    return Graphs.bodyAround(place).stream()
        .flatMap(body -> Trees.ownPathsIn(body, MethodInvocationTree.class).stream());
  }

  private boolean does(Trait trait, TreePath call) {
    return ResolvedLibrary.of(state).is(call.getLeaf(), trait)
        || Summaries.bodies(call, state).stream()
            .flatMap(body -> Trees.ownPathsIn(body, MethodInvocationTree.class).stream())
            .anyMatch(inner -> ResolvedLibrary.of(state).is(inner.getLeaf(), trait));
  }
}
