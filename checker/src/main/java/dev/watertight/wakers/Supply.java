package dev.watertight.wakers;

import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.google.errorprone.util.Reachability;
import com.sun.source.tree.DoWhileLoopTree;
import com.sun.source.tree.EnhancedForLoopTree;
import com.sun.source.tree.ForLoopTree;
import com.sun.source.tree.ReturnTree;
import com.sun.source.tree.StatementTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.WhileLoopTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Type;
import dev.watertight.channels.Endpoint;
import dev.watertight.counts.Amount;
import dev.watertight.counts.Runs;
import dev.watertight.loops.WaitLoop;
import dev.watertight.program.CatchClauses;
import dev.watertight.program.Graphs;
import dev.watertight.program.Loops;
import dev.watertight.program.Paths;
import dev.watertight.program.Symbols;
import dev.watertight.program.Trees;
import dev.watertight.tasks.Task;
import dev.watertight.tasks.TaskStarts;
import dev.watertight.tasks.Tasks;
import org.jspecify.annotations.Nullable;

/** Whether a sender comes to an end: it does not go on when its method has returned. */
public final class Supply {
  private Supply() {}

  /** Whether the values of the send come to an end by themselves. */
  public static boolean ends(Endpoint send, VisitorState state) {
    return !isRepeated(send.path())
        && Tasks.of(send.path(), state).stream().allMatch(task -> isRunOnce(task, state));
  }

  /**
   * Whether the values of the send come again and again, so that a receiver does not wait for long:
   * the receiving loop gives itself the next one, or the sender does not come to an end by itself.
   */
  public static boolean goesOn(Endpoint send, WaitLoop loop, VisitorState state) {
    return goesOn(send.path(), loop, state);
  }

  /** The same of any other act that ends a round of the loop. */
  public static boolean goesOn(TreePath act, WaitLoop loop, VisitorState state) {
    return isRepeated(act)
        || isOwnNext(act, loop.loop().getLeaf())
        || Tasks.apart(Tasks.of(act, state)).stream().anyMatch(task -> mayGoOn(task, act, state));
  }

  /**
   * Whether a task may come to a place later, whatever others do: it is run again and again, it
   * starts itself once more, or nothing says how many rounds a loop makes that is around the place
   * or before it.
   */
  public static boolean mayGoOn(Task.Apart task, TreePath place, VisitorState state) {
    return !isRunOnce(task, state)
        || Tasks.of(task.start(), state).contains(task)
        || CallSites.leadingTo(place, state).seen().stream()
            .filter(site -> Tasks.of(site, state).contains(task))
            .anyMatch(site -> isOpenEndedAt(site, state));
  }

  private static boolean isOpenEndedAt(TreePath site, VisitorState state) {
    TreePath body = Graphs.bodyAround(site).orElse(null);
    if (body == null) {
      return false;
    }
    for (TreePath loop :
        Trees.ownPathsIn(
            body,
            WhileLoopTree.class,
            DoWhileLoopTree.class,
            ForLoopTree.class,
            EnhancedForLoopTree.class)) {
      if ((Paths.isInside(site, loop.getLeaf()) || Order.mayFollow(loop, site))
          && (loop.getLeaf() instanceof EnhancedForLoopTree each
              ? isOpenEnded(ASTHelpers.getType(each.getExpression()), state)
              : Runs.rounds(loop, state).most().kind() != Amount.Kind.SUM)) {
        return true;
      }
    }
    return false;
  }

  /** Whether going through a value may never come to an end: its class makes up what comes. */
  private static boolean isOpenEnded(@Nullable Type iterated, VisitorState state) {
    return iterated != null
        && !(iterated instanceof Type.ArrayType)
        && !Symbols.isA(iterated, "java.util.Collection", state);
  }

  /** Not a listener that code out of view calls, nor a task that is run again and again. */
  public static boolean isRunOnce(Task task, VisitorState state) {
    return task instanceof Task.Apart apart
        ? !TaskStarts.isPeriodic(apart.start(), state)
        : task instanceof Task.Caller;
  }

  /** Whether the loop itself sends, otherwise than when something fails. */
  private static boolean isOwnNext(TreePath act, Tree loop) {
    return Paths.isInside(act, loop) && CatchClauses.around(act).isEmpty();
  }

  private static boolean isRepeated(TreePath act) {
    return Paths.aroundInBody(act).stream()
        .map(TreePath::getLeaf)
        .anyMatch(
            tree ->
                Loops.isConditional(tree)
                    && !Reachability.canCompleteNormally((StatementTree) tree)
                    && !Trees.anyOwn(tree, ReturnTree.class::isInstance));
  }
}
