package dev.watertight.handles;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.suppliers.Supplier;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.MemberReferenceTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol.ClassSymbol;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.caches.PerCompilation;
import dev.watertight.model.HandleKind;
import dev.watertight.model.Lifetime;
import dev.watertight.model.Opener;
import dev.watertight.model.Role;
import dev.watertight.model.Trait;
import dev.watertight.program.Arguments;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Graphs;
import dev.watertight.program.Paths;
import dev.watertight.program.Symbols;
import dev.watertight.values.Fate;
import dev.watertight.values.Origins;
import dev.watertight.values.ResolvedLibrary;
import dev.watertight.values.Returns;
import dev.watertight.values.Values;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Recognises the expressions that open a handle: the model's constructors and factories, and
 * methods in view that return what they opened.
 */
public final class Openings {
  private static final Supplier<Openings> INSTANCE = PerCompilation.of(state -> new Openings());
  private static final int LONGEST_ARGUMENT = 24;

  /** A handle may be made from another through so many methods. */
  private static final int DEPTH = 4;

  private static final Splitter STARTS = Splitter.on(',').omitEmptyStrings();

  /** A framework calls methods with such an annotation, and owns what they return. */
  private static final ImmutableSet<String> PROVIDERS =
      ImmutableSet.of("Bean", "Produces", "Provides", "Singleton");

  private final Map<MethodSymbol, Optional<Opening>> factories = new HashMap<>();
  private final Set<VarSymbol> followed = new HashSet<>();

  private Openings() {}

  /** The opening whose value the expression certainly is, kept by nobody else. */
  static Optional<Opening> freshAt(TreePath path, VisitorState state) {
    return INSTANCE.get(state).fresh(path, state);
  }

  /** What a method in view opens and returns, whoever calls it. */
  public static Optional<Opening> ofMethod(MethodSymbol method, VisitorState state) {
    return method.getReturnType().tsym instanceof ClassSymbol type
            && (Handles.of(state).kindOf(type.type).isPresent() || Owners.isCandidate(type, state))
        ? INSTANCE.get(state).ofFactory(method, state)
        : Optional.empty();
  }

  /** What the expression opens, if it opens a handle. */
  public static Optional<Opening> at(TreePath path, VisitorState state) {
    return INSTANCE.get(state).find(path, state);
  }

  private Optional<Opening> find(TreePath path, VisitorState state) {
    Tree leaf = path.getLeaf();
    if (!(leaf instanceof NewClassTree
            || leaf instanceof MethodInvocationTree
            || leaf instanceof MemberReferenceTree)
        || !(ASTHelpers.getSymbol(leaf) instanceof MethodSymbol method)) {
      return Optional.empty();
    }
    Handles handles = Handles.of(state);
    Optional<HandleKind> kind = handles.kindOf(Opening.typeOf(leaf));
    if (kind.isEmpty()) {
      return findOwner(path, method, state);
    }
    Optional<Opening> opening =
        handles
            .openerOf(method)
            .filter(o -> !(method.isConstructor() && leaf instanceof MethodInvocationTree))
            .map(
                o ->
                    new Opening(
                        path,
                        kind.get(),
                        o.lifetime(),
                        describe(path, o, state),
                        ImmutableSet.copyOf(STARTS.split(o.start())),
                        path));
    if (method.isConstructor()) {
      return opening.map(
          o ->
              (leaf instanceof NewClassTree creation && OwnEnd.isCoreless(creation, state))
                      || OwnEnd.isIn(method, o.kind(), state)
                      || Makers.mayEnd(path, method, state)
                  ? o.withLifetime(Lifetime.ENDING)
                  : o);
    }
    if (opening.isPresent()
        && (hasNoCore(leaf, method, state)
            || endsWithReceiver(path, method, DEPTH, state)
            || Makers.mayEnd(path, method, state))) {
      return opening.map(o -> o.withLifetime(Lifetime.ENDING));
    }
    if (opening.isPresent() || Symbols.isAnnotated(method, "NotOwning")) {
      return opening;
    }
    if (Symbols.isAnnotated(method, "MustBeClosed")) {
      return Optional.of(
          new Opening(
              path,
              kind.get(),
              Lifetime.PERSISTENT,
              kind.get().noun().replace('_', ' ') + " of " + method.getSimpleName() + "()",
              ImmutableSet.of(),
              path));
    }
    return ofFactory(method, state).map(o -> o.through(path));
  }

  /** What makes an object that owns a handle: its constructor, or a factory in view. */
  private Optional<Opening> findOwner(TreePath path, MethodSymbol method, VisitorState state) {
    if (method.isConstructor()) {
      return path.getLeaf() instanceof MethodInvocationTree
          ? Optional.empty()
          : Owners.at(path, method, state);
    }
    return method.getReturnType().tsym instanceof ClassSymbol type
            && Owners.isCandidate(type, state)
            && !Symbols.isAnnotated(method, "NotOwning")
        ? ofFactory(method, state).map(o -> o.through(path))
        : Optional.empty();
  }

  /** Whether a factory makes a pool of as many threads as are given, which are none. */
  private static boolean hasNoCore(Tree tree, MethodSymbol factory, VisitorState state) {
    return ResolvedLibrary.of(state).is(factory, Trait.WORKERS_GIVEN)
        && ResolvedLibrary.of(state)
            .callOf(tree, CompilationIndex.of(state))
            .filter(
                call ->
                    call.arguments().stream()
                        .limit(1)
                        .noneMatch(core -> OwnEnd.mayBeZero(core, state)))
            .isEmpty();
  }

  /**
   * Whether what the call makes ends with a handle that it is made from, and that is opened in
   * view: whether that one is released is asked of itself.
   */
  private static boolean endsWithReceiver(
      TreePath call, MethodSymbol method, int depth, VisitorState state) {
    return depth > 0
        && ResolvedLibrary.of(state).is(method, Trait.ENDS_WITH_RECEIVER)
        && (Paths.receiver(call).filter(r -> isFromHandle(r, depth - 1, state)).isPresent()
            || isGivenToHandle(call, depth - 1, state));
  }

  private static boolean isFromHandle(TreePath receiver, int depth, VisitorState state) {
    return Origins.of(receiver, tree -> isOfHandle(tree, state), state).stream()
        .flatMap(Collection::stream)
        .anyMatch(
            origin ->
                at(origin, state).isPresent()
                    || endsWithReceiver(
                        origin,
                        (MethodSymbol) ASTHelpers.getSymbol(origin.getLeaf()),
                        depth,
                        state));
  }

  /** Whether a call makes a handle, or what ends with the one that it is called on. */
  private static boolean isOfHandle(Tree tree, VisitorState state) {
    return tree instanceof MethodInvocationTree
        && (Handles.of(state).kindOf(ASTHelpers.getType(tree)).isPresent()
            || ResolvedLibrary.of(state).is(tree, Trait.ENDS_WITH_RECEIVER));
  }

  /** Whether code is in a function that such a handle runs: {@code context.run(() -> ..)}. */
  private static boolean isGivenToHandle(TreePath code, int depth, VisitorState state) {
    Optional<HandleKind> kind = Handles.of(state).kindOf(ASTHelpers.getType(code.getLeaf()));
    for (TreePath p = code; p.getParentPath() != null; p = p.getParentPath()) {
      Optional<TreePath> runner =
          p.getLeaf() instanceof LambdaExpressionTree
              ? Paths.receiver(p.getParentPath())
              : Optional.empty();
      if (runner.isPresent()
          && Handles.of(state).kindOf(ASTHelpers.getType(runner.get().getLeaf())).equals(kind)) {
        return isFromHandle(runner.get(), depth, state);
      }
    }
    return false;
  }

  private static String describe(TreePath path, Opener opener, VisitorState state) {
    List<? extends ExpressionTree> arguments = Arguments.of(path.getLeaf());
    String text = opener.description();
    for (int i = 0; i < 10 && text.contains("{"); i++) {
      String slot = "{" + i + "}";
      String source = i < arguments.size() ? sourceOf(path, arguments.get(i), state) : "";
      boolean shown = !source.isEmpty() && source.length() <= LONGEST_ARGUMENT;
      if (shown && source.equals("1")) {
        text = text.replace(slot + " platform threads", "1 platform thread");
      }
      text = shown ? text.replace(slot, source) : text.replace("of " + slot + " ", "of ");
    }
    return text;
  }

  private static String sourceOf(TreePath path, ExpressionTree argument, VisitorState state) {
    if (ASTHelpers.constValue(argument) instanceof Integer value) {
      return value.toString();
    }
    if (!ASTHelpers.getType(argument).isPrimitive()) {
      return "";
    }
    String source = state.withPath(path).getSourceForNode(argument);
    return source == null || source.contains("\n") ? "" : source;
  }

  /** The opening inside a method in view that returns a fresh handle on every return. */
  private Optional<Opening> ofFactory(MethodSymbol method, VisitorState state) {
    Optional<Opening> known = factories.get(method);
    if (known == null) {
      // A recursive factory is none.
      factories.put(method, Optional.empty());
      known = inferFactory(method, state);
      factories.put(method, known);
    }
    return known;
  }

  private Optional<Opening> inferFactory(MethodSymbol method, VisitorState state) {
    CompilationIndex index = CompilationIndex.of(state);
    Optional<TreePath> declaration = index.declaration(method);
    if (declaration.isEmpty()
        || PROVIDERS.stream().anyMatch(name -> Symbols.isAnnotated(method, name))
        || !(declaration.get().getLeaf() instanceof MethodTree tree)
        || tree.getBody() == null
        || !index.overriders(method).isEmpty()) {
      return Optional.empty();
    }
    Optional<Opening> found = Optional.empty();
    for (TreePath returned : Returns.in(declaration.get())) {
      if (Values.isNull(returned)) {
        continue;
      }
      Optional<Opening> fresh = fresh(returned, state);
      if (fresh.isEmpty()) {
        return Optional.empty();
      }
      if (found.isEmpty() || !fresh.get().lifetime().isPersistent()) {
        found = fresh;
      }
    }
    return found;
  }

  /** The opening whose value this expression certainly is, kept by nobody else. */
  private Optional<Opening> fresh(TreePath path, VisitorState state) {
    Optional<Opening> first = Optional.empty();
    for (TreePath each : Values.alternatives(path)) {
      Optional<Opening> opening = freshOne(each, state);
      if (opening.isEmpty()) {
        return opening;
      }
      first = first.or(() -> opening);
    }
    return first;
  }

  private Optional<Opening> freshOne(TreePath path, VisitorState state) {
    Tree leaf = path.getLeaf();
    Optional<Opening> opening = find(path, state);
    if (opening.isPresent()) {
      return opening;
    }
    if (isWrapper(leaf, state)) {
      return fresh(new TreePath(path, Arguments.of(leaf).get(0)), state);
    }
    return ASTHelpers.getSymbol(leaf) instanceof VarSymbol variable
            && variable.owner instanceof MethodSymbol
        ? freshLocal(variable, path, state)
        : Optional.empty();
  }

  private Optional<Opening> freshLocal(VarSymbol variable, TreePath path, VisitorState state) {
    if (!followed.add(variable)) {
      // `pool = wrap(pool)`: the other values decide.
      return Optional.empty();
    }
    Optional<Opening> found = Optional.empty();
    try {
      for (TreePath value : Values.assignedTo(variable, state)) {
        if (!Values.isNull(value) && !isWrapped(variable, value, state)) {
          found = fresh(value, state);
          if (found.isEmpty()) {
            return found;
          }
        }
      }
    } finally {
      followed.remove(variable);
    }
    if (found.isEmpty()) {
      return found;
    }
    Fate fate = Fates.of(found.get(), state);
    boolean elsewhere =
        fate.variables().stream().anyMatch(v -> !(v.owner instanceof MethodSymbol))
            || !fate.escapes().isEmpty()
            || fate.releases().stream().anyMatch(r -> isKept(r.path(), path));
    return elsewhere
        ? Optional.empty()
        : found
            .map(o -> Fates.asUsed(o, fate, state))
            .map(o -> isStarted(fate, o, path, state) ? o.started() : o);
  }

  private static boolean isStarted(Fate fate, Opening opening, TreePath path, VisitorState state) {
    return Graphs.bodyAround(path)
        .filter(body -> ThreadStarts.isCertain(fate, opening, body, state))
        .isPresent();
  }

  /** Whether a release is a function, which is kept for later. */
  private static boolean isKept(TreePath release, TreePath path) {
    return release.getLeaf() instanceof MemberReferenceTree || !Graphs.areTogether(release, path);
  }

  /** Whether a value is the variable's own, in a wrapper: {@code pool = decorate(pool)}. */
  private static boolean isWrapped(VarSymbol variable, TreePath value, VisitorState state) {
    return isWrapper(value.getLeaf(), state)
        && variable.equals(ASTHelpers.getSymbol(Arguments.of(value.getLeaf()).get(0)));
  }

  private static boolean isWrapper(Tree tree, VisitorState state) {
    return tree instanceof MethodInvocationTree call
        && !call.getArguments().isEmpty()
        && ResolvedLibrary.of(state).does(call, 0, Role.WRAP);
  }
}
