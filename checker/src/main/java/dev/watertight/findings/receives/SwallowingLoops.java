package dev.watertight.findings.receives;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import dev.watertight.loops.OwnThread;
import dev.watertight.loops.Wait;
import dev.watertight.loops.WaitLoop;
import dev.watertight.model.Model;
import dev.watertight.program.CatchClauses;
import dev.watertight.program.ClosingMethods;
import dev.watertight.program.Loops;
import dev.watertight.program.Paths;
import dev.watertight.program.Trees;
import dev.watertight.tasks.Tasks;
import dev.watertight.wakers.ProgramTasks;
import java.util.Optional;

/**
 * Finds loops that wait for values of whatever kind of channel, forget every interrupt and have no
 * other way out, in objects that can be told to end. What the channel is need not be in view: a
 * blocking method is known by its {@code InterruptedException}, whether or not it gives up after a
 * time: the loop waits again.
 */
public final class SwallowingLoops {
  private SwallowingLoops() {}

  /** The loop at the path, if it is one. */
  public static Optional<WaitLoop> at(TreePath loop, VisitorState state) {
    if (!isEndless(loop.getLeaf())) {
      return Optional.empty();
    }
    Optional<TreePath> call = receiveIn(loop, state);
    if (call.isEmpty() || ClosingMethods.of(state).around(loop).isEmpty()) {
      return Optional.empty();
    }
    Wait wait = new Wait(call.get(), Wait.OnInterrupt.THROWN, false);
    return WaitLoop.around(wait, state).stream()
        .filter(around -> around.loop().getLeaf() == loop.getLeaf())
        .filter(around -> around.swallowsInterrupt() && around.exits().isEmpty())
        .filter(
            around ->
                Tasks.of(loop, state).stream().noneMatch(t -> ProgramTasks.endsByExit(t, state)))
        .findFirst();
  }

  /* Fast path: most loops have a condition, and are done with here. */
  private static boolean isEndless(Tree loop) {
    return Loops.isEndless(loop)
        || Loops.condition(loop)
            .filter(condition -> Trees.any(condition, OwnThread::asks))
            .isPresent();
  }

  /** The loops around a receive that are of this kind because of it. */
  public static ImmutableList<WaitLoop> around(TreePath receive, VisitorState state) {
    return Paths.aroundInBody(receive).stream()
        .filter(path -> Loops.isLoop(path.getLeaf()))
        .flatMap(path -> at(path, state).stream())
        .filter(loop -> loop.waiting().path().getLeaf() == receive.getLeaf())
        .collect(ImmutableList.toImmutableList());
  }

  private static Optional<TreePath> receiveIn(TreePath loop, VisitorState state) {
    return Trees.ownPathsIn(loop, MethodInvocationTree.class).stream()
        .filter(path -> isReceive((MethodSymbol) ASTHelpers.getSymbol(path.getLeaf()), state))
        .findFirst();
  }

  /** Whether the method waits for a value and can be interrupted. */
  public static boolean isReceive(MethodSymbol method, VisitorState state) {
    return !method.isStatic()
        && Model.of(state)
            .library()
            .names()
            .get("receiving")
            .contains(method.getSimpleName().toString())
        && method.getThrownTypes().stream().anyMatch(CatchClauses::isInterrupt);
  }
}
