package dev.watertight.findings.handles;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Maps;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.CatchTree;
import com.sun.source.tree.ConditionalExpressionTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IfTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.MemberReferenceTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.ReturnTree;
import com.sun.source.tree.SwitchTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Flags;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.ClassSymbol;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.handles.Lifespans;
import dev.watertight.handles.Opening;
import dev.watertight.paths.Loss.Exit;
import dev.watertight.paths.Protocol;
import dev.watertight.paths.Walker;
import dev.watertight.program.Arguments;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Graphs;
import dev.watertight.program.Paths;
import dev.watertight.program.Symbols;
import dev.watertight.program.Trees;
import dev.watertight.summaries.Summaries;
import dev.watertight.values.Fate;
import dev.watertight.values.Sink;
import dev.watertight.values.Values;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.checkerframework.errorprone.dataflow.cfg.node.MethodInvocationNode;
import org.checkerframework.errorprone.dataflow.cfg.node.Node;
import org.checkerframework.errorprone.dataflow.cfg.node.ObjectCreationNode;
import org.jspecify.annotations.Nullable;

/**
 * Whether code in view makes an object open a handle while it has an open one: by calls one after
 * the other, or in a loop, of methods that open one for it, and nothing between that releases it.
 *
 * <p>The constructor counts as such a call if it leads to the opening. Of the objects of other code
 * only those are looked at that are in local variables and that nothing else gets: others may
 * release in between. Calls and releases behind a test are not certain.
 */
final class Reopenings {
  private static final ImmutableSet<Class<? extends Tree>> TESTS =
      ImmutableSet.of(
          IfTree.class,
          ConditionalExpressionTree.class,
          SwitchTree.class,
          CatchTree.class,
          LambdaExpressionTree.class);

  /** What the object may hold when the code begins. */
  private static final Object FORMER = "former";

  private final Opening handle;
  private final VarSymbol field;
  private final MethodSymbol opener;
  private final VisitorState state;
  private final CompilationIndex index;
  private final ImmutableSet<MethodSymbol> opening;
  private final ImmutableList<TreePath> releases;
  private final boolean isGivenToOthers;
  private final ImmutableSet<MethodSymbol> releasing;

  Reopenings(Opening handle, VarSymbol field, MethodSymbol opener, Fate fate, VisitorState state) {
    this(
        handle,
        field,
        opener,
        fate.releases().stream()
            .filter(release -> Lifespans.counts(release, state))
            .map(Sink.Release::path)
            .collect(ImmutableList.toImmutableList()),
        state);
  }

  /** The same with the places where it is released. */
  Reopenings(
      Opening handle,
      VarSymbol field,
      MethodSymbol opener,
      ImmutableList<TreePath> releases,
      VisitorState state) {
    this.handle = handle;
    this.field = field;
    this.opener = opener;
    this.state = state;
    this.index = CompilationIndex.of(state);
    this.opening =
        Symbols.withOwnCallers(
            opener,
            call -> mayBeSkipped(call) ? Optional.empty() : Symbols.methodAround(call),
            state);
    this.releases = releases;
    this.isGivenToOthers = releases.stream().anyMatch(this::isInFunction);
    this.releasing =
        releases.stream()
            .flatMap(path -> Symbols.methodAround(path).stream())
            .flatMap(
                method -> Symbols.withOwnCallers(method, Symbols::methodAround, state).stream())
            .collect(ImmutableSet.toImmutableSet());
  }

  /** Whether an object opens a second handle: for the same constant, if a parameter is a key. */
  boolean areSeen(OptionalInt key) {
    return !releasing.contains(opener)
        && opening.stream()
            .filter(method -> key.isEmpty() || method.equals(opener))
            .flatMap(method -> index.mentions(method).stream())
            .filter(this::mayRepeat)
            .map(m -> m.getLeaf() instanceof NewClassTree ? m : m.getParentPath())
            .flatMap(call -> callsAround(call).stream())
            .anyMatch(calls -> calls.isCertain() && walk(calls, key).again);
  }

  /** Whether a call is behind a test, or something before it that returns. */
  private static boolean mayBeSkipped(TreePath call) {
    return isTested(call)
        || Graphs.bodyAround(call).stream()
            .flatMap(body -> Trees.ownPathsIn(body, ReturnTree.class).stream())
            .anyMatch(end -> Paths.start(end) < Paths.start(call));
  }

  private static boolean isTested(TreePath call) {
    return Paths.enclosing(call, TESTS) != null;
  }

  /** Whether a body calls the method when the object has been released in it. */
  boolean isOpenedAfterRelease(TreePath call) {
    return callsAround(call)
        .filter(calls -> walk(calls, OptionalInt.empty()).openedAfterRelease)
        .isPresent();
  }

  /** Whether it is a call by which the object of a name may be released. */
  boolean isRelease(TreePath call, Symbol object) {
    return object.equals(objectOf(call)) && isAny(call.getLeaf(), releasing);
  }

  ImmutableSet<Tree> releasesIn(TreePath body) {
    return Obligations.ofHeld(handle, field, body, state).discharges();
  }

  /**
   * The calls on one object in one body.
   *
   * @param opens those that open a handle
   * @param ends those after which it holds none
   * @param isCertain whether nothing else may release, and no release is behind a test
   */
  private record CallsOnObject(
      TreePath body, Map<Tree, TreePath> opens, Set<Tree> ends, boolean isCertain) {}

  /** Whether the code around a call opens more than once: a first test. */
  private boolean mayRepeat(TreePath mention) {
    return Graphs.bodyAround(mention)
        .filter(
            body ->
                Paths.isInLoop(mention, body.getLeaf())
                    || Trees.pathsIn(body, MethodInvocationTree.class, NewClassTree.class).stream()
                            .filter(path -> isAny(path.getLeaf(), opening))
                            .count()
                        > 1)
        .isPresent();
  }

  private Optional<CallsOnObject> callsAround(TreePath call) {
    Symbol object = objectOf(call);
    return object instanceof ClassSymbol
            || (object instanceof VarSymbol variable && !Symbols.isField(variable))
        ? Graphs.bodyAround(call).map(body -> calls(object, body))
        : Optional.empty();
  }

  /** The variable on whose object a method is called or for which it is made; a class for this. */
  @Nullable Symbol objectOf(TreePath path) {
    if (path.getLeaf() instanceof NewClassTree) {
      return Symbols.target(path);
    }
    if (!(ASTHelpers.getSymbol(path.getLeaf()) instanceof MethodSymbol method)
        || method.isConstructor()) {
      return null;
    }
    ExpressionTree receiver = Symbols.receiver(path.getLeaf());
    return Symbols.isSelf(receiver) ? field.owner : ASTHelpers.getSymbol(receiver);
  }

  private CallsOnObject calls(Symbol object, TreePath body) {
    Map<Tree, TreePath> opens = new HashMap<>();
    Set<Tree> ends = new HashSet<>();
    boolean certain = true;
    if (object instanceof VarSymbol variable) {
      certain = isGivenToNobody(variable);
    } else {
      ends.addAll(releasesIn(body));
      certain = ends.isEmpty();
    }
    for (TreePath release : releases) {
      if (!Paths.isInside(release, body.getLeaf())) {
        certain &= !isByOther(release);
        continue;
      }
      if (object instanceof VarSymbol && index.mentionsIn(release.getLeaf(), object).isEmpty()) {
        // Of what the object has given out, this one perhaps.
        certain = false;
      } else if (!index.mentionsIn(release.getLeaf(), object).isEmpty()) {
        // Through a getter.
        ends.add(release.getLeaf());
        certain &= !isTested(release);
      }
    }
    for (TreePath path : Trees.pathsIn(body, MethodInvocationTree.class, NewClassTree.class)) {
      if (object.equals(objectOf(path))) {
        if (isAny(path.getLeaf(), releasing)) {
          ends.add(path.getLeaf());
          certain &= !isTested(path);
        } else if (opens(path, object) && !isTested(path)) {
          opens.put(path.getLeaf(), path);
        }
      } else if (object instanceof ClassSymbol && mayRelease(path)) {
        ends.add(path.getLeaf());
        certain &= !isTested(path);
      }
    }
    return new CallsOnObject(body, opens, ends, certain);
  }

  /**
   * Whether a release is code of another object, or of a function of other code, which has been
   * given the handle itself: nobody calls a method of the first object for it.
   */
  private boolean isByOther(TreePath release) {
    return ASTHelpers.getSymbol(Symbols.receiver(release.getLeaf())) instanceof VarSymbol other
        && !other.equals(field)
        && Symbols.methodAround(release).filter(method -> isOf(method.owner, field.owner)).isEmpty()
        && (Symbols.isField(other)
            || index
                .declaration(other)
                .filter(declared -> !Graphs.areTogether(declared, release))
                .isPresent());
  }

  private boolean isOf(Symbol type, Symbol other) {
    return type.isSubClass(other, state.getTypes()) || other.isSubClass(type, state.getTypes());
  }

  /** Whether a release is in a function, or in a method that is handed over as one. */
  private boolean isInFunction(TreePath release) {
    return Graphs.bodyAround(release)
            .filter(body -> body.getLeaf() instanceof LambdaExpressionTree)
            .isPresent()
        || Symbols.methodAround(release).stream()
            .flatMap(method -> index.mentions(method).stream())
            .anyMatch(mention -> mention.getLeaf() instanceof MemberReferenceTree);
  }

  /**
   * Whether a call may come to a release in another way than by a method of the object: by a
   * function that somebody has been given, as well.
   */
  private boolean mayRelease(TreePath call) {
    return !isAny(call.getLeaf(), opening)
        && ((isGivenToOthers && Summaries.ofCall(call, state).callsOthers())
            || releases.stream().anyMatch(r -> !Summaries.reaches(r, call, state).isNo()));
  }

  /** Whether a call opens a handle for an object: by the method that objects of its class have. */
  private boolean opens(TreePath call, Symbol object) {
    if (!isAny(call.getLeaf(), opening)) {
      return false;
    }
    MethodSymbol method = (MethodSymbol) ASTHelpers.getSymbol(call.getLeaf());
    Predicate<Symbol> opens =
        type ->
            opening.contains(
                method.implementation(
                    (ClassSymbol) type, state.getTypes(), /* checkResult= */ true));
    if (method.isConstructor()) {
      return true;
    }
    if (object instanceof ClassSymbol type) {
      return Stream.concat(Stream.of(type), index.subclasses(type).stream())
          .filter(each -> (each.flags() & Flags.ABSTRACT) == 0)
          .anyMatch(opens);
    }
    ImmutableList<TreePath> values = Values.assignedTo((VarSymbol) object, state);
    return (values.size() == 1 && values.get(0).getLeaf() instanceof NewClassTree)
        ? opens.test(ASTHelpers.getType(values.get(0).getLeaf()).tsym)
        : index.overriders(method).stream().allMatch(opening::contains);
  }

  private boolean isGivenToNobody(VarSymbol object) {
    return Values.assignedTo(object, state).size() == 1
        && index.mentions(object).stream()
            .allMatch(
                mention ->
                    mention.getParentPath().getLeaf() instanceof AssignmentTree
                        || (mention.getParentPath().getParentPath().getLeaf()
                                instanceof MethodInvocationTree call
                            && ASTHelpers.getReceiver(call) == mention.getLeaf()));
  }

  /** The variable may be of a supertype, too. */
  private boolean isAny(Tree call, Set<MethodSymbol> methods) {
    return ASTHelpers.getSymbol(call) instanceof MethodSymbol method
        && methods.stream()
            .anyMatch(
                m ->
                    m.equals(method)
                        || (!m.isConstructor()
                            && m.getSimpleName().equals(method.getSimpleName())
                            && m.overrides(
                                method,
                                m.enclClass(),
                                state.getTypes(),
                                /* checkResult= */ false)));
  }

  private Walk walk(CallsOnObject calls, OptionalInt key) {
    Map<Tree, Object> opens = Maps.transformValues(calls.opens(), call -> key(call, key));
    Walk walk = new Walk(ImmutableMap.copyOf(opens), calls.ends());
    return Walker.walk(calls.body(), walk, state) ? walk : new Walk(ImmutableMap.of(), Set.of());
  }

  /** What a call opens a handle for: a constant; what is no constant equals nothing. */
  private static Object key(TreePath call, OptionalInt position) {
    if (position.isEmpty()) {
      return "";
    }
    List<? extends ExpressionTree> arguments = Arguments.of(call.getLeaf());
    Object constant =
        position.getAsInt() < arguments.size()
            ? ASTHelpers.constValue(arguments.get(position.getAsInt()))
            : null;
    return constant == null ? call : constant;
  }

  /** With what the object holds: the keys of what was opened. */
  private static final class Walk implements Protocol<ImmutableSet<Object>> {
    private final ImmutableMap<Tree, Object> opens;
    private final Set<Tree> ends;
    private boolean again;
    private boolean openedAfterRelease;

    Walk(ImmutableMap<Tree, Object> opens, Set<Tree> ends) {
      this.opens = opens;
      this.ends = ends;
    }

    @Override
    public ImmutableSet<Object> atEntry() {
      return ImmutableSet.of(FORMER);
    }

    @Override
    public ImmutableSet<Object> step(Node node, ImmutableSet<Object> held) {
      Tree tree = node.getTree();
      if (tree == null
          || !(node instanceof MethodInvocationNode || node instanceof ObjectCreationNode)) {
        return held;
      }
      Object key = opens.get(tree);
      if (key == null) {
        return ends.contains(tree) ? ImmutableSet.of() : held;
      }
      if (key instanceof TreePath) {
        // No constant; in a loop it may be another each time.
        return held;
      }
      again |= held.contains(key);
      openedAfterRelease |= held.isEmpty();
      return ImmutableSet.<Object>builder().addAll(held).add(key).build();
    }

    @Override
    public void leave(Exit exit, ImmutableSet<Object> held, @Nullable Tree at, String exception) {}
  }
}
