package dev.watertight.findings.polling;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.suppliers.Supplier;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.CompoundAssignmentTree;
import com.sun.source.tree.ExpressionStatementTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.TryTree;
import com.sun.source.tree.UnaryTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import com.sun.tools.javac.code.Type;
import dev.watertight.loops.LoopExit;
import dev.watertight.loops.Wait;
import dev.watertight.loops.WaitLoop;
import dev.watertight.loops.WaitLoops;
import dev.watertight.model.Trait;
import dev.watertight.program.CatchClauses;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Graphs;
import dev.watertight.program.Loops;
import dev.watertight.program.Paths;
import dev.watertight.program.Symbols;
import dev.watertight.program.Trees;
import dev.watertight.summaries.CertainCalls;
import dev.watertight.summaries.Summaries;
import dev.watertight.values.ResolvedLibrary;
import dev.watertight.values.Values;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Finds loops that read from a stream on and on after its end: the read then comes back at once,
 * each time, with no value that the loop asks for, or with an exception that it swallows.
 */
public final class SpinningReads {
  /**
   * Such a loop.
   *
   * @param read the call that reads
   * @param loop the loop around it
   * @param clause the clause in the loop that swallows the exception; empty if it is the result of
   *     the read that nobody looks at
   */
  public record SpinningRead(TreePath read, TreePath loop, Optional<TreePath> clause) {}

  private static final Supplier<Type> FAILURE =
      VisitorState.memoize(state -> state.getTypeFromString("java.io.IOException"));

  private final TreePath read;
  private final VisitorState state;

  private SpinningReads(TreePath read, VisitorState state) {
    this.read = read;
    this.state = state;
  }

  /** Whether the method reads from a stream: a first test. */
  public static boolean isCandidate(MethodSymbol method, VisitorState state) {
    return ResolvedLibrary.of(state).is(method, Trait.READS);
  }

  /** The loop that a read keeps going, if there is one. */
  public static Optional<SpinningRead> at(TreePath read, VisitorState state) {
    if (!(read.getLeaf() instanceof MethodInvocationTree)) {
      return Optional.empty();
    }
    SpinningReads analysis = new SpinningReads(read, state);
    return analysis
        .swallowed()
        .or(analysis::unasked)
        .filter(found -> !OwnStreams.mayBeReadBy(read, state));
  }

  private Wait asWait() {
    return new Wait(read, Wait.OnInterrupt.THROWN, false);
  }

  /** The loop that swallows what the read throws. */
  private Optional<SpinningRead> swallowed() {
    Optional<TreePath> loop = Loops.innermost(read).filter(l -> Loops.isConditional(l.getLeaf()));
    Type failure = FAILURE.get(state);
    if (loop.isEmpty() || failure == null || !isOfOneStream(loop.get())) {
      return Optional.empty();
    }
    return CatchClauses.catching(
            read, loop.get().getLeaf(), clause -> CatchClauses.covers(clause, failure, state))
        .filter(
            clause ->
                WaitLoop.around(asWait(), state).stream()
                    .filter(around -> around.loop().getLeaf() == loop.get().getLeaf())
                    .flatMap(around -> around.exits().stream())
                    .allMatch(exit -> isMissed(exit, clause, loop.get())))
        .filter(
            clause ->
                calls(loop.get())
                    .filter(call -> !isBehindRead(call, clause))
                    .noneMatch(this::mayWait))
        .map(clause -> new SpinningRead(read, loop.get(), Optional.of(clause)));
  }

  /** Whether the loop goes on with the stream that has failed: no other takes its place. */
  private boolean isOfOneStream(TreePath loop) {
    return ASTHelpers.getSymbol(Symbols.receiver(read.getLeaf())) instanceof VarSymbol stream
        && (Values.isFixed(stream, state) || isUnchangedParameter(stream))
        && CompilationIndex.of(state)
            .declaration(stream)
            .filter(declared -> !Paths.isInside(declared, loop.getLeaf()))
            .isPresent();
  }

  private boolean isUnchangedParameter(VarSymbol stream) {
    return !Symbols.isField(stream) && Values.assignedTo(stream, state).isEmpty();
  }

  /** Whether a way out of the loop is none for who comes from the clause. */
  private boolean isMissed(LoopExit exit, TreePath clause, TreePath loop) {
    return exit.kind() == LoopExit.Kind.INTERRUPT
        || (exit.isOfCondition() && exit.kind() == LoopExit.Kind.FLAG)
        || (exit.place().getLeaf() != loop.getLeaf() && isBehindRead(exit.place(), clause));
  }

  /** Whether code is in the block that the read leaves by its exception, from the read on. */
  private boolean isBehindRead(TreePath code, TreePath clause) {
    return Paths.isInside(code, ((TryTree) clause.getParentPath().getLeaf()).getBlock())
        && (Paths.isInside(read, code.getLeaf()) || Paths.start(code) >= Paths.start(read));
  }

  private static Stream<TreePath> calls(TreePath code) {
    return Trees.ownPathsIn(code, MethodInvocationTree.class, NewClassTree.class).stream();
  }

  private boolean mayWait(TreePath call) {
    return call.getLeaf() != read.getLeaf()
        && !isOnStream(call)
        && (Summaries.ofCall(call, state).waits()
            || ResolvedLibrary.of(state)
                .is(call.getLeaf(), Trait.READS, Trait.AWAITS_TIME, Trait.AWAITS_INPUT));
  }

  private boolean isOnStream(TreePath call) {
    Tree own = Symbols.receiver(read.getLeaf());
    Tree other = Symbols.receiver(call.getLeaf());
    return own != null
        && other != null
        && ASTHelpers.getSymbol(own) instanceof VarSymbol stream
        && stream.equals(ASTHelpers.getSymbol(other))
        && !ResolvedLibrary.of(state).is(call.getLeaf(), Trait.READS);
  }

  /** The loop that does not look at what the read returns. */
  private Optional<SpinningRead> unasked() {
    Optional<TreePath> body = Graphs.bodyAround(read);
    if (body.isEmpty()
        || !(read.getParentPath().getLeaf() instanceof ExpressionStatementTree)
        || !ASTHelpers.getType(read.getLeaf()).isPrimitive()) {
      return Optional.empty();
    }
    return WaitLoops.around(asWait(), state).stream()
        .filter(around -> Loops.isConditional(around.loop().getLeaf()))
        .filter(around -> isInEachRound(around.loop(), body.get()))
        .filter(
            around ->
                around.exits().stream().allMatch(exit -> isNone(exit, around.loop(), body.get())))
        .map(WaitLoop::loop)
        .filter(
            loop ->
                Stream.concat(
                        calls(loop),
                        Graphs.areTogether(loop, read) ? Stream.of() : calls(body.get()))
                    .filter(call -> !leadsToRead(call, body.get()))
                    .noneMatch(this::mayEndOrWait))
        .findFirst()
        .map(loop -> new SpinningRead(read, loop, Optional.empty()));
  }

  private boolean isInEachRound(TreePath loop, TreePath body) {
    boolean isOwn = Graphs.areTogether(loop, read);
    return CertainCalls.inRound(loop).calls().stream()
            .anyMatch(call -> isOwn ? call.getLeaf() == read.getLeaf() : leadsToRead(call, body))
        && (isOwn
            || CertainCalls.in(body, /* catching= */ false).calls().stream()
                .anyMatch(call -> call.getLeaf() == read.getLeaf()));
  }

  private boolean leadsToRead(TreePath call, TreePath body) {
    return call.getLeaf() == read.getLeaf()
        || (call.getLeaf() instanceof MethodInvocationTree tree
            && ASTHelpers.getSymbol(tree).equals(ASTHelpers.getSymbol(body.getLeaf())));
  }

  /** Whether a way out of the loop is taken by nobody who has come to the end of the stream. */
  private boolean isNone(LoopExit exit, TreePath loop, TreePath body) {
    return switch (exit.kind()) {
      case INTERRUPT -> true;
      case FLAG -> exit.isOfCondition();
      case DECLARED, FAILURE -> leadsToRead(exit.place(), body);
      case VALUE, OTHER -> exit.at() instanceof ExpressionTree test && isOfData(test, loop);
      default -> false;
    };
  }

  /** Whether a test asks only for what has been read, which stays as it is at the end. */
  private boolean isOfData(ExpressionTree test, TreePath loop) {
    ImmutableSet<Symbol> data = data();
    return !data.isEmpty()
        && !Trees.any(test, MethodInvocationTree.class::isInstance)
        && !Trees.any(test, Values::isStep)
        && Symbols.variablesIn(test).stream()
            .allMatch(
                asked ->
                    !isCounted(asked, loop)
                        && (Values.isFixed((VarSymbol) asked, state)
                            || isReadFrom((VarSymbol) asked, data)));
  }

  private static boolean isCounted(Symbol variable, TreePath loop) {
    return Trees.any(
        loop.getLeaf(),
        tree ->
            (tree instanceof UnaryTree step
                    && Values.isStep(step)
                    && variable.equals(ASTHelpers.getSymbol(step.getExpression())))
                || (tree instanceof CompoundAssignmentTree sum
                    && variable.equals(ASTHelpers.getSymbol(sum.getVariable()))));
  }

  private ImmutableSet<Symbol> data() {
    return ((MethodInvocationTree) read.getLeaf())
        .getArguments().stream()
            .limit(1)
            .flatMap(argument -> Symbols.variablesIn(argument).stream())
            .collect(ImmutableSet.toImmutableSet());
  }

  private boolean isReadFrom(VarSymbol variable, ImmutableSet<Symbol> data) {
    ImmutableList<TreePath> values = Values.assignedTo(variable, state);
    return !values.isEmpty()
        && values.stream()
            .allMatch(
                value ->
                    data.containsAll(Symbols.variablesIn(value.getLeaf()))
                        && Trees.in(value.getLeaf(), MethodInvocationTree.class).stream()
                            .allMatch(
                                call ->
                                    data.contains(ASTHelpers.getSymbol(Symbols.receiver(call)))));
  }

  /** Whether a call may wait, or fail where the stream has come to its end. */
  private boolean mayEndOrWait(TreePath call) {
    return mayWait(call)
        || CompilationIndex.of(state).isInView(ASTHelpers.getSymbol(call.getLeaf()));
  }
}
