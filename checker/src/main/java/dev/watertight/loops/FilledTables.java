package dev.watertight.loops;

import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.suppliers.Supplier;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import com.sun.tools.javac.code.Type;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Symbols;
import dev.watertight.values.KnownValue;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** What a map never holds that begins empty and gets constant keys only, as the code says. */
final class FilledTables {
  /* They add no key; all others may. */
  private static final ImmutableSet<String> READS =
      ImmutableSet.of(
          "get", "getOrDefault", "containsKey", "size", "isEmpty", "keySet", "values", "remove");

  private static final Supplier<Type> MAP =
      VisitorState.memoize(state -> state.getTypeFromString("java.util.Map"));

  private FilledTables() {}

  /** What a method of the map answers for a key that it never gets. */
  static Optional<KnownValue> answer(
      MethodSymbol method, String key, VarSymbol table, NewClassTree maker, VisitorState state) {
    String name = method.getSimpleName().toString();
    boolean isAsked = name.equals("get") || name.equals("containsKey");
    if (!isAsked
        || !ASTHelpers.isSubtype(ASTHelpers.getType(maker), MAP.get(state), state)
        || !isLibrary(maker)
        || maker.getClassBody() != null
        || !maker.getArguments().isEmpty()
        || (Symbols.isField(table) && !table.isPrivate())
        || keys(table, state).filter(keys -> !keys.contains(key)).isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(name.equals("get") ? new KnownValue(null) : KnownValue.of(false));
  }

  private static boolean isLibrary(NewClassTree maker) {
    return ASTHelpers.getSymbol(maker).owner.getQualifiedName().toString().startsWith("java.util.");
  }

  /** All keys that it may get; empty if it may get others. */
  private static Optional<Set<Object>> keys(VarSymbol table, VisitorState state) {
    Set<Object> keys = new HashSet<>();
    for (TreePath mention : CompilationIndex.of(state).mentions(table)) {
      Tree call = mention.getParentPath().getParentPath().getLeaf();
      if (!(mention.getParentPath().getLeaf() instanceof MemberSelectTree select)
          || select.getExpression() != mention.getLeaf()
          || !(call instanceof MethodInvocationTree invocation)
          || invocation.getMethodSelect() != select) {
        return Optional.empty();
      }
      if (READS.contains(select.getIdentifier().toString())) {
        continue;
      }
      Object key =
          select.getIdentifier().contentEquals("put")
              ? ASTHelpers.constValue(invocation.getArguments().get(0))
              : null;
      if (key == null) {
        return Optional.empty();
      }
      keys.add(key);
    }
    return Optional.of(keys);
  }
}
