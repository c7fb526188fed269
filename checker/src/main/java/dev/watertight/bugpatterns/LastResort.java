package dev.watertight.bugpatterns;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.VisitorState;
import com.google.errorprone.fixes.SuggestedFix;
import com.google.errorprone.suppliers.Supplier;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import dev.watertight.fixes.edits.Suppressions;
import dev.watertight.model.Model;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Suppresses a report instead of repairing it: the last of its fixes, and with the option {@link
 * Model#SUPPRESS} the first, so that old code can be built with the checks before it is repaired.
 *
 * <p>Without that option it never stands alone: patch mode would take it for the repair.
 */
final class LastResort {
  /**
   * Which check a declaration is annotated for: one in a run, since edits do not know each other.
   */
  private static final Supplier<Map<Tree, String>> ANNOTATED =
      VisitorState.memoize(state -> new HashMap<>());

  private LastResort() {}

  static ImmutableList<SuggestedFix> with(
      List<SuggestedFix> fixes, String check, VisitorState state) {
    boolean isFirst = state.errorProneOptions().getFlags().getBoolean(Model.SUPPRESS).orElse(false);
    if (fixes.isEmpty() && !isFirst) {
      return ImmutableList.of();
    }
    Optional<Tree> declaration = Suppressions.declaration(state).map(TreePath::getLeaf);
    if (!isFirst) {
      return add(fixes, declaration.stream().map(tree -> Suppressions.of(tree, check, state)));
    }
    if (declaration.isPresent()
        && !check.equals(
            ANNOTATED.get(state).computeIfAbsent(declaration.get(), unused -> check))) {
      // Another check has its turn; a repair would be what nobody asked for.
      return ImmutableList.of();
    }
    return add(
        declaration.map(tree -> Suppressions.of(tree, check, state)).stream().toList(),
        fixes.stream());
  }

  private static ImmutableList<SuggestedFix> add(
      List<SuggestedFix> fixes, Stream<SuggestedFix> more) {
    return Stream.concat(fixes.stream(), more).collect(ImmutableList.toImmutableList());
  }
}
