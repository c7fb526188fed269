package dev.watertight.program;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.VisitorState;
import com.google.errorprone.suppliers.Supplier;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.TryTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Type;
import dev.watertight.caches.PerCompilation;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;

/** The resources of {@code try} statements, which are closed although no code names that. */
public final class Resources {
  private static final Supplier<Map<Tree, ImmutableList<TreePath>>> BY_UNIT =
      PerCompilation.of(state -> new IdentityHashMap<>());

  private static final Supplier<Map<Symbol, ImmutableList<TreePath>>> BY_OWNER =
      PerCompilation.of(state -> new HashMap<>());

  private Resources() {}

  /** The resources at the end of which the method may be called. */
  public static ImmutableList<TreePath> closedBy(MethodSymbol method, VisitorState state) {
    if (!method.getSimpleName().contentEquals("close")
        || !method.getParameters().isEmpty()
        || !ASTHelpers.isSubtype(method.owner.type, state.getSymtab().autoCloseableType, state)) {
      return ImmutableList.of();
    }
    return BY_OWNER.get(state).computeIfAbsent(method.owner, owner -> closing(method, state));
  }

  private static ImmutableList<TreePath> closing(MethodSymbol method, VisitorState state) {
    ImmutableList.Builder<TreePath> found = ImmutableList.builder();
    for (CompilationUnitTree unit :
        CompilationIndex.of(state).unitsGetting(type -> mayBe(type, method, state))) {
      for (TreePath resource : BY_UNIT.get(state).computeIfAbsent(unit, u -> in(unit))) {
        Type type = ASTHelpers.getType(resource.getLeaf());
        if (type != null && mayBe(type, method, state)) {
          found.add(resource);
        }
      }
    }
    return found.build();
  }

  private static ImmutableList<TreePath> in(CompilationUnitTree unit) {
    ImmutableList.Builder<TreePath> found = ImmutableList.builder();
    for (TreePath path : Trees.pathsIn(new TreePath(unit), TryTree.class)) {
      for (Tree resource : ((TryTree) path.getLeaf()).getResources()) {
        found.add(new TreePath(path, resource));
      }
    }
    return found.build();
  }

  /** Whether an object in a variable of the type may have the method. */
  private static boolean mayBe(Type type, MethodSymbol method, VisitorState state) {
    return ASTHelpers.isSubtype(type, method.owner.type, state)
        || (ASTHelpers.isSubtype(method.owner.type, type, state)
            && ASTHelpers.isSubtype(type, state.getSymtab().autoCloseableType, state));
  }
}
