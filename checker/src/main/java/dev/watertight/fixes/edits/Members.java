package dev.watertight.fixes.edits;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Flags;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Type;
import dev.watertight.model.HandleKind;
import dev.watertight.program.Symbols;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What types can do, looked up in the class path of the compilation; and names nobody uses yet. */
public final class Members {
  private static final String AUTO_CLOSEABLE = "java.lang.AutoCloseable";

  private Members() {}

  /** The method without parameters that instances of a type have under a name. */
  public static Optional<MethodSymbol> method(
      @Nullable Type type, String name, VisitorState state) {
    return method(type, name, 0, state);
  }

  /** The method with so many parameters. */
  public static Optional<MethodSymbol> method(
      @Nullable Type type, String name, int parameters, VisitorState state) {
    if (type == null || type.tsym == null || type.isPrimitiveOrVoid()) {
      return Optional.empty();
    }
    for (Type supertype : state.getTypes().closure(type)) {
      if (supertype.tsym.members() == null) {
        // A type variable: its bound comes next.
        continue;
      }
      for (Symbol member : supertype.tsym.members().getSymbolsByName(state.getName(name))) {
        if (member instanceof MethodSymbol method
            && method.getParameters().size() == parameters
            && !method.isStatic()
            && !method.isPrivate()) {
          return Optional.of(method);
        }
      }
    }
    return Optional.empty();
  }

  /** Whether a fix can call the kind's release on a value of the type, at the state's path. */
  public static boolean isReleasable(@Nullable Type type, HandleKind kind, VisitorState state) {
    return thrownByRelease(type, kind, state)
        .filter(thrown -> areAllowed(thrown, state))
        .isPresent();
  }

  /** Whether code at the state's path may throw all that. */
  private static boolean areAllowed(List<Type> thrown, VisitorState state) {
    return thrown.stream().allMatch(type -> Allowed.exception(type, state.getPath(), state));
  }

  /**
   * The checked exceptions of the kind's release: none, if a fix has yet to write it.
   *
   * @return empty if values of the type do not have it
   */
  public static Optional<ImmutableList<Type>> thrownByRelease(
      @Nullable Type type, HandleKind kind, VisitorState state) {
    Optional<ImmutableList<Type>> unwritten =
        type != null && kind.isOwner() && Symbols.isNamed(type.tsym, kind.typeName())
            ? Optional.of(ImmutableList.of())
            : Optional.empty();
    return method(type, kind.preferredRelease(), kind.arguments().isEmpty() ? 0 : 1, state)
        .map(release -> thrownBy(release, state))
        .or(() -> unwritten);
  }

  /** Whether the type can stand in try-with-resources at the state's path. */
  public static boolean isResource(@Nullable Type type, VisitorState state) {
    return type != null
        && Symbols.isA(type, AUTO_CLOSEABLE, state)
        && isCloseableAtLevel(type, state)
        && method(type, "close", state)
            .filter(
                m -> Since.allows(m.owner, "close", state) && areAllowed(thrownBy(m, state), state))
            .isPresent();
  }

  /** Whether a supertype is {@code AutoCloseable} already at the source level. */
  private static boolean isCloseableAtLevel(Type type, VisitorState state) {
    return state.getTypes().closure(type).stream()
        .filter(
            supertype ->
                state.getTypes().interfaces(supertype).stream()
                    .anyMatch(i -> Symbols.isNamed(i.tsym, AUTO_CLOSEABLE)))
        .anyMatch(supertype -> Since.allows(supertype.tsym, "close", state));
  }

  private static ImmutableList<Type> thrownBy(MethodSymbol method, VisitorState state) {
    return method.getThrownTypes().stream()
        .filter(t -> ASTHelpers.isCheckedExceptionType(t, state))
        .collect(ImmutableList.toImmutableList());
  }

  /** A name that begins like this one, used nowhere in the member around nor for a field. */
  public static String unusedName(String base, TreePath path) {
    Tree member = path.getLeaf();
    for (TreePath p = path; p.getParentPath() != null; p = p.getParentPath()) {
      if (p.getParentPath().getLeaf() instanceof ClassTree) {
        member = p.getLeaf();
      }
    }
    return unusedName(base, member, path);
  }

  /**
   * The same for a variable that only code at the place is to name: what its method says counts.
   */
  public static String unusedLocalName(String base, TreePath path) {
    MethodTree method = ASTHelpers.findEnclosingNode(path, MethodTree.class);
    return method == null ? unusedName(base, path) : unusedName(base, method, path);
  }

  private static String unusedName(String base, Tree code, TreePath path) {
    String name = base;
    for (int i = 2; isTaken(name, code, path); i++) {
      name = base + i;
    }
    return name;
  }

  private static boolean isTaken(String name, Tree member, TreePath path) {
    if (Mentions.usesName(member, name)) {
      return true;
    }
    for (Tree around : path) {
      if (around instanceof ClassTree type
          && type.getMembers().stream()
              .anyMatch(m -> m instanceof VariableTree f && f.getName().contentEquals(name))) {
        return true;
      }
    }
    return false;
  }

  /** Whether no assignment gives the variable another value. */
  public static boolean isEffectivelyFinal(Symbol variable) {
    return (variable.flags() & (Flags.FINAL | Flags.EFFECTIVELY_FINAL)) != 0;
  }
}
