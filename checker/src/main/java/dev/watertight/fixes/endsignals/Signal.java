package dev.watertight.fixes.endsignals;

import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.fixes.SuggestedFix;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Type;
import dev.watertight.fixes.edits.Allowed;
import dev.watertight.fixes.edits.Scopes;
import dev.watertight.fixes.edits.SourceText;
import java.util.List;
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

  /** Whether its variables mean the same at a place. */
  boolean isNameable(TreePath place, VisitorState state) {
    return variables.stream().allMatch(v -> Scopes.canName(place, v, state));
  }

  /** The fix that adds it behind a statement. */
  Optional<SuggestedFix> behind(TreePath statement, String when, VisitorState state) {
    SourceText source = SourceText.of(state);
    Tree tree = statement.getLeaf();
    if (!source.has(tree) || !isNameable(statement, state) || !isAllowed(statement, state)) {
      return Optional.empty();
    }
    int position = source.afterLineComment(source.end(tree));
    String text = source.below(source.indentation(source.start(tree)), List.of(this.statement));
    SuggestedFix.Builder fix = SuggestedFix.builder();
    source.addBelow(fix, position, text);
    return Optional.of(fix.setShortDescription(name + " " + when).build());
  }
}
