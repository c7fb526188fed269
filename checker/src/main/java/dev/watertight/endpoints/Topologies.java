package dev.watertight.endpoints;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.VisitorState;
import com.google.errorprone.suppliers.Supplier;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.ImportTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import dev.watertight.flow.ResolvedLibrary;
import dev.watertight.model.ChannelKind;
import dev.watertight.view.CompilationIndex;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The channels of one compilation, found when somebody first asks. */
public final class Topologies {
  private static final Supplier<Topologies> INSTANCE =
      VisitorState.memoize(state -> new Topologies());

  private final Map<Tree, Topology> byMaker = new LinkedHashMap<>();
  private final Set<CompilationUnitTree> read = new HashSet<>();
  private ImmutableList<Topology> known = ImmutableList.of();

  private Topologies() {}

  /**
   * The channels that the units of this compilation make: all of them, or those of the unit at hand
   * if others cannot be read.
   */
  public static ImmutableList<Topology> all(VisitorState state) {
    return INSTANCE.get(state).find(state);
  }

  private ImmutableList<Topology> find(VisitorState state) {
    CompilationUnitTree own = state.getPath().getCompilationUnit();
    if (!read.add(own)) {
      return known;
    }
    read(own, state);
    CompilationIndex index = CompilationIndex.of(state);
    Set<String> packages = new HashSet<>();
    for (ChannelKind kind : ResolvedLibrary.of(state).rows().channels()) {
      packages.add(kind.typeName().substring(0, kind.typeName().lastIndexOf('.')));
    }
    if (index.isComplete()) {
      for (CompilationUnitTree unit : index.units()) {
        if (!read.contains(unit) && imports(unit, packages)) {
          read.add(unit);
          read(unit, state);
        }
      }
    }
    known = ImmutableList.copyOf(byMaker.values());
    return known;
  }

  private static boolean imports(CompilationUnitTree unit, Set<String> packages) {
    for (ImportTree tree : unit.getImports()) {
      String name = tree.getQualifiedIdentifier().toString();
      if (packages.stream().anyMatch(name::startsWith)) {
        return true;
      }
    }
    return false;
  }

  private void read(CompilationUnitTree unit, VisitorState state) {
    new TreePathScanner<@Nullable Void, @Nullable Void>() {
      @Override
      public @Nullable Void visitNewClass(NewClassTree tree, @Nullable Void unused) {
        add();
        return super.visitNewClass(tree, null);
      }

      @Override
      public @Nullable Void visitMethodInvocation(
          MethodInvocationTree tree, @Nullable Void unused) {
        add();
        return super.visitMethodInvocation(tree, null);
      }

      private void add() {
        Topology.of(getCurrentPath(), state)
            .ifPresent(topology -> byMaker.put(topology.maker().getLeaf(), topology));
      }
    }.scan(new TreePath(unit), null);
  }
}
