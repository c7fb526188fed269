package dev.watertight.program;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.suppliers.Supplier;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Flags;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.ClassSymbol;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Symbol.TypeSymbol;
import com.sun.tools.javac.code.Symtab;
import com.sun.tools.javac.code.Type;
import com.sun.tools.javac.code.Types;
import com.sun.tools.javac.comp.AttrContext;
import com.sun.tools.javac.comp.Enter;
import com.sun.tools.javac.comp.Env;
import com.sun.tools.javac.tree.JCTree;
import com.sun.tools.javac.util.Context;
import com.sun.tools.javac.util.Name;
import com.sun.tools.javac.util.Names;
import com.sun.tools.javac.util.Options;
import dev.watertight.caches.PerCompilation;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What the units of one javac run say about symbols, looked up on demand.
 *
 * <p>Private members are looked for in their own unit only, others in the units that say their
 * name.
 */
public final class CompilationIndex {
  private static final Supplier<CompilationIndex> INSTANCE =
      PerCompilation.of(state -> new CompilationIndex(state.context));

  private final Context context;
  private final Types types;
  private final boolean complete;
  private final IdentityHashMap<CompilationUnitTree, UnitIndex> indexes = new IdentityHashMap<>();
  private final Map<ClassSymbol, ImmutableSet<ClassSymbol>> subclasses = new HashMap<>();
  private @Nullable ImmutableList<CompilationUnitTree> units;
  private @Nullable UnitsByName names;

  private CompilationIndex(Context context) {
    this.context = context;
    this.types = Types.instance(context);
    this.complete = "simple".equals(Options.instance(context).get("compilePolicy"));
  }

  /** The index of this compilation. */
  public static CompilationIndex of(VisitorState state) {
    return INSTANCE.get(state);
  }

  /** Whether every unit of the compilation can be read: not so under policies other than simple. */
  public boolean isComplete() {
    return complete;
  }

  /** Where a variable or method is named, in every unit that can name it. */
  public ImmutableList<TreePath> mentions(Symbol symbol) {
    return collect(symbol, index -> index.mentions(symbol));
  }

  /** Where some code names a variable or method. */
  public ImmutableList<TreePath> mentionsIn(Tree code, Symbol symbol) {
    return mentions(symbol).stream()
        .filter(mention -> Paths.isInside(mention, code))
        .collect(ImmutableList.toImmutableList());
  }

  /** Where a method is called. */
  public ImmutableList<TreePath> calls(MethodSymbol method) {
    return mentions(method).stream()
        .map(TreePath::getParentPath)
        .filter(
            path ->
                path.getLeaf() instanceof MethodInvocationTree call
                    && method.equals(ASTHelpers.getSymbol(call)))
        .collect(ImmutableList.toImmutableList());
  }

  /** The {@code new} expressions of a class, anonymous subclasses included. */
  public ImmutableList<TreePath> creations(ClassSymbol type) {
    return collect(type, index -> index.creations(type));
  }

  /** The patterns that take the components of the record out. */
  public ImmutableList<TreePath> deconstructions(Symbol type) {
    return collect(type, index -> index.deconstructions(type));
  }

  /** The lambdas and method references in view that implement a functional interface. */
  public ImmutableList<TreePath> functions(ClassSymbol type) {
    ImmutableList.Builder<TreePath> found = ImmutableList.builder();
    for (CompilationUnitTree unit : unitsWithFunctions(type)) {
      found.addAll(index(unit).functions(type));
    }
    return found.build();
  }

  private List<CompilationUnitTree> unitsWithFunctions(ClassSymbol type) {
    Optional<CompilationUnitTree> own = environment(type).map(env -> env.toplevel);
    return own.isPresent() && (!complete || !Symbols.isVisibleElsewhere(type))
        ? ImmutableList.of(own.get())
        : names().functions(type);
  }

  /** The direct and indirect subclasses in view. */
  public ImmutableSet<ClassSymbol> subclasses(ClassSymbol type) {
    ImmutableSet<ClassSymbol> known = subclasses.get(type);
    if (known == null) {
      known = findSubclasses(type);
      subclasses.put(type, known);
    }
    return known;
  }

  private ImmutableSet<ClassSymbol> findSubclasses(ClassSymbol type) {
    Set<ClassSymbol> found = new LinkedHashSet<>();
    Deque<ClassSymbol> open = new ArrayDeque<>(List.of(type));
    if (complete && !isInView(type)) {
      // Through classes of a library: `extends LinkedBlockingQueue` for `Queue`.
      for (ClassSymbol extended : names().extended()) {
        if (!extended.equals(type) && !isInView(extended) && extended.isSubClass(type, types)) {
          open.add(extended);
        }
      }
    }
    while (!open.isEmpty()) {
      ClassSymbol next = open.remove();
      if ((next.flags() & Flags.FINAL) == 0) {
        for (ClassSymbol subclass : collectSubclasses(next)) {
          if (found.add(subclass)) {
            open.add(subclass);
          }
        }
      }
    }
    return ImmutableSet.copyOf(found);
  }

  /** The methods in view that override this one, itself not included. */
  public ImmutableList<MethodSymbol> overriders(MethodSymbol method) {
    if (isEffectivelyFinal(method)) {
      return ImmutableList.of();
    }
    ImmutableList.Builder<MethodSymbol> found = ImmutableList.builder();
    for (ClassSymbol subclass : subclasses((ClassSymbol) method.owner)) {
      for (Symbol member : subclass.members().getSymbolsByName(method.name)) {
        if (member instanceof MethodSymbol other
            && other.overrides(method, subclass, types, false)) {
          found.add(other);
        }
      }
    }
    return found.build();
  }

  public static boolean isEffectivelyFinal(MethodSymbol method) {
    return method.isStatic()
        || method.isConstructor()
        || method.isPrivate()
        || (method.flags() & Flags.FINAL) != 0
        || (method.owner.flags() & (Flags.FINAL | Flags.RECORD)) != 0;
  }

  /** Where a symbol is declared, if in the source of this compilation. */
  public Optional<TreePath> declaration(Symbol symbol) {
    if (symbol == null || !isInView(symbol)) {
      return Optional.empty();
    }
    return environment(symbol).map(env -> index(env.toplevel).declaration(symbol));
  }

  /** Whether the symbol's class is compiled from source in this run. */
  public boolean isInView(Symbol symbol) {
    ClassSymbol type = symbol.enclClass();
    return type != null && Enter.instance(context).getEnv(type) != null;
  }

  /**
   * The units that get a value of a type that the predicate accepts: by {@code new}, by a call, or
   * as a parameter.
   */
  public ImmutableSet<CompilationUnitTree> unitsGetting(Predicate<Type> type) {
    return unitsOf(names().getting(), type);
  }

  /** The units that make a value of such a type by {@code new}. */
  public ImmutableSet<CompilationUnitTree> unitsMaking(Predicate<Type> type) {
    return unitsOf(names().making(), type);
  }

  private ImmutableSet<CompilationUnitTree> unitsOf(
      Map<TypeSymbol, List<CompilationUnitTree>> byType, Predicate<Type> type) {
    Set<CompilationUnitTree> found = new HashSet<>();
    byType.forEach(
        (candidate, units) -> {
          if (type.test(candidate.type)) {
            found.addAll(units);
          }
        });
    return units().stream().filter(found::contains).collect(ImmutableSet.toImmutableSet());
  }

  private ImmutableList<TreePath> collect(
      Symbol symbol, Function<UnitIndex, List<TreePath>> lookUp) {
    ImmutableList.Builder<TreePath> found = ImmutableList.builder();
    for (CompilationUnitTree unit : unitsNaming(symbol)) {
      found.addAll(lookUp.apply(index(unit)));
    }
    return found.build();
  }

  private List<ClassSymbol> collectSubclasses(ClassSymbol type) {
    Optional<CompilationUnitTree> own = environment(type).map(env -> env.toplevel);
    return complete && (own.isEmpty() || units().contains(own.get()))
        ? names().subclasses(type)
        : namesIn(own.map(ImmutableList::of).orElseGet(this::units)).subclasses(type);
  }

  /** The unit of the symbol and those that say its name; a constructor's is that of its class. */
  private List<CompilationUnitTree> unitsNaming(Symbol symbol) {
    Name name = symbol.isConstructor() ? symbol.owner.name : symbol.name;
    Optional<CompilationUnitTree> own = environment(symbol).map(env -> env.toplevel);
    if (own.isEmpty()) {
      return names().naming(name);
    }
    if (!complete || !Symbols.isVisibleElsewhere(symbol)) {
      return ImmutableList.of(own.get());
    }
    List<CompilationUnitTree> naming = names().naming(name);
    return naming.contains(own.get())
        ? naming
        : ImmutableList.<CompilationUnitTree>builder().addAll(naming).add(own.get()).build();
  }

  /** Whether any unit in view says the name, of whatever it is. */
  public boolean isNamed(String name) {
    return !names().naming(Names.instance(context).fromString(name)).isEmpty();
  }

  /** Whether a unit says the name, of whatever it is. */
  public boolean isNamedIn(CompilationUnitTree unit, String name) {
    return names().naming(Names.instance(context).fromString(name)).contains(unit);
  }

  private Optional<Env<AttrContext>> environment(Symbol symbol) {
    ClassSymbol type = symbol.enclClass();
    // The class of arrays has no outermost class.
    return type == null || Enter.instance(context).getEnv(type) == null
        ? Optional.empty()
        : Optional.ofNullable(Enter.instance(context).getEnv(type.outermostClass()));
  }

  private UnitIndex index(CompilationUnitTree unit) {
    return indexes.computeIfAbsent(unit, UnitIndex::of);
  }

  private UnitsByName names() {
    UnitsByName known = names;
    if (known == null) {
      known = namesIn(units());
      names = known;
    }
    return known;
  }

  private static UnitsByName namesIn(ImmutableList<CompilationUnitTree> units) {
    return UnitsByName.of(units, tree -> false, (unit, tree) -> {});
  }

  /**
   * Selects calls, creations, method references and variables: of every unit of the compilation if
   * this is the first question and all can be read, since then the same pass finds out the names;
   * else of one unit.
   *
   * @param unit the unit to read in any case
   * @param test what to select
   * @param selected is told of each of those, with its unit
   * @return the units that were read
   */
  public ImmutableList<CompilationUnitTree> select(
      CompilationUnitTree unit,
      Predicate<JCTree> test,
      BiConsumer<CompilationUnitTree, TreePath> selected) {
    if (complete && names == null && units().contains(unit)) {
      names = UnitsByName.of(units(), test, selected);
      return units();
    }
    UnitsByName unused = UnitsByName.of(ImmutableList.of(unit), test, selected);
    return ImmutableList.of(unit);
  }

  /** The units of this compilation. */
  public ImmutableList<CompilationUnitTree> units() {
    ImmutableList<CompilationUnitTree> known = units;
    if (known == null) {
      Set<CompilationUnitTree> found = new LinkedHashSet<>();
      Enter enter = Enter.instance(context);
      for (ClassSymbol type : Symtab.instance(context).getAllClasses()) {
        if (type.sourcefile != null && type.owner instanceof Symbol.PackageSymbol) {
          Env<AttrContext> env = enter.getEnv(type);
          if (env != null) {
            found.add(env.toplevel);
          }
        }
      }
      known = ImmutableList.copyOf(found);
      units = known;
    }
    return known;
  }
}
