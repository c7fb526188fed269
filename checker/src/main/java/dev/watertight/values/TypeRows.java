package dev.watertight.values;

import com.sun.tools.javac.code.Symbol.ClassSymbol;
import com.sun.tools.javac.code.Symbol.TypeSymbol;
import com.sun.tools.javac.code.Type;
import com.sun.tools.javac.code.Types;
import com.sun.tools.javac.util.Name;
import com.sun.tools.javac.util.Names;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Which row of the model a type belongs to, for rows that cover subtypes: the first that names the
 * type or a supertype of it.
 *
 * <p>Asked for the type of every call, and nearly always answered with none. So each class is
 * looked at once, the answers about supertypes are shared, and names are compared by identity.
 *
 * @param <R> the rows
 */
public final class TypeRows<R> {
  private final List<R> rows;
  private final Types types;
  private final Map<Name, Integer> indexes = new HashMap<>();
  private final Map<ClassSymbol, Integer> known = new HashMap<>();
  private final int none;

  /**
   * Resolves rows.
   *
   * @param rows the rows, those of more special types first
   * @param typeName the fully qualified name that a row is for
   */
  public TypeRows(List<R> rows, Function<R, String> typeName, Types types, Names names) {
    this.rows = rows;
    this.types = types;
    this.none = rows.size();
    for (int i = 0; i < rows.size(); i++) {
      indexes.putIfAbsent(names.fromString(typeName.apply(rows.get(i))), i);
    }
  }

  /** The row for a type, if there is one. */
  public Optional<R> of(Type type) {
    if (type == null || !(type.tsym instanceof ClassSymbol symbol) || type.isPrimitive()) {
      return Optional.empty();
    }
    int index = index(symbol);
    return index == none ? Optional.empty() : Optional.of(rows.get(index));
  }

  private int index(ClassSymbol symbol) {
    Integer index = known.get(symbol);
    if (index == null) {
      index = find(symbol);
      known.put(symbol, index);
    }
    return index;
  }

  private int find(ClassSymbol symbol) {
    int least =
        Math.min(
            indexes.getOrDefault(symbol.getQualifiedName(), none),
            indexOf(types.supertype(symbol.type).tsym));
    for (Type type : types.interfaces(symbol.type)) {
      least = Math.min(least, indexOf(type.tsym));
    }
    return least;
  }

  private int indexOf(@Nullable TypeSymbol supertype) {
    return supertype instanceof ClassSymbol symbol ? index(symbol) : none;
  }
}
