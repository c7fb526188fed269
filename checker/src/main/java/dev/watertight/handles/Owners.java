package dev.watertight.handles;

import static com.sun.tools.javac.code.Scope.LookupKind.NON_RECURSIVE;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Iterables;
import com.google.common.collect.Sets;
import com.google.errorprone.VisitorState;
import com.google.errorprone.suppliers.Supplier;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.MemberReferenceTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.ClassSymbol;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import com.sun.tools.javac.code.Type;
import com.sun.tools.javac.code.TypeTag;
import dev.watertight.caches.PerCompilation;
import dev.watertight.model.HandleKind;
import dev.watertight.model.Lifetime;
import dev.watertight.program.Arguments;
import dev.watertight.program.ClosingMethods;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Symbols;
import dev.watertight.program.Trees;
import dev.watertight.values.Fate;
import dev.watertight.values.Sink;
import dev.watertight.values.Values;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Recognises owners: classes in view that open a handle for a field and release it in a method of
 * their own. An owner is itself a handle, and that method its release.
 */
public final class Owners {
  /** An object may own its handle through so many others. */
  private static final int DEPTH = 4;

  private static final Supplier<Owners> INSTANCE = PerCompilation.of(state -> new Owners());

  /**
   * How a class comes to own a handle.
   *
   * @param field the field that holds it
   * @param opening what it opens
   * @param opener the constructor or method that opens it; null for a field initializer
   * @param closers the names of the methods that release it
   * @param ends these methods, none of a {@code close()} that is yet to be written
   * @param starts the names of the methods that start its threads, as in {@link Opening}
   */
  private record Ownership(
      VarSymbol field,
      Opening opening,
      Optional<MethodSymbol> opener,
      ImmutableSet<String> closers,
      ImmutableSet<MethodSymbol> ends,
      ImmutableSet<String> starts) {}

  private final Map<ClassSymbol, Optional<Ownership>> known = new HashMap<>();

  /* Which classes may own a handle through so many others. */
  private final ImmutableList<Map<ClassSymbol, Boolean>> candidates =
      Stream.generate(() -> new HashMap<ClassSymbol, Boolean>())
          .limit(DEPTH)
          .collect(ImmutableList.toImmutableList());

  private Owners() {}

  /** The owner that a creation, or a reference to a constructor, makes, if it makes one. */
  static Optional<Opening> at(TreePath path, MethodSymbol constructor, VisitorState state) {
    if ((path.getLeaf() instanceof NewClassTree creation && creation.getClassBody() != null)
        || !(constructor.owner instanceof ClassSymbol type)
        || !CompilationIndex.of(state).isInView(type)) {
      return Optional.empty();
    }
    return INSTANCE
        .get(state)
        .ownership(type, state)
        .filter(o -> opensFor(o, constructor, Arguments.of(path.getLeaf()), state))
        .filter(o -> !OwnEnd.closesItself(type, o.closers(), state))
        .map(o -> asOpening(o, type, path));
  }

  /** What any call of a constructor in view opens, whatever its arguments. */
  public static Optional<Opening> ofConstructor(MethodSymbol constructor, VisitorState state) {
    ClassSymbol type = (ClassSymbol) constructor.owner;
    return isCandidate(type, state)
        ? INSTANCE
            .get(state)
            .ownership(type, state)
            .filter(o -> opensFor(o, constructor, ImmutableList.of(), state))
            .filter(o -> !OwnEnd.closesItself(type, o.closers(), state))
            .map(o -> asOpening(o, type, o.opening().path()))
        : Optional.empty();
  }

  /** Whether objects of a class call what closes them themselves, or have others do so. */
  public static boolean closeThemselves(
      ClassSymbol type, ImmutableSet<String> closers, VisitorState state) {
    return OwnEnd.closesItself(type, closers, state);
  }

  /** What a creation would open if the class had a method {@code close()} that releases a field. */
  public static Optional<Opening> ifClosed(VarSymbol field, TreePath creation, VisitorState state) {
    MethodSymbol constructor = ASTHelpers.getSymbol((NewClassTree) creation.getLeaf());
    return valuesOf(field, (ClassSymbol) constructor.owner, state).stream()
        .flatMap(value -> Openings.at(value, state).stream())
        .flatMap(
            opening -> owning(field, opening, ImmutableSet.of("close"), Set.of(), state).stream())
        .filter(o -> opensFor(o, constructor, Arguments.of(creation.getLeaf()), state))
        .map(o -> asOpening(o, (ClassSymbol) constructor.owner, creation))
        .findFirst();
  }

  /** Whether objects of the class may own a handle: it is in view and has a field for one. */
  public static boolean isCandidate(ClassSymbol type, VisitorState state) {
    return isCandidate(type, DEPTH, state);
  }

  private static boolean isCandidate(ClassSymbol type, int depth, VisitorState state) {
    return depth > 0
        && INSTANCE
            .get(state)
            .candidates
            .get(depth - 1)
            .computeIfAbsent(type, t -> hasHandleField(t, depth - 1, state));
  }

  private static boolean hasHandleField(ClassSymbol type, int depth, VisitorState state) {
    if (CompilationIndex.of(state).isInView(type)) {
      for (Symbol member : type.members().getSymbols(NON_RECURSIVE)) {
        if (isHandleField(member, depth, state)) {
          return true;
        }
      }
      return !SuperOpenings.of(type, state).isEmpty()
          || SuperOpenings.superclass(type, state)
              .filter(extended -> isCandidate(extended, depth, state))
              .isPresent();
    }
    return false;
  }

  /** Whether it is a field for a handle, or for an object that may own one, or for several. */
  private static boolean isHandleField(Symbol member, int depth, VisitorState state) {
    return member instanceof VarSymbol field
        && !ASTHelpers.isStatic(field)
        && (isHandle(field.type, depth, state) || isContainer(field.type, depth, state));
  }

  private static boolean isHandle(Type type, int depth, VisitorState state) {
    return Handles.of(state).kindOf(type).isPresent()
        || (type.tsym instanceof ClassSymbol symbol && isCandidate(symbol, depth, state));
  }

  /** Whether it is a container for them: an array, a collection, a map, a reference. */
  private static boolean isContainer(Type type, int depth, VisitorState state) {
    if (type.hasTag(TypeTag.ARRAY)) {
      Type element = state.getTypes().elemtype(type);
      return isHandle(element, depth, state) || isContainer(element, depth, state);
    }
    for (Type argument : type.getTypeArguments()) {
      Type bound = state.getTypes().wildUpperBound(argument);
      if (isHandle(bound, depth, state) || isContainer(bound, depth, state)) {
        return true;
      }
    }
    return false;
  }

  /**
   * Whether a method of that name ends what an object owns. A class may well have another that ends
   * but a part of it: {@code close(account)}.
   */
  static boolean mayEnd(MethodSymbol method, Type own, VisitorState state) {
    return method.getParameters().isEmpty()
        || !(method.owner instanceof ClassSymbol type)
        || INSTANCE
            .get(state)
            .known
            .getOrDefault(type, Optional.empty())
            .map(ownership -> ownership.ends().contains(method))
            .orElse(!own.tsym.equals(type));
  }

  private static Opening asOpening(Ownership ownership, ClassSymbol type, TreePath path) {
    return new Opening(
        path,
        new HandleKind(type.getQualifiedName().toString(), HandleKind.OWNER, ownership.closers()),
        Lifetime.PERSISTENT,
        type.getSimpleName() + " with its " + ownership.opening().description(),
        ownership.starts(),
        ownership.opening().primitive());
  }

  /** Whether making the object with this constructor leads to the opening. */
  private static boolean opensFor(
      Ownership ownership,
      MethodSymbol constructor,
      List<? extends ExpressionTree> arguments,
      VisitorState state) {
    Optional<MethodSymbol> opener = ownership.opener();
    if (opener.isEmpty() || !opener.get().isConstructor()) {
      return true;
    }
    if (!opener.get().owner.equals(constructor.owner)) {
      return SuperOpenings.leadsTo(constructor, opener.get(), state);
    }
    GivenHandles given = GivenHandles.of(ownership.opening(), ownership.field(), state);
    if (opener.get().equals(constructor)) {
      return given.isNoneIn(arguments);
    }
    // `this(...)` may lead from the one to the other.
    CompilationIndex index = CompilationIndex.of(state);
    return index.declaration(constructor).stream()
        .flatMap(body -> index.mentionsIn(body.getLeaf(), opener.get()).stream())
        .filter(mention -> mention.getLeaf() instanceof IdentifierTree)
        .map(mention -> Arguments.of(mention.getParentPath().getLeaf()))
        .findFirst()
        .filter(given::isNoneIn)
        .isPresent();
  }

  private Optional<Ownership> ownership(ClassSymbol type, VisitorState state) {
    Optional<Ownership> found = known.get(type);
    if (found == null) {
      known.put(type, Optional.empty());
      found = find(type, state);
      known.put(type, found);
    }
    return found;
  }

  private Optional<Ownership> find(ClassSymbol type, VisitorState state) {
    for (Symbol field : type.members().getSymbols(NON_RECURSIVE)) {
      if (!isHandleField(field, DEPTH, state)) {
        continue;
      }
      for (TreePath value : valuesOf((VarSymbol) field, type, state)) {
        Optional<Ownership> found =
            Openings.at(value, state)
                .flatMap(opening -> ownership((VarSymbol) field, opening, state));
        if (found.isPresent()) {
          return found;
        }
      }
    }
    return SuperOpenings.of(type, state).stream()
        .flatMap(value -> Openings.at(value, state).stream())
        .flatMap(opening -> inSuperclass(opening, type, state).stream())
        .findFirst()
        .or(() -> inherited(type, state));
  }

  /** What a constructor opens for a field of the superclass, to whose constructor it hands it. */
  private static Optional<Ownership> inSuperclass(
      Opening opening, ClassSymbol type, VisitorState state) {
    return Fates.of(opening, state).variables().stream()
        .filter(field -> Symbols.isField(field) && !field.isStatic())
        .filter(field -> type.isSubClass(field.owner, state.getTypes()))
        .findFirst()
        .flatMap(field -> ownership(field, opening, state));
  }

  /**
   * What the superclass makes of each object: an owner, whatever it is given, unless the class has
   * its own way to do all that starts the threads.
   */
  private Optional<Ownership> inherited(ClassSymbol type, VisitorState state) {
    return SuperOpenings.superclass(type, state)
        .flatMap(extended -> ownership(extended, state))
        .filter(o -> !OwnEnd.closesItself((ClassSymbol) o.field().owner, o.closers(), state))
        .filter(o -> GivenHandles.of(o.opening(), o.field(), state).isNoneIn(ImmutableList.of()))
        .filter(
            o ->
                o.starts().isEmpty()
                    || o.starts().stream().anyMatch(name -> !declares(type, name, state)));
  }

  private static boolean declares(ClassSymbol type, String name, VisitorState state) {
    return !name.equals(Opening.CONSTRUCTOR)
        && !Iterables.isEmpty(type.members().getSymbolsByName(state.getName(name), NON_RECURSIVE));
  }

  /** The expressions that may open what is in a field; for a container, those of the class. */
  private static ImmutableList<TreePath> valuesOf(
      VarSymbol field, ClassSymbol type, VisitorState state) {
    return isContainer(field.type, DEPTH, state)
        ? CompilationIndex.of(state)
            .declaration(type)
            .map(
                code ->
                    Trees.pathsIn(
                        code,
                        NewClassTree.class,
                        MethodInvocationTree.class,
                        MemberReferenceTree.class))
            .orElse(ImmutableList.of())
        : Values.assignedTo(field, state);
  }

  private static Optional<Ownership> ownership(
      VarSymbol field, Opening opening, VisitorState state) {
    Fate fate = Fates.of(opening, state);
    if (fate.isUnknown() || Fates.expires(fate, state)) {
      return Optional.empty();
    }
    ImmutableSet<MethodSymbol> closers = closersOf(fate, state);
    // Who gets the handle from the object, and ends it, does not end the object.
    return closers.stream().noneMatch(closer -> isOfOwner(closer, field.owner, state))
        ? Optional.empty()
        : owning(field, opening, namesOf(closers), closers, state);
  }

  /** Whether a method is one of a class, of one around it or in it, or of a kind of it. */
  private static boolean isOfOwner(MethodSymbol method, Symbol type, VisitorState state) {
    return method.owner.isSubClass(type, state.getTypes())
        || type.isSubClass(method.owner, state.getTypes())
        || Symbols.isWithin(method, type)
        || Symbols.isWithin(type, method.owner);
  }

  /** The methods by which somebody releases a handle; none if something else does, too. */
  private static ImmutableSet<MethodSymbol> closersOf(Fate fate, VisitorState state) {
    Set<MethodSymbol> closers = new LinkedHashSet<>();
    for (Sink.Release release : fate.releases()) {
      if (Lifespans.counts(release, state)) {
        Optional<MethodSymbol> method = Symbols.methodAround(release.path());
        if (method.isEmpty() || !(method.get().isPrivate() || ends(method.get(), state))) {
          return ImmutableSet.of();
        }
        addWithCallers(method.get(), closers, state);
        if (closers.stream().anyMatch(closer -> isOfOthers(closer, method.get(), state))) {
          return ImmutableSet.of();
        }
      }
    }
    closers.removeIf(MethodSymbol::isConstructor);
    return ImmutableSet.copyOf(closers);
  }

  /**
   * Whether a method that comes to a release is none of the object and none that ends one: the
   * {@code run()} of a task in it, which releases it when its work is done.
   */
  private static boolean isOfOthers(
      MethodSymbol leading, MethodSymbol release, VisitorState state) {
    return !leading.owner.equals(release.owner)
        && !leading.owner.isSubClass(release.owner, state.getTypes())
        && !release.owner.isSubClass(leading.owner, state.getTypes())
        && !ends(leading, state);
  }

  /** Whether the method ends its object, by its name: that it does so is seen from its code. */
  private static boolean ends(MethodSymbol method, VisitorState state) {
    ClosingMethods closing = ClosingMethods.of(state);
    return closing.isCloser(method) || closing.endsItsObject(method);
  }

  /**
   * The owner that a creation makes of a handle that it is given, if that is all that anybody does
   * with it who does not have the object: only a method without parameters releases the handle, and
   * the object tells nobody of itself.
   *
   * @param fate what becomes of the handle in the object
   */
  public static Optional<Opening> ofGiven(
      TreePath path, Opening handle, Fate fate, VisitorState state) {
    if (!(path.getLeaf() instanceof NewClassTree creation)
        || creation.getClassBody() != null
        || !(ASTHelpers.getSymbol(creation).owner instanceof ClassSymbol type)
        || fate.isUnknown()
        || fate.isExposed()
        || !fate.releases().stream().allMatch(release -> Lifespans.counts(release, state))
        || !OwnEnd.OwnObject.of(type, state).values().isEmpty()) {
      return Optional.empty();
    }
    ImmutableList<VarSymbol> fields =
        fate.variables().stream().filter(Symbols::isField).collect(ImmutableList.toImmutableList());
    ImmutableSet<MethodSymbol> closers = closersOf(fate, state);
    boolean own =
        fields.size() == 1
            && fields.get(0).owner.equals(type)
            && !fields.get(0).isStatic()
            && !closers.isEmpty()
            && closers.stream().allMatch(m -> m.owner.equals(type) && m.getParameters().isEmpty());
    return own && !OwnEnd.closesItself(type, namesOf(closers), state)
        ? starts(fields.get(0), handle, Optional.empty(), fate, state)
            .map(
                s ->
                    asOpening(
                        new Ownership(
                            fields.get(0), handle, Optional.empty(), namesOf(closers), closers, s),
                        type,
                        path))
        : Optional.empty();
  }

  private static Optional<Ownership> owning(
      VarSymbol field,
      Opening opening,
      ImmutableSet<String> closers,
      Set<MethodSymbol> ends,
      VisitorState state) {
    Fate fate = Fates.of(opening, state);
    Optional<MethodSymbol> opener = Symbols.methodAround(opening.path());
    return fate.isUnknown() || !fate.variables().contains(field) || !stays(opening, fate, state)
        ? Optional.empty()
        : starts(field, opening, opener, fate, state)
            .map(s -> new Ownership(field, opening, opener, closers, ImmutableSet.copyOf(ends), s));
  }

  /** Whether the threads stay: no pool, or one that is busy for ever, or one that keeps them. */
  private static boolean stays(Opening opening, Fate fate, VisitorState state) {
    Lifetime lifetime = Fates.asUsed(opening, fate, state).lifetime();
    return lifetime.isPersistent()
        || (lifetime != Lifetime.ENDING && ThreadStarts.stay(fate, state));
  }

  /**
   * The methods whose calls lead to a start of threads.
   *
   * @return empty if none does; no names if the code that does is not in methods of the class
   */
  private static Optional<ImmutableSet<String>> starts(
      VarSymbol field,
      Opening opening,
      Optional<MethodSymbol> opener,
      Fate fate,
      VisitorState state) {
    Set<MethodSymbol> starts = new LinkedHashSet<>();
    if (opener.isPresent() && !opener.get().isConstructor()) {
      addWithCallers(opener.get(), starts, state);
      return Optional.of(namesOf(starts)).filter(names -> !names.isEmpty());
    }
    for (Sink.Use use : fate.uses()) {
      if (ThreadStarts.isStart(use, opening)) {
        Optional<MethodSymbol> method = ownMethod(use.path(), field.owner);
        if (method.isEmpty()) {
          return Optional.of(ImmutableSet.of());
        }
        addWithCallers(method.get(), starts, state);
      }
    }
    ImmutableSet<String> names = namesOf(starts);
    if (opening.startsAtOnce()) {
      names = Sets.union(ImmutableSet.of(Opening.CONSTRUCTOR), names).immutableCopy();
    }
    return Optional.of(names).filter(some -> !some.isEmpty());
  }

  /**
   * The method of the class that some code is in, by whatever lambdas and classes around it.
   *
   * @return empty if it is in none but static ones, or runs at some time after the constructor that
   *     it is in
   */
  private static Optional<MethodSymbol> ownMethod(TreePath code, Symbol type) {
    boolean apart = false;
    for (Tree tree : code) {
      if (tree instanceof MethodTree method && ASTHelpers.getSymbol(method).owner.equals(type)) {
        MethodSymbol symbol = ASTHelpers.getSymbol(method);
        return symbol.isStatic() || (apart && symbol.isConstructor())
            ? Optional.empty()
            : Optional.of(symbol);
      }
      apart |= tree instanceof LambdaExpressionTree || tree instanceof ClassTree;
    }
    return Optional.empty();
  }

  private static void addWithCallers(
      MethodSymbol method, Set<MethodSymbol> methods, VisitorState state) {
    // Also from within functions: `keys.forEach(key -> put(key))`.
    for (MethodSymbol leading :
        Symbols.withOwnCallers(
            method,
            call ->
                Optional.ofNullable(ASTHelpers.findEnclosingNode(call, MethodTree.class))
                    .map(ASTHelpers::getSymbol),
            state)) {
      if (!leading.isPrivate() || leading.isConstructor()) {
        methods.add(leading);
      }
    }
  }

  private static ImmutableSet<String> namesOf(Set<MethodSymbol> methods) {
    ImmutableSet.Builder<String> names = ImmutableSet.builder();
    methods.forEach(method -> names.add(method.getSimpleName().toString()));
    return names.build();
  }
}
