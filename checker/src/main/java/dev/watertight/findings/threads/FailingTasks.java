package dev.watertight.findings.threads;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.suppliers.Supplier;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.CatchTree;
import com.sun.source.tree.CompoundAssignmentTree;
import com.sun.source.tree.ExpressionStatementTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.ThrowTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Type;
import com.sun.tools.javac.code.TypeTag;
import dev.watertight.answers.Known;
import dev.watertight.channels.Endpoint;
import dev.watertight.channels.Topologies;
import dev.watertight.channels.Topology;
import dev.watertight.locks.MonitorSignals;
import dev.watertight.loops.MissingEntries;
import dev.watertight.model.ChannelOperation.Act;
import dev.watertight.model.Trait;
import dev.watertight.paths.TestedData;
import dev.watertight.program.CatchClauses;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Graphs;
import dev.watertight.program.Loops;
import dev.watertight.program.Paths;
import dev.watertight.program.Symbols;
import dev.watertight.program.TestOutcomes;
import dev.watertight.program.Trees;
import dev.watertight.summaries.CallRules;
import dev.watertight.summaries.Summaries;
import dev.watertight.summaries.Thrown;
import dev.watertight.summaries.Thrown.Reason;
import dev.watertight.tasks.Runnables;
import dev.watertight.tasks.TaskBodies;
import dev.watertight.values.Components;
import dev.watertight.values.Fate;
import dev.watertight.values.ResolvedLibrary;
import dev.watertight.values.Values;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Finds tasks that are to run again and again and that end for good by an exception which nobody
 * catches, and which nobody gets to know: no code looks at the future of the task.
 *
 * <p>What counts is what may go wrong in any round: a text that is no number, a function of others
 * that fails, a statement in a method that the task calls. One in the task itself may be its way to
 * end, and so may one that comes when enough rounds have been counted: by then the task may have
 * sent all that others wait for.
 */
public record FailingTasks(VisitorState state) {
  /**
   * A task that an exception ends.
   *
   * @param body the code that it runs
   * @param cause what throws
   * @param exception what it throws: {@code RuntimeException} if that may be anything
   * @param waiter a wait without a limit for what nobody but the task sends
   */
  public record FailingTask(
      TreePath body, TreePath cause, Type exception, Optional<TreePath> waiter) {}

  /* `via` is where it leaves the code that is looked at. */
  private record Failure(TreePath via, TreePath place, Type type, boolean isOfInput) {}

  private static final Supplier<Type> NULL_POINTER_EXCEPTION =
      VisitorState.memoize(state -> state.getTypeFromString("java.lang.NullPointerException"));

  /* What waits for a signal. */
  private static final ImmutableSet<String> WAITS =
      ImmutableSet.of("wait", "await", "awaitUninterruptibly");

  /* How deep the methods are looked at that a task calls. */
  private static final int DEPTH = 3;

  /** Whether the method runs a task again and again: a first test. */
  public static boolean isCandidate(MethodSymbol method, VisitorState state) {
    return ResolvedLibrary.of(state).is(method, Trait.PERIODIC);
  }

  /** The task that a call starts, if an exception ends it. */
  public static Optional<FailingTask> at(TreePath start, VisitorState state) {
    FailingTasks finder = new FailingTasks(state);
    return finder.isHandedOn(start) || finder.isWatched(start)
        ? Optional.empty()
        : TaskBodies.given(start, state)
            .findFirst()
            .flatMap(
                body ->
                    finder
                        .failureIn(body, DEPTH)
                        .map(
                            found ->
                                new FailingTask(
                                    body, found.place(), found.type(), finder.waiterFor(body))));
  }

  /** Where somebody waits without a limit for values, or signals, that only this code sends. */
  private Optional<TreePath> waiterFor(TreePath code) {
    return Stream.of(Topologies.all(state), Topologies.synchronizers(state))
        .flatMap(List::stream)
        .filter(Topology::isClosedView)
        .filter(channel -> isSentBy(channel, code))
        .flatMap(channel -> channel.receives().stream())
        .filter(receive -> receive.isEndless() && !isMadeBy(receive.path(), code))
        .map(Endpoint::path)
        .findFirst()
        .or(() -> waiterForSignal(code));
  }

  /** The same of a monitor or condition that only this code signals. */
  private Optional<TreePath> waiterForSignal(TreePath code) {
    CompilationIndex index = CompilationIndex.of(state);
    return index.units().stream()
        .filter(unit -> WAITS.stream().anyMatch(name -> index.isNamedIn(unit, name)))
        .flatMap(unit -> Trees.pathsIn(new TreePath(unit), MethodInvocationTree.class).stream())
        .filter(
            wait ->
                MonitorSignals.isWait(
                    ASTHelpers.getSymbol((MethodInvocationTree) wait.getLeaf()), state))
        .filter(wait -> Loops.around(wait).isPresent() && !isMadeBy(wait, code))
        .filter(wait -> isSignalledBy(MonitorSignals.of(wait, state), code))
        .findFirst();
  }

  private boolean isSignalledBy(Known<TreePath> signals, TreePath code) {
    return signals.isComplete()
        && !signals.seen().isEmpty()
        && signals.seen().stream().allMatch(signal -> isMadeBy(signal, code));
  }

  private boolean isSentBy(Topology channel, TreePath code) {
    ImmutableList<Endpoint> sends =
        channel.endpoints().stream()
            .filter(use -> use.isSend() || use.act() == Act.CLOSE)
            .collect(ImmutableList.toImmutableList());
    return !sends.isEmpty() && sends.stream().allMatch(send -> isMadeBy(send.path(), code));
  }

  private boolean isMadeBy(TreePath place, TreePath code) {
    return Summaries.reaches(place, code, state).isYes();
  }

  /** Whether a scheduler hands the task on, or is one of the program's own, which may guard it. */
  private boolean isHandedOn(TreePath start) {
    return Symbols.methodAround(start).filter(method -> isCandidate(method, state)).isPresent()
        || Paths.receiver(start)
            .map(scheduler -> ASTHelpers.getType(scheduler.getLeaf()))
            .filter(type -> CompilationIndex.of(state).isInView(type.tsym))
            .isPresent();
  }

  /** Whether somebody may look at the future of the task for more than to cancel it. */
  private boolean isWatched(TreePath start) {
    if (ASTHelpers.getType(start.getLeaf()).hasTag(TypeTag.VOID)) {
      return false;
    }
    Fate fate = Fate.ofExpression(start, Runnables.of(state), state);
    return fate.isUnknown()
        || fate.isExposed()
        || fate.uses().stream()
            .anyMatch(use -> !ResolvedLibrary.of(state).is(use.path().getLeaf(), Trait.CANCELS));
  }

  private Optional<Failure> failureIn(TreePath code, int depth) {
    return Trees.ownPathsIn(code, MethodInvocationTree.class, NewClassTree.class, ThrowTree.class)
        .stream()
        .flatMap(place -> failureAt(place, depth).stream())
        .filter(failure -> !isCaught(failure, code))
        .findFirst();
  }

  private Optional<Failure> failureAt(TreePath place, int depth) {
    if (place.getLeaf() instanceof ThrowTree) {
      return ofStatement(place, depth);
    }
    if (CatchClauses.around(place).isPresent()) {
      // It deals with a failure.
      return Optional.empty();
    }
    MethodSymbol method = (MethodSymbol) ASTHelpers.getSymbol(place.getLeaf());
    if (CallRules.isFunction(method, state) || !CompilationIndex.of(state).isInView(method)) {
      return ofOthers(place).or(() -> ofMissing(place));
    }
    return depth > 0 && place.getLeaf() instanceof MethodInvocationTree call
        ? Summaries.bodiesOf(call, state).seen().stream()
            .flatMap(body -> failureIn(body, depth - 1).stream())
            .map(
                failure -> new Failure(place, failure.place(), failure.type(), failure.isOfInput()))
            .findFirst()
        : Optional.empty();
  }

  /** A statement of a method that is called, or one that says what has gone wrong. */
  private Optional<Failure> ofStatement(TreePath statement, int depth) {
    Optional<CatchTree> clause = CatchClauses.around(statement);
    return clause.isPresent()
        ? clause
            .filter(caught -> !CatchClauses.isInterrupt(caught))
            .flatMap(caught -> uncheckedOf(statement))
        : depth < DEPTH && !isOfCount(statement) ? uncheckedOf(statement) : Optional.empty();
  }

  /** Whether tests decide on a statement that ask how far the program has come. */
  private boolean isOfCount(TreePath statement) {
    return Graphs.bodyAround(statement).stream()
        .flatMap(body -> TestOutcomes.at(statement, body.getLeaf()).stream())
        .flatMap(outcome -> TestedData.in(outcome.test(), state).stream())
        .anyMatch(
            data ->
                Symbols.isField(data)
                    && Components.mentions(data, state).stream().anyMatch(this::countsOn));
  }

  /** Whether code counts in a variable, or adds to what it holds, or sets it to a constant. */
  private boolean countsOn(TreePath mention) {
    TreePath place =
        mention.getParentPath().getLeaf() instanceof MemberSelectTree select
                && ASTHelpers.getSymbol(select).equals(ASTHelpers.getSymbol(mention.getLeaf()))
            ? mention.getParentPath()
            : mention;
    Tree parent = place.getParentPath().getLeaf();
    return ((Values.isStep(parent) || parent instanceof CompoundAssignmentTree)
            && Values.changed(parent) == place.getLeaf())
        || (parent instanceof AssignmentTree change
            && change.getVariable() == place.getLeaf()
            && isConstant(change.getExpression())
            && Graphs.bodyAround(mention).filter(Symbols::isConstructor).isEmpty())
        || (parent instanceof MemberSelectTree
            && place.getParentPath().getParentPath().getLeaf() instanceof MethodInvocationTree call
            && ASTHelpers.getReceiver(call) == place.getLeaf()
            && isCounter(ASTHelpers.getType(place.getLeaf()))
            && changes(place.getParentPath().getParentPath()));
  }

  private static boolean isConstant(ExpressionTree value) {
    return ASTHelpers.constValue(value) != null
        || Symbols.isEnumConstant(ASTHelpers.getSymbol(value));
  }

  /** Whether objects of a type are containers, or numbers that change. */
  private boolean isCounter(Type type) {
    return Stream.of("java.lang.Iterable", "java.util.Map", "java.lang.Number")
        .anyMatch(ResolvedLibrary.of(state).supertypesOf(type.tsym)::contains);
  }

  /** Whether a call is a statement of its own, or one that a number has under two names. */
  private static boolean changes(TreePath call) {
    return call.getParentPath().getLeaf() instanceof ExpressionStatementTree
        || ASTHelpers.getSymbol((MethodInvocationTree) call.getLeaf())
            .getSimpleName()
            .toString()
            .matches("(get|increment|decrement|add)And(Get|Increment|Decrement|Add)");
  }

  private Optional<Failure> uncheckedOf(TreePath statement) {
    return Summaries.ofCode(statement, state).thrown().stream()
        .filter(
            thrown ->
                thrown.isUnchecked(state)
                    && (thrown.reason() == Reason.STATEMENT || !thrown.isMistake()))
        .map(thrown -> new Failure(statement, statement, thrown.type(), false))
        .findFirst();
  }

  /** What a library method does not understand, and what a function of others may do. */
  private Optional<Failure> ofOthers(TreePath call) {
    return Summaries.ofCall(call, state).thrown().stream()
        .map(Thrown::reason)
        .filter(reason -> reason == Reason.INPUT || reason == Reason.SUPPLIED)
        .map(
            reason ->
                new Failure(
                    call, call, state.getSymtab().runtimeExceptionType, reason == Reason.INPUT))
        .findFirst();
  }

  /** What is looked up as if it were there. */
  private Optional<Failure> ofMissing(TreePath call) {
    return new MissingEntries(state).mayFail(call)
        ? Optional.ofNullable(NULL_POINTER_EXCEPTION.get(state))
            .map(type -> new Failure(call, call, type, true))
        : Optional.empty();
  }

  private boolean isCaught(Failure failure, TreePath code) {
    return CatchClauses.catching(
            failure.via(),
            code.getLeaf(),
            clause ->
                CatchClauses.covers(clause, failure.type(), state)
                    || (failure.isOfInput() && CatchClauses.isUnchecked(clause, state)))
        .isPresent();
  }
}
