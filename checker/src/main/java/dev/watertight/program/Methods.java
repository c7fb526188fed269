package dev.watertight.program;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Streams;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Flags;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.TypeTag;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The methods that code stands in, and those of the same object. */
public final class Methods {
  private Methods() {}

  /** The method that a path is in, if it is not in a lambda or an initializer. */
  public static Optional<MethodSymbol> around(TreePath path) {
    return Graphs.bodyAround(path)
        .map(TreePath::getLeaf)
        .filter(MethodTree.class::isInstance)
        .map(tree -> ASTHelpers.getSymbol((MethodTree) tree));
  }

  /** Whether the launcher starts it: since Java 25 it need be neither public nor static. */
  public static boolean isMain(@Nullable Symbol symbol) {
    return symbol instanceof MethodSymbol method
        && method.getSimpleName().contentEquals("main")
        && (method.flags() & Flags.PRIVATE) == 0
        && method.getReturnType().hasTag(TypeTag.VOID)
        && method.getParameters().size() <= 1;
  }

  /** A method, and those of the same object that lead to it by calls that count. */
  public static ImmutableSet<MethodSymbol> withOwnCallers(
      MethodSymbol method, Function<TreePath, Optional<MethodSymbol>> caller, VisitorState state) {
    CompilationIndex index = CompilationIndex.of(state);
    Set<MethodSymbol> found = new LinkedHashSet<>(Set.of(method));
    Deque<MethodSymbol> open = new ArrayDeque<>(found);
    while (!open.isEmpty()) {
      MethodSymbol called = open.remove();
      callers(called, called, caller, index).filter(found::add).forEach(open::add);
      // Those of a superclass: `stop() { doStop(); }`.
      for (MethodSymbol overridden : ASTHelpers.findSuperMethods(called, state.getTypes())) {
        callers(overridden, called, caller, index)
            .filter(other -> called.owner.isSubClass(other.owner, state.getTypes()))
            .filter(found::add)
            .forEach(open::add);
      }
    }
    return ImmutableSet.copyOf(found);
  }

  private static Stream<MethodSymbol> callers(
      MethodSymbol named,
      MethodSymbol called,
      Function<TreePath, Optional<MethodSymbol>> caller,
      CompilationIndex index) {
    return index.mentions(named).stream()
        .map(TreePath::getParentPath)
        .filter(
            path ->
                path.getLeaf() instanceof MethodInvocationTree call
                    && Symbols.isSelf(ASTHelpers.getReceiver(call))
                    // Not `super.stop()`.
                    && (named.equals(called)
                        || !(call.getMethodSelect() instanceof MemberSelectTree)))
        .flatMap(path -> caller.apply(path).stream());
  }

  /** The constructors of a class. */
  public static ImmutableList<MethodSymbol> constructorsOf(Symbol type) {
    return Streams.stream(type.members().getSymbols(Symbol::isConstructor))
        .map(MethodSymbol.class::cast)
        .collect(ImmutableList.toImmutableList());
  }

  /** Whether a body is that of a constructor. */
  public static boolean isConstructor(TreePath body) {
    return body.getLeaf() instanceof MethodTree method
        && ASTHelpers.getSymbol(method).isConstructor();
  }
}
