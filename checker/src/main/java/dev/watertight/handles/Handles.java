package dev.watertight.handles;

import static com.sun.tools.javac.code.Scope.LookupKind.NON_RECURSIVE;

import com.google.common.collect.Streams;
import com.google.errorprone.VisitorState;
import com.google.errorprone.suppliers.Supplier;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.ClassSymbol;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Type;
import com.sun.tools.javac.code.TypeTag;
import com.sun.tools.javac.code.Types;
import dev.watertight.caches.PerCompilation;
import dev.watertight.model.HandleKind;
import dev.watertight.model.Opener;
import dev.watertight.model.Role;
import dev.watertight.model.Trait;
import dev.watertight.program.ClosingMethods;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Symbols;
import dev.watertight.values.ResolvedLibrary;
import dev.watertight.values.Tracked;
import dev.watertight.values.TypeRows;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The library model, resolved against the symbols of one compilation. */
public final class Handles {
  private static final Supplier<Handles> INSTANCE = PerCompilation.of(Handles::new);

  private final ResolvedLibrary library;
  private final CompilationIndex index;
  private final Types types;
  private final TypeRows<HandleKind> kinds;
  private final ClosingMethods closing;
  private final Map<ClassSymbol, Boolean> plain = new HashMap<>();

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
    boolean foreign = !index.isInView(Opening.typeOf(opening.primitive().getLeaf()).tsym);
    return new TrackedHandle(opening.kind(), opening.type(), opening.isOwner(), foreign, state);
  }

  /** How what a variable of the type holds is followed, a handle that somebody else has opened. */
  public Tracked tracked(Type type, VisitorState state) {
    return new TrackedHandle(kindOf(type).orElseThrow(), type, false, false, state);
  }

  private final class TrackedHandle implements Tracked {
    private final HandleKind kind;
    private final Type opened;
    private final boolean owner;
    private final boolean foreign;
    private final VisitorState state;

    /** It is foreign if a library makes it: then it is of no class in view. */
    TrackedHandle(
        HandleKind kind, Type opened, boolean owner, boolean foreign, VisitorState state) {
      this.state = state;
      this.foreign = foreign;
      this.kind = kind;
      this.opened = opened;
      this.owner = owner;
    }

    @Override
    public ResolvedLibrary library() {
      return library;
    }

    @Override
    public boolean mayBe(Type type) {
      return !type.hasTag(TypeTag.ARRAY)
          && ((!owner && kindOf(type).isPresent()) || opened.tsym.isSubClass(type.tsym, types));
    }

    @Override
    public boolean isNever(Type type) {
      return foreign && !owner && index.isInView(type.tsym) && !isOrSupertype(type);
    }

    @Override
    public boolean isFluent(MethodSymbol method, Type receiver, Type result) {
      return !library.is(method, Trait.ENDS_WITH_RECEIVER)
          && kindOf(result).isPresent()
          && kindOf(receiver).equals(kindOf(result));
    }

    @Override
    public Optional<Role> roleOf(MethodSymbol method, int argument) {
      Optional<Role> role = library.roleOf(method, argument);
      return role.isEmpty() && argument >= 0 && cannotRelease(method, argument)
          ? Optional.of(Role.BORROW)
          : role;
    }

    /**
     * Whether a method out of view gets the handle as something that the library itself cannot
     * release: as an {@code Executor} or a gRPC {@code Channel}. What interfaces of the user's are
     * besides those know who declare them.
     */
    private boolean cannotRelease(MethodSymbol method, int argument) {
      return argument < method.getParameters().size()
          && !index.isInView(method)
          && method.getParameters().get(argument).type.tsym instanceof ClassSymbol declared
          && plain.computeIfAbsent(declared, Handles.this::hasNoRelease)
          && types.closure(opened).stream()
              .filter(t -> Symbols.isNamed(t.tsym, kind.typeName()))
              .anyMatch(t -> t.tsym.isSubClass(declared, types));
    }

    @Override
    public boolean isRelease(MethodSymbol method) {
      String name = method.getSimpleName().toString();
      boolean known = kind.isRelease(name) && (!owner || Owners.mayEnd(method, opened, state));
      // Of the kind's own methods the model knows which release; of its subclasses' the names tell.
      return known
          || (!method.owner.getQualifiedName().contentEquals(kind.typeName())
              && (closing.isNamedSo(name) || OwnEnd.releases(method, kind, state)));
    }
  }

  /** Whether no method of the type is named like a closing one; of an object nobody knows. */
  private boolean hasNoRelease(ClassSymbol type) {
    return types.supertype(type.type).tsym instanceof ClassSymbol
        && types.closure(type.type).stream()
            .flatMap(t -> Streams.stream(t.tsym.members().getSymbols(NON_RECURSIVE)))
            .noneMatch(m -> closing.isNamedSo(m.getSimpleName().toString()));
  }

  /** The kind of handle that a type is, if it is one. */
  public Optional<HandleKind> kindOf(Type type) {
    return kinds.of(type);
  }

  /** Whether the type is an atomic reference: a variable by other means. */
  public boolean isReference(Type type) {
    return Symbols.isNamed(type.tsym, "java.util.concurrent.atomic.AtomicReference");
  }

  /** The model's row for this constructor or factory, if it opens a handle. */
  Optional<Opener> openerOf(MethodSymbol method) {
    for (Opener row : library.rows().openersByName().get(method.getSimpleName().toString())) {
      if (library.covers(row.member(), method)) {
        return Optional.of(row);
      }
    }
    return Optional.empty();
  }

  /** Whether the symbol is declared by a class of that name or a subclass of it. */
  boolean isMemberOf(Symbol symbol, String className) {
    return symbol.owner instanceof ClassSymbol owner
        && library.supertypesOf(owner).contains(className);
  }
}
