package dev.watertight.loops;

import com.google.errorprone.VisitorState;
import com.sun.source.tree.CatchTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Type;
import dev.watertight.program.CatchClauses;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * An expression in which a task waits for a value.
 *
 * @param path the call
 * @param origin the call that really waits: the same, or one in the method that is called
 * @param interrupt what an interrupt does to it
 * @param closed whether the end of the channel makes it throw
 * @param catches which clauses catch the exception that an interrupt makes it throw
 */
public record Wait(
    TreePath path,
    TreePath origin,
    OnInterrupt interrupt,
    boolean closed,
    Predicate<CatchTree> catches) {
  /** A call that waits itself. */
  public Wait(TreePath path, OnInterrupt interrupt, boolean closed) {
    this(path, path, interrupt, closed, CatchClauses::isInterrupt);
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
    return new Wait(call, origin, effect, closed, catches);
  }

  /** The same, with another exception that tells of the interrupt. */
  Wait thrownAs(Type exception, VisitorState state) {
    return new Wait(
        path, origin, interrupt, closed, clause -> CatchClauses.covers(clause, exception, state));
  }

  /** The catch clause that catches the interrupt between the wait and a tree around it. */
  Optional<TreePath> catcher(Tree around) {
    return interrupt == OnInterrupt.THROWN
        ? CatchClauses.catching(path, around, catches)
        : Optional.empty();
  }
}
