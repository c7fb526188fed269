package dev.watertight.channels;

import com.google.common.collect.ArrayListMultimap;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ListMultimap;
import com.google.errorprone.VisitorState;
import com.google.errorprone.suppliers.Supplier;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import dev.watertight.caches.PerCompilation;
import dev.watertight.program.Boundary;
import dev.watertight.program.CompilationIndex;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;

/**
 * What an analysis of channels finds, by the tree to report it at. Every channel of the compilation
 * is analysed once, when somebody first asks.
 *
 * @param <F> what is found
 */
public final class ChannelFindings<F> {
  /**
   * An analysis of one channel.
   *
   * @param <F> what it finds
   */
  public interface Analysis<F> {
    /** Tells of every finding, with the tree to report it at. */
    void analyze(Topology topology, VisitorState state, BiConsumer<Tree, F> found);
  }

  /**
   * Something found.
   *
   * @param path where to report it
   * @param finding what is found
   * @param <F> what is found
   */
  public record Found<F>(TreePath path, F finding) {}

  private final class Memo {
    private final Set<Tree> analyzed = new HashSet<>();
    private final IdentityHashMap<Tree, F> found = new IdentityHashMap<>();
    private final ListMultimap<CompilationUnitTree, Found<F>> byUnit = ArrayListMultimap.create();

    void add(Topology topology, Tree tree, F finding, VisitorState state) {
      if (found.putIfAbsent(tree, finding) == null) {
        Set<CompilationUnitTree> units = new LinkedHashSet<>();
        units.add(topology.maker().getCompilationUnit());
        topology.endpoints().forEach(e -> units.add(e.path().getCompilationUnit()));
        units.addAll(CompilationIndex.of(state).units());
        for (CompilationUnitTree unit : units) {
          TreePath path = TreePath.getPath(unit, tree);
          if (path != null) {
            byUnit.put(unit, new Found<>(path, finding));
            return;
          }
        }
      }
    }
  }

  private final Analysis<F> analysis;
  private final Function<VisitorState, ImmutableList<Topology>> channels;
  private final Supplier<Memo> memos = PerCompilation.of(state -> new Memo());

  private ChannelFindings(
      Analysis<F> analysis, Function<VisitorState, ImmutableList<Topology>> channels) {
    this.analysis = analysis;
    this.channels = channels;
  }

  /** The findings of an analysis, one set a compilation. */
  public static <F> ChannelFindings<F> of(Analysis<F> analysis) {
    return new ChannelFindings<>(analysis, Topologies::all);
  }

  /** The same for what carries no values, but is waited for. */
  public static <F> ChannelFindings<F> ofSynchronizers(Analysis<F> analysis) {
    return new ChannelFindings<>(analysis, Topologies::synchronizers);
  }

  /** The same for processes that are written to and read from. */
  public static <F> ChannelFindings<F> ofProcesses(Analysis<F> analysis) {
    return new ChannelFindings<>(analysis, Topologies::processes);
  }

  /** What is found at a tree, which should be of a kind that the analysis reports at. */
  public Optional<F> at(Tree tree, VisitorState state) {
    return Optional.ofNullable(complete(state).found.get(tree));
  }

  /** What is found in the unit at hand. */
  public ImmutableList<Found<F>> inUnit(VisitorState state) {
    return ImmutableList.copyOf(complete(state).byUnit.get(state.getPath().getCompilationUnit()));
  }

  private Memo complete(VisitorState state) {
    Memo memo = memos.get(state);
    ImmutableList<Topology> all = channels.apply(state);
    if (memo.analyzed.size() < all.size()) {
      for (Topology topology : all) {
        // Should the analysis fail, it is not tried again.
        if (memo.analyzed.add(topology.maker().getLeaf())) {
          Boundary.guard(
              () -> {
                analysis.analyze(
                    topology, state, (tree, finding) -> memo.add(topology, tree, finding, state));
                return Optional.empty();
              },
              state.withPath(topology.maker()));
        }
      }
    }
    return memo;
  }
}
