package dev.watertight.values;

import com.sun.tools.javac.code.Type;
import com.sun.tools.javac.code.TypeTag;
import com.sun.tools.javac.code.Types;
import java.util.function.Predicate;

/** Which types have values of other types inside. */
public final class Containers {
  private static final int DEPTH = 4;

  private Containers() {}

  /** Whether the type is an array of, or a generic type over, a type that the predicate accepts. */
  public static boolean mayContain(Type type, Predicate<Type> element, Types types) {
    return mayContain(type, element, types, DEPTH);
  }

  private static boolean mayContain(Type type, Predicate<Type> element, Types types, int depth) {
    if (type == null || depth < 0) {
      return false;
    }
    if (type.hasTag(TypeTag.ARRAY)) {
      Type inner = types.elemtype(type);
      return element.test(inner) || mayContain(inner, element, types, depth - 1);
    }
    for (Type argument : type.getTypeArguments()) {
      Type bound = types.wildUpperBound(argument);
      if (element.test(bound) || mayContain(bound, element, types, depth - 1)) {
        return true;
      }
    }
    return false;
  }
}
