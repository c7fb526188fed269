package dev.watertight.loops;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.suppliers.Supplier;
import com.google.errorprone.suppliers.Suppliers;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.CatchTree;
import com.sun.source.tree.IfTree;
import com.sun.source.tree.MemberReferenceTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.TryTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Type;
import dev.watertight.model.Trait;
import dev.watertight.program.CatchClauses;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Graphs;
import dev.watertight.program.Loops;
import dev.watertight.program.Paths;
import dev.watertight.program.Symbols;
import dev.watertight.program.Trees;
import dev.watertight.summaries.CallRules;
import dev.watertight.summaries.Effects;
import dev.watertight.summaries.Summaries;
import dev.watertight.summaries.Thrown;
import dev.watertight.values.Origins;
import dev.watertight.values.ResolvedLibrary;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The ways out of a loop that the code which it calls takes: it throws, or ends the process. */
final class CalledExits {
  /* Who catches these catches whatever fails: it says nothing of how the loop should end. */
  private static final ImmutableSet<String> GENERAL =
      ImmutableSet.of(
          "java.lang.Exception",
          "java.lang.RuntimeException",
          "java.lang.Error",
          "java.lang.Throwable");

  private static final Supplier<Type> AT_END =
      Suppliers.typeFromString("java.util.NoSuchElementException");

  /* How many callers up somebody may wait for an exception. */
  private static final int CALLERS = 2;

  private static final String CLAUSE = "com.softwaremill.jox.SelectClause";

  private final TreePath loop;
  private final ImmutableSet<Tree> waits;
  private final VisitorState state;
  private final ImmutableList<Type> awaited;

  /* What clauses around the loop name that end the process. */
  private final List<Type> fatal = new ArrayList<>();

  CalledExits(TreePath loop, ImmutableSet<Tree> waits, VisitorState state) {
    this.loop = loop;
    this.waits = waits;
    this.state = state;
    this.awaited = awaited();
  }

  /** What makes a call leave the loop, other than an interrupt or a declared exception. */
  Optional<LoopExit.Kind> kindOf(TreePath path, MethodInvocationTree call) {
    MethodSymbol method = ASTHelpers.getSymbol(call);
    if (CallRules.isExit(method, state)) {
      // A jump.
      return Optional.empty();
    }
    Effects effects = Summaries.ofCall(path, state);
    if (effects.exits()) {
      return Optional.of(LoopExit.Kind.PROCESS);
    }
    if (fatal.stream().anyMatch(t -> mayThrow(t, path, method) && isFree(t, path))) {
      return Optional.of(LoopExit.Kind.PROCESS);
    }
    boolean fails =
        (waits.contains(call) && !CompilationIndex.of(state).isInView(method))
            ? call.getArguments().stream().anyMatch(a -> leaves(new TreePath(path, a), path))
            : effects.isThrown(thrown -> leaves(thrown, path))
                || awaited.stream().anyMatch(t -> mayThrow(t, path, method) && isFree(t, path))
                || (isFree(AT_END.get(state), path) && comesToEnd(path));
    return fails ? Optional.of(LoopExit.Kind.FAILURE) : Optional.empty();
  }

  /** What makes the calls leave the loop that a tree implies. */
  Optional<LoopExit.Kind> implied(TreePath path) {
    Effects effects = Summaries.ofCall(path, state);
    return effects.exits()
        ? Optional.of(LoopExit.Kind.PROCESS)
        : effects.isThrown(thrown -> leaves(thrown, path))
            ? Optional.of(LoopExit.Kind.FAILURE)
            : declared(path);
  }

  /** Whether a call leaves the loop by an exception that it only declares. */
  Optional<LoopExit.Kind> declared(TreePath call) {
    return Summaries.ofCall(call, state)
            .isThrown(t -> t.isChecked(state) && !t.isInterrupt() && isFree(t.type(), call))
        ? Optional.of(LoopExit.Kind.DECLARED)
        : Optional.empty();
  }

  /**
   * Whether a function that the wait calls with what it receives leaves the loop. What it throws
   * leaves the wait, so whatever it is, it is meant to. What a function out of view throws that a
   * receive is given is its failure, as it is where the loop itself calls such a function.
   */
  private boolean leaves(TreePath argument, TreePath waiting) {
    if (!mayHoldFunction(ASTHelpers.getType(argument.getLeaf()))) {
      return false;
    }
    Optional<ImmutableSet<TreePath>> origins = Origins.of(argument, CalledExits::isOrigin, state);
    if (origins.isEmpty()) {
      // A clause's function is how a program reacts, a receive's is what somebody does with a
      // value.
      return argument.getParentPath().getLeaf() != waiting.getLeaf()
          || isClause(ASTHelpers.getType(argument.getLeaf()));
    }
    return origins.get().stream().anyMatch(origin -> originLeaves(origin, waiting));
  }

  private boolean originLeaves(TreePath origin, TreePath waiting) {
    if (origin.getLeaf() instanceof MethodInvocationTree call) {
      return call.getArguments().stream().anyMatch(a -> leaves(new TreePath(origin, a), waiting));
    }
    if (origin.getLeaf() instanceof MemberReferenceTree reference
        && CallRules.isFunction(ASTHelpers.getSymbol(reference), state)) {
      return leaves(new TreePath(origin, reference.getQualifierExpression()), waiting);
    }
    return OwnThread.mayInterruptItself(origin, state)
        || Summaries.ofCode(origin, state)
            .isThrown(t -> t.isOnPurpose() && !isSignal(t.type()) && isFree(t.type(), waiting));
  }

  private static boolean isOrigin(Tree tree) {
    return Trees.isFunction(tree) || tree instanceof MethodInvocationTree;
  }

  /** A function, or a clause of a select that may have one. */
  private boolean mayHoldFunction(@Nullable Type type) {
    return type != null
        && !type.isPrimitive()
        && (state.getTypes().isFunctionalInterface(type.tsym) || isClause(type));
  }

  private boolean isClause(Type type) {
    return ResolvedLibrary.of(state).supertypesOf(type.tsym).contains(CLAUSE);
  }

  private boolean leaves(Thrown thrown, TreePath path) {
    boolean isAwaited =
        awaited.stream().anyMatch(type -> CatchClauses.areRelated(type, thrown.type(), state));
    return !thrown.isInterrupt()
        && !isSignal(thrown.type())
        && (isAwaited || (thrown.isOnPurpose() && !thrown.isMistake()))
        && isFree(thrown.type(), path);
  }

  /** Whether a call, or one that it leads to, fails at the end of what it goes through. */
  private boolean comesToEnd(TreePath call) {
    return isUnasked(call, loop.getLeaf())
        || Summaries.bodies(call, state).stream()
            .anyMatch(
                body ->
                    Trees.ownPathsIn(body, MethodInvocationTree.class).stream()
                        .anyMatch(inner -> isUnasked(inner, body.getLeaf())));
  }

  /** Whether a call takes the next of what is there, and no test in the code asks for that. */
  private boolean isUnasked(TreePath call, Tree code) {
    return ResolvedLibrary.of(state).is(call.getLeaf(), Trait.FAILS_AT_END)
        && CatchClauses.catching(
                call, code, clause -> CatchClauses.covers(clause, AT_END.get(state), state))
            .isEmpty()
        && !Trees.any(
            code,
            tree ->
                !Collections.disjoint(
                    Symbols.variablesIn(
                        tree instanceof IfTree test
                            ? test.getCondition()
                            : Loops.condition(tree).orElse(null)),
                    Symbols.variablesIn(Symbols.receiver(call.getLeaf()))));
  }

  /** Whether code out of view may throw an unchecked exception that somebody waits for. */
  private boolean mayThrow(Type type, TreePath call, MethodSymbol method) {
    return !ASTHelpers.isCheckedExceptionType(type, state)
        && (CompilationIndex.of(state).isInView(method)
            ? Summaries.bodies(call, state).stream()
                .flatMap(body -> Trees.ownPathsIn(body, MethodInvocationTree.class).stream())
                .map(inner -> (MethodSymbol) ASTHelpers.getSymbol(inner.getLeaf()))
                .anyMatch(inner -> mayThrow(type, inner))
            : mayThrow(type, method));
  }

  private boolean mayThrow(Type type, MethodSymbol method) {
    return !CompilationIndex.of(state).isInView(method)
        && (!CallRules.isQuiet(method, state)
            || type.tsym.getQualifiedName().toString().startsWith("java."));
  }

  /** Whether no clause inside the loop catches what is thrown at the path. */
  private boolean isFree(Type type, TreePath path) {
    return CatchClauses.catching(
            path, loop.getLeaf(), clause -> CatchClauses.covers(clause, type, state))
        .isEmpty();
  }

  /**
   * What the clauses around the loop name other than interrupts, in its own method and in those
   * that call it: somebody means the loop to end so.
   */
  private ImmutableList<Type> awaited() {
    ImmutableList.Builder<Type> found = ImmutableList.builder();
    addAwaited(loop, CALLERS, new HashSet<>(), found);
    return found.build();
  }

  private void addAwaited(
      TreePath place, int callers, Set<Tree> climbed, ImmutableList.Builder<Type> found) {
    Tree child = place.getLeaf();
    for (TreePath p : Paths.aroundInBody(place)) {
      if (p.getLeaf() instanceof TryTree attempt && child == attempt.getBlock()) {
        for (CatchTree clause : attempt.getCatches()) {
          CatchClauses.types(clause).stream()
              .filter(this::isSpecific)
              .forEach(endsProcess(clause) ? fatal::add : found::add);
        }
      }
      child = p.getLeaf();
    }
    Graphs.bodyAround(place)
        .filter(body -> callers > 0 && climbed.add(body.getLeaf()))
        .filter(body -> body.getLeaf() instanceof MethodTree)
        .ifPresent(
            body ->
                CompilationIndex.of(state)
                    .calls(ASTHelpers.getSymbol((MethodTree) body.getLeaf()))
                    .forEach(call -> addAwaited(call, callers - 1, climbed, found)));
  }

  private boolean endsProcess(CatchTree clause) {
    return Trees.in(clause.getBlock(), MethodInvocationTree.class).stream()
        .anyMatch(call -> CallRules.isExit(ASTHelpers.getSymbol(call), state));
  }

  private boolean isSpecific(Type type) {
    return !GENERAL.contains(type.tsym.getQualifiedName().toString()) && !isSignal(type);
  }

  /** An interrupt, or the end of a channel. */
  private boolean isSignal(Type type) {
    return CatchClauses.isInterrupt(type) || ResolvedLibrary.of(state).is(type, Trait.SAYS_CLOSED);
  }
}
