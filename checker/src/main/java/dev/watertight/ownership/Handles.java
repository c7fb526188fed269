package dev.watertight.ownership;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.suppliers.Supplier;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.ClassSymbol;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Symbol.TypeSymbol;
import com.sun.tools.javac.code.Type;
import com.sun.tools.javac.code.TypeTag;
import com.sun.tools.javac.code.Types;
import dev.watertight.model.ArgumentRule;
import dev.watertight.model.HandleKind;
import dev.watertight.model.Library;
import dev.watertight.model.Opener;
import dev.watertight.model.Role;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The library model, resolved against the symbols of one compilation. */
public final class Handles {
  private static final ImmutableSet<String> SUPERTYPES =
      ImmutableSet.of(
          "java.util.concurrent.Executor", "java.lang.AutoCloseable", "java.lang.Object");
  private static final Supplier<Handles> INSTANCE =
      VisitorState.memoize(state -> new Handles(Model.of(state).library(), state.getTypes()));

  private final Library library;
  private final Types types;
  private final Map<TypeSymbol, Set<String>> supertypes = new HashMap<>();
  private final Map<TypeSymbol, Optional<HandleKind>> kinds = new HashMap<>();

  private Handles(Library library, Types types) {
    this.library = library;
    this.types = types;
  }

  /** The handles of this compilation. */
  public static Handles of(VisitorState state) {
    return INSTANCE.get(state);
  }

  Types types() {
    return types;
  }

  /** The kind of handle that a type is, if it is one. */
  public Optional<HandleKind> kindOf(Type type) {
    if (type == null || !(type.tsym instanceof ClassSymbol symbol) || type.isPrimitive()) {
      return Optional.empty();
    }
    Optional<HandleKind> known = kinds.get(symbol);
    if (known == null) {
      Set<String> names = supertypesOf(symbol);
      known = library.handles().stream().filter(k -> names.contains(k.typeName())).findFirst();
      kinds.put(symbol, known);
    }
    return known;
  }

  /** Whether a value of this type may be a handle seen through a type that says less. */
  public boolean isHandleOrSupertype(Type type) {
    if (type == null || type.tsym == null) {
      return false;
    }
    Type bound = type.hasTag(TypeTag.TYPEVAR) ? type.getUpperBound() : type;
    return kindOf(bound).isPresent()
        || SUPERTYPES.contains(bound.tsym.getQualifiedName().toString());
  }

  /** Whether a value of this type may have handles inside: an array or a generic container. */
  public boolean mayContain(Type type) {
    return mayContain(type, 0);
  }

  private boolean mayContain(Type type, int depth) {
    if (type == null || depth > 4) {
      return false;
    }
    if (type.hasTag(TypeTag.ARRAY)) {
      Type element = types.elemtype(type);
      return isHandleOrSupertype(element) || mayContain(element, depth + 1);
    }
    for (Type argument : type.getTypeArguments()) {
      Type bound = types.wildUpperBound(argument);
      if (isHandleOrSupertype(bound) || mayContain(bound, depth + 1)) {
        return true;
      }
    }
    return false;
  }

  /** Whether the type is an atomic reference: a variable by other means. */
  boolean isReference(Type type) {
    return type.tsym
        .getQualifiedName()
        .contentEquals("java.util.concurrent.atomic.AtomicReference");
  }

  /** The model's row for this constructor or factory, if it opens a handle. */
  Optional<Opener> openerOf(MethodSymbol method) {
    ImmutableList<Opener> rows = library.openersByName().get(method.getSimpleName().toString());
    if (rows.isEmpty()) {
      return Optional.empty();
    }
    if (!method.isConstructor()) {
      String owner = method.owner.getQualifiedName().toString();
      return rows.stream().filter(r -> r.owner().equals(owner)).findFirst();
    }
    Set<String> names = supertypesOf((ClassSymbol) method.owner);
    return rows.stream().filter(r -> names.contains(r.owner())).findFirst();
  }

  /** What this method does with its argument at the index, if the model says so. */
  Optional<Role> roleOf(MethodSymbol method, int argument) {
    String name = method.getSimpleName().toString();
    for (ArgumentRule rule : library.rulesByName().get(name)) {
      if (rule.covers(argument)
          && supertypesOf((ClassSymbol) method.owner).contains(rule.owner())) {
        return Optional.of(rule.role());
      }
    }
    for (String type : supertypesOf((ClassSymbol) method.owner)) {
      for (ArgumentRule rule : library.rulesByPattern().get(type)) {
        if (rule.covers(argument) && matches(rule.method(), name)) {
          return Optional.of(rule.role());
        }
      }
    }
    return Optional.empty();
  }

  private static boolean matches(String pattern, String name) {
    int star = pattern.indexOf('*');
    return name.startsWith(pattern.substring(0, star))
        && name.endsWith(pattern.substring(star + 1));
  }

  private Set<String> supertypesOf(TypeSymbol symbol) {
    Set<String> known = supertypes.get(symbol);
    if (known == null) {
      known = new HashSet<>();
      for (Type type : types.closure(symbol.type)) {
        known.add(type.tsym.getQualifiedName().toString());
      }
      supertypes.put(symbol, known);
    }
    return known;
  }

  /** Whether the symbol is declared by a class of that name or a subclass of it. */
  boolean isMemberOf(Symbol symbol, String className) {
    return symbol.owner instanceof ClassSymbol owner && supertypesOf(owner).contains(className);
  }
}
