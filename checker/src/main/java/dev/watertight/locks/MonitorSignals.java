package dev.watertight.locks;

import static com.google.common.collect.ImmutableList.toImmutableList;
import static com.google.common.collect.ImmutableSet.toImmutableSet;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.suppliers.Supplier;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.MemberReferenceTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.NewArrayTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.ClassSymbol;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Type;
import com.sun.tools.javac.code.TypeTag;
import dev.watertight.answers.Known;
import dev.watertight.caches.PerCompilation;
import dev.watertight.model.Trait;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Paths;
import dev.watertight.program.Symbols;
import dev.watertight.program.Trees;
import dev.watertight.values.Fate;
import dev.watertight.values.Instances;
import dev.watertight.values.Origins;
import dev.watertight.values.Outsiders;
import dev.watertight.values.ResolvedLibrary;
import dev.watertight.values.Sink;
import dev.watertight.values.Tracked;
import java.util.Collections;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Which calls may wake who waits for a signal, by {@code wait()} or {@code Condition.await()}.
 *
 * <p>A condition is followed wherever it goes. A monitor may have any name, {@code this} included:
 * whatever {@code notify()} in view may be of an object of that class counts, unless both are known
 * to be of different objects. Only code out of view is a matter of where the object goes: who gets
 * hold of it may notify it. The library does not, but for objects of its own, such as threads.
 *
 * @param waiting the wait
 * @param state the compilation
 */
public record MonitorSignals(TreePath waiting, VisitorState state) {
  private static final String CONDITION = "java.util.concurrent.locks.Condition";

  private static final ImmutableSet<String> NOTIFY = ImmutableSet.of("notify", "notifyAll");

  private static final Supplier<ImmutableList<TreePath>> NOTIFICATIONS =
      PerCompilation.of(MonitorSignals::notifications);

  /** What is followed: the values of one type, by whatever name. */
  private record Values(Type type, ResolvedLibrary library) implements Tracked {
    @Override
    public boolean mayBe(Type other) {
      return types().isSubtype(types().erasure(type), types().erasure(other));
    }
  }

  /** Whether a method waits for a signal of a monitor or condition, without a time limit. */
  public static boolean isWait(MethodSymbol method, VisitorState state) {
    return method.getParameters().isEmpty()
        && ResolvedLibrary.of(state).is(method, Trait.AWAITS_SIGNAL)
        && (isOfMonitor(method) || Symbols.isA(method.owner.type, CONDITION, state));
  }

  /**
   * Whether the method is {@code wait()}, of whatever type: javac takes that of an interface for
   * another method than that of {@code Object}, but nobody can override it.
   */
  public static boolean isOfMonitor(MethodSymbol method) {
    return method.getSimpleName().contentEquals("wait") && method.getParameters().isEmpty();
  }

  /** The signals that may end a wait; incomplete if code out of view may give one. */
  public static Known<TreePath> of(TreePath wait, VisitorState state) {
    MonitorSignals signals = new MonitorSignals(wait, state);
    return !CompilationIndex.of(state).isComplete()
        ? Known.unknown()
        : isOfMonitor((MethodSymbol) ASTHelpers.getSymbol(wait.getLeaf()))
            ? signals.ofMonitor()
            : signals.ofCondition();
  }

  private Known<TreePath> ofCondition() {
    Optional<ImmutableSet<TreePath>> makers = makers(waiting, this::isNewCondition);
    if (makers.isEmpty()) {
      return Known.unknown();
    }
    Fate fate =
        Fate.ofExpressions(
            makers.get().asList(), new Instances(CONDITION, ImmutableSet.of(), state), state);
    return new Known<>(
        fate.uses().stream()
            .map(Sink.Use::path)
            .filter(use -> ResolvedLibrary.of(state).is(use.getLeaf(), Trait.SIGNALS))
            .collect(toImmutableSet()),
        fate.escapes().isEmpty() && isHidden(fate));
  }

  private boolean isNewCondition(Tree tree) {
    return tree instanceof MethodInvocationTree call
        && Symbols.isNamed(ASTHelpers.getType(call).tsym, CONDITION)
        && !CompilationIndex.of(state).isInView(ASTHelpers.getSymbol(call));
  }

  private boolean isHidden(Fate fate) {
    return !fate.returned()
        && !fate.isExposed()
        && fate.offers().isEmpty()
        && fate.variables().stream().noneMatch(field -> Outsiders.mayUse(field, state));
  }

  private Known<TreePath> ofMonitor() {
    Optional<ImmutableSet<TreePath>> makers = makers(waiting, MonitorSignals::isCreation);
    ImmutableSet<Type> types = types(makers);
    return types.isEmpty() || !types.stream().allMatch(this::isQuiet)
        ? Known.unknown()
        : new Known<>(
            NOTIFICATIONS.get(state).stream()
                .filter(call -> mayBeOf(call, types, makers))
                .collect(toImmutableSet()),
            types.stream().allMatch(type -> isInView(type, makers)));
  }

  private static boolean isCreation(Tree tree) {
    return tree instanceof NewClassTree || tree instanceof NewArrayTree;
  }

  /** What makes the object of a call, if that names one and all that make it are in view. */
  private Optional<ImmutableSet<TreePath>> makers(TreePath call, Predicate<Tree> isMaker) {
    return Paths.receiver(call)
        .filter(object -> !Symbols.isSelf((ExpressionTree) object.getLeaf()))
        .flatMap(object -> Origins.of(object, isMaker, state));
  }

  /** The classes of the objects that may be waited for; none if they are not known. */
  private ImmutableSet<Type> types(Optional<ImmutableSet<TreePath>> makers) {
    if (makers.isPresent()) {
      return makers.get().stream()
          .map(maker -> ASTHelpers.getType(maker.getLeaf()))
          .collect(toImmutableSet());
    }
    CompilationIndex index = CompilationIndex.of(state);
    return typeOf(waiting).tsym instanceof ClassSymbol type && index.isInView(type)
        ? Stream.concat(Stream.of(type), index.subclasses(type).stream())
            .map(each -> each.type)
            .collect(toImmutableSet())
        : ImmutableSet.of();
  }

  /** The type of the object of a call: that of the class around it, if it names none. */
  private static Type typeOf(TreePath call) {
    Tree object = Symbols.receiver(call.getLeaf());
    return object == null
        ? ASTHelpers.getType(ASTHelpers.findEnclosingNode(call, ClassTree.class))
        : ASTHelpers.getType(object);
  }

  /**
   * Whether no class of a library that the object is of notifies it: a thread does so at its end.
   * Containers and plain objects do not.
   */
  private boolean isQuiet(Type type) {
    for (Type t = type; t != null && t.tsym instanceof ClassSymbol symbol; ) {
      if (!CompilationIndex.of(state).isInView(symbol)) {
        return type.hasTag(TypeTag.ARRAY)
            || symbol.equals(state.getSymtab().objectType.tsym)
            || ResolvedLibrary.of(state).is(t, Trait.REMEMBERS);
      }
      t = symbol.getSuperclass();
    }
    return true;
  }

  /** The calls of {@code notify()} and {@code notifyAll()} in view, of whatever object. */
  private static ImmutableList<TreePath> notifications(VisitorState state) {
    CompilationIndex index = CompilationIndex.of(state);
    return index.units().stream()
        .filter(unit -> NOTIFY.stream().anyMatch(name -> index.isNamedIn(unit, name)))
        .flatMap(
            unit ->
                Trees.pathsIn(
                    new TreePath(unit), MethodInvocationTree.class, MemberReferenceTree.class)
                    .stream())
        .filter(
            call ->
                ASTHelpers.getSymbol(call.getLeaf()) instanceof MethodSymbol method
                    && NOTIFY.contains(method.getSimpleName().toString())
                    && method.getParameters().isEmpty())
        .collect(toImmutableList());
  }

  /** Whether a notification may be one of an object of the classes. */
  private boolean mayBeOf(
      TreePath call, ImmutableSet<Type> types, Optional<ImmutableSet<TreePath>> makers) {
    Type own = state.getTypes().erasure(typeOf(call));
    Optional<ImmutableSet<TreePath>> others = makers(call, MonitorSignals::isCreation);
    return types.stream()
            .anyMatch(type -> state.getTypes().isSubtype(state.getTypes().erasure(type), own))
        && others.filter(made -> made.stream().noneMatch(m -> isOneOf(m, types))).isEmpty()
        && others
            .filter(made -> makers.isPresent())
            .filter(made -> Collections.disjoint(leaves(made), leaves(makers.get())))
            .isEmpty();
  }

  /** Whether what is made is of one of the classes, and not of a superclass of it. */
  private boolean isOneOf(TreePath maker, ImmutableSet<Type> types) {
    return types.stream()
        .anyMatch(
            type ->
                state
                    .getTypes()
                    .isSubtype(
                        state.getTypes().erasure(ASTHelpers.getType(maker.getLeaf())),
                        state.getTypes().erasure(type)));
  }

  private static ImmutableSet<Tree> leaves(ImmutableSet<TreePath> paths) {
    return paths.stream().map(TreePath::getLeaf).collect(toImmutableSet());
  }

  /** Whether no code out of view gets hold of an object of the class which may be waited for. */
  private boolean isInView(Type type, Optional<ImmutableSet<TreePath>> makers) {
    if (CompilationIndex.of(state).isInView(type.tsym) && !Outsiders.isOffered(type.tsym, state)) {
      return true;
    }
    ImmutableList<TreePath> made =
        makers.stream()
            .flatMap(ImmutableSet::stream)
            .filter(m -> ASTHelpers.isSameType(type, ASTHelpers.getType(m.getLeaf()), state))
            .collect(toImmutableList());
    Fate fate = Fate.ofExpressions(made, new Values(type, ResolvedLibrary.of(state)), state);
    return !made.isEmpty()
        && !CompilationIndex.of(state).isInView(type.tsym)
        && isHidden(fate)
        && fate.escapes().stream().allMatch(escape -> isToLibrary(escape.path().getLeaf()));
  }

  /** Whether a class of the JDK gets it. */
  private static boolean isToLibrary(Tree call) {
    Symbol method = ASTHelpers.getSymbol(call);
    return (call instanceof MethodInvocationTree || call instanceof NewClassTree)
        && method.owner.getQualifiedName().toString().startsWith("java.");
  }
}
