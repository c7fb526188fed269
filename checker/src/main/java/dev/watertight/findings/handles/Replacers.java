package dev.watertight.findings.handles;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.ConditionalExpressionTree;
import com.sun.source.tree.IfTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.ParenthesizedTree;
import com.sun.source.tree.SwitchExpressionTree;
import com.sun.source.tree.SwitchTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.TryTree;
import com.sun.source.tree.WhileLoopTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Flags;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.handles.Opening;
import dev.watertight.program.ClosingMethods;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Graphs;
import dev.watertight.program.Paths;
import dev.watertight.program.Symbols;
import dev.watertight.program.TestOutcomes;
import dev.watertight.program.Trees;
import dev.watertight.values.Fate;
import dev.watertight.values.ResolvedLibrary;
import dev.watertight.values.Values;
import dev.watertight.wakers.CallSites;
import dev.watertight.wakers.Order;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The methods of an object that open its handle anew by the method with which others have opened
 * the first one, and whose name says that they come later: {@code void reconfigure(..) { ..;
 * start(); }}.
 *
 * <p>Such a method certainly finds an open handle only if it neither releases that nor asks whether
 * there is one: what it tests on its way is what it has been given, against what neither the
 * opening nor a release changes.
 *
 * @param body the method that opens
 */
record Replacers(Opening opening, VarSymbol field, TreePath body, Fate fate, VisitorState state) {
  /** Whether there is one. */
  boolean areSeen() {
    return isCalledLater() || areNamed();
  }

  /**
   * Whether every constructor has opened a handle by the same method, and others have the object
   * call that again, directly or by a method with an argument, for another value.
   */
  private boolean isCalledLater() {
    MethodSymbol opener = (MethodSymbol) ASTHelpers.getSymbol(body.getLeaf());
    ImmutableSet<MethodSymbol> opening =
        Symbols.withOwnCallers(
            opener, call -> isSkipped(call) ? Optional.empty() : Symbols.methodAround(call), state);
    if (!opening.containsAll(Symbols.constructorsOf(field.owner))) {
      return false;
    }
    ImmutableSet<MethodSymbol> replacing =
        Stream.concat(opening.stream(), opening.stream().flatMap(this::callersForOthers))
            .collect(ImmutableSet.toImmutableSet());
    return replacing.stream().anyMatch(this::isReplacer) && !isEndedByOthers(replacing);
  }

  /**
   * Those who have the object call a method that opens again if what they are given differs from
   * what it has: {@code if (!settings.equals(this.settings)) start(settings)}.
   */
  private Stream<MethodSymbol> callersForOthers(MethodSymbol opener) {
    return opener.isConstructor()
        ? Stream.empty()
        : CompilationIndex.of(state).calls(opener).stream()
            .filter(Replacers::isOwn)
            .filter(
                call ->
                    Graphs.bodyAround(call)
                        .filter(
                            code ->
                                code.getLeaf() instanceof MethodTree
                                    && TestOutcomes.areAll(call, code.getLeaf())
                                    && TestOutcomes.at(call, code.getLeaf()).stream()
                                        .allMatch(outcome -> isOfGiven(outcome.test())))
                        .isPresent())
            .flatMap(call -> Symbols.methodAround(call).stream())
            .filter(caller -> !caller.isConstructor());
  }

  /**
   * Whether all parts of a test compare what the method is given, which says nothing of the handle:
   * they call no method of the object itself, and a release changes nothing that they ask for.
   */
  private boolean isOfGiven(Tree test) {
    ImmutableSet<Symbol> changed =
        fate.releases().stream()
            .flatMap(release -> Graphs.bodyAround(release.path()).stream())
            .flatMap(code -> Values.changedIn(code.getLeaf()).stream())
            .collect(ImmutableSet.toImmutableSet());
    return parts(test)
        .allMatch(
            part -> {
              Set<Symbol> variables = Symbols.variablesIn(part);
              return variables.stream().anyMatch(v -> (v.flags() & Flags.PARAMETER) != 0)
                  && variables.stream().noneMatch(v -> v.equals(field) || changed.contains(v))
                  && Trees.in(part, MethodInvocationTree.class).stream()
                      .noneMatch(
                          call ->
                              !ASTHelpers.getSymbol(call).isStatic()
                                  && Symbols.isSelf(ASTHelpers.getReceiver(call)));
            });
  }

  private static Stream<Tree> parts(Tree test) {
    return test instanceof ParenthesizedTree inner
        ? parts(inner.getExpression())
        : test.getKind() == Tree.Kind.CONDITIONAL_OR || test.getKind() == Tree.Kind.CONDITIONAL_AND
            ? Stream.of(((BinaryTree) test).getLeftOperand(), ((BinaryTree) test).getRightOperand())
                .flatMap(Replacers::parts)
            : Stream.of(test);
  }

  private static boolean isSkipped(TreePath call) {
    return Graphs.bodyAround(call)
        .filter(
            code ->
                code.getLeaf() instanceof MethodTree
                    && !Paths.isInLoop(call, code.getLeaf())
                    && TestOutcomes.at(call, code.getLeaf()).isEmpty()
                    && Paths.aroundInBody(call).stream()
                        .noneMatch(around -> around.getLeaf() instanceof TryTree))
        .isEmpty();
  }

  /**
   * Whether a method is given what it opens for, and others call it on an object that they have.
   */
  private boolean isReplacer(MethodSymbol method) {
    CompilationIndex index = CompilationIndex.of(state);
    return !method.isConstructor()
        && !method.getParameters().isEmpty()
        && index.overriders(method).isEmpty()
        && (index.calls(method).stream().anyMatch(call -> !isOwn(call)) || isListener(method))
        && index
            .declaration(method)
            .filter(
                code ->
                    code.getLeaf() == body.getLeaf()
                        || Obligations.ofHeld(opening, field, code, state).discharges().isEmpty())
            .isPresent()
        && !CallerReleases.areSeen(opening, field, method, fate, state);
  }

  /**
   * Whether others call a method by an interface in view, as listeners are called that have
   * enrolled themselves, and after none of the releases in view.
   */
  private boolean isListener(MethodSymbol method) {
    return ASTHelpers.findSuperMethods(method, state.getTypes()).stream()
            .flatMap(overridden -> CompilationIndex.of(state).calls(overridden).stream())
            .anyMatch(call -> !isOwn(call))
        && areReleasesLast();
  }

  /** Whether control comes to the opening after nothing that is seen to lead to a release. */
  boolean areReleasesLast() {
    ImmutableSet<TreePath> openings = CallSites.leadingTo(opening.path(), state).seen();
    return fate.releases().stream()
        .flatMap(release -> CallSites.leadingTo(release.path(), state).seen().stream())
        .noneMatch(release -> openings.stream().anyMatch(o -> Order.mayFollow(release, o)));
  }

  /**
   * Whether others than those who close it may have the object release before it opens again: by a
   * call, of what they have not made themselves, in a method that ends nothing else; or by any call
   * after which control may come to a method that opens.
   */
  private boolean isEndedByOthers(ImmutableSet<MethodSymbol> opening) {
    CompilationIndex index = CompilationIndex.of(state);
    Set<TreePath> leading = leadingTo(opening);
    return releasing()
        .flatMap(method -> index.mentions(method).stream())
        .filter(mention -> !Symbols.isSelf(Symbols.receiver(mention.getParentPath().getLeaf())))
        .anyMatch(
            mention ->
                Symbols.methodAround(mention)
                        .filter(
                            caller ->
                                ClosingMethods.of(state).isCloser(caller)
                                    || isMadeIn(mention, caller))
                        .isEmpty()
                    || mayOpenAfter(mention, leading));
  }

  /** The methods of the object that release. */
  private Stream<MethodSymbol> releasing() {
    return fate.releases().stream()
        .flatMap(release -> Symbols.methodAround(release.path()).stream())
        .flatMap(method -> Symbols.withOwnCallers(method, Symbols::methodAround, state).stream())
        .distinct();
  }

  /** Where methods that open are named outside constructors, and the methods that come there. */
  private Set<TreePath> leadingTo(Set<MethodSymbol> opening) {
    Set<TreePath> found = new LinkedHashSet<>();
    opening.stream()
        .filter(method -> !method.isConstructor())
        .forEach(method -> addMentions(method, caller -> !isMaker(caller), found));
    return found;
  }

  private boolean isMaker(MethodSymbol method) {
    return method.isConstructor() && method.owner.equals(field.owner);
  }

  /** Whether control may come to an opening after a release, or after the method around it. */
  private boolean mayOpenAfter(TreePath release, Set<TreePath> leading) {
    Set<TreePath> releasing = new LinkedHashSet<>(Set.of(release));
    Symbols.methodAround(release)
        .filter(ClosingMethods.of(state)::isCloser)
        .ifPresent(closer -> addMentions(closer, caller -> true, releasing));
    return releasing.stream()
        .anyMatch(first -> leading.stream().anyMatch(second -> Order.mayFollow(first, second)));
  }

  /** Adds where a method is named, and where those are that name it, and so on. */
  private void addMentions(
      MethodSymbol method, Predicate<MethodSymbol> isFollowed, Set<TreePath> found) {
    Deque<MethodSymbol> open = new ArrayDeque<>(Set.of(method));
    Set<MethodSymbol> seen = new HashSet<>(open);
    while (!open.isEmpty()) {
      for (TreePath mention : CompilationIndex.of(state).mentions(open.remove())) {
        MethodSymbol caller = Symbols.methodAround(mention).orElse(null);
        if (caller == null || isFollowed.test(caller)) {
          found.add(mention);
        }
        if (caller != null && isFollowed.test(caller) && seen.add(caller)) {
          open.add(caller);
        }
      }
    }
  }

  /** Whether a method calls another of an object that it has made for a local variable. */
  private boolean isMadeIn(TreePath mention, MethodSymbol caller) {
    return ASTHelpers.getSymbol(Symbols.receiver(mention.getParentPath().getLeaf()))
            instanceof VarSymbol object
        && caller.equals(object.owner)
        && Values.initial(object, state)
            .filter(value -> value.getLeaf() instanceof NewClassTree)
            .isPresent();
  }

  private boolean areNamed() {
    MethodSymbol opener = (MethodSymbol) ASTHelpers.getSymbol(body.getLeaf());
    CompilationIndex index = CompilationIndex.of(state);
    ImmutableList<TreePath> calls = index.calls(opener);
    return !opener.isPrivate()
        && index.overriders(opener).isEmpty()
        && calls.stream().anyMatch(call -> !isOwn(call))
        && calls.stream().filter(Replacers::isOwn).anyMatch(this::replaces)
        && !isEndedAsSupertype(opener);
  }

  /**
   * Whether others may have the object release by a method that they know by a supertype, before it
   * opens again: which of their objects that is for is not known.
   */
  private boolean isEndedAsSupertype(MethodSymbol opener) {
    CompilationIndex index = CompilationIndex.of(state);
    Set<TreePath> leading = new LinkedHashSet<>();
    addMentions(opener, caller -> !isMaker(caller), leading);
    return releasing()
        .flatMap(method -> ASTHelpers.findSuperMethods(method, state.getTypes()).stream())
        .distinct()
        .flatMap(method -> index.mentions(method).stream())
        .anyMatch(mention -> mayOpenAfter(mention, leading));
  }

  /** Whether the name of a method says that it comes when there is a handle. */
  static boolean isNamedSo(MethodSymbol method, VisitorState state) {
    return ResolvedLibrary.of(state).rows().names().get("replacing").stream()
        .anyMatch(method.getSimpleName().toString()::startsWith);
  }

  private static boolean isOwn(TreePath call) {
    return Symbols.isSelf(Symbols.receiver(call.getLeaf()));
  }

  private boolean replaces(TreePath call) {
    TreePath caller = Graphs.bodyAround(call).orElse(null);
    return caller != null
        && ASTHelpers.getSymbol(caller.getLeaf()) instanceof MethodSymbol replacer
        && isNamedSo(replacer, state)
        && !replacer.isPrivate()
        && CompilationIndex.of(state).overriders(replacer).isEmpty()
        && Obligations.ofHeld(opening, field, caller, state).discharges().isEmpty()
        && asksForNoHandle(caller)
        && !CallerReleases.areSeen(opening, field, replacer, fate, state);
  }

  private boolean asksForNoHandle(TreePath caller) {
    return Trees.ownPathsIn(
            caller,
            IfTree.class,
            ConditionalExpressionTree.class,
            SwitchTree.class,
            SwitchExpressionTree.class,
            TryTree.class,
            WhileLoopTree.class)
        .stream()
        .allMatch(test -> test.getLeaf() instanceof IfTree one && isFree(one.getCondition()));
  }

  /** Whether a test compares what the method is given with what no opening or release changes. */
  private boolean isFree(Tree test) {
    ImmutableSet<Symbol> changed =
        Stream.concat(
                Stream.of(body),
                fate.releases().stream()
                    .flatMap(release -> Graphs.bodyAround(release.path()).stream()))
            .flatMap(code -> Values.changedIn(code.getLeaf()).stream())
            .collect(ImmutableSet.toImmutableSet());
    Set<Symbol> variables = Symbols.variablesIn(test);
    return !Trees.any(test, MethodInvocationTree.class::isInstance)
        && variables.stream().anyMatch(variable -> (variable.flags() & Flags.PARAMETER) != 0)
        && variables.stream().noneMatch(v -> v.equals(field) || changed.contains(v));
  }
}
