package dev.watertight.fixes.endsignals;

import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Type;
import dev.watertight.fixes.edits.Allowed;
import java.util.Optional;

/**
 * A statement that tells the receivers of a channel that no more values come.
 *
 * @param statement its text
 * @param name what descriptions call it
 * @param variables those that it names by their simple names
 * @param exception the checked exception that it throws, if it does
 */
public record Signal(
    String statement, String name, ImmutableSet<Symbol> variables, Optional<String> exception) {
  /** Whether it throws a checked exception. */
  boolean mayThrow() {
    return exception.isPresent();
  }

  /** Whether what it throws may be thrown at a place. */
  boolean isAllowed(TreePath place, VisitorState state) {
    if (exception.isEmpty()) {
      return true;
    }
    Type thrown = state.getTypeFromString(exception.get());
    return thrown != null && Allowed.exception(thrown, place, state);
  }
}
