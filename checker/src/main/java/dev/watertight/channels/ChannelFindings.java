package dev.watertight.channels;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.VisitorState;
import com.google.errorprone.suppliers.Supplier;
import com.sun.source.tree.Tree;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;

/**
 * What an analysis of channels finds, by the tree to report it at. Every channel of the compilation
 * is analysed once, when somebody first asks about an expression that has to do with a channel.
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

  private final class Memo {
    private final Set<Tree> analyzed = new HashSet<>();
    private final IdentityHashMap<Tree, F> found = new IdentityHashMap<>();
  }

  private final Analysis<F> analysis;
  private final Supplier<Memo> memos = VisitorState.memoize(state -> new Memo());

  private ChannelFindings(Analysis<F> analysis) {
    this.analysis = analysis;
  }

  /** The findings of an analysis, one set a compilation. */
  public static <F> ChannelFindings<F> of(Analysis<F> analysis) {
    return new ChannelFindings<>(analysis);
  }

  /** What is found at a tree, which should be of a kind that the analysis reports at. */
  public Optional<F> at(Tree tree, VisitorState state) {
    Memo memo = memos.get(state);
    ImmutableList<Topology> all = Topologies.all(state);
    if (memo.analyzed.size() < all.size()) {
      for (Topology topology : all) {
        // Should the analysis fail, it is not tried again.
        if (memo.analyzed.add(topology.maker().getLeaf())) {
          analysis.analyze(topology, state, memo.found::putIfAbsent);
        }
      }
    }
    return Optional.ofNullable(memo.found.get(tree));
  }
}
