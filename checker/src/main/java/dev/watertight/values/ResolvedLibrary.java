package dev.watertight.values;

import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.suppliers.Supplier;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.CatchTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.Tree;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.ClassSymbol;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Symbol.PackageSymbol;
import com.sun.tools.javac.code.Symbol.TypeSymbol;
import com.sun.tools.javac.code.Type;
import com.sun.tools.javac.code.TypeTag;
import com.sun.tools.javac.code.Types;
import com.sun.tools.javac.util.Name;
import com.sun.tools.javac.util.Names;
import dev.watertight.caches.PerCompilation;
import dev.watertight.model.ArgumentRule;
import dev.watertight.model.Counting;
import dev.watertight.model.Glob;
import dev.watertight.model.Library;
import dev.watertight.model.Member;
import dev.watertight.model.Model;
import dev.watertight.model.Question;
import dev.watertight.model.Role;
import dev.watertight.model.Trait;
import dev.watertight.model.TraitRow;
import dev.watertight.program.CatchClauses;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.LibraryCall;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** The library model, resolved against the symbols of one compilation. */
public final class ResolvedLibrary {
  private static final Trait[] WAITS = {
    Trait.AWAITS_TASK,
    Trait.AWAITS_TASKS,
    Trait.AWAITS_SIGNAL,
    Trait.AWAITS_PERMIT,
    Trait.AWAITS_TIME,
    Trait.AWAITS_INPUT,
    Trait.AWAITS_CLAUSE,
    Trait.RUNS_AWAITED
  };
  private static final Supplier<ResolvedLibrary> INSTANCE =
      PerCompilation.of(
          state ->
              new ResolvedLibrary(Model.of(state).library(), state.getTypes(), state.getNames()));

  private final Library rows;
  private final Types types;
  private final Map<TypeSymbol, Set<String>> supertypes = new HashMap<>();
  private final Function<TypeSymbol, Set<String>> namesOfSupertypes = this::namesOfSupertypes;
  private final Map<MethodSymbol, Set<Trait>> traits = new HashMap<>();
  private final Map<TypeSymbol, Set<Trait>> typeTraits = new HashMap<>();
  private final Function<TypeSymbol, Set<Trait>> traitsOfType = this::findTraits;

  /* What rows name: methods, and what they say of all methods of a type or package. */
  private final Set<Name> named = new HashSet<>();
  private final Set<String> makers = new HashSet<>();
  private final Set<Trait> ofEvery = EnumSet.noneOf(Trait.class);
  private final boolean isEveryNamed;

  private ResolvedLibrary(Library rows, Types types, Names names) {
    this.rows = rows;
    this.types = types;
    rows.makersByName().values().forEach(maker -> makers.add(maker.member().owner()));
    for (Collection<String> some :
        List.of(
            rows.questionsByName().keySet(),
            rows.traitsByName().keySet(),
            rows.names().get("receiving"))) {
      for (String name : some) {
        named.add(names.fromString(name));
      }
    }
    rows.traitsByName().get(TraitRow.EVERY).forEach(row -> ofEvery.add(row.trait()));
    isEveryNamed =
        ofEvery.contains(Trait.PERIODIC) || !Collections.disjoint(ofEvery, List.of(WAITS));
    for (ArgumentRule rule : rows.rulesByName().values()) {
      if (rule.role() == Role.RUN) {
        named.add(names.fromString(rule.member().name()));
      }
    }
  }

  /** The model of this compilation. */
  public static ResolvedLibrary of(VisitorState state) {
    return INSTANCE.get(state);
  }

  /** The rows of the model. */
  public Library rows() {
    return rows;
  }

  /** The types of this compilation. */
  public Types types() {
    return types;
  }

  /** Whether a row may say that the method asks, waits or receives: a first test. */
  public boolean isNamed(MethodSymbol method) {
    return isEveryNamed || named.contains(method.getSimpleName());
  }

  /** Whether a row is about the method, or one that it overrides. */
  public boolean covers(Member member, MethodSymbol method) {
    return member.parameters().fit(method)
        && supertypesOf(method.enclClass()).contains(member.owner());
  }

  /** The call of a library that a tree makes in the end; a class that rows are about is one. */
  public Optional<LibraryCall> callOf(Tree tree, CompilationIndex index) {
    return LibraryCall.of(tree, type -> makers.contains(type.getQualifiedName().toString()), index);
  }

  /** What this method does with its argument at the index, if the model says so. */
  public Optional<Role> roleOf(MethodSymbol method, int argument) {
    String name = method.getSimpleName().toString();
    for (ArgumentRule rule : rows.rulesByName().get(name)) {
      if (rule.covers(argument)
          && covers(rule.member(), method)
          && (rule.role() != Role.RUN || mayRun(method, argument))) {
        return Optional.of(rule.role());
      }
    }
    for (String type : supertypesOf((ClassSymbol) method.owner)) {
      for (ArgumentRule rule : rows.rulesByPattern().get(type)) {
        if (rule.covers(argument)
            && Glob.fits(rule.member().name(), name)
            && rule.member().parameters().fit(method)) {
          return Optional.of(rule.role());
        }
      }
    }
    return Optional.empty();
  }

  /** Whether a call does this with its argument at the index. */
  public boolean does(Tree call, int argument, Role role) {
    return ASTHelpers.getSymbol(call) instanceof MethodSymbol method
        && roleOf(method, argument).equals(Optional.of(role));
  }

  /** What the model says of the elements that a method makes, has or calls a function for. */
  public Optional<Counting.Rule> countingOf(MethodSymbol method) {
    return rows.countingsByName().get(method.getSimpleName().toString()).stream()
        .filter(row -> covers(row.member(), method))
        .filter(row -> !method.isConstructor() || isOf(row.member(), method))
        .map(Counting::rule)
        .findFirst();
  }

  /** A class may have constructors that do more than those of its superclass. */
  private static boolean isOf(Member member, MethodSymbol constructor) {
    return constructor.owner.getQualifiedName().contentEquals(member.owner());
  }

  /** Whether a method, or one that it overrides, has one of these traits. */
  public boolean is(MethodSymbol method, Trait... any) {
    return mayBe(method, any) && hasAny(traitsOf(method), any);
  }

  /* Written out here and below, as everything that is asked for each call or type. */
  private static boolean hasAny(Set<Trait> known, Trait... any) {
    for (Trait trait : any) {
      if (known.contains(trait)) {
        return true;
      }
    }
    return false;
  }

  private boolean mayBe(MethodSymbol method, Trait... any) {
    if (named.contains(method.getSimpleName())) {
      return true;
    }
    return hasAny(ofEvery, any);
  }

  /** Whether a call or reference is one of such a method. */
  public boolean is(Tree call, Trait... any) {
    return ASTHelpers.getSymbol(call) instanceof MethodSymbol method && is(method, any);
  }

  private Set<Trait> traitsOf(MethodSymbol method) {
    Set<Trait> known = traits.get(method);
    if (known == null) {
      known = EnumSet.noneOf(Trait.class);
      addTraits(method.getSimpleName().toString(), method, known);
      addTraits(TraitRow.EVERY, method, known);
      traits.put(method, known);
    }
    return known;
  }

  /** Whether what a method returns comes from its receiver and its arguments alone. */
  public boolean computes(MethodSymbol method) {
    return is(method, Trait.COMPUTES) && !is(method, Trait.TELLS_PLATFORM);
  }

  /** Whether a method, or one that it overrides, waits for what others do, or may do so. */
  public boolean waits(MethodSymbol method) {
    return is(method, WAITS)
        || rows.operationsByName().get(method.getSimpleName().toString()).stream()
            .anyMatch(row -> row.isWaitForValue() && covers(row.member(), method));
  }

  private void addTraits(String name, MethodSymbol method, Set<Trait> found) {
    for (TraitRow row : rows.traitsByName().get(name)) {
      if (row.isOfPackage()
          ? row.member().parameters().fit(method) && isInPackage(method, row.packageName())
          : covers(row.member(), method)) {
        found.add(row.trait());
      }
    }
  }

  private static boolean isInPackage(Symbol symbol, String name) {
    Symbol owner = symbol;
    while (owner != null && !(owner instanceof PackageSymbol)) {
      owner = owner.owner;
    }
    return owner != null && owner.getQualifiedName().contentEquals(name);
  }

  /** Whether a type, or a supertype, has the trait. */
  public boolean is(Type type, Trait trait) {
    return type.tsym instanceof ClassSymbol symbol
        && typeTraits.computeIfAbsent(symbol, traitsOfType).contains(trait);
  }

  private Set<Trait> findTraits(TypeSymbol symbol) {
    Set<String> owners = supertypesOf(symbol);
    Set<Trait> found = EnumSet.noneOf(Trait.class);
    for (TraitRow row : rows.traitsByName().get(TraitRow.NONE)) {
      if (owners.contains(row.member().owner())) {
        found.add(row.trait());
      }
    }
    return found;
  }

  /** The types of which rows say so. */
  public ImmutableSet<String> typesThatAre(Trait trait) {
    return rows.traitsByName().get(TraitRow.NONE).stream()
        .filter(row -> row.trait() == trait)
        .map(row -> row.member().owner())
        .collect(ImmutableSet.toImmutableSet());
  }

  /** The names of the methods of which rows say so. */
  public ImmutableSet<String> methodsThat(Trait trait) {
    return rows.traitsByName().entries().stream()
        .filter(row -> row.getValue().trait() == trait)
        .map(Map.Entry::getKey)
        .collect(ImmutableSet.toImmutableSet());
  }

  /** The method of a type of which a row says so. */
  public Optional<String> methodThat(Trait trait, Type type) {
    Set<String> owners = supertypesOf(type.tsym);
    return rows.traitsByName().entries().stream()
        .filter(row -> row.getValue().trait() == trait)
        .filter(row -> owners.contains(row.getValue().member().owner()))
        .map(Map.Entry::getKey)
        .findFirst();
  }

  /** What a call asks that never waits, if the model says so: the first row of its receiver. */
  public Optional<Question> questionOf(MethodInvocationTree call) {
    MethodSymbol method = ASTHelpers.getSymbol(call);
    String name = method.getSimpleName().toString();
    if (!rows.questionsByName().containsKey(name)) {
      return Optional.empty();
    }
    Type receiver = method.isStatic() ? method.owner.type : ASTHelpers.getReceiverType(call);
    if (receiver == null) {
      return Optional.empty();
    }
    Type bound = receiver.hasTag(TypeTag.TYPEVAR) ? receiver.getUpperBound() : receiver;
    Set<String> owners = supertypesOf(bound.tsym);
    return rows.questionsByName().get(name).stream()
        .filter(question -> owners.contains(question.member().owner()))
        .filter(question -> question.member().parameters().fit(method))
        .findFirst();
  }

  /** Whether a parameter limits how long the method waits. */
  public boolean isTimed(MethodSymbol method) {
    return is(method, Trait.TIME_LIMIT)
        || method.getParameters().stream().anyMatch(p -> is(p.type, Trait.TIME_LIMIT));
  }

  /** The constructor of a thread's subclass runs what is a task, and keeps its other arguments. */
  private boolean mayRun(MethodSymbol method, int argument) {
    return !method.isConstructor()
        || argument >= method.getParameters().size()
        || supertypesOf(method.getParameters().get(argument).type.tsym)
            .contains("java.lang.Runnable");
  }

  /** The fully qualified names of the type and all its supertypes. */
  public Set<String> supertypesOf(TypeSymbol symbol) {
    return supertypes.computeIfAbsent(symbol, namesOfSupertypes);
  }

  private Set<String> namesOfSupertypes(TypeSymbol symbol) {
    Set<String> names = new HashSet<>();
    for (Type type : types.closure(symbol.type)) {
      names.add(type.tsym.getQualifiedName().toString());
    }
    return names;
  }

  /** Whether the clause catches an exception that says that a channel is closed. */
  public boolean saysClosed(CatchTree clause) {
    return CatchClauses.types(clause).stream().anyMatch(type -> is(type, Trait.SAYS_CLOSED));
  }
}
