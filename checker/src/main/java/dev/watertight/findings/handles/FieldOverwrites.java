package dev.watertight.findings.handles;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.ArrayAccessTree;
import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.ExpressionStatementTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IfTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.handles.Handles;
import dev.watertight.handles.Lifespans;
import dev.watertight.handles.Opening;
import dev.watertight.handles.Openings;
import dev.watertight.handles.ThreadStarts;
import dev.watertight.model.Role;
import dev.watertight.paths.Loss;
import dev.watertight.paths.Obligation;
import dev.watertight.paths.PathSearch;
import dev.watertight.program.Arguments;
import dev.watertight.program.ClosingMethods;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Graphs;
import dev.watertight.program.Paths;
import dev.watertight.program.Symbols;
import dev.watertight.program.TestOutcomes;
import dev.watertight.values.Fate;
import dev.watertight.values.ResolvedLibrary;
import dev.watertight.values.Returns;
import dev.watertight.values.Sink;
import dev.watertight.values.Values;
import dev.watertight.wakers.CallSites;
import dev.watertight.wakers.ObjectOrder;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Finds the assignments that put a fresh handle into a field that still holds an open one.
 *
 * @param value what is put into the field: the opening, or a function that returns what it opens
 *     and does not look at the old one, which it is given
 */
record FieldOverwrites(
    Opening opening,
    Fate fate,
    VarSymbol field,
    TreePath value,
    TreePath body,
    VisitorState state) {
  /** The leak of the handle that the field held before, if the opening overwrites it. */
  static Optional<Leak> at(Opening opening, Fate fate, VarSymbol field, VisitorState state) {
    TreePath around = opening.path().getParentPath();
    TreePath value =
        around.getLeaf() instanceof LambdaExpressionTree function && ignoresOld(function, state)
            ? around
            : opening.path();
    return Graphs.bodyAround(value)
        .filter(
            body ->
                body.getLeaf() instanceof MethodTree method
                    && !ASTHelpers.getSymbol(method).isConstructor()
                    && new FieldOverwrites(opening, fate, field, value, body, state).isCertain())
        .map(body -> Leak.of(opening, Leak.Kind.OVERWRITES, fate));
  }

  private static boolean ignoresOld(LambdaExpressionTree function, VisitorState state) {
    return function.getParameters().stream()
        .map(ASTHelpers::getSymbol)
        .anyMatch(
            given ->
                Handles.of(state).kindOf(given.type).isPresent()
                    && CompilationIndex.of(state).mentions(given).isEmpty());
  }

  private boolean isCertain() {
    OptionalInt key = key();
    if (isReplacedInContainer()) {
      return !fate.isUnknown()
          && ThreadStarts.any(fate, opening)
          && DroppedElements.areReleasedTogether(fate, state)
          && index().mentions(field).stream().anyMatch(this::isGivenOpen)
          && !CallerReleases.areSeen(opening, field, opener(), fate, state);
    }
    if (key.isPresent()) {
      return !fate.isUnknown() && reopenings().areSeen(key);
    }
    return (ThreadStarts.any(fate, opening) || fate.isUnknown() || fate.isExposed())
        && (isComparedBefore()
            || ((isReleasedByClosersOnly() || isReleasedLaterOnly()) && isHeldBefore())
            || reopenings().areSeen(key))
        && isPutInto()
        && new RepeatedOpenings(body, field, state).mayComeAgain(value)
        && !isCalledByHooks()
        && !isOnlyBeforeStarts()
        && !isTestedForStarts()
        && !CallerReleases.areSeen(opening, field, opener(), fate, state);
  }

  /**
   * Whether handles of the kind themselves call the method, and nobody else does: from a hook such
   * as {@code terminated()}, which tells of the end of the one before.
   */
  private boolean isCalledByHooks() {
    return opener().isPrivate()
        && index().mentions(opener()).stream()
            .allMatch(
                mention ->
                    Symbols.methodAround(mention)
                        .filter(
                            hook ->
                                Handles.of(state).kindOf(hook.owner.type).isPresent()
                                    && !ASTHelpers.findSuperMethods(hook, state.getTypes())
                                        .isEmpty())
                        .isPresent());
  }

  /**
   * Whether all callers in view have the object open another handle before the one that it has got
   * a task: as long as that has none, it has no thread.
   */
  private boolean isOnlyBeforeStarts() {
    return !opening.startsAtOnce()
        && !fate.isUnknown()
        && !fate.isExposed()
        && new ObjectOrder(state)
            .isOnlyBefore(
                opening.path(),
                fate.uses().stream()
                    .filter(use -> ThreadStarts.isStart(use, opening))
                    .map(Sink.Use::path)
                    .toList());
  }

  /**
   * Whether the opening depends on a field of the object that every method changes which gives the
   * handle a task: {@code if (started) return;} may come before it, and {@code started = true;}
   * before the task.
   */
  private boolean isTestedForStarts() {
    ImmutableList<TreePath> starts =
        fate.uses().stream()
            .filter(use -> ThreadStarts.isStart(use, opening))
            .map(Sink.Use::path)
            .collect(ImmutableList.toImmutableList());
    return !starts.isEmpty()
        && TestOutcomes.at(opening.path(), body.getLeaf()).stream()
            .flatMap(outcome -> Symbols.variablesIn(outcome.test()).stream())
            .filter(asked -> asked.owner.equals(field.owner) && !asked.equals(field))
            .anyMatch(
                asked ->
                    starts.stream()
                        .allMatch(
                            start ->
                                Graphs.bodyAround(start)
                                    .filter(code -> code.getLeaf() != body.getLeaf())
                                    .filter(
                                        code -> Values.changedIn(code.getLeaf()).contains(asked))
                                    .isPresent()));
  }

  private Reopenings reopenings() {
    return new Reopenings(opening, field, opener(), fate, state);
  }

  /**
   * The parameter that is the key under which the body puts the handle into a map, or its place in
   * an array, if it looks neither at what was there nor at anything else in it.
   */
  private OptionalInt key() {
    ImmutableList<TreePath> mentions = mentionsInBody();
    if (mentions.size() != 1) {
      return OptionalInt.empty();
    }
    TreePath use = mentions.get(0).getParentPath();
    TreePath put = use.getParentPath();
    ExpressionTree key =
        put.getLeaf() instanceof AssignmentTree assignment
                && assignment.getVariable() instanceof ArrayAccessTree place
                && place == use.getLeaf()
            ? place.getIndex()
            : put.getLeaf() instanceof MethodInvocationTree call
                    && ASTHelpers.getReceiver(call) == mentions.get(0).getLeaf()
                    && call.getArguments().size() == 2
                    && ResolvedLibrary.of(state).does(call, 1, Role.KEEP)
                ? call.getArguments().get(0)
                : null;
    return key != null
            && put.getParentPath().getLeaf() instanceof ExpressionStatementTree
            && TestOutcomes.at(put, body.getLeaf()).isEmpty()
        ? IntStream.of(opener().getParameters().indexOf(ASTHelpers.getSymbol(key)))
            .filter(position -> position >= 0)
            .findFirst()
        : OptionalInt.empty();
  }

  /**
   * Whether the test before the opening asks the old handle for a size: {@code if (pool == null ||
   * size > pool.getCorePoolSize())} replaces an open one.
   */
  private boolean isComparedBefore() {
    return mentionsInBody().stream()
        .map(mention -> mention.getParentPath().getParentPath())
        .filter(
            call ->
                call.getLeaf() instanceof MethodInvocationTree tree
                    && ASTHelpers.getType(tree).isNumeric())
        .map(call -> ASTHelpers.findEnclosingNode(call, IfTree.class))
        .anyMatch(test -> test != null && Paths.isInside(opening.path(), test.getThenStatement()));
  }

  private ImmutableList<TreePath> mentionsInBody() {
    return index().mentionsIn(body.getLeaf(), field);
  }

  /** A release elsewhere, as in {@code onDisconnect()}, may come before each reopening. */
  private boolean isReleasedByClosersOnly() {
    return fate.releases().stream()
        .filter(release -> Lifespans.counts(release, state))
        .allMatch(
            release ->
                release.isByAnnotation()
                    || Graphs.bodyAround(release.path())
                        .filter(
                            b ->
                                b.getLeaf() instanceof MethodTree m
                                    && (ClosingMethods.of(state).isCloser(ASTHelpers.getSymbol(m))
                                        || isOwnHelper(ASTHelpers.getSymbol(m), m)))
                        .isPresent());
  }

  /**
   * Whether all that leads to a release is in view, and after none of it control comes to the
   * opening: the methods that release end the object, whatever their names are.
   */
  private boolean isReleasedLaterOnly() {
    return !fate.isUnknown()
        && !fate.isExposed()
        && CallSites.leadingTo(opening.path(), state).isComplete()
        && fate.releases().stream()
            .filter(release -> Lifespans.counts(release, state))
            .map(release -> CallSites.leadingTo(release.path(), state))
            .allMatch(places -> places.isComplete() && places.seen().size() > 1)
        && new Replacers(opening, field, body, fate, state).areReleasesLast();
  }

  /**
   * Whether a method is private to the object, whose code is in view here: not to another class,
   * which may release the old handle and then have this one opened.
   */
  private boolean isOwnHelper(MethodSymbol method, MethodTree tree) {
    return method.isPrivate()
        && method.outermostClass().equals(field.outermostClass())
        && (method.owner.equals(field.owner) || index().mentionsIn(tree, opener()).isEmpty());
  }

  /** Whether the body puts the handle into the field while an open one may still be in it. */
  private boolean isPutInto() {
    TreePath parent = opening.path().getParentPath();
    if (parent.getLeaf() instanceof AssignmentTree assignment
        && field.equals(ASTHelpers.getSymbol(assignment.getVariable()))) {
      ReleasedState released = new ReleasedState(field, fate, body, state);
      Obligation obligation =
          Obligations.ofHeld(opening, field, body, state)
              .excluding(outcome -> released.isAsked(outcome) && !replaced().isFound(outcome));
      return !released.isLeftToListeners(opening.path(), body)
          && !released.isRequiredBefore(opening.path(), body)
          && PathSearch.losses(body, obligation, state).stream()
              .anyMatch(loss -> loss.exit() == Loss.Exit.OVERWRITE && loss.at() == assignment);
    }
    // `reference.set(fresh)`, and nothing else in the body touches the reference.
    return Handles.of(state).isReference(field.type) && isGivenOnly(0, Role.KEEP);
  }

  /** {@code pools.computeIfPresent(key, (k, old) -> open())}. */
  private boolean isReplacedInContainer() {
    int position = Arguments.of(value.getParentPath().getLeaf()).indexOf(value.getLeaf());
    return position >= 0 && isGivenOnly(position, Role.REPLACE);
  }

  /** Whether the body names the field once, for a statement that gives it an argument. */
  private boolean isGivenOnly(int argument, Role role) {
    ImmutableList<TreePath> mentions = mentionsInBody();
    if (mentions.size() != 1) {
      return false;
    }
    TreePath call = mentions.get(0).getParentPath().getParentPath();
    return ResolvedLibrary.of(state).does(call.getLeaf(), argument, role)
        && call.getParentPath().getLeaf() instanceof ExpressionStatementTree;
  }

  private ReplacedTasks replaced() {
    return new ReplacedTasks(field, opening.path(), body, state);
  }

  /** What makes it certain that the field already holds a handle when the method runs. */
  private boolean isHeldBefore() {
    return isOpenedBefore()
        || (replaced().areSeen()
            && index().calls(opener()).stream().noneMatch(reopenings()::isOpenedAfterRelease))
        || (Paths.isInLoop(opening.path(), body.getLeaf())
            && Obligations.ofHeld(opening, field, body, state).discharges().isEmpty());
  }

  /**
   * Whether code that has run before opens a handle for the field: its initializer, every
   * constructor, the overridden method that this one calls, or another method, if the name of this
   * one says that it comes later.
   */
  private boolean isOpenedBefore() {
    Set<MethodSymbol> openers = new HashSet<>();
    for (TreePath value : Values.assignedTo(field, state)) {
      if (opens(value) || (Handles.of(state).isReference(field.type) && opensInside(value))) {
        Optional<MethodSymbol> method = Symbols.methodAround(value);
        if (method.isEmpty()) {
          return true;
        }
        openers.add(method.get());
      }
    }
    index().mentions(field).stream()
        .filter(this::isGivenOpen)
        .flatMap(mention -> Symbols.methodAround(mention).stream())
        .forEach(openers::add);
    boolean isLater = Replacers.isNamedSo(opener(), state);
    return openers.containsAll(Symbols.constructorsOf(field.owner))
        || (isLater && openers.stream().anyMatch(method -> !method.equals(opener())))
        || ASTHelpers.findSuperMethods(opener(), state.getTypes()).stream()
            .anyMatch(method -> openers.contains(method) && isCalledOnSuper(method))
        || new Replacers(opening, field, body, fate, state).areSeen();
  }

  private boolean opens(TreePath value) {
    return Openings.at(value, state).isPresent();
  }

  /** {@code new AtomicReference<>(open())}. */
  private boolean opensInside(TreePath call) {
    return Arguments.of(call.getLeaf()).stream()
        .anyMatch(value -> opens(new TreePath(call, value)));
  }

  /** {@code reference.set(open())}, {@code pools.put(key, open())}. */
  private boolean isGivenOpen(TreePath mention) {
    TreePath call = mention.getParentPath().getParentPath();
    List<? extends ExpressionTree> arguments = Arguments.of(call.getLeaf());
    return IntStream.range(0, arguments.size())
        .filter(i -> ResolvedLibrary.of(state).does(call.getLeaf(), i, Role.KEEP))
        .mapToObj(i -> new TreePath(call, arguments.get(i)))
        .flatMap(value -> Stream.concat(Stream.of(value), Returns.of(value).stream()))
        .anyMatch(this::opens);
  }

  private boolean isCalledOnSuper(MethodSymbol method) {
    return index().mentionsIn(body.getLeaf(), method).stream()
        .anyMatch(
            mention ->
                mention.getLeaf() instanceof MemberSelectTree select
                    && Symbols.isSelf(select.getExpression()));
  }

  private MethodSymbol opener() {
    return ASTHelpers.getSymbol((MethodTree) body.getLeaf());
  }

  private CompilationIndex index() {
    return CompilationIndex.of(state);
  }
}
