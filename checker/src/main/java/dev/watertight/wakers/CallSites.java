package dev.watertight.wakers;

import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Iterables;
import com.google.errorprone.VisitorState;
import com.google.errorprone.suppliers.Supplier;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.MemberReferenceTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol.ClassSymbol;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Type;
import com.sun.tools.javac.util.Name;
import dev.watertight.answers.Known;
import dev.watertight.caches.PerCompilation;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Graphs;
import dev.watertight.program.Resources;
import dev.watertight.tasks.Runnables;
import dev.watertight.tasks.Task;
import dev.watertight.tasks.TaskStarts;
import dev.watertight.tasks.Tasks;
import dev.watertight.values.Fate;
import dev.watertight.values.Sink;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The places that lead to a piece of code: the calls of its method, also through the interfaces it
 * implements, the calls and starts of its function, and the places that lead to those.
 *
 * <p>Where code out of view gets the function, or calls the method as one of its own interface's,
 * the answer is incomplete. A public method is not: who calls it from out of view does so on his
 * own account.
 */
public final class CallSites {
  /** Beyond this many places the answer is incomplete. */
  private static final int BUDGET = 200;

  /* The places that lead to a body. */
  private static final Supplier<Map<Asked, Known<TreePath>>> KNOWN =
      PerCompilation.of(state -> new HashMap<>());

  private record Asked(Tree body, boolean inThread) {}

  private final VisitorState state;
  private final boolean inThread;
  private final Predicate<TreePath> isFirst;
  private final CompilationIndex index;
  private final Deque<TreePath> open = new ArrayDeque<>();
  private final Set<Tree> read = new HashSet<>();
  private final Set<TreePath> found = new LinkedHashSet<>();
  private boolean isComplete = true;

  private CallSites(boolean inThread, Predicate<TreePath> isFirst, VisitorState state) {
    this.inThread = inThread;
    this.isFirst = isFirst;
    this.state = state;
    this.index = CompilationIndex.of(state);
  }

  /** The place itself, and all that lead to it. */
  public static Known<TreePath> leadingTo(TreePath place, VisitorState state) {
    return leadingTo(place, false, state);
  }

  /**
   * The same, without those that lead to certain places; the place is no method reference.
   *
   * @param isFirst whether it does not matter what leads to a place
   */
  static Known<TreePath> leadingTo(
      TreePath place, Predicate<TreePath> isFirst, VisitorState state) {
    CallSites sites = new CallSites(false, isFirst, state);
    sites.add(place);
    return sites.find();
  }

  /** Those of them that lead there in the thread which comes to them: no starts of others. */
  public static Known<TreePath> inThread(TreePath place, VisitorState state) {
    return leadingTo(place, true, state);
  }

  private static Known<TreePath> leadingTo(TreePath place, boolean inThread, VisitorState state) {
    if (place.getLeaf() instanceof MemberReferenceTree) {
      CallSites sites = new CallSites(inThread, p -> false, state);
      sites.ofFunction(place, sites.functionOf(place));
      return sites.find();
    }
    Known<TreePath> itself = Known.all(ImmutableSet.of(place));
    return Graphs.bodyAround(place)
        .map(body -> itself.and(leadingToBody(body, inThread, state)))
        .orElse(itself);
  }

  private static Known<TreePath> leadingToBody(
      TreePath body, boolean inThread, VisitorState state) {
    Asked asked = new Asked(body.getLeaf(), inThread);
    Known<TreePath> known = KNOWN.get(state).get(asked);
    if (known == null) {
      CallSites sites = new CallSites(inThread, p -> false, state);
      sites.climb(body);
      known = sites.find();
      KNOWN.get(state).put(asked, known);
    }
    return known;
  }

  private Known<TreePath> find() {
    while (!open.isEmpty() && found.size() < BUDGET) {
      TreePath place = open.remove();
      if (!isFirst.test(place)) {
        Graphs.bodyAround(place).ifPresent(this::climb);
      }
    }
    return new Known<>(ImmutableSet.copyOf(found), isComplete && open.isEmpty());
  }

  private void add(TreePath place) {
    if (found.add(place)) {
      open.add(place);
    }
  }

  private void climb(TreePath body) {
    if (!read.add(body.getLeaf())) {
      return;
    }
    if (body.getLeaf() instanceof LambdaExpressionTree) {
      ofFunction(body, functionOf(body));
    } else if (body.getLeaf() instanceof MethodTree tree) {
      ofMethod(body, ASTHelpers.getSymbol(tree));
    }
  }

  private void ofMethod(TreePath declaration, MethodSymbol method) {
    ofMentions(method);
    Resources.closedBy(method, state).forEach(this::add);
    boolean isOfOthers = false;
    for (MethodSymbol overridden : ASTHelpers.findSuperMethods(method, state.getTypes())) {
      ofMentions(overridden);
      isOfOthers |= !index.isInView(overridden);
      isComplete &= index.isInView(overridden) || !isHook(overridden);
    }
    if (isOfOthers) {
      ofObjects(declaration.getParentPath(), method);
    }
  }

  /**
   * Whether a class out of view may call the method because of whatever is done with its object,
   * such as {@code ThreadPoolExecutor.terminated()}: it is no interface that it implements.
   */
  private static boolean isHook(MethodSymbol method) {
    return !method.owner.isInterface() && !Tasks.isBody(method);
  }

  private void ofMentions(MethodSymbol method) {
    if (!index.isInView(method)) {
      return;
    }
    for (TreePath mention : index.mentions(method)) {
      if (mention.getLeaf() instanceof MemberReferenceTree) {
        ofFunction(mention, functionOf(mention));
      } else {
        add(mention);
      }
    }
  }

  /** The objects of a class that code out of view may call. */
  private void ofObjects(TreePath declaration, MethodSymbol method) {
    if (declaration.getParentPath().getLeaf() instanceof NewClassTree) {
      ofFunction(declaration.getParentPath(), method.name);
      return;
    }
    ClassSymbol type = (ClassSymbol) method.owner;
    for (ClassSymbol each : Iterables.concat(ImmutableSet.of(type), index.subclasses(type))) {
      index.creations(each).forEach(creation -> ofFunction(creation, method.name));
    }
  }

  /** The method by which a lambda or method reference is called. */
  private Name functionOf(TreePath function) {
    Type type = ASTHelpers.getType(function.getLeaf());
    boolean isKnown = type != null && state.getTypes().isFunctionalInterface(type.tsym);
    // An intersection of types, or a type that is missing.
    isComplete &= isKnown;
    return isKnown
        ? state.getTypes().findDescriptorSymbol(type.tsym).getSimpleName()
        : state.getNames().empty;
  }

  private void ofFunction(TreePath function, Name method) {
    if (!read.add(function.getLeaf()) && !(function.getLeaf() instanceof LambdaExpressionTree)) {
      return;
    }
    Fate fate = Fate.crossingReturns(function, Runnables.of(state), state);
    fate.uses().stream()
        .filter(use -> runs(use, function, method) && !(inThread && isApart(use, function)))
        .map(Sink.Use::path)
        .forEach(this::add);
    fate.releases().stream()
        .filter(release -> method.contentEquals(release.method()))
        .map(Sink.Release::path)
        .forEach(this::add);
    if (!fate.escapes().isEmpty() && Tasks.isCalledInPlace(function, state)) {
      add(function);
    } else {
      isComplete &= !fate.isUnknown() && !fate.isExposed();
    }
  }

  /**
   * Whether a use gets an object as a function of another name: a thread that is given a {@code
   * Runnable} does not close it.
   */
  private boolean isOtherTask(Sink.Use use, TreePath function, Name method) {
    Type given = ASTHelpers.getType(function.getLeaf());
    if (given == null
        || !(function.getLeaf() instanceof NewClassTree)
        || !(ASTHelpers.getSymbol(use.path().getLeaf()) instanceof MethodSymbol taker)) {
      return false;
    }
    ImmutableSet<Name> called =
        taker.type.getParameterTypes().stream()
            .filter(type -> state.getTypes().isFunctionalInterface(type.tsym))
            .filter(type -> ASTHelpers.isSubtype(given, type, state))
            .map(type -> state.getTypes().findDescriptorSymbol(type.tsym).getSimpleName())
            .collect(ImmutableSet.toImmutableSet());
    return !called.isEmpty() && !called.contains(method);
  }

  /** Whether a use runs the function in another thread. */
  private boolean isApart(Sink.Use use, TreePath function) {
    return use.method().equals("start")
        || (use.method().equals(Sink.RUN_APART)
            && TaskStarts.isSeparate(new Task.Apart(function.getLeaf(), use.path()), state));
  }

  /** Whether a use calls the method, or starts a task that does. */
  private boolean runs(Sink.Use use, TreePath function, Name method) {
    return (use.method().equals(Sink.RUN_APART) && !isOtherTask(use, function, method))
        || method.contentEquals(use.method())
        || (method.contentEquals("run") && use.method().equals("start"));
  }
}
