package dev.watertight.model;

import com.google.common.collect.ImmutableList;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import com.sun.tools.javac.code.Type;
import com.sun.tools.javac.code.Type.ArrayType;
import com.sun.tools.javac.code.TypeTag;
import java.util.List;

/**
 * Which overloads of a method a row is about.
 *
 * @param count how many parameters they have, or -1 for any number
 * @param types the erased types of the parameters, if the row names them
 */
public record Parameters(int count, ImmutableList<String> types) {
  /** Stands for every overload. */
  public static final Parameters ANY = new Parameters(-1, ImmutableList.of());

  static Parameters of(int count) {
    return new Parameters(count, ImmutableList.of());
  }

  static Parameters of(List<String> types) {
    return new Parameters(types.size(), ImmutableList.copyOf(types));
  }

  /** Those of the one overload that the method is. */
  public static Parameters of(MethodSymbol method) {
    return of(method.getParameters().stream().map(p -> nameOf(p.type)).toList());
  }

  /** Whether a method is among these overloads, if it has the name. */
  public boolean fit(MethodSymbol method) {
    if (count < 0) {
      return true;
    }
    List<VarSymbol> parameters = method.getParameters();
    if (parameters.size() != count) {
      return false;
    }
    for (int i = 0; i < types.size(); i++) {
      if (!types.get(i).equals(nameOf(parameters.get(i).type))) {
        return false;
      }
    }
    return true;
  }

  private static String nameOf(Type type) {
    if (type instanceof ArrayType array) {
      return nameOf(array.elemtype) + "[]";
    }
    Type bound = type.hasTag(TypeTag.TYPEVAR) ? type.getUpperBound() : type;
    return bound.hasTag(TypeTag.TYPEVAR) ? nameOf(bound) : bound.tsym.getQualifiedName().toString();
  }

  /** As a row names them. */
  @Override
  public String toString() {
    return count < 0
        ? ""
        : types.isEmpty() && count > 0 ? "/" + count : "(" + String.join(",", types) + ")";
  }
}
