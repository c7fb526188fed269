package dev.watertight.handles;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.suppliers.Supplier;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.ClassSymbol;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Type;
import com.sun.tools.javac.code.TypeTag;
import com.sun.tools.javac.code.Types;
import dev.watertight.model.HandleKind;
import dev.watertight.model.Opener;
import dev.watertight.model.Role;
import dev.watertight.program.ClosingMethods;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Symbols;
import dev.watertight.values.ResolvedLibrary;
import dev.watertight.values.Tracked;
import dev.watertight.values.TypeRows;
import java.util.Optional;
import java.util.Set;

/** The library model, resolved against the symbols of one compilation. */
public final class Handles {
  private static final String EXECUTOR = "java.util.concurrent.Executor";
  private static final ImmutableSet<String> SUPERTYPES =
      ImmutableSet.of(EXECUTOR, "java.lang.AutoCloseable", "java.lang.Object");
  private static final Supplier<Handles> INSTANCE = VisitorState.memoize(Handles::new);

  private final ResolvedLibrary library;
  private final CompilationIndex index;
  private final Types types;
  private final TypeRows<HandleKind> kinds;
  private final ClosingMethods closing;

  private Handles(VisitorState state) {
    this.library = ResolvedLibrary.of(state);
    this.index = CompilationIndex.of(state);
    this.types = state.getTypes();
    this.closing = ClosingMethods.of(state);
    this.kinds =
        new TypeRows<>(library.rows().handles(), HandleKind::typeName, types, state.getNames());
  }

  /** The handles of this compilation. */
  public static Handles of(VisitorState state) {
    return INSTANCE.get(state);
  }

  /** How what an expression opens is followed. */
  public Tracked tracked(Opening opening, VisitorState state) {
    return new TrackedHandle(opening, state);
  }

  private final class TrackedHandle implements Tracked {
    private final HandleKind kind;
    private final Optional<Type> owner;
    private final VisitorState state;

    TrackedHandle(Opening opening, VisitorState state) {
      this.state = state;
      this.kind = opening.kind();
      this.owner = opening.isOwner() ? Optional.of(opening.type()) : Optional.empty();
    }

    @Override
    public boolean isOrSupertype(Type type) {
      return owner
          .map(own -> isOwnerOrSupertype(own, type))
          .orElseGet(() -> isHandleOrSupertype(type));
    }

    private boolean isOwnerOrSupertype(Type own, Type type) {
      if (type == null
          || type.tsym == null
          || type.isPrimitiveOrVoid()
          || type.hasTag(TypeTag.ARRAY)) {
        return false;
      }
      Type bound = type.hasTag(TypeTag.TYPEVAR) ? type.getUpperBound() : type;
      return own.tsym.isSubClass(bound.tsym, types);
    }

    @Override
    public boolean isFluent(Type receiver, Type result) {
      return kindOf(result).isPresent() && kindOf(receiver).equals(kindOf(result));
    }

    @Override
    public Optional<Role> roleOf(MethodSymbol method, int argument) {
      return Handles.this.roleOf(method, argument);
    }

    @Override
    public boolean isRelease(MethodSymbol method) {
      String name = method.getSimpleName().toString();
      boolean known = kind.isRelease(name);
      if (known && (method.getParameters().isEmpty() || kind.noun().equals(Owners.NOUN))) {
        return true;
      }
      // Of the kind's own methods the model knows which release; of its subclasses' the names tell.
      return !method.owner.getQualifiedName().contentEquals(kind.typeName())
          && (closing.isNamedSo(name) || OwnEnd.releases(method, kind, state));
    }

    @Override
    public Types types() {
      return types;
    }
  }

  /**
   * What a method does with its argument, if that is known without reading it. Whoever takes an
   * {@code Executor} out of view cannot shut it down.
   */
  public Optional<Role> roleOf(MethodSymbol method, int argument) {
    Optional<Role> role = library.roleOf(method, argument);
    return role.isEmpty() && isExecutor(method, argument) && !index.isInView(method)
        ? Optional.of(Role.BORROW)
        : role;
  }

  private static boolean isExecutor(MethodSymbol method, int argument) {
    return argument < method.getParameters().size()
        && Symbols.isNamed(method.getParameters().get(argument).type.tsym, EXECUTOR);
  }

  /** The kind of handle that a type is, if it is one. */
  public Optional<HandleKind> kindOf(Type type) {
    return kinds.of(type);
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

  /** Whether the type is an atomic reference: a variable by other means. */
  public boolean isReference(Type type) {
    return Symbols.isNamed(type.tsym, "java.util.concurrent.atomic.AtomicReference");
  }

  /** The model's row for this constructor or factory, if it opens a handle. */
  Optional<Opener> openerOf(MethodSymbol method) {
    ImmutableList<Opener> rows =
        library.rows().openersByName().get(method.getSimpleName().toString());
    if (rows.isEmpty()) {
      return Optional.empty();
    }
    if (!method.isConstructor()) {
      String owner = method.owner.getQualifiedName().toString();
      return rows.stream().filter(r -> r.owner().equals(owner)).findFirst();
    }
    Set<String> names = library.supertypesOf((ClassSymbol) method.owner);
    return rows.stream().filter(r -> names.contains(r.owner())).findFirst();
  }

  /** Whether the symbol is declared by a class of that name or a subclass of it. */
  boolean isMemberOf(Symbol symbol, String className) {
    return symbol.owner instanceof ClassSymbol owner
        && library.supertypesOf(owner).contains(className);
  }
}
