package dev.watertight.findings.endsignals;

import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.ArrayAccessTree;
import com.sun.source.tree.CatchTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.TryTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Flags;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Type;
import dev.watertight.channels.Channels;
import dev.watertight.findings.sends.AcceptedTasks;
import dev.watertight.program.CatchClauses;
import dev.watertight.program.Graphs;
import dev.watertight.program.Trees;
import dev.watertight.summaries.CallRules;
import dev.watertight.summaries.Effects;
import dev.watertight.summaries.Exceptions;
import dev.watertight.summaries.Summaries;
import dev.watertight.summaries.Thrown;
import dev.watertight.values.ResolvedLibrary;
import dev.watertight.wakers.CallSites;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The calls in a body that may fail with an exception that nobody declares. */
public record RiskyCalls(TreePath body, VisitorState state) {
  ImmutableSet<Tree> all() {
    return ImmutableSet.<Tree>builder()
        .addAll(Exceptions.callsThrowing(body, RiskyCalls::isUnchecked, state))
        .addAll(
            Trees.ownIn(body.getLeaf(), MethodInvocationTree.class).stream()
                .filter(this::isCallback)
                .iterator())
        .addAll(refusals())
        .build();
  }

  /** Those that get what they refuse, they or what they call, as the code says. */
  private ImmutableSet<Tree> refusals() {
    return Trees.ownPathsIn(body, MethodInvocationTree.class, ArrayAccessTree.class).stream()
        .map(TreePath::getLeaf)
        .filter(this::isRefusal)
        .collect(ImmutableSet.toImmutableSet());
  }

  /**
   * Those that fail by a statement that refuses what they are given: the method that is called, or
   * a function that somebody else has supplied, and whatever it calls.
   */
  ImmutableSet<Tree> refusing() {
    return Exceptions.callsThrowing(
            body, (thrown, at) -> thrown.isOnPurpose() && thrown.isUnchecked(at), state)
        .stream()
        .filter(call -> isSupplied(call) || isRefusing(call))
        .collect(ImmutableSet.toImmutableSet());
  }

  private boolean isRefusing(Tree call) {
    return Summaries.ofCall(call, body, state).isThrown(thrown -> isUnchecked(thrown, state));
  }

  /** Whether it depends on the object which code is called. */
  private static boolean isSupplied(Tree call) {
    return call instanceof MethodInvocationTree invocation
        && (ASTHelpers.getSymbol(invocation).flags() & Flags.ABSTRACT) != 0;
  }

  /** Those that fail in the ordinary course of things, or for what code around them catches. */
  public ImmutableSet<Tree> known() {
    return Stream.of(
            Exceptions.callsThrowing(body, (thrown, any) -> isExpected(thrown), state).stream(),
            Exceptions.callsThrowing(body, RiskyCalls::isUnchecked, state).stream()
                .filter(this::isMet),
            refusals().stream(),
            expected())
        .flatMap(calls -> calls)
        .collect(ImmutableSet.toImmutableSet());
  }

  /**
   * What may throw, in a block of the body, an unchecked exception that a clause catches by its own
   * name, where nothing there is known to: who names it has seen it come.
   */
  private Stream<Tree> expected() {
    return Trees.ownPathsIn(body, TryTree.class).stream()
        .filter(path -> isExpecting((TryTree) path.getLeaf()))
        .map(path -> new TreePath(path, ((TryTree) path.getLeaf()).getBlock()))
        .flatMap(
            block ->
                Trees.ownPathsIn(block, MethodInvocationTree.class, ArrayAccessTree.class).stream())
        .map(TreePath::getLeaf)
        .filter(tree -> tree instanceof ArrayAccessTree || isOnData((MethodInvocationTree) tree));
  }

  /** Whether a clause names an exception that nothing in the block is known to throw. */
  private boolean isExpecting(TryTree attempt) {
    return attempt.getCatches().stream()
        .filter(clause -> !ResolvedLibrary.of(state).saysClosed(clause))
        .flatMap(clause -> CatchClauses.types(clause).stream())
        .filter(type -> isNamedForItself(type))
        .anyMatch(
            type ->
                !Summaries.ofCode(TreePath.getPath(body, attempt.getBlock()), state)
                    .isThrown(thrown -> CatchClauses.areRelated(thrown.type(), type, state)));
  }

  private boolean isNamedForItself(Type type) {
    return ASTHelpers.isSubtype(type, state.getSymtab().runtimeExceptionType, state)
        && !type.tsym.equals(state.getSymtab().runtimeExceptionType.tsym);
  }

  /** Whether a call looks at what it is given, rather than at a channel. */
  private boolean isOnData(MethodInvocationTree call) {
    return !call.getArguments().isEmpty()
        && Channels.of(state).kindOf(ASTHelpers.getSymbol(call).owner.type).isEmpty();
  }

  /** Whether the body, or code that calls it, catches by its name what the call throws. */
  private boolean isMet(Tree call) {
    Effects effects = Summaries.ofCall(call, body, state);
    TreePath code = new TreePath(body, Graphs.code(body.getLeaf()));
    return Stream.concat(
            Stream.ofNullable(TreePath.getPath(body, call)),
            CallSites.leadingTo(code, state).seen().stream())
        .flatMap(
            place ->
                Graphs.bodyAround(place).stream()
                    .flatMap(
                        around ->
                            CatchClauses.catching(
                                place, around.getLeaf(), clause -> names(clause, effects))
                                .stream()))
        .findAny()
        .isPresent();
  }

  private boolean names(CatchTree clause, Effects effects) {
    return CatchClauses.isUnchecked(clause, state)
        && effects.isThrown(
            thrown ->
                isUnchecked(thrown, state) && CatchClauses.covers(clause, thrown.type(), state));
  }

  /** An author who catches it knows that it comes, whatever it is thrown for. */
  private static boolean isUnchecked(Thrown thrown, VisitorState state) {
    return thrown.isRisky(state)
        || (thrown.reason() == Thrown.Reason.REFUSAL && thrown.isUnchecked(state));
  }

  /** Whether a call gets what it refuses, as the code says. */
  private boolean isRefusal(Tree call) {
    return new KnownRefusals(body, state).isMet(call);
  }

  /** Whether a call runs what somebody out of view supplies. */
  private boolean isCallback(Tree call) {
    return call instanceof MethodInvocationTree invocation
        && CallRules.isFunction(ASTHelpers.getSymbol(invocation), state)
        && !isAccepted(invocation)
        && Summaries.ofCall(call, body, state).callsOthers();
  }

  /** Whether an executor takes what it is given for certain. */
  private boolean isAccepted(MethodInvocationTree call) {
    AcceptedTasks tasks = new AcceptedTasks(state);
    return tasks.isCandidate(call)
        && Optional.ofNullable(TreePath.getPath(body, call)).filter(tasks::isCertain).isPresent();
  }

  /** Whether nobody may have to expect that the call fails, as long as nobody catches it. */
  boolean isDoubtful(@Nullable Tree call) {
    return call != null
        && !isRefusal(call)
        && !isCallback(call)
        && !isMet(call)
        && !Summaries.ofCall(call, body, state)
            .isThrown(isOfInterface(call) ? this::isUncheckedHere : this::isExpected);
  }

  /** Whether the caller knows an interface only, and not what its implementation refuses when. */
  private static boolean isOfInterface(Tree call) {
    return ASTHelpers.getSymbol(call) instanceof MethodSymbol method
        && (method.flags() & Flags.ABSTRACT) != 0
        && method.owner.isInterface();
  }

  private boolean isUncheckedHere(Thrown thrown) {
    return isUnchecked(thrown, state);
  }

  /** Whether it comes in the ordinary course of things, or has a type that says what fails. */
  private boolean isExpected(Thrown thrown) {
    return thrown.isRisky(state) || (isUnchecked(thrown, state) && !thrown.isMistake());
  }
}
