package dev.watertight.fixes.edits;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.VisitorState;
import com.google.errorprone.fixes.Replacement;
import com.google.errorprone.fixes.SuggestedFix;
import com.google.errorprone.suppliers.Supplier;
import com.sun.source.tree.CompilationUnitTree;
import dev.watertight.caches.PerCompilation;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Which text the fixes of one run of patch mode change. Error Prone leaves out each single edit
 * that meets another one: a fix that needs the same text as an earlier one has to wait for the next
 * run, or half of it would be applied.
 */
public final class Claims {
  private static final Supplier<Map<CompilationUnitTree, Set<Replacement>>> TAKEN =
      PerCompilation.of(state -> new HashMap<>());

  private Claims() {}

  /** The fixes of a report; none if fixes are applied, and the first cannot be as a whole. */
  public static ImmutableList<SuggestedFix> without(
      ImmutableList<SuggestedFix> fixes, VisitorState state) {
    if (fixes.isEmpty() || !Imports.arePatched(state)) {
      return fixes;
    }
    CompilationUnitTree unit = state.getPath().getCompilationUnit();
    Set<Replacement> taken = TAKEN.get(state).computeIfAbsent(unit, unused -> new HashSet<>());
    Set<Replacement> wanted = TextEdits.of(fixes.get(0), unit);
    if (wanted.stream().anyMatch(edit -> taken.stream().anyMatch(other -> meet(edit, other)))) {
      return ImmutableList.of();
    }
    taken.addAll(wanted);
    return fixes;
  }

  private static boolean meet(Replacement one, Replacement other) {
    return !one.equals(other)
        && one.startPosition() < other.endPosition()
        && other.startPosition() < one.endPosition();
  }
}
