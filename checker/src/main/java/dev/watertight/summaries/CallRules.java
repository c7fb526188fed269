package dev.watertight.summaries;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.VisitorState;
import com.google.errorprone.suppliers.Supplier;
import com.sun.tools.javac.code.Flags;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.ClassSymbol;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Type;
import com.sun.tools.javac.code.TypeTag;
import dev.watertight.caches.PerCompilation;
import dev.watertight.model.CallRule;
import dev.watertight.model.CallRule.Conduct;
import dev.watertight.model.Glob;
import dev.watertight.model.Model;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Symbols;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** What calls of methods do that are out of view: what the model says of them. */
public final class CallRules {
  private static final Supplier<Map<MethodSymbol, Optional<Conduct>>> KNOWN =
      PerCompilation.of(state -> new HashMap<>());

  private static final Supplier<Map<Inherited, Optional<Conduct>>> KNOWN_OF_SITES =
      PerCompilation.of(state -> new HashMap<>());

  /* Few classes have many methods: their patterns are asked once for each class. */
  private static final Supplier<Map<Symbol, ImmutableList<CallRule>>> BY_CLASS =
      PerCompilation.of(state -> new HashMap<>());

  /** A method, called on objects of a class that may have inherited it. */
  private record Inherited(ClassSymbol site, MethodSymbol method) {}

  private CallRules() {}

  /** What the model says of a method. */
  static Optional<Conduct> of(MethodSymbol method, VisitorState state) {
    return KNOWN.get(state).computeIfAbsent(method, m -> find(m, state));
  }

  /** What the model says of what a call calls: of the class of its object first. */
  static Optional<Conduct> of(Step.Target target, VisitorState state) {
    return target
        .site()
        .flatMap(site -> ofSite(site, target.method(), state))
        .or(() -> of(target.method(), state));
  }

  /** What a row says of a method where it is called on objects of that very class. */
  private static Optional<Conduct> ofSite(
      ClassSymbol site, MethodSymbol method, VisitorState state) {
    return KNOWN_OF_SITES
        .get(state)
        .computeIfAbsent(new Inherited(site, method), i -> findOfSite(site, method, state));
  }

  private static Optional<Conduct> findOfSite(
      ClassSymbol site, MethodSymbol method, VisitorState state) {
    String owner = site.getQualifiedName().toString();
    return Model.of(state).library().callRules().stream()
        .filter(rule -> rule.owner().equals(owner))
        .filter(rule -> Glob.fits(rule.method(), method.getSimpleName().toString()))
        .map(CallRule::conduct)
        .findFirst();
  }

  static boolean is(MethodSymbol method, Conduct conduct, VisitorState state) {
    return of(method, state).equals(Optional.of(conduct));
  }

  private static Optional<Conduct> find(MethodSymbol method, VisitorState state) {
    String name = method.getSimpleName().toString();
    for (CallRule rule : ofClass(method.enclClass(), state)) {
      if (Glob.fits(rule.method(), name)
          && (rule.conduct() != Conduct.PARSE || takesText(method))) {
        return Optional.of(rule.conduct());
      }
    }
    return Optional.empty();
  }

  /** The rows whose pattern of classes a class fits. */
  private static ImmutableList<CallRule> ofClass(Symbol type, VisitorState state) {
    Map<Symbol, ImmutableList<CallRule>> known = BY_CLASS.get(state);
    ImmutableList<CallRule> rules = known.get(type);
    if (rules == null) {
      String name = type.getQualifiedName().toString();
      ImmutableList.Builder<CallRule> found = ImmutableList.builder();
      for (CallRule rule : Model.of(state).library().callRules()) {
        if (Glob.fits(rule.owner(), name)) {
          found.add(rule);
        }
      }
      rules = found.build();
      known.put(type, rules);
    }
    return rules;
  }

  private static boolean takesText(MethodSymbol method) {
    return !method.getParameters().isEmpty()
        && (Symbols.isNamed(method.getParameters().get(0).type.tsym, "java.lang.String")
            || Symbols.isNamed(method.getParameters().get(0).type.tsym, "java.lang.CharSequence"));
  }

  /** Whether a method ends the process. */
  public static boolean isExit(MethodSymbol method, VisitorState state) {
    return is(method, Conduct.EXIT, state);
  }

  /** Whether a method may change files. */
  public static boolean changesFiles(MethodSymbol method, VisitorState state) {
    return is(method, Conduct.TOUCH, state);
  }

  /** Whether a method throws unless its first argument, a condition, holds. */
  public static boolean isCheck(MethodSymbol method, VisitorState state) {
    return !method.getParameters().isEmpty()
        && method.getParameters().get(0).type.hasTag(TypeTag.BOOLEAN)
        && is(method, Conduct.REFUSE, state);
  }

  /** Whether a method reads text, and throws what nobody has to declare if it makes no sense. */
  public static boolean isParser(MethodSymbol method, VisitorState state) {
    return is(method, Conduct.PARSE, state);
  }

  /** Whether a method throws if what it is given does not fit, and does nothing else. */
  public static boolean refuses(MethodSymbol method, VisitorState state) {
    return is(method, Conduct.REFUSE, state);
  }

  /** Whether an exception says that there is nothing of the name that a call was given. */
  static boolean saysUnnamed(Type exception, VisitorState state) {
    return exception.hasTag(TypeTag.CLASS)
        && Symbols.member(exception.tsym, state.getNames().init, MethodSymbol.class)
            .filter(constructor -> is(constructor, Conduct.UNNAMED, state))
            .isPresent();
  }

  /** Whether a class writes logs. */
  public static boolean isLogger(Symbol type, VisitorState state) {
    return ofClass(type, state).stream().anyMatch(rule -> rule.conduct() == Conduct.LOG);
  }

  /**
   * Whether a method out of view neither calls back, nor interrupts its own thread, nor throws what
   * it is given.
   */
  public static boolean isQuiet(MethodSymbol method, VisitorState state) {
    if (CompilationIndex.of(state).isInView(method)) {
      return false;
    }
    Optional<Conduct> conduct = of(method, state);
    return conduct.filter(c -> c == Conduct.LOG).isPresent()
        || (conduct.isPresent() && !isFunction(method, state));
  }

  /** Whether the method is the one of a functional interface. */
  public static boolean isFunction(MethodSymbol method, VisitorState state) {
    return (method.flags() & Flags.ABSTRACT) != 0
        && !method.isDefault()
        && method.owner instanceof ClassSymbol owner
        && state.getTypes().isFunctionalInterface(owner)
        && !Symbols.isNamed(owner, "java.lang.Comparable")
        && !Symbols.isNamed(owner, "java.lang.AutoCloseable")
        && !Symbols.isNamed(owner, "java.io.Closeable")
        && !Symbols.isNamed(owner, "java.lang.Iterable");
  }
}
