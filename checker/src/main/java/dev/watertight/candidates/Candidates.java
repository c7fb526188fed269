package dev.watertight.candidates;

import com.google.common.collect.ArrayListMultimap;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ListMultimap;
import com.google.errorprone.VisitorState;
import com.google.errorprone.suppliers.Supplier;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.tree.JCTree;
import dev.watertight.program.CompilationIndex;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The {@link Candidate}s of the units of one compilation.
 *
 * <p>Nearly every expression of a program is of no interest to any check. So the checks are not
 * asked about each expression: one pass over all units finds those that matter, and a unit without
 * any costs each check one look-up.
 */
public final class Candidates {
  private static final Supplier<Candidates> INSTANCE = VisitorState.memoize(Candidates::new);

  private final CandidateKinds kinds;
  private final ListMultimap<CompilationUnitTree, TreePath> selected = ArrayListMultimap.create();
  private final Set<CompilationUnitTree> read = new HashSet<>();

  /* The checks ask about one unit after the other. */
  private @Nullable CompilationUnitTree last;
  private final ListMultimap<Candidate, TreePath> paths = ArrayListMultimap.create();

  private Candidates(VisitorState state) {
    this.kinds = new CandidateKinds(state);
  }

  /** Sees to it that the units have been read: the pass finds out more than the candidates. */
  public static void read(VisitorState state) {
    INSTANCE.get(state).inUnit(state);
  }

  /** The candidates of one kind in the unit at hand, in the order of the source. */
  public static ImmutableList<TreePath> of(Candidate kind, VisitorState state) {
    return ImmutableList.copyOf(INSTANCE.get(state).inUnit(state).get(kind));
  }

  private ListMultimap<Candidate, TreePath> inUnit(VisitorState state) {
    CompilationUnitTree unit = state.getPath().getCompilationUnit();
    if (unit != last) {
      last = unit;
      begin(unit, state);
    }
    return paths;
  }

  private void begin(CompilationUnitTree unit, VisitorState state) {
    paths.clear();
    if (!read.contains(unit)) {
      read.addAll(
          CompilationIndex.of(state)
              .select(unit, tree -> !kinds.of(tree).isEmpty(), selected::put));
    }
    for (TreePath path : selected.get(unit)) {
      kinds.of((JCTree) path.getLeaf()).forEach(kind -> paths.put(kind, path));
    }
  }
}
