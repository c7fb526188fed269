package dev.watertight.findings.oneway;

import static com.google.common.collect.Sets.toImmutableEnumSet;

import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Sets;
import com.google.errorprone.VisitorState;
import com.google.errorprone.suppliers.Supplier;
import com.google.errorprone.util.ASTHelpers;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.ClassSymbol;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Type;
import com.sun.tools.javac.code.Types;
import dev.watertight.caches.PerCompilation;
import dev.watertight.program.Symbols;
import dev.watertight.values.ResolvedLibrary;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Which of the two one-way types of a channel would do for a use of it. */
record Sides(ClassSymbol both, Type sending, Type receiving, Types types) {
  /** One of the two ways of a two-way channel. */
  enum Side {
    SENDING,
    RECEIVING
  }

  static final ImmutableSet<Side> BOTH = Sets.immutableEnumSet(Side.SENDING, Side.RECEIVING);
  static final ImmutableSet<Side> NEITHER = ImmutableSet.of();

  /* The symbols, so that a variable of another type costs a comparison. */
  private static final Supplier<ImmutableSet<Symbol>> TWO_WAY =
      PerCompilation.of(
          state ->
              ResolvedLibrary.of(state).rows().sides().stream()
                  .map(row -> state.getSymbolFromString(row.both()))
                  .filter(Objects::nonNull)
                  .collect(ImmutableSet.toImmutableSet()));

  /** The types of two-way channels. */
  static ImmutableSet<Symbol> twoWay(VisitorState state) {
    return TWO_WAY.get(state);
  }

  /** Whether a type is a two-way channel: a cheap first test. */
  static boolean isTwoWay(@Nullable Type type, VisitorState state) {
    return type != null && TWO_WAY.get(state).contains(type.tsym);
  }

  /** The sides of a two-way channel; empty if the type is none. */
  static Optional<Sides> of(Type type, VisitorState state) {
    return ResolvedLibrary.of(state).rows().sides().stream()
        .filter(row -> isTwoWay(type, state) && Symbols.isNamed(type.tsym, row.both()))
        .map(
            row ->
                new Sides(
                    (ClassSymbol) type.tsym,
                    supertype(type, row.sending(), state),
                    supertype(type, row.receiving(), state),
                    state.getTypes()))
        .findFirst();
  }

  private static Type supertype(Type type, String name, VisitorState state) {
    return state.getTypes().closure(type.tsym.type).stream()
        .filter(t -> t.tsym.getQualifiedName().contentEquals(name))
        .findFirst()
        .orElse(type);
  }

  /** The name of the type that has one side alone. */
  String typeName(Side side) {
    return type(side).tsym.getQualifiedName().toString();
  }

  private Type type(Side side) {
    return side == Side.SENDING ? sending : receiving;
  }

  /** Whether the type is the two-way one. */
  boolean isBoth(Type type) {
    return both.equals(type.tsym);
  }

  /** The sides that have the method. */
  ImmutableSet<Side> with(MethodSymbol method) {
    return which(
        type ->
            Stream.concat(Stream.of(method), ASTHelpers.streamSuperMethods(method, types))
                .anyMatch(m -> type.tsym.isSubClass(m.owner, types)));
  }

  /** The sides that may be put where a value of this type is wanted, itself not two-way. */
  ImmutableSet<Side> assignableTo(Type wanted) {
    return which(type -> type.tsym.isSubClass(wanted.tsym, types));
  }

  private ImmutableSet<Side> which(Predicate<Type> test) {
    return BOTH.stream().filter(side -> test.test(type(side))).collect(toImmutableEnumSet());
  }
}
