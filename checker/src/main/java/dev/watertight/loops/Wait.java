package dev.watertight.loops;

import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import java.util.Optional;

/**
 * An expression in which a task waits for a value.
 *
 * @param path the call
 * @param origin the call that really waits: the same, or one in the method that is called
 * @param interrupt what an interrupt does to it
 * @param closed whether the end of the channel makes it throw
 */
public record Wait(TreePath path, TreePath origin, OnInterrupt interrupt, boolean closed) {
  /** A call that waits itself. */
  public Wait(TreePath path, OnInterrupt interrupt, boolean closed) {
    this(path, path, interrupt, closed);
  }

  /** What becomes of an interrupt that arrives during the wait. */
  public enum OnInterrupt {
    /** {@code InterruptedException} leaves the expression. */
    THROWN,
    /** The call returns, and the thread's interrupt flag is set. */
    RESTORED,
    /** It is caught inside and forgotten. */
    SWALLOWED
  }

  /** A call of the method that waits. */
  Wait calledAt(TreePath call, OnInterrupt effect) {
    return new Wait(call, origin, effect, closed);
  }

  /** The catch clause that catches the interrupt between the wait and a tree around it. */
  Optional<TreePath> catcher(Tree around) {
    return interrupt == OnInterrupt.THROWN
        ? Catches.around(path, around, Catches::isInterrupt)
        : Optional.empty();
  }
}
