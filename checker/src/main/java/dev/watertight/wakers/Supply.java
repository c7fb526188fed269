package dev.watertight.wakers;

import com.google.errorprone.VisitorState;
import com.google.errorprone.util.Reachability;
import com.sun.source.tree.ReturnTree;
import com.sun.source.tree.StatementTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import dev.watertight.channels.Endpoint;
import dev.watertight.loops.FlagSets;
import dev.watertight.loops.LoopExit;
import dev.watertight.loops.WaitLoop;
import dev.watertight.program.CatchClauses;
import dev.watertight.program.Loops;
import dev.watertight.program.Paths;
import dev.watertight.program.Trees;
import dev.watertight.tasks.Task;
import dev.watertight.tasks.TaskStarts;
import dev.watertight.tasks.Tasks;
import java.util.Optional;

/**
 * Whether a sender comes to an end, as opposed to one that goes on when its method has returned.
 */
public final class Supply {
  private Supply() {}

  /** Whether the values of the send come to an end by themselves. */
  public static boolean ends(Endpoint send, VisitorState state) {
    return !isRepeated(send)
        && Tasks.of(send.path(), state).stream().allMatch(task -> isRunOnce(task, state));
  }

  /**
   * Whether the values of the send come again and again, so that a receiver does not wait for long:
   * the receiving loop gives itself the next one, or the sender does not come to an end by itself.
   */
  public static boolean goesOn(Endpoint send, WaitLoop loop, VisitorState state) {
    return isRepeated(send)
        || isOwnNext(send, loop.loop().getLeaf())
        || seesFlag(send, loop, state)
        || Tasks.of(send.path(), state).stream()
            .anyMatch(task -> task instanceof Task.Apart && !isRunOnce(task, state));
  }

  /** Not a listener that code out of view calls, nor a task that is run again and again. */
  public static boolean isRunOnce(Task task, VisitorState state) {
    return task instanceof Task.Apart apart
        ? !TaskStarts.isPeriodic(apart.start(), state)
        : task instanceof Task.Caller;
  }

  /**
   * Whether the sender, a task of its own, looks at the flag of the loop before it sends: it may
   * send once more when the flag has been set.
   */
  private static boolean seesFlag(Endpoint send, WaitLoop loop, VisitorState state) {
    return Tasks.firstApart(Tasks.of(send.path(), state)).isPresent()
        && loop.exits().stream()
            .filter(exit -> exit.kind() == LoopExit.Kind.FLAG)
            .flatMap(exit -> exit.flag().stream())
            .flatMap(flag -> FlagSets.of(flag, state).mentions().stream())
            .filter(mention -> !FlagSets.isSetTo(Optional.empty(), mention))
            .anyMatch(read -> Order.mayFollow(read, send.path()));
  }

  /** Whether the loop itself sends, otherwise than when something fails. */
  private static boolean isOwnNext(Endpoint send, Tree loop) {
    return Paths.isInside(send.path(), loop) && CatchClauses.around(send.path()).isEmpty();
  }

  private static boolean isRepeated(Endpoint send) {
    return Paths.aroundInBody(send.path()).stream()
        .map(TreePath::getLeaf)
        .anyMatch(
            tree ->
                Loops.isConditional(tree)
                    && !Reachability.canCompleteNormally((StatementTree) tree)
                    && !Trees.anyOwn(tree, ReturnTree.class::isInstance));
  }
}
