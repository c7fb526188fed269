package dev.watertight.values;

import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Type;
import com.sun.tools.javac.code.Types;
import dev.watertight.model.Role;
import java.util.Optional;

/** What kind of value is followed: which types can hold it, and what methods do with it. */
public interface Tracked {
  /** Whether a value of this type may be the value, seen through a type that says less or not. */
  public boolean isOrSupertype(Type type);

  /** Whether a value of this type may have the value inside: an array or a generic container. */
  public default boolean mayContain(Type type) {
    return Containers.mayContain(type, this::isOrSupertype, types());
  }

  /** Whether a method of the one type that returns the other is taken for a fluent one. */
  public default boolean isFluent(Type receiver, Type result) {
    return false;
  }

  /** What this method does with its argument at the index, if the model says so. */
  public Optional<Role> roleOf(MethodSymbol method, int argument);

  /** Whether the method, called on the value, releases it. */
  public default boolean isRelease(MethodSymbol method) {
    return false;
  }

  /** Whether the values are functions, so that a method reference is the value itself. */
  default boolean isFunction() {
    return false;
  }

  /** The types of this compilation. */
  Types types();
}
