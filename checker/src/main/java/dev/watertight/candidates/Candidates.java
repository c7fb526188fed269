package dev.watertight.candidates;

import com.google.common.collect.ArrayListMultimap;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ListMultimap;
import com.google.common.collect.Sets;
import com.google.errorprone.VisitorState;
import com.google.errorprone.suppliers.Supplier;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
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
  private static final Supplier<Candidates> INSTANCE =
      VisitorState.memoize(state -> new Candidates());

  private final CandidateKinds kinds = new CandidateKinds();
  private final ListMultimap<CompilationUnitTree, Tree> selected = ArrayListMultimap.create();
  private final Set<CompilationUnitTree> read = new HashSet<>();

  /* The checks ask about one unit after the other. */
  private @Nullable CompilationUnitTree last;
  private final ListMultimap<Candidate, TreePath> paths = ArrayListMultimap.create();

  private Candidates() {}

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
      paths.clear();
      if (!read.contains(unit)) {
        read.addAll(
            CompilationIndex.of(state)
                .select(unit, tree -> !kinds.of(tree, state).isEmpty(), selected::put));
      }
      if (selected.containsKey(unit)) {
        find(unit, state);
      }
    }
    return paths;
  }

  private void find(CompilationUnitTree unit, VisitorState state) {
    Set<Tree> trees = Sets.newIdentityHashSet();
    trees.addAll(selected.get(unit));
    new TreePathScanner<@Nullable Void, @Nullable Void>() {
      @Override
      public @Nullable Void scan(@Nullable Tree tree, @Nullable Void unused) {
        if (tree != null && trees.contains(tree)) {
          TreePath path = new TreePath(getCurrentPath(), tree);
          kinds.of((JCTree) tree, state).forEach(kind -> paths.put(kind, path));
        }
        return super.scan(tree, null);
      }
    }.scan(new TreePath(unit), null);
  }
}
