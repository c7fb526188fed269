package dev.watertight.findings.handles;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.CaseTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.ExpressionStatementTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.IfTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.answers.Known;
import dev.watertight.handles.Handles;
import dev.watertight.handles.Lifespans;
import dev.watertight.handles.Opening;
import dev.watertight.handles.ThreadStarts;
import dev.watertight.model.Role;
import dev.watertight.paths.Loss;
import dev.watertight.program.Arguments;
import dev.watertight.program.ClosingMethods;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Graphs;
import dev.watertight.program.Paths;
import dev.watertight.program.Symbols;
import dev.watertight.program.Trees;
import dev.watertight.summaries.Summaries;
import dev.watertight.values.Fate;
import dev.watertight.values.ResolvedLibrary;
import dev.watertight.values.Returns;
import dev.watertight.values.Sink;
import dev.watertight.values.Values;
import dev.watertight.wakers.CallSites;
import dev.watertight.wakers.Order;
import java.util.Collections;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Handles that are taken out of a collection or map in a field while they are open: {@code
 * pools.remove(key);} as a statement, {@code pools.clear();}.
 *
 * <p>Certain only if nobody can have released what is taken out: all releases are in closing
 * methods without parameters, which end all that is there; nothing else keeps it; the method that
 * takes out looks at nothing else in the container; and no code that leads to it releases.
 */
record DroppedElements(Opening opening, VarSymbol container, Fate fate, VisitorState state) {
  static Optional<Leak> of(Opening opening, Fate fate, VarSymbol container, VisitorState state) {
    Handles handles = Handles.of(state);
    if (fate.isUnknown()
        || fate.isExposed()
        || handles.kindOf(container.type).isPresent()
        || handles.isReference(container.type)
        || fate.variables().stream().anyMatch(v -> Symbols.isField(v) && !v.equals(container))
        || !ThreadStarts.any(fate, opening)) {
      return Optional.empty();
    }
    DroppedElements dropped = new DroppedElements(opening, container, fate, state);
    if (!handles.tracked(opening, state).mayContain(container.type)) {
      return state.getTypes().closure(container.type).stream()
                  .anyMatch(handles.tracked(opening, state)::mayContain)
              && areReleasedTogether(fate, state)
          ? dropped.evicted()
          : Optional.empty();
    }
    return areReleasedTogether(fate, state)
        ? dropped
            .find(false)
            .or(dropped::evicted)
            .or(new ForgottenElements(dropped)::allButOne)
            .or(new ForgottenElements(dropped)::afterStop)
        : new ForgottenElements(dropped)
            .emptied()
            .or(
                () ->
                    new TakenOut(dropped).areAllReleased() ? dropped.find(true) : Optional.empty());
  }

  /** Whether only closing methods release, which end all that is there. */
  static boolean areReleasedTogether(Fate fate, VisitorState state) {
    return fate.releases().stream()
        .filter(release -> Lifespans.counts(release, state))
        .allMatch(release -> isInCloser(release, state));
  }

  static boolean isInCloser(Sink.Release release, VisitorState state) {
    MethodTree method = ASTHelpers.findEnclosingNode(release.path(), MethodTree.class);
    return method != null
        && method.getParameters().isEmpty()
        && ClosingMethods.of(state).isCloser(ASTHelpers.getSymbol(method));
  }

  /**
   * Where an element is taken out and lost.
   *
   * @param isStatement whether it is to be lost at once, since others keep what they take out
   */
  private Optional<Leak> find(boolean isStatement) {
    for (TreePath mention : index().mentions(container)) {
      TreePath call = mention.getParentPath().getParentPath();
      Optional<TreePath> body = Graphs.bodyAround(mention);
      if (body.isPresent()
          && (takesOut(call) || replacesAnother(call))
          && (!isStatement || isLostAtOnce(call))
          && (isStatement || !releasesIn(body.get()))
          && !looksAtOthers(body.get(), call)
          && !isReleasedAround(mention, body.get())) {
        return Optional.of(leak(call.getLeaf()));
      }
    }
    return Optional.empty();
  }

  /** Whether code releases an element: perhaps that which it takes out. */
  private boolean releasesIn(TreePath body) {
    return fate.releases().stream()
        .anyMatch(release -> Paths.isInside(release.path(), body.getLeaf()));
  }

  private static boolean isLostAtOnce(TreePath call) {
    return call.getParentPath().getLeaf() instanceof ExpressionStatementTree
        && !Arguments.of(call.getLeaf()).isEmpty();
  }

  /** The map's own class lets go of the eldest, and looks at most at the key of that. */
  private Optional<Leak> evicted() {
    return Values.assignedTo(container, state).stream()
        .map(this::wrapped)
        .map(value -> value instanceof NewClassTree made ? classOf(made) : null)
        .filter(Objects::nonNull)
        .flatMap(body -> body.getMembers().stream())
        .filter(member -> member instanceof MethodTree method && lets(method))
        .map(member -> leak(member))
        .findFirst();
  }

  /** What is in there, if it is a view of another container: {@code synchronizedMap(..)}. */
  private Tree wrapped(TreePath value) {
    return value.getLeaf() instanceof MethodInvocationTree call
            && call.getArguments().size() == 1
            && ResolvedLibrary.of(state).does(call, 0, Role.WRAP)
        ? call.getArguments().get(0)
        : value.getLeaf();
  }

  /** The class in view of what is made: an anonymous one, or one that does nothing else. */
  private @Nullable ClassTree classOf(NewClassTree made) {
    return made.getClassBody() != null
        ? made.getClassBody()
        : index()
            .declaration(ASTHelpers.getType(made).tsym)
            .map(path -> path.getLeaf() instanceof ClassTree type ? type : null)
            .filter(type -> type.getMembers().stream().allMatch(DroppedElements::isPlain))
            .orElse(null);
  }

  /** Whether a member of a map's class does nothing with the elements: it asks for their number. */
  private static boolean isPlain(Tree member) {
    return Trees.in(member, MethodInvocationTree.class).stream()
            .filter(call -> Symbols.isSelf(ASTHelpers.getReceiver(call)))
            .map(call -> ASTHelpers.getSymbol(call))
            .allMatch(
                method -> method.isConstructor() || method.getSimpleName().contentEquals("size"))
        && Trees.in(member, IdentifierTree.class).stream()
            .noneMatch(name -> name.getName().contentEquals("this") && isPassed(name, member));
  }

  /** Whether a member names its object otherwise than to assign one of its fields. */
  private static boolean isPassed(IdentifierTree self, Tree member) {
    return Trees.in(member, MemberSelectTree.class).stream()
        .noneMatch(
            select ->
                select.getExpression() == self
                    && ASTHelpers.getSymbol(select) instanceof VarSymbol);
  }

  private boolean lets(MethodTree method) {
    return method.getName().contentEquals("removeEldestEntry")
        && method.getBody() != null
        && index().mentions(ASTHelpers.getSymbol(method.getParameters().get(0))).stream()
            .allMatch(DroppedElements::asksForKey)
        && index()
            .declaration(ASTHelpers.getSymbol(method))
            .filter(
                path ->
                    Returns.in(path).stream()
                        .anyMatch(
                            value ->
                                !Boolean.FALSE.equals(
                                    ASTHelpers.constValue((ExpressionTree) value.getLeaf()))))
            .isPresent();
  }

  private static boolean asksForKey(TreePath entry) {
    return entry.getParentPath().getLeaf() instanceof MemberSelectTree select
        && select.getExpression() == entry.getLeaf()
        && select.getIdentifier().contentEquals("getKey");
  }

  Leak leak(Tree at) {
    return Leak.of(opening, Leak.Kind.TAKEN_OUT, fate, new Loss(Loss.Exit.RETURN, at, ""));
  }

  boolean takesOut(TreePath path) {
    return path.getLeaf() instanceof MethodInvocationTree call
        && ASTHelpers.getReceiver(call) != null
        && container.equals(ASTHelpers.getSymbol(ASTHelpers.getReceiver(call)))
        && (call.getArguments().size() < 2
            ? ResolvedLibrary.of(state).does(call, 0, Role.DISCARD)
            : leavesNone(call));
  }

  /** Whether a function says that there is to be none: {@code (key, old) -> null}. */
  private boolean leavesNone(MethodInvocationTree call) {
    int last = call.getArguments().size() - 1;
    return call.getArguments().get(last) instanceof LambdaExpressionTree function
        && function.getBody().getKind() == Tree.Kind.NULL_LITERAL
        && (ResolvedLibrary.of(state).does(call, last, Role.KEEP)
            || ResolvedLibrary.of(state).does(call, last, Role.REPLACE));
  }

  /** Whether a call puts an element in and returns the one that has been there before. */
  boolean exchanges(TreePath path) {
    int last = Arguments.of(path.getLeaf()).size() - 1;
    return path.getLeaf() instanceof MethodInvocationTree call
        && ASTHelpers.getReceiver(call) != null
        && container.equals(ASTHelpers.getSymbol(ASTHelpers.getReceiver(call)))
        && ASTHelpers.getType(call) != null
        && !ASTHelpers.getType(call).isPrimitiveOrVoid()
        && (ResolvedLibrary.of(state).does(call, last, Role.KEEP)
            || ResolvedLibrary.of(state).does(call, last, Role.REPLACE));
  }

  /** Whether a call puts another thing in the place of an element and drops that. */
  private boolean replacesAnother(TreePath path) {
    int last = Arguments.of(path.getLeaf()).size() - 1;
    return exchanges(path)
        && path.getParentPath().getLeaf() instanceof ExpressionStatementTree
        && ResolvedLibrary.of(state).does((MethodInvocationTree) path.getLeaf(), last, Role.REPLACE)
        && !Paths.isInside(opening.path(), path.getLeaf())
        && Symbols.isA(container.type, "java.util.List", state);
  }

  /** How often code names the container otherwise than to put something in. */
  long looksAt(TreePath body) {
    return index().mentionsIn(body.getLeaf(), container).stream()
        .filter(mention -> !putsIn(mention))
        .count();
  }

  private boolean putsIn(TreePath mention) {
    TreePath call = mention.getParentPath().getParentPath();
    int last = Arguments.of(call.getLeaf()).size() - 1;
    return call.getLeaf() instanceof MethodInvocationTree tree
        && tree.getMethodSelect() == mention.getParentPath().getLeaf()
        && call.getParentPath().getLeaf() instanceof ExpressionStatementTree
        && ResolvedLibrary.of(state).does(tree, last, Role.KEEP);
  }

  /** Whether code may get at an element before a call takes one out, or leads to that. */
  private boolean looksAtOthers(TreePath body, TreePath call) {
    return index().mentionsIn(body.getLeaf(), container).stream()
        .anyMatch(
            mention ->
                !putsIn(mention)
                    && !Paths.isInside(mention, call.getLeaf())
                    && !TakenOut.isBehind(mention, call)
                    && !TakenOut.isOfKeys(mention, opening, state));
  }

  /** Whether the body, or code that leads to it, does anything else with what is in there. */
  private boolean isReleasedAround(TreePath place, TreePath body) {
    if (!Obligations.ofHeld(opening, container, body, state).discharges().isEmpty()) {
      return true;
    }
    Known<TreePath> calls = CallSites.leadingTo(place, state);
    return !calls.isComplete()
        || mayBeIdle(calls.seen())
        || calls.seen().stream().anyMatch(call -> mayEndBefore(call, body));
  }

  /** Whether code around a call that leads to the body may have ended what is in there. */
  private boolean mayEndBefore(TreePath call, TreePath body) {
    return Graphs.bodyAround(call)
        .filter(caller -> caller.getLeaf() != body.getLeaf())
        .filter(
            caller ->
                looksAtOthers(caller, call)
                    || isReleasedBefore(call, caller)
                    || Obligations.ofHeld(opening, container, caller, state).discharges().stream()
                        .anyMatch(discharge -> mayEndOthers(discharge, caller)))
        .isPresent();
  }

  /** Whether what code calls may release more than what it has taken out itself. */
  private boolean mayEndOthers(Tree discharge, TreePath caller) {
    TreePath call = TreePath.getPath(caller, discharge);
    ImmutableList<TreePath> releases =
        fate.releases().stream()
            .map(Sink.Release::path)
            .filter(release -> call == null || !Summaries.reaches(release, call, state).isNo())
            .collect(ImmutableList.toImmutableList());
    return releases.isEmpty()
        || !releases.stream().allMatch(release -> new TakenOut(this).isReleased(release));
  }

  /** Whether code either starts the threads of a handle or takes it out: it may have none then. */
  private boolean mayBeIdle(Set<TreePath> places) {
    return fate.uses().stream()
        .filter(use -> ThreadStarts.isStart(use, opening))
        .flatMap(use -> CallSites.leadingTo(use.path(), state).seen().stream())
        .anyMatch(start -> places.stream().anyMatch(place -> areExclusive(start, place)));
  }

  private static boolean areExclusive(TreePath one, TreePath other) {
    if (!Graphs.areTogether(one, other)) {
      return false;
    }
    TreePath branch = one;
    while (!Paths.isInside(other, branch.getParentPath().getLeaf())) {
      branch = branch.getParentPath();
    }
    return branch.getLeaf() instanceof CaseTree
        || (branch.getParentPath().getLeaf() instanceof IfTree test
            && branch.getLeaf() != test.getCondition()
            && !Paths.isInside(other, test.getCondition())
            && !Paths.isInside(other, branch.getLeaf()));
  }

  /**
   * Whether the code around a call has called a method before it that releases what is in there, be
   * it on another object. One that releases what it takes out does so with others only, if it is
   * given something else.
   */
  private boolean isReleasedBefore(TreePath call, TreePath code) {
    TakenOut taken = new TakenOut(this);
    return fate.releases().stream()
        .filter(release -> !taken.isExchanged(release.path()))
        .anyMatch(
            release ->
                Symbols.methodAround(release.path()).stream()
                    .flatMap(method -> index().mentionsIn(code.getLeaf(), method).stream())
                    .filter(named -> !taken.isReleased(release.path()) || areAlike(named, call))
                    .anyMatch(named -> mayBeBefore(named, call, code)));
  }

  /** Whether one call is given something that the other is, too, or nothing at all. */
  private static boolean areAlike(TreePath named, TreePath call) {
    ImmutableSet<String> given = given(named);
    return given.isEmpty() || !Collections.disjoint(given, given(call));
  }

  private static ImmutableSet<String> given(TreePath named) {
    return Arguments.of(
            named.getLeaf() instanceof MethodInvocationTree
                ? named.getLeaf()
                : named.getParentPath().getLeaf())
        .stream()
        .map(Object::toString)
        .collect(ImmutableSet.toImmutableSet());
  }

  private static boolean mayBeBefore(TreePath release, TreePath call, TreePath code) {
    return Order.mayFollow(release, call)
        || Graphs.bodyAround(release).filter(body -> body.getLeaf() == code.getLeaf()).isEmpty();
  }

  private CompilationIndex index() {
    return CompilationIndex.of(state);
  }
}
