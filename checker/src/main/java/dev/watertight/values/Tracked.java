package dev.watertight.values;

import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Type;
import com.sun.tools.javac.code.TypeTag;
import com.sun.tools.javac.code.Types;
import dev.watertight.model.Role;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What kind of value is followed: which types can hold it, and what methods do with it. */
public interface Tracked {
  /** The model of this compilation. */
  ResolvedLibrary library();

  /** Whether a value of this type may be the value, seen through a type that says less or not. */
  public default boolean isOrSupertype(@Nullable Type type) {
    return type != null
        && type.tsym != null
        && !type.isPrimitiveOrVoid()
        && mayBe(types().skipTypeVars(type, /* capture= */ false));
  }

  /** The same of a type that is neither a primitive one nor a variable. */
  boolean mayBe(Type type);

  /** Whether the value is certainly not of this type, so that a cast or test for it fails. */
  public default boolean isNever(Type type) {
    return false;
  }

  /** Whether a value of this type may have it inside: an array of it, a generic type over it. */
  public default boolean mayContain(Type type) {
    return mayContain(type, 4);
  }

  private boolean mayContain(Type type, int depth) {
    if (type == null || depth < 0) {
      return false;
    }
    if (type.hasTag(TypeTag.ARRAY)) {
      Type inner = types().elemtype(type);
      return isOrSupertype(inner) || mayContain(inner, depth - 1);
    }
    for (Type argument : type.getTypeArguments()) {
      Type bound = types().wildUpperBound(argument);
      if (isOrSupertype(bound) || mayContain(bound, depth - 1)) {
        return true;
      }
    }
    return false;
  }

  /** Whether a value of this type makes such a value when it is called, and holds none itself. */
  public default boolean isMaker(Type type) {
    return !isOrSupertype(type)
        && (types().isFunctionalInterface(type.tsym)
            ? mayContain(type)
            : type.getTypeArguments().stream().anyMatch(this::isMaker)
                && type.getTypeArguments().stream().noneMatch(this::isOrSupertype));
  }

  /** Whether a method of the one type that returns the other is taken for a fluent one. */
  public default boolean isFluent(MethodSymbol method, Type receiver, Type result) {
    return false;
  }

  /** What this method does with its argument at the index, if the model says so. */
  public default Optional<Role> roleOf(MethodSymbol method, int argument) {
    return library().roleOf(method, argument);
  }

  /** Whether the method, called on the value, releases it. */
  public default boolean isRelease(MethodSymbol method) {
    return false;
  }

  /** Whether two objects that are linked are both the value: it is a channel. */
  default boolean hasTwoEnds() {
    return false;
  }

  /** Whether the values are functions, so that a method reference is the value itself. */
  default boolean isFunction() {
    return false;
  }

  /** The types of this compilation. */
  public default Types types() {
    return library().types();
  }
}
