package dev.watertight.endpoints;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.suppliers.Supplier;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.ImportTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import com.sun.tools.javac.code.Symbol.ClassSymbol;
import dev.watertight.flow.ResolvedLibrary;
import dev.watertight.model.Library;
import dev.watertight.view.CompilationIndex;
import java.util.HashMap;
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
  private final Map<CompilationUnitTree, Boolean> importing = new HashMap<>();
  private final Supplier<ImmutableSet<String>> makers =
      VisitorState.memoize(state -> makersOf(ResolvedLibrary.of(state).rows()));
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
    if (read.contains(own) || (isCallOfView(state) && !importsChannel(own, state))) {
      return known;
    }
    read.add(own);
    read(own, state);
    CompilationIndex index = CompilationIndex.of(state);
    if (index.isComplete()) {
      for (CompilationUnitTree unit : index.units()) {
        if (!read.contains(unit) && importsChannel(unit, state)) {
          read.add(unit);
          read(unit, state);
        }
      }
    }
    known = ImmutableList.copyOf(byMaker.values());
    return known;
  }

  /** Whether somebody asks about a stream, which only now and then is that of a channel. */
  private static boolean isCallOfView(VisitorState state) {
    return state.getPath().getLeaf() instanceof MethodInvocationTree call
        && Channels.of(state).kindOf(ASTHelpers.getSymbol(call).owner.type).isEmpty()
        && Channels.of(state).isView(ASTHelpers.getSymbol(call).owner.type);
  }

  private boolean importsChannel(CompilationUnitTree unit, VisitorState state) {
    return importing.computeIfAbsent(unit, u -> importsChannel(u, makers.get(state), state));
  }

  private static ImmutableSet<String> makersOf(Library rows) {
    ImmutableSet.Builder<String> types = ImmutableSet.builder();
    rows.channels().forEach(kind -> types.add(kind.typeName()));
    rows.makersByName().values().forEach(maker -> types.add(maker.owner()));
    return types.build();
  }

  /** Whether the unit imports a channel's type, what makes one, or everything around either. */
  private static boolean importsChannel(
      CompilationUnitTree unit, ImmutableSet<String> makers, VisitorState state) {
    for (ImportTree tree : unit.getImports()) {
      String name = tree.getQualifiedIdentifier().toString();
      String around = name.substring(0, name.lastIndexOf('.') + 1);
      boolean several = name.endsWith("*") || tree.isStatic();
      if (makers.contains(name)
          || makers.stream().anyMatch(m -> m.startsWith(name + ".") || m.equals(name))
          || (several && makers.stream().anyMatch(m -> (m + ".").startsWith(around)))
          || (ASTHelpers.getSymbol(tree.getQualifiedIdentifier()) instanceof ClassSymbol type
              && Channels.of(state).kindOf(type.type).isPresent())) {
        return true;
      }
    }
    return false;
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
    new TreePathScanner<@Nullable Void, @Nullable Void>() {
      @Override
      public @Nullable Void visitNewClass(NewClassTree tree, @Nullable Void unused) {
        add(getCurrentPath());
        return super.visitNewClass(tree, null);
      }

      @Override
      public @Nullable Void visitMethodInvocation(
          MethodInvocationTree tree, @Nullable Void unused) {
        add(getCurrentPath());
        return super.visitMethodInvocation(tree, null);
      }

      @Override
      public @Nullable Void visitMethod(MethodTree tree, @Nullable Void unused) {
        for (VariableTree parameter : tree.getParameters()) {
          add(new TreePath(getCurrentPath(), parameter));
        }
        return super.visitMethod(tree, null);
      }

      private void add(TreePath maker) {
        Topology.of(maker, state)
            .filter(topology -> !isOtherEnd(topology))
            .ifPresent(topology -> byMaker.put(maker.getLeaf(), topology));
      }
    }.scan(new TreePath(unit), null);
  }
}
