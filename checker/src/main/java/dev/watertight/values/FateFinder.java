package dev.watertight.values;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Iterables;
import com.google.common.collect.Streams;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.BindingPatternTree;
import com.sun.source.tree.MemberReferenceTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Flags;
import com.sun.tools.javac.code.Symbol.ClassSymbol;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import com.sun.tools.javac.code.Type;
import dev.watertight.program.ClosingMethods;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Patterns;
import dev.watertight.program.ReleasingAnnotations;
import dev.watertight.program.Symbols;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Computes {@link Fate}s: a worklist over the variables that a value reaches. */
final class FateFinder {
  /** Beyond this many variables the fate is unknown. */
  private static final int BUDGET = 500;

  /**
   * A variable that holds the handle.
   *
   * @param inside whether the handle is inside the variable's value
   * @param shared whether it came through a field, so that a return of it is a getter's
   * @param entry the call that brought it into the method that declares the variable
   */
  private record Place(
      VarSymbol variable, boolean inside, boolean shared, @Nullable TreePath entry) {}

  private final Tracked tracked;
  private final boolean crossesReturns;
  private final VisitorState state;
  private final CompilationIndex index;
  private final Deque<Place> open = new ArrayDeque<>();
  private final Set<Place> seen = new HashSet<>();
  private final Set<MethodSymbol> getters = new HashSet<>();
  private final ImmutableList.Builder<Sink.Release> releases = ImmutableList.builder();
  private final ImmutableList.Builder<Sink.Escape> escapes = ImmutableList.builder();
  private final ImmutableList.Builder<Sink.Exposure> exposures = ImmutableList.builder();
  private final ImmutableList.Builder<Sink.Exposure> offers = ImmutableList.builder();
  private final ImmutableList.Builder<Sink.Use> uses = ImmutableList.builder();
  private final Set<VarSymbol> variables = new LinkedHashSet<>();
  private final Set<Sink.Return> returns = new LinkedHashSet<>();

  /**
   * A search.
   *
   * @param crossesReturns whether to follow what a method returns to its callers, where all of
   *     those are in view
   */
  FateFinder(Tracked tracked, boolean crossesReturns, VisitorState state) {
    this.tracked = tracked;
    this.crossesReturns = crossesReturns;
    this.state = state;
    this.index = CompilationIndex.of(state);
  }

  Fate ofExpressions(ImmutableList<TreePath> paths) {
    paths.forEach(path -> follow(path, false, false, null));
    return finish();
  }

  Fate ofVariable(VarSymbol variable) {
    reach(new Place(variable, false, Symbols.isField(variable), null));
    return finish();
  }

  private Fate finish() {
    drain();
    // What is in a container that a method returns, no caller opens: it is the same everywhere.
    ImmutableSet<Sink.Return> crossed = crossed();
    while (!crossed.isEmpty()) {
      returns.removeAll(crossed);
      crossed.forEach(this::crossReturn);
      drain();
      crossed = crossed();
    }
    boolean kept = variables.stream().anyMatch(Symbols::isField);
    if (kept) {
      // A lazy getter: the field keeps what the method returns.
      returns.forEach(this::followGetter);
      drain();
    }
    return new Fate(
        releases.build(),
        escapes.build(),
        exposures.build(),
        offers.build(),
        uses.build(),
        ImmutableSet.copyOf(variables),
        kept ? ImmutableSet.of() : ImmutableSet.copyOf(returns));
  }

  private ImmutableSet<Sink.Return> crossed() {
    return returns.stream()
        .filter(
            result ->
                crossesReturns || (result.inside() && !Outsiders.mayCall(result.method(), state)))
        .collect(ImmutableSet.toImmutableSet());
  }

  private void drain() {
    int steps = 0;
    while (!open.isEmpty()) {
      Place place = open.remove();
      if (++steps > BUDGET) {
        ImmutableList<TreePath> mentions = index.mentions(place.variable());
        if (!mentions.isEmpty()) {
          escapes.add(new Sink.Escape(mentions.get(0), "too many aliases"));
        }
        break;
      }
      for (TreePath mention : index.mentions(place.variable())) {
        follow(mention, place.inside(), place.shared(), place.entry());
      }
      if (Symbols.isField(place.variable()) && isUsedOutOfView(place.variable())) {
        index
            .declaration(place.variable())
            .ifPresent(p -> escapes.add(new Sink.Escape(p, "uses out of view")));
      }
    }
  }

  private boolean isUsedOutOfView(VarSymbol field) {
    return (!index.isComplete() && !field.isPrivate()) || NamedMembers.includes(field, state);
  }

  private void follow(TreePath path, boolean inside, boolean shared, @Nullable TreePath entry) {
    for (Sink sink : ValueFlow.sinksOf(path, inside, tracked, state)) {
      if (sink instanceof Sink.Release release) {
        releases.add(release);
      } else if (sink instanceof Sink.Escape escape) {
        escapes.add(escape);
      } else if (sink instanceof Sink.Use use) {
        uses.add(use);
      } else if (sink instanceof Sink.Alias alias) {
        reach(
            new Place(
                alias.variable(),
                alias.inside(),
                shared || Symbols.isField(alias.variable()),
                entryFor(alias, entry)));
      } else if (sink instanceof Sink.Return result) {
        followReturn(result, shared, entry);
      }
    }
  }

  private void reach(Place place) {
    if (!place.inside() || !tracked.isMaker(place.variable().type)) {
      variables.add(place.variable());
    }
    if (seen.add(place)) {
      open.add(place);
    }
    compactField(place.variable()).ifPresent(f -> reach(new Place(f, place.inside(), true, null)));
    VarSymbol field = place.variable();
    if (!Symbols.isField(field)) {
      return;
    }
    if (!place.inside()) {
      releasedByAnnotation(field).ifPresent(releases::add);
    }
    if (!index.isInView(field)) {
      escapes.add(new Sink.Escape(state.getPath(), "field out of view"));
    } else if (Symbols.isOpenToOthers(field)) {
      exposures.add(new Sink.Exposure(index.declaration(field).orElse(state.getPath())));
    }
    if (isRecordComponent(field)) {
      index.deconstructions(field.owner).forEach(p -> followPattern(p, place));
      Symbols.member(field.owner, field.name, MethodSymbol.class)
          .filter(accessor -> accessor.getParameters().isEmpty())
          .ifPresent(accessor -> followGetter(accessor, place.inside(), state.getPath()));
    }
  }

  /** The release of what a field holds that an annotation of the field asks for. */
  private Optional<Sink.Release> releasedByAnnotation(VarSymbol field) {
    return ReleasingAnnotations.of(state)
        .methodFor(field)
        .filter(name -> mayRelease(field.type, name))
        .flatMap(name -> index.declaration(field).map(path -> new Sink.Release(path, name)));
  }

  /** Whether a method of that name releases it; the one at run time may have one that is new. */
  private boolean mayRelease(Type type, String name) {
    ImmutableList<MethodSymbol> methods =
        Streams.stream(
                state
                    .getTypes()
                    .membersClosure(type, /* skipInterface= */ false)
                    .getSymbolsByName(state.getName(name), MethodSymbol.class::isInstance))
            .map(MethodSymbol.class::cast)
            .collect(ImmutableList.toImmutableList());
    return methods.isEmpty()
        ? ClosingMethods.of(state).isNamedSo(name)
        : methods.stream().anyMatch(tracked::isRelease);
  }

  /** A parameter is entered through its call; a local keeps the call of the method around it. */
  private static @Nullable TreePath entryFor(Sink.Alias alias, @Nullable TreePath entry) {
    if (Symbols.isField(alias.variable())) {
      return null;
    }
    boolean parameter = (alias.variable().flags() & Flags.PARAMETER) != 0;
    boolean call =
        alias.path().getLeaf() instanceof MethodInvocationTree
            || alias.path().getLeaf() instanceof NewClassTree;
    return parameter && call ? alias.path() : entry;
  }

  private void followReturn(Sink.Return result, boolean shared, @Nullable TreePath entry) {
    if (entry != null
        && ASTHelpers.getSymbol(entry.getLeaf()) instanceof MethodSymbol called
        && called.getSimpleName().equals(result.method().getSimpleName())) {
      // Handed in and handed back: `return check(pool)`.
      follow(entry, result.inside(), shared, null);
    } else if (shared) {
      followGetter(result);
    } else {
      returns.add(result);
    }
  }

  private void crossReturn(Sink.Return result) {
    MethodSymbol method = result.method();
    if (Symbols.isOpenToOthers(method) || (!index.isComplete() && !method.isPrivate())) {
      escapes.add(new Sink.Escape(result.path(), "returned"));
    } else {
      followGetter(result);
    }
  }

  private void followGetter(Sink.Return result) {
    if (Outsiders.mayCall(result.method(), state)) {
      offers.add(new Sink.Exposure(result.path()));
    }
    followGetter(result.method(), result.inside(), result.path());
  }

  private void followGetter(MethodSymbol getter, boolean inside, TreePath path) {
    if (!getters.add(getter)) {
      return;
    }
    Set<MethodSymbol> names =
        getter.isStatic() ? Set.of() : ASTHelpers.findSuperMethods(getter, state.getTypes());
    if (!index.isComplete()
        || NamedMembers.includes(getter, state)
        || !names.stream().allMatch(name -> isOnly(getter, name))) {
      escapes.add(new Sink.Escape(path, "getter"));
      return;
    }
    if (Symbols.isOpenToOthers(getter)) {
      exposures.add(new Sink.Exposure(path));
    }
    for (TreePath mention :
        Iterables.concat(
            index.mentions(getter),
            Iterables.concat(Iterables.transform(names, index::mentions)))) {
      TreePath parent = mention.getParentPath();
      if (mention.getLeaf() instanceof MemberReferenceTree) {
        escapes.add(new Sink.Escape(mention, "getter"));
      } else if (parent.getLeaf() instanceof MethodInvocationTree) {
        follow(parent, inside, true, null);
      }
    }
  }

  /** Whether a method is all that there is of an abstract one which nobody else can name. */
  private boolean isOnly(MethodSymbol method, MethodSymbol named) {
    return index.isInView(named)
        && (named.flags() & Flags.ABSTRACT) != 0
        && !Symbols.isOpenToOthers(named)
        && index.overriders(named).equals(ImmutableList.of(method))
        && !state.getTypes().isFunctionalInterface(named.owner.type);
  }

  /** A variable of a record pattern receives what is in the component in its place. */
  private void followPattern(TreePath pattern, Place component) {
    int position =
        Iterables.indexOf(
            ((ClassSymbol) component.variable().owner).getRecordComponents(),
            c -> c.name.equals(component.variable().name));
    Optional<Tree> part = Patterns.part(pattern.getLeaf(), position);
    if (part.isPresent() && part.get() instanceof BindingPatternTree binding) {
      VarSymbol variable = ASTHelpers.getSymbol(binding.getVariable());
      reach(new Place(variable, component.inside(), true, null));
    } else if (!part.filter(Patterns::ignoresValue).isPresent()) {
      escapes.add(new Sink.Escape(pattern, "record pattern"));
    }
  }

  private static boolean isRecordComponent(VarSymbol field) {
    return (field.owner.flags() & Flags.RECORD) != 0 && !field.isStatic();
  }

  /** The field into which a compact constructor puts its parameter at its end. */
  private static Optional<VarSymbol> compactField(VarSymbol parameter) {
    if (!(parameter.owner instanceof MethodSymbol method)
        || (method.flags() & Flags.COMPACT_RECORD_CONSTRUCTOR) == 0
        || (parameter.flags() & Flags.PARAMETER) == 0) {
      return Optional.empty();
    }
    return Symbols.member(method.owner, parameter.name, VarSymbol.class);
  }
}
