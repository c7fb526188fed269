package dev.watertight.findings.sends.producers;

import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.sun.tools.javac.code.Symbol.ClassSymbol;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Type;
import com.sun.tools.javac.code.TypeTag;
import com.sun.tools.javac.code.Types;
import dev.watertight.model.Role;
import dev.watertight.values.ResolvedLibrary;
import dev.watertight.values.Tracked;
import java.util.Optional;

/** The objects of one class in view, which certain methods of theirs release. */
final class OwnerObjects implements Tracked {
  private final ClassSymbol type;
  private final ImmutableSet<MethodSymbol> closers;
  private final ResolvedLibrary library;
  private final Types types;

  OwnerObjects(ClassSymbol type, ImmutableSet<MethodSymbol> closers, VisitorState state) {
    this.type = type;
    this.closers = closers;
    this.library = ResolvedLibrary.of(state);
    this.types = state.getTypes();
  }

  @Override
  public boolean isOrSupertype(Type other) {
    if (other == null || other.tsym == null || other.isPrimitiveOrVoid()) {
      return false;
    }
    Type bound = other.hasTag(TypeTag.TYPEVAR) ? other.getUpperBound() : other;
    return type.isSubClass(bound.tsym, types);
  }

  @Override
  public boolean isFluent(Type receiver, Type result) {
    return isOrSupertype(result);
  }

  @Override
  public Optional<Role> roleOf(MethodSymbol method, int argument) {
    return library.roleOf(method, argument);
  }

  /* Called by the name that a supertype gives it, too. */
  @Override
  public boolean isRelease(MethodSymbol method) {
    return closers.stream()
        .anyMatch(closer -> closer.getSimpleName().equals(method.getSimpleName()));
  }

  @Override
  public Types types() {
    return types;
  }
}
