package dev.watertight.paths;

import com.sun.source.tree.Tree;
import org.jspecify.annotations.Nullable;

/**
 * How a handle is lost inside a method.
 *
 * @param exit the way out
 * @param at the statement or call where it happens; null for the end of the method
 * @param exception the simple name of the exception type, or empty
 */
public record Loss(Exit exit, @Nullable Tree at, String exception) {
  /** The ways in which a method can lose what it holds. */
  public enum Exit {
    /** The method returns. */
    RETURN,
    /** An exception leaves the method. */
    THROW,
    /** The last variable that holds the handle is given another value. */
    OVERWRITE
  }

  /** The loss at an exit that a path comes to: where it was left by a caught exception, at none. */
  public static Loss at(Exit exit, @Nullable Tree at, String exception) {
    return exit == Exit.THROW
        ? new Loss(Exit.THROW, at, exception)
        : new Loss(Exit.RETURN, exception.isEmpty() ? at : null, "");
  }
}
