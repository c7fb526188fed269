package dev.watertight.channels;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.suppliers.Supplier;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol.CompletionFailure;
import com.sun.tools.javac.code.Type;
import dev.watertight.caches.PerCompilation;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Trees;
import dev.watertight.values.Origins;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The channels of one compilation, found when somebody first asks. */
public final class Topologies {
  private static final Supplier<Topologies> INSTANCE =
      PerCompilation.of(state -> new Topologies(Channels.of(state)));
  private static final Supplier<Topologies> SYNCHRONIZERS =
      PerCompilation.of(state -> new Topologies(Channels.synchronizers(state)));
  private static final Supplier<Topologies> PROCESSES =
      PerCompilation.of(state -> new Topologies(Channels.processes(state)));

  private final Channels channels;

  private final Map<Tree, Topology> byMaker = new LinkedHashMap<>();
  private final Set<CompilationUnitTree> seen = new HashSet<>();
  private final Deque<CompilationUnitTree> open = new ArrayDeque<>();
  private ImmutableList<Topology> known = ImmutableList.of();

  private Topologies(Channels channels) {
    this.channels = channels;
  }

  /**
   * The channels that the units of this compilation make: all of them, or those of the unit at hand
   * if others cannot be read.
   */
  public static ImmutableList<Topology> all(VisitorState state) {
    return INSTANCE.get(state).find(state);
  }

  /** The same of latches, futures and their like, which are waited for as channels are. */
  public static ImmutableList<Topology> synchronizers(VisitorState state) {
    return SYNCHRONIZERS.get(state).find(state);
  }

  /** The same of processes, which code writes to and reads from. */
  static ImmutableList<Topology> processes(VisitorState state) {
    return PROCESSES.get(state).find(state);
  }

  /** The channels that an expression may be; empty if they cannot all be told. */
  public static Optional<ImmutableSet<Topology>> of(TreePath expression, VisitorState state) {
    ImmutableList<Topology> all = all(state);
    return Origins.of(expression, tree -> Channels.of(state).made(tree).isPresent(), state)
        .flatMap(
            makers -> {
              ImmutableSet<Tree> made =
                  makers.stream().map(TreePath::getLeaf).collect(ImmutableSet.toImmutableSet());
              ImmutableSet<Topology> found =
                  all.stream()
                      .filter(channel -> made.contains(channel.maker().getLeaf()))
                      .collect(ImmutableSet.toImmutableSet());
              return found.size() == made.size() ? Optional.of(found) : Optional.empty();
            });
  }

  private ImmutableList<Topology> find(VisitorState state) {
    CompilationUnitTree own = state.getPath().getCompilationUnit();
    if (!seen.contains(own)) {
      CompilationIndex index = CompilationIndex.of(state);
      if (seen.isEmpty() && index.isComplete()) {
        seen.addAll(index.units());
        // Most units never get hold of a channel, and need not be read.
        open.addAll(
            channels.areMadeByNewOnly()
                ? index.unitsMaking(this::isChannel)
                : index.unitsGetting(this::isChannel));
      }
      if (seen.add(own)) {
        open.add(own);
      }
    }
    if (!open.isEmpty()) {
      try {
        while (!open.isEmpty()) {
          read(open.remove(), state);
        }
      } finally {
        // Should a unit fail, it is not tried again, and the next question reads the others.
        known = ImmutableList.copyOf(byMaker.values());
      }
    }
    return known;
  }

  private boolean isChannel(Type type) {
    try {
      return channels.kindOf(type).isPresent();
    } catch (CompletionFailure e) {
      // A supertype is missing from the class path.
      return false;
    }
  }

  /** Whether the channel is known by the making of its other end. */
  private boolean isOtherEnd(Topology channel) {
    return byMaker.values().stream()
        .anyMatch(
            other ->
                !other.kind().equals(channel.kind())
                    && !channel.variables().isEmpty()
                    && other.variables().containsAll(channel.variables()));
  }

  private void read(CompilationUnitTree unit, VisitorState state) {
    if (channels.areMadeByNewOnly()) {
      Trees.pathsIn(new TreePath(unit), NewClassTree.class).forEach(path -> add(path, state));
      return;
    }
    for (TreePath path :
        Trees.pathsIn(
            new TreePath(unit), NewClassTree.class, MethodInvocationTree.class, MethodTree.class)) {
      if (path.getLeaf() instanceof MethodTree method) {
        method.getParameters().forEach(p -> add(new TreePath(path, p), state));
      } else {
        add(path, state);
      }
    }
  }

  private void add(TreePath maker, VisitorState state) {
    Topology.of(maker, channels, state)
        .filter(topology -> !isOtherEnd(topology))
        .ifPresent(topology -> byMaker.put(maker.getLeaf(), topology));
  }
}
