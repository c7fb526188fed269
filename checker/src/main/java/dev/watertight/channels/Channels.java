package dev.watertight.channels;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
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
import dev.watertight.caches.PerCompilation;
import dev.watertight.model.ChannelKind;
import dev.watertight.model.ChannelMaker;
import dev.watertight.model.ChannelOperation;
import dev.watertight.model.ChannelOperation.Act;
import dev.watertight.model.ChannelOperation.Wait;
import dev.watertight.model.Trait;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.LibraryCall;
import dev.watertight.values.ResolvedLibrary;
import dev.watertight.values.Tracked;
import dev.watertight.values.TypeRows;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The model's channels, resolved against the symbols of one compilation. */
public final class Channels implements Tracked {
  private static final Supplier<Channels> INSTANCE =
      PerCompilation.of(state -> new Channels(Kept.VALUES, state));
  private static final Supplier<Channels> SYNCHRONIZERS =
      PerCompilation.of(state -> new Channels(Kept.SIGNALS, state));
  private static final Supplier<Channels> PROCESSES =
      PerCompilation.of(state -> new Channels(Kept.PROCESSES, state));
  private static final ImmutableSet<String> SUPERTYPES =
      ImmutableSet.of(
          "java.lang.Object",
          "java.lang.Iterable",
          "java.lang.AutoCloseable",
          "java.io.Closeable",
          "java.util.Collection",
          "java.util.Queue",
          "java.util.Deque",
          "java.util.concurrent.Flow.Publisher");

  /** What is kept apart from each other. */
  private enum Kept {
    VALUES,
    SIGNALS,
    PROCESSES
  }

  private final ResolvedLibrary library;
  private final CompilationIndex index;
  private final Types types;
  private final Kept kept;
  private final ImmutableSet<String> synchronizers;
  private final ImmutableSet<String> processes;
  private final Map<ClassSymbol, Boolean> views = new HashMap<>();
  private final TypeRows<ChannelKind> kinds;
  private final Map<ChannelKind, ChannelKind> resolved = new HashMap<>();

  private Channels(Kept kept, VisitorState state) {
    this.library = ResolvedLibrary.of(state);
    this.index = CompilationIndex.of(state);
    this.types = state.getTypes();
    this.kept = kept;
    this.synchronizers = library.typesThatAre(Trait.SYNCHRONIZER);
    this.processes = library.typesThatAre(Trait.CHILD);
    this.kinds =
        new TypeRows<>(
            library.rows().channels().stream().filter(kind -> isKind(kind.typeName())).toList(),
            ChannelKind::typeName,
            types,
            state.getNames());
  }

  /** The channels of this compilation. */
  public static Channels of(VisitorState state) {
    return INSTANCE.get(state);
  }

  /** What carries no values, but is waited for all the same: latches, futures. */
  public static Channels synchronizers(VisitorState state) {
    return SYNCHRONIZERS.get(state);
  }

  /** Processes, of which others read the output and write the input by the streams of channels. */
  static Channels processes(VisitorState state) {
    return PROCESSES.get(state);
  }

  private boolean isKind(String typeName) {
    return isOwn(typeName) && processes.contains(typeName) == (kept == Kept.PROCESSES);
  }

  private boolean isOwn(String typeName) {
    return synchronizers.contains(typeName) == (kept == Kept.SIGNALS)
        && (kept == Kept.PROCESSES || !processes.contains(typeName));
  }

  /** The kind of channel that a type is, if it is one. */
  public Optional<ChannelKind> kindOf(Type type) {
    return kinds.of(type).map(kind -> resolved.computeIfAbsent(kind, k -> resolve(k, type)));
  }

  /** Adds what other rows say of the kind. Without a method that ends it, it has no end. */
  private ChannelKind resolve(ChannelKind kind, Type type) {
    Type own =
        types.closure(type).stream()
            .filter(t -> t.tsym.getQualifiedName().contentEquals(kind.typeName()))
            .findFirst()
            .orElse(type);
    ImmutableSet.Builder<Trait> traits = ImmutableSet.builder();
    Arrays.stream(Trait.values()).filter(trait -> library.is(own, trait)).forEach(traits::add);
    Set<String> names = library.supertypesOf(own.tsym);
    if (!library.is(own, Trait.STREAM)
        && kind.close().isEmpty()
        && library.rows().operationsByName().values().stream()
            .noneMatch(row -> row.act() == Act.CLOSE && names.contains(row.member().owner()))) {
      traits.add(Trait.ENDLESS);
    }
    return new ChannelKind(kind.typeName(), kind.noun(), kind.close(), traits.build());
  }

  /** How many values the channel holds that the expression makes; empty if it makes none. */
  public Optional<Capacity> made(Tree tree) {
    if (!(tree instanceof NewClassTree) && !(tree instanceof MethodInvocationTree)) {
      return Optional.empty();
    }
    // The type first: nearly every call returns something else.
    if (kindOf(ASTHelpers.getType(tree)).isEmpty()) {
      return Optional.empty();
    }
    Optional<LibraryCall> call = library.callOf(tree, index);
    MethodSymbol method =
        call.map(LibraryCall::method).orElseGet(() -> (MethodSymbol) ASTHelpers.getSymbol(tree));
    for (ChannelMaker row : makers(method)) {
      if (row.capacity() != ChannelMaker.GIVEN && library.covers(row.member(), method)) {
        return Optional.of(
            call.map(c -> capacity(row, method, c.arguments())).orElse(Capacity.UNKNOWN));
      }
    }
    return Optional.empty();
  }

  /** Whether only constructors make these channels, as far as rows say. */
  boolean areMadeByNewOnly() {
    return kept == Kept.SIGNALS
        && library.rows().makersByName().entries().stream()
            .allMatch(
                entry ->
                    entry.getKey().equals("<init>")
                        || !synchronizers.contains(entry.getValue().member().owner()));
  }

  private ImmutableList<ChannelMaker> makers(MethodSymbol method) {
    return ImmutableList.<ChannelMaker>builder()
        .addAll(library.rows().makersByName().get(method.getSimpleName().toString()))
        .addAll(library.rows().makersByName().get(ChannelMaker.EVERY))
        .build();
  }

  /** Whether a library calls the method with this parameter, a channel. */
  public boolean isGiven(VarSymbol parameter, VisitorState state) {
    if (kindOf(parameter.type).isEmpty() || !(parameter.owner instanceof MethodSymbol method)) {
      return false;
    }
    return makers(method).stream()
            .anyMatch(
                row -> row.capacity() == ChannelMaker.GIVEN && library.covers(row.member(), method))
        && !ASTHelpers.findSuperMethods(method, state.getTypes()).isEmpty();
  }

  private static Capacity capacity(
      ChannelMaker row, MethodSymbol method, List<? extends ExpressionTree> arguments) {
    if (row.capacity() == ChannelMaker.BOUNDED) {
      return Capacity.UNKNOWN;
    }
    if (row.capacity() != ChannelMaker.ARGUMENT) {
      return Capacity.of(row.capacity());
    }
    // None if it is filled from a collection.
    return slots(method, arguments)
        .map(slots -> ASTHelpers.constValue(slots, Integer.class))
        .map(Capacity::of)
        .orElse(Capacity.UNKNOWN);
  }

  /** The argument that says how many values a channel holds: the first that is a number. */
  public static Optional<ExpressionTree> slots(
      MethodSymbol method, List<? extends ExpressionTree> arguments) {
    for (int i = 0; i < method.getParameters().size() && i < arguments.size(); i++) {
      if (method.getParameters().get(i).type.hasTag(TypeTag.INT)) {
        return Optional.of(arguments.get(i));
      }
    }
    return Optional.empty();
  }

  /** What a method does with the channel that it is called on, if the model knows. */
  public Optional<ChannelOperation> operationOf(MethodSymbol method) {
    return operationOf(method, method.owner.type);
  }

  /**
   * What a method does with the channel that it is called on, if the model knows.
   *
   * @param receiver the type that it is called on, which says more than the one that declares it
   */
  public Optional<ChannelOperation> operationOf(MethodSymbol method, Type receiver) {
    String name = method.getSimpleName().toString();
    for (ChannelOperation row : library.rows().operationsByName().get(name)) {
      if (!isOwn(row.member().owner())) {
        continue;
      }
      if (library.covers(row.member(), method)
          || (row.member().parameters().fit(method)
              && library.supertypesOf(receiver.tsym).contains(row.member().owner()))) {
        return Optional.of(library.isTimed(method) ? row.waiting(Wait.TIMED) : row);
      }
    }
    return Optional.empty();
  }

  /** What the end of a try statement does with a resource of the type, if the model knows. */
  public Optional<ChannelOperation> closingOf(Type resource) {
    return library.rows().operationsByName().get("close").stream()
        .filter(row -> isOwn(row.member().owner()))
        .filter(row -> library.supertypesOf(resource.tsym).contains(row.member().owner()))
        .findFirst();
  }

  @Override
  public boolean mayBe(Type type) {
    return kindOf(type).isPresent()
        || isView(type)
        || SUPERTYPES.contains(type.tsym.getQualifiedName().toString());
  }

  /** Whether the type's instances may be an end of a channel, or a wrapper around one. */
  public boolean isView(Type type) {
    if (type == null || !(type.tsym instanceof ClassSymbol symbol) || type.isPrimitive()) {
      return false;
    }
    return views.computeIfAbsent(
        symbol,
        s ->
            library.supertypesOf(s).stream()
                .anyMatch(name -> library.rows().views().contains(name) && isOwn(name)));
  }

  /* An end of the channel, such as `pipe.sink()`, or a view derived from a view. */
  @Override
  public boolean isFluent(MethodSymbol method, Type receiver, Type result) {
    return isView(result) && (isView(receiver) || kindOf(receiver).isPresent());
  }

  @Override
  public boolean hasTwoEnds() {
    return true;
  }

  @Override
  public ResolvedLibrary library() {
    return library;
  }
}
