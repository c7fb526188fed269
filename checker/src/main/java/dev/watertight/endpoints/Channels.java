package dev.watertight.endpoints;

import static com.sun.tools.javac.code.Scope.LookupKind.NON_RECURSIVE;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Iterables;
import com.google.errorprone.VisitorState;
import com.google.errorprone.suppliers.Supplier;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.Tree;
import com.sun.tools.javac.code.Symbol.ClassSymbol;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import com.sun.tools.javac.code.Type;
import com.sun.tools.javac.code.TypeTag;
import com.sun.tools.javac.code.Types;
import dev.watertight.flow.Containers;
import dev.watertight.flow.ResolvedLibrary;
import dev.watertight.flow.Tracked;
import dev.watertight.model.ChannelKind;
import dev.watertight.model.ChannelMaker;
import dev.watertight.model.ChannelOperation;
import dev.watertight.model.ChannelOperation.Wait;
import dev.watertight.model.Role;
import dev.watertight.view.CompilationIndex;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The model's channels, resolved against the symbols of one compilation. */
public final class Channels implements Tracked {
  private static final Supplier<Channels> INSTANCE =
      VisitorState.memoize(state -> new Channels(ResolvedLibrary.of(state), state.getTypes()));
  private static final ImmutableSet<String> SUPERTYPES =
      ImmutableSet.of(
          "java.lang.Object",
          "java.lang.Iterable",
          "java.lang.AutoCloseable",
          "java.io.Closeable",
          "java.io.InputStream",
          "java.io.OutputStream",
          "java.io.Reader",
          "java.io.Writer",
          "java.util.Collection",
          "java.util.Queue",
          "java.util.Deque",
          "java.util.concurrent.Flow.Publisher");
  private static final ImmutableSet<String> TIME_LIMITS =
      ImmutableSet.of("java.util.concurrent.TimeUnit", "java.time.Duration");

  private final ResolvedLibrary library;
  private final Types types;
  private final Map<ClassSymbol, Optional<ChannelKind>> kinds = new HashMap<>();
  private final Map<ClassSymbol, Boolean> holders = new HashMap<>();

  private Channels(ResolvedLibrary library, Types types) {
    this.library = library;
    this.types = types;
  }

  /** The channels of this compilation. */
  public static Channels of(VisitorState state) {
    return INSTANCE.get(state);
  }

  /** The kind of channel that a type is, if it is one. */
  public Optional<ChannelKind> kindOf(Type type) {
    if (type == null || !(type.tsym instanceof ClassSymbol symbol) || type.isPrimitive()) {
      return Optional.empty();
    }
    Optional<ChannelKind> known = kinds.get(symbol);
    if (known == null) {
      Set<String> names = library.supertypesOf(symbol);
      known =
          library.rows().channels().stream()
              .filter(kind -> names.contains(kind.typeName()))
              .findFirst();
      kinds.put(symbol, known);
    }
    return known;
  }

  /** How many values the channel holds that the expression makes; empty if it makes none. */
  public Optional<Capacity> made(Tree tree) {
    if (!(tree instanceof NewClassTree) && !(tree instanceof MethodInvocationTree)) {
      return Optional.empty();
    }
    MethodSymbol method = (MethodSymbol) ASTHelpers.getSymbol(tree);
    ImmutableList<ChannelMaker> rows =
        library.rows().makersByName().get(method.getSimpleName().toString());
    if (rows.isEmpty() || kindOf(ASTHelpers.getType(tree)).isEmpty()) {
      return Optional.empty();
    }
    List<? extends ExpressionTree> arguments =
        tree instanceof NewClassTree creation
            ? creation.getArguments()
            : ((MethodInvocationTree) tree).getArguments();
    Set<String> names = library.supertypesOf((ClassSymbol) method.owner);
    for (ChannelMaker row : rows) {
      boolean fits = row.arguments() == ChannelMaker.ANY || row.arguments() == arguments.size();
      if (fits && names.contains(row.owner())) {
        return Optional.of(capacity(row, method, arguments));
      }
    }
    return Optional.empty();
  }

  private static Capacity capacity(
      ChannelMaker row, MethodSymbol method, List<? extends ExpressionTree> arguments) {
    if (row.capacity() != ChannelMaker.ARGUMENT) {
      return Capacity.of(row.capacity());
    }
    if (arguments.isEmpty() || !method.getParameters().get(0).type.hasTag(TypeTag.INT)) {
      // Filled from a collection.
      return Capacity.UNKNOWN;
    }
    return ASTHelpers.constValue(arguments.get(0)) instanceof Integer slots
        ? Capacity.of(slots)
        : Capacity.UNKNOWN;
  }

  /** Whether the expression makes a channel or does something with one: a cheap first test. */
  public boolean concerns(Tree tree) {
    if (!(tree instanceof NewClassTree) && !(tree instanceof MethodInvocationTree)) {
      return false;
    }
    MethodSymbol method = (MethodSymbol) ASTHelpers.getSymbol(tree);
    String name = method.getSimpleName().toString();
    if (library.rows().makersByName().containsKey(name) && made(tree).isPresent()) {
      return true;
    }
    return library.rows().operationsByName().containsKey(name)
        && kindOf(method.owner.type).isPresent();
  }

  /** Whether the type is a class of this compilation with a channel in a field: a first test. */
  public boolean areHeldBy(Type type, VisitorState state) {
    return type != null
        && type.tsym instanceof ClassSymbol symbol
        && holders.computeIfAbsent(
            symbol,
            s ->
                CompilationIndex.of(state).isInView(s)
                    && Iterables.any(
                        s.members().getSymbols(NON_RECURSIVE),
                        m -> m instanceof VarSymbol field && kindOf(field.type).isPresent()));
  }

  /** What a method does with the channel that it is called on, if the model knows. */
  public Optional<ChannelOperation> operationOf(MethodSymbol method) {
    String name = method.getSimpleName().toString();
    for (ChannelOperation row : library.rows().operationsByName().get(name)) {
      if (library.supertypesOf((ClassSymbol) method.owner).contains(row.owner())) {
        return Optional.of(
            isTimed(method)
                ? new ChannelOperation(row.owner(), row.method(), row.act(), Wait.TIMED)
                : row);
      }
    }
    return Optional.empty();
  }

  private static boolean isTimed(MethodSymbol method) {
    for (VarSymbol parameter : method.getParameters()) {
      if (TIME_LIMITS.contains(parameter.type.tsym.getQualifiedName().toString())) {
        return true;
      }
    }
    return false;
  }

  @Override
  public boolean isOrSupertype(Type type) {
    if (type == null || type.tsym == null) {
      return false;
    }
    Type bound = type.hasTag(TypeTag.TYPEVAR) ? type.getUpperBound() : type;
    return kindOf(bound).isPresent()
        || SUPERTYPES.contains(bound.tsym.getQualifiedName().toString());
  }

  @Override
  public boolean mayContain(Type type) {
    return Containers.mayContain(type, this::isOrSupertype, types);
  }

  @Override
  public boolean isFluent(Type receiver, Type result) {
    return false;
  }

  @Override
  public Optional<Role> roleOf(MethodSymbol method, int argument) {
    return library.roleOf(method, argument);
  }

  /* Every call is a use: what it does is told by its operation. */
  @Override
  public boolean isRelease(MethodSymbol method) {
    return false;
  }

  @Override
  public boolean isFollowedIntoContainers() {
    return true;
  }

  @Override
  public boolean isFunction() {
    return false;
  }

  @Override
  public Types types() {
    return types;
  }
}
