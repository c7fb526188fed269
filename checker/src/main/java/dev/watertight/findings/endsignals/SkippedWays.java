package dev.watertight.findings.endsignals;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.BlockTree;
import com.sun.source.tree.BreakTree;
import com.sun.source.tree.ContinueTree;
import com.sun.source.tree.EnhancedForLoopTree;
import com.sun.source.tree.ExpressionStatementTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.ForLoopTree;
import com.sun.source.tree.IfTree;
import com.sun.source.tree.LabeledStatementTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.ReturnTree;
import com.sun.source.tree.ThrowTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.TryTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Flags;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import com.sun.tools.javac.code.TypeTag;
import dev.watertight.model.Trait;
import dev.watertight.paths.CheckedData;
import dev.watertight.paths.Loss;
import dev.watertight.paths.TestedData;
import dev.watertight.program.CatchClauses;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Graphs;
import dev.watertight.program.Loops;
import dev.watertight.program.Paths;
import dev.watertight.program.Symbols;
import dev.watertight.program.TestOutcomes;
import dev.watertight.program.Trees;
import dev.watertight.tasks.Task;
import dev.watertight.tasks.TaskStarts;
import dev.watertight.tasks.Tasks;
import dev.watertight.values.Components;
import dev.watertight.values.KnownTests;
import dev.watertight.values.Origins;
import dev.watertight.values.ResolvedLibrary;
import dev.watertight.values.Values;
import dev.watertight.wakers.CallSites;
import dev.watertight.wakers.Order;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The ways past a signal: which of them leave somebody waiting.
 *
 * @param body the method or lambda that signals
 * @param waiting what waits for the signal
 * @param state the compilation
 */
record SkippedWays(TreePath body, TreePath waiting, VisitorState state) {
  /**
   * Whether no receiver is left waiting when the body is left at once: it would have been started
   * behind, or the process ends with {@code main}.
   */
  boolean leavesNobody(Loss loss) {
    ImmutableList<Task.Apart> receivers = Tasks.apart(Tasks.of(waiting, state));
    if (!receivers.isEmpty() && receivers.stream().allMatch(r -> isOver(r, loss))) {
      return true;
    }
    boolean isThrown = loss.exit() == Loss.Exit.THROW;
    if (!isThrown && !(loss.at() instanceof ReturnTree)) {
      return false;
    }
    ImmutableSet<Task> own = Tasks.of(new TreePath(body, Graphs.code(body.getLeaf())), state);
    if (isThrown && own.stream().anyMatch(task -> Order.isAfterEnd(waiting, task, state))) {
      // The wait for the task fails, too.
      return true;
    }
    boolean isMain =
        own.stream()
            .allMatch(
                task -> task instanceof Task.Caller caller && Symbols.isMain(caller.symbol()));
    return !receivers.isEmpty()
        && receivers.stream()
            .allMatch(
                receiver ->
                    (isMain && TaskStarts.letsProcessEnd(receiver, state))
                        || (isThrown
                            && TaskStarts.of(receiver, state).stream()
                                .allMatch(start -> isStartedBehind(start))));
  }

  /** Whether the way begins where a wait for the task tells that it has failed. */
  private boolean isOver(Task.Apart task, Loss way) {
    return way.at() instanceof MethodInvocationTree wait
        && way.exception().endsWith("ExecutionException")
        && ResolvedLibrary.of(state).is(wait, Trait.AWAITS_TASK)
        && Optional.ofNullable(TreePath.getPath(body, wait))
            .flatMap(Paths::receiver)
            .flatMap(future -> Origins.one(future, MethodInvocationTree.class::isInstance, state))
            .filter(start -> start.getLeaf() == task.start().getLeaf())
            .isPresent();
  }

  /** Whether code starts a task once, behind a call of the body, if that returns. */
  private boolean isStartedBehind(TreePath start) {
    Optional<TreePath> starter = Graphs.bodyAround(start);
    return starter.isPresent()
        && !Paths.isInLoop(start, starter.get().getLeaf())
        && ASTHelpers.getSymbol(body.getLeaf()) instanceof MethodSymbol method
        && CompilationIndex.of(state).mentionsIn(starter.get().getLeaf(), method).stream()
            .anyMatch(
                call ->
                    call.getParentPath().getLeaf() instanceof MethodInvocationTree
                        && Graphs.isDirectlyIn(call, starter.get().getLeaf())
                        && ASTHelpers.getStartPosition(call.getLeaf())
                            < ASTHelpers.getStartPosition(start.getLeaf())
                        && CatchClauses.catching(call, starter.get().getLeaf(), c -> true)
                            .isEmpty());
  }

  /**
   * Whether a jump over the signal is under a condition about what those ask, too, who start it or
   * call it, or who have made it, or the receiver is started under any condition: perhaps they go
   * on only if the condition is false; or about what the receiver asks, or has set, who may have
   * left.
   *
   * @param marker what is compared with the marker of the end says nothing of that
   */
  boolean areAskedElsewhere(Optional<Symbol> marker) {
    ImmutableList<TreePath> jumps =
        Trees.ownPathsIn(body, ReturnTree.class, BreakTree.class, ContinueTree.class).stream()
            .filter(jump -> !(jump.getLeaf() instanceof BreakTree end && end.getLabel() == null))
            .collect(toImmutableList());
    return jumps.stream().anyMatch(this::isExcluded)
        || areAskedElsewhere(
            jumps.stream()
                .flatMap(end -> askedAt(end, body))
                .filter(asked -> marker.filter(asked::equals).isEmpty())
                .collect(Collectors.toSet()));
  }

  /** Whether other code checks what the {@code if}s around a jump ask, so that it may not come. */
  private boolean isExcluded(TreePath jump) {
    return !CheckedData.excludedAround(jump, body.getLeaf(), state).isEmpty();
  }

  /** Whether the way begins with a statement that throws what other code may have excluded. */
  boolean isExcluded(Loss way) {
    return way.at() instanceof ThrowTree
        && Optional.ofNullable(TreePath.getPath(body, way.at()))
            .filter(this::isExcluded)
            .isPresent();
  }

  private boolean areAskedElsewhere(Set<Symbol> own) {
    Set<Symbol> tested = withGiven(own);
    return !tested.isEmpty()
        && (Graphs.bodyAround(waiting)
                .filter(receiver -> receiver.getLeaf() != body.getLeaf())
                .filter(
                    receiver ->
                        Values.changedIn(receiver.getLeaf()).stream()
                                .anyMatch(v -> Symbols.isField(v) && tested.contains(v))
                            || foundOutAt(waiting, receiver).anyMatch(tested::contains))
                .isPresent()
            || tested.stream().anyMatch(v -> isRefusedElsewhere(v))
            || (tested.stream().anyMatch(this::remembers) && isForDifferent())
            || Stream.of(new TreePath(body, Graphs.code(body.getLeaf())), waiting)
                .flatMap(place -> CallSites.leadingTo(place, state).seen().stream())
                .flatMap(site -> askedOutside(site))
                .anyMatch(tested::contains)
            || Tasks.apart(Tasks.of(waiting, state)).stream()
                .flatMap(receiver -> TaskStarts.of(receiver, state).stream())
                .anyMatch(
                    start ->
                        askedOutside(start).anyMatch(v -> isAskedThere(v, tested))
                            || repeatedFor(start, 1).anyMatch(tested::contains)));
  }

  /**
   * What decides how often a call is repeated, perhaps not once: what the collection is made of
   * that a loop or a function goes through.
   */
  private Stream<Symbol> repeatedFor(TreePath call, int depth) {
    return sourcesAround(call).stream()
        .flatMap(source -> asked().in(source))
        .flatMap(v -> Stream.concat(Stream.of(v), madeOf(v, depth)));
  }

  /** What the loops and functions around a call in its method go through. */
  private static ImmutableList<ExpressionTree> sourcesAround(TreePath call) {
    ImmutableList.Builder<ExpressionTree> found = ImmutableList.builder();
    for (TreePath p = call;
        p.getParentPath() != null && !(p.getLeaf() instanceof MethodTree);
        p = p.getParentPath()) {
      Tree around = p.getParentPath().getLeaf();
      if (around instanceof EnhancedForLoopTree each && each.getStatement() == p.getLeaf()) {
        found.add(each.getExpression());
      } else if (p.getLeaf() instanceof LambdaExpressionTree
          && around instanceof MethodInvocationTree run
          && ASTHelpers.getReceiver(run) != null) {
        found.add(ASTHelpers.getReceiver(run));
      }
    }
    return found.build();
  }

  private boolean remembers(Symbol variable) {
    return ResolvedLibrary.of(state).is(variable.type, Trait.REMEMBERS);
  }

  /**
   * Whether who comes to the wait does so for the elements of a set, or of others that differ: none
   * of them has been there before.
   */
  boolean isForDifferent() {
    return CallSites.leadingTo(waiting, state).seen().stream()
        .flatMap(site -> sourcesAround(site).stream())
        .anyMatch(source -> isOfDifferent(source));
  }

  private boolean isOfDifferent(ExpressionTree source) {
    return Stream.concat(
            Stream.of(source),
            Symbols.variablesIn(source).stream()
                .flatMap(v -> Values.given((VarSymbol) v, state).stream())
                .flatMap(List::stream)
                .map(value -> (ExpressionTree) value.getLeaf()))
        .flatMap(part -> Trees.in(part, ExpressionTree.class).stream())
        .anyMatch(
            part ->
                Symbols.isA(ASTHelpers.getType(part), "java.util.Set", state)
                    || Symbols.isA(ASTHelpers.getType(part), "java.util.Map", state)
                    || (part instanceof MethodInvocationTree call
                        && ASTHelpers.getSymbol(call).getSimpleName().contentEquals("distinct")));
  }

  /** What a local variable is given, or is filled for. */
  private Stream<Symbol> madeOf(VarSymbol variable, int depth) {
    return Symbols.isField(variable) || depth == 0
        ? Stream.empty()
        : Stream.concat(
            Values.given(variable, state).stream()
                .flatMap(List::stream)
                .flatMap(value -> asked().in(value.getLeaf())),
            CompilationIndex.of(state).mentions(variable).stream()
                .filter(mention -> mention.getParentPath().getLeaf() instanceof MemberSelectTree)
                .flatMap(mention -> repeatedFor(mention, depth - 1)));
  }

  /**
   * Whether nothing but tests decide on a call, which ask about what the code was given and what it
   * has found out, not about what others may change.
   *
   * @param own what the tests must not ask about
   */
  boolean isLeftToData(TreePath call, ImmutableSet<VarSymbol> own) {
    return Paths.aroundInBody(call).stream().map(TreePath::getLeaf).noneMatch(Loops::isLoop)
        && TestOutcomes.at(call, body.getLeaf()).stream()
            .map(TestOutcomes.Outcome::test)
            .allMatch(
                test ->
                    !callsInView(test)
                        && asked().in(test).allMatch(v -> !own.contains(v) && isSettled(v)))
        && areOpen(call, body)
        && !CheckedData.mayAlwaysRun(call, body.getLeaf(), state)
        && !areAskedElsewhere(askedAt(call, body).collect(Collectors.toSet()));
  }

  /** Whether no test that leads to a call asks only about what the program itself says. */
  private boolean areOpen(TreePath call, TreePath code) {
    return TestOutcomes.at(call, code.getLeaf()).stream()
        .allMatch(outcome -> new KnownTests(state).isAlways(outcome, code).isNo());
  }

  /** Whether a variable holds data that nobody changes meanwhile. */
  private boolean isSettled(VarSymbol variable) {
    return isFixed(variable)
        && !new FailedStages(state).isFailure(variable)
        && !ResolvedLibrary.of(state).is(variable.type, Trait.REMEMBERS);
  }

  /**
   * The same of what nobody else has, where what others have been given before may decide, too.
   * Those who send it must not say by a constant which way it goes, unless it is known to be there
   * whatever they say: it is no part of what they send then.
   */
  boolean isLeftToData(TreePath call, Handed handed, ImmutableSet<VarSymbol> own) {
    boolean isThere =
        TestOutcomes.at(call, handed.scope().getLeaf()).stream()
            .anyMatch(outcome -> Handed.isNullTest(outcome.test(), handed.holder()));
    return Paths.aroundInBody(call).stream()
            .filter(path -> Paths.isInside(path, handed.scope().getLeaf()))
            .noneMatch(path -> Loops.isLoop(path.getLeaf()))
        && TestOutcomes.at(call, handed.scope().getLeaf()).stream()
            .map(TestOutcomes.Outcome::test)
            .filter(test -> !Handed.isNullTest(test, handed.holder()))
            .allMatch(
                test ->
                    !callsInView(test)
                        && asked()
                            .in(test)
                            .allMatch(
                                v ->
                                    !own.contains(v)
                                        && isFixed(v)
                                        && (isThere || asked().saidFor(v).findAny().isEmpty())))
        && areOpen(call, handed.scope())
        && !CheckedData.mayAlwaysRun(call, handed.scope().getLeaf(), state)
        && !areAskedElsewhere(askedAt(call, body).collect(Collectors.toSet()));
  }

  private boolean callsInView(Tree test) {
    return Trees.in(test, MethodInvocationTree.class).stream()
        .map(ASTHelpers::getSymbol)
        .anyMatch(
            method ->
                CompilationIndex.of(state).isInView(method)
                    && Components.returnedBy(method, state).isEmpty());
  }

  private boolean isFixed(VarSymbol variable) {
    return !Symbols.isField(variable) || Values.isFixed(variable, state);
  }

  /**
   * Whether a call depends on what the objects whose code it is have been given different ones of.
   */
  boolean isToldApart(TreePath call) {
    return TestOutcomes.at(call, body.getLeaf()).stream()
        .flatMap(outcome -> asked().in(outcome.test()))
        .anyMatch(variable -> asked().saidFor(variable).distinct().count() > 1);
  }

  private AskedValues asked() {
    return new AskedValues(state);
  }

  /**
   * Whether what decides on the start of a receiver may have to do with the signal: anything but a
   * choice of callers. Where the receiver is the code itself that is to signal, as for the permit
   * that it has acquired, only what that asks, or what one of the two is made of: the more are
   * started, the more of them wait.
   */
  private boolean isAskedThere(Symbol variable, Set<Symbol> tested) {
    return Graphs.isDirectlyIn(waiting, body.getLeaf())
        ? tested.stream()
            .anyMatch(
                own -> own.equals(variable) || isMadeOf(own, variable) || isMadeOf(variable, own))
        : !isChoice(variable);
  }

  /* A number tells which one it is, not what it is like. */
  private boolean isMadeOf(Symbol made, Symbol source) {
    return !source.type.isPrimitive()
        && made instanceof VarSymbol variable
        && madeOf(variable, 1).anyMatch(source::equals);
  }

  /** Whether callers choose: other questions may well be about the same as the sender's. */
  private static boolean isChoice(Symbol variable) {
    return (variable.flags() & Flags.PARAMETER) != 0 && variable.type.hasTag(TypeTag.BOOLEAN);
  }

  private Stream<Symbol> askedOutside(TreePath site) {
    return Graphs.bodyAround(site).stream()
        .filter(caller -> caller.getLeaf() != body.getLeaf())
        .flatMap(
            caller -> foundOutAt(site, caller, new IdentityTests(body.getLeaf(), state)::include));
  }

  private Stream<Symbol> foundOutAt(TreePath place, TreePath around) {
    return foundOutAt(place, around, test -> false);
  }

  /**
   * What tests before a place, or loops around it, ask about, be it in methods that they call.
   *
   * @param isOther which tests do not count
   */
  private Stream<Symbol> foundOutAt(TreePath place, TreePath around, Predicate<Tree> isOther) {
    Stream<ExpressionTree> repeated =
        Paths.aroundInBody(place).stream()
            .filter(path -> path.getLeaf() instanceof EnhancedForLoopTree)
            .map(path -> ((EnhancedForLoopTree) path.getLeaf()).getExpression());
    ImmutableList<Tree> tests =
        TestOutcomes.at(place, around.getLeaf()).stream()
            .map(TestOutcomes.Outcome::test)
            .filter(isOther.negate())
            .collect(toImmutableList());
    return Stream.concat(
        askedIn(tests),
        Stream.concat(tests.stream(), repeated)
            .flatMap(test -> TestedData.in(test, state).stream()));
  }

  /** The same symbols, and what those of them are given that are parameters. */
  private Set<Symbol> withGiven(Set<Symbol> symbols) {
    return Stream.concat(
            symbols.stream(),
            symbols.stream()
                .filter(symbol -> (symbol.flags() & Flags.PARAMETER) != 0)
                .flatMap(symbol -> Values.given((VarSymbol) symbol, state).stream())
                .flatMap(List::stream)
                .flatMap(value -> asked().in(value.getLeaf())))
        .collect(Collectors.toSet());
  }

  /** Whether other code throws because of what a variable holds that is not changed. */
  private boolean isRefusedElsewhere(Symbol variable) {
    return variable instanceof VarSymbol named
        && !Symbols.isEnumConstant(named)
        && Values.isFixed(named, state)
        && CompilationIndex.of(state).mentions(variable).stream()
            .filter(mention -> !Paths.isInside(mention, body.getLeaf()))
            .map(mention -> ASTHelpers.findEnclosingNode(mention, IfTree.class))
            .anyMatch(test -> test != null && Loops.leaves(test.getThenStatement()));
  }

  /** What tests before a place ask about; of a parameter, what it is given. */
  private Stream<Symbol> askedAt(TreePath place, TreePath around) {
    return askedIn(
        TestOutcomes.at(place, around.getLeaf()).stream()
            .map(TestOutcomes.Outcome::test)
            .collect(toImmutableList()));
  }

  private Stream<Symbol> askedIn(List<? extends Tree> tests) {
    return tests.stream()
        .flatMap(test -> asked().in(test))
        .flatMap(
            variable ->
                Stream.concat(
                    Stream.of(variable),
                    Values.given(variable, state).stream()
                        .flatMap(List::stream)
                        .flatMap(value -> asked().in(value.getLeaf()))));
  }

  /**
   * Whether the tree is a risky call for whose failure the body has a catch clause: which exception
   * the call throws is not known, but the author knows.
   */
  boolean isExpected(@Nullable Tree tree, ImmutableSet<Tree> risky) {
    if (tree == null || !risky.contains(tree)) {
      return false;
    }
    TreePath path = TreePath.getPath(body, tree);
    return path != null
        && CatchClauses.catching(
                path, body.getLeaf(), clause -> CatchClauses.isUnchecked(clause, state))
            .isPresent();
  }

  /**
   * The expression that stands for a signal: itself, or the head of a loop that repeats it. Empty
   * for a signal under a condition, which may well be meant to be skipped.
   */
  static Optional<Tree> actOf(TreePath call, TreePath body) {
    Tree act = call.getLeaf();
    for (TreePath p = call.getParentPath(); p.getLeaf() != body.getLeaf(); p = p.getParentPath()) {
      Tree tree = p.getLeaf();
      if (tree instanceof ForLoopTree loop && loop.getCondition() != null) {
        act = loop.getCondition();
      } else if (tree instanceof EnhancedForLoopTree loop) {
        act = loop.getExpression();
      } else if (!(tree instanceof BlockTree
          || tree instanceof LabeledStatementTree
          || tree instanceof TryTree
          || tree instanceof ExpressionStatementTree)) {
        return Optional.empty();
      }
    }
    return Optional.of(act);
  }
}
