package dev.watertight.findings.locks;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.Iterables;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.BlockTree;
import com.sun.source.tree.BreakTree;
import com.sun.source.tree.ExpressionStatementTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.ForLoopTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.ParenthesizedTree;
import com.sun.source.tree.ReturnTree;
import com.sun.source.tree.StatementTree;
import com.sun.source.tree.SynchronizedTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.TryTree;
import com.sun.source.tree.UnaryTree;
import com.sun.source.tree.WhileLoopTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Flags;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import dev.watertight.locks.Hold;
import dev.watertight.model.Trait;
import dev.watertight.program.CatchClauses;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Graphs;
import dev.watertight.program.Loops;
import dev.watertight.program.Paths;
import dev.watertight.program.Symbols;
import dev.watertight.program.Trees;
import dev.watertight.tasks.Task;
import dev.watertight.tasks.Tasks;
import dev.watertight.values.ResolvedLibrary;
import dev.watertight.wakers.Interrupters;
import java.util.Optional;

/**
 * What a task needs in order to end: it takes it last of all, in each round or for the condition of
 * its loop, or to get out of a {@code wait()}, wherever it is.
 *
 * @param hold what somebody else has taken
 * @param state the compilation
 */
record NeededHold(Hold hold, VisitorState state) {
  /* How deep the methods are looked at that a task calls last. */
  private static final int DEPTH = 2;

  /**
   * Where it does, in a task with some code.
   *
   * @param isTaken whether somebody else has taken it before the task begins: it needs to be taken
   *     at all
   */
  static Optional<TreePath> in(TreePath body, Hold hold, boolean isTaken, VisitorState state) {
    NeededHold needed = new NeededHold(hold, state);
    return needed
        .waits(body)
        .or(
            () ->
                mayBeInterrupted(body, state)
                    ? needed.despiteInterrupts(body, isTaken)
                    : needed
                        .wayOut(body)
                        .or(() -> needed.last(body, DEPTH))
                        .or(() -> new LastTakings(hold, state).in(body))
                        .or(
                            () ->
                                isTaken
                                    ? new Takings(hold, state).certainlyIn(body)
                                    : Optional.empty()));
  }

  /** Where it most likely does: unless it has nothing to do, or is about to end anyway. */
  static Optional<TreePath> likelyIn(
      TreePath body, Hold hold, boolean isTaken, VisitorState state) {
    LikelyTakings takings = new LikelyTakings(hold, state);
    return mayBeInterrupted(body, state)
        ? Optional.empty()
        : isTaken ? takings.in(body) : takings.inRounds(body);
  }

  /** Whether the task may leave by an interrupt, wherever else it waits. */
  private static boolean mayBeInterrupted(TreePath body, VisitorState state) {
    return tasks(body, state).stream()
        .anyMatch(task -> !Interrupters.of(task, state).inTime().isNo());
  }

  private static ImmutableList<Task.Apart> tasks(TreePath body, VisitorState state) {
    return Tasks.apart(Tasks.of(new TreePath(body, Graphs.code(body.getLeaf())), state));
  }

  /**
   * What the task needs whoever interrupts it. The end of its executor completes no future of a
   * task that has to be awaited, be it dropped; that somebody cancels it does.
   */
  private Optional<TreePath> despiteInterrupts(TreePath body, boolean isTaken) {
    LastTakings takings = new LastTakings(hold, state);
    boolean isEndedOnly =
        isTaken
            && tasks(body, state).stream()
                .allMatch(task -> Interrupters.of(task, state).beforeEnd().isNo());
    return takings.in(body).or(() -> isEndedOnly ? takings.anyIn(body) : Optional.empty());
  }

  /** A return that the task makes with the hold taken, if it leaves its endless loop so only. */
  private Optional<TreePath> wayOut(TreePath body) {
    ImmutableList<TreePath> loops =
        Trees.ownPathsIn(body, WhileLoopTree.class, ForLoopTree.class).stream()
            .filter(loop -> Loops.isEndless(loop.getLeaf()))
            .collect(toImmutableList());
    ImmutableList<TreePath> returns =
        Trees.ownPathsIn(body, ReturnTree.class).stream()
            .filter(end -> !isOnInterrupt(end))
            .collect(toImmutableList());
    return loops.size() == 1
            && !Trees.anyOwn(loops.get(0).getLeaf(), BreakTree.class::isInstance)
            && returns.stream()
                .allMatch(
                    end ->
                        Paths.isInside(end, loops.get(0).getLeaf())
                            && hold.excludesOneOf(Hold.takenIn(end, state)))
        ? returns.stream().findFirst()
        : Optional.empty();
  }

  /** Whether control comes to a place by an interrupt only, which nobody sends. */
  private static boolean isOnInterrupt(TreePath place) {
    return CatchClauses.around(place).filter(CatchClauses::isInterruptOnly).isPresent();
  }

  /** A {@code wait()} of the task for the monitor itself, which it needs to come back from. */
  private Optional<TreePath> waits(TreePath body) {
    return hold.isMonitor()
        ? Trees.ownPathsIn(body, MethodInvocationTree.class).stream()
            .filter(call -> isMonitorWait(call) && isInRounds(call))
            .filter(call -> Hold.ofWait(call, state).equals(Optional.of(hold)))
            .findFirst()
        : Optional.empty();
  }

  /** Whether a loop is around the region that waits: the task comes there again and again. */
  private static boolean isInRounds(TreePath wait) {
    return Paths.aroundInBody(wait).stream()
        .filter(around -> around.getLeaf() instanceof SynchronizedTree)
        .anyMatch(
            region -> Paths.aroundInBody(region).stream().anyMatch(p -> Loops.isLoop(p.getLeaf())));
  }

  private boolean isMonitorWait(TreePath call) {
    return ASTHelpers.getSymbol(call.getLeaf()) instanceof MethodSymbol method
        && method.owner.equals(state.getSymtab().objectType.tsym)
        && ResolvedLibrary.of(state).is(method, Trait.AWAITS_SIGNAL);
  }

  /** The last statement of the code, if it takes the hold and nothing leaves before. */
  private Optional<TreePath> last(TreePath body, int depth) {
    Tree code = Graphs.code(body.getLeaf());
    if (code == null) {
      return Optional.empty();
    }
    if (body.getLeaf() instanceof MethodTree method
        && (ASTHelpers.getSymbol(method).flags() & Flags.SYNCHRONIZED) != 0) {
      return Optional.of(body)
          .filter(run -> hold.excludesOneOf(Hold.at(new TreePath(run, code), state)));
    }
    return Trees.ownPathsIn(body, ReturnTree.class).stream().allMatch(NeededHold::isOnInterrupt)
        ? lastIn(new TreePath(body, code), depth)
        : Optional.empty();
  }

  private Optional<TreePath> lastIn(TreePath path, int depth) {
    Tree tree = path.getLeaf();
    if (tree instanceof BlockTree block) {
      StatementTree last = Iterables.getLast(block.getStatements(), null);
      return last == null ? Optional.empty() : lastIn(new TreePath(path, last), depth);
    }
    if (tree instanceof SynchronizedTree) {
      return Optional.of(path).filter(p -> Hold.ofMonitor(p, state).equals(Optional.of(hold)));
    }
    if (Loops.isLoop(tree)) {
      // Round after round: it is hardly ever anywhere else.
      return Loops.body(tree)
          .filter(round -> !(round instanceof BlockTree block) || block.getStatements().size() == 1)
          .flatMap(round -> lastIn(new TreePath(path, round), depth))
          .or(() -> condition(path));
    }
    if (tree instanceof TryTree attempt) {
      TreePath block =
          new TreePath(
              path,
              attempt.getFinallyBlock() == null ? attempt.getBlock() : attempt.getFinallyBlock());
      return ofLock(path).or(() -> lastIn(block, depth));
    }
    ExpressionTree call =
        tree instanceof ExpressionStatementTree whole ? whole.getExpression() : null;
    if (depth > 0
        && call instanceof MethodInvocationTree invocation
        && Symbols.isSelf(ASTHelpers.getReceiver(invocation))) {
      CompilationIndex index = CompilationIndex.of(state);
      return Optional.of(ASTHelpers.getSymbol(invocation))
          .filter(callee -> index.overriders(callee).isEmpty())
          .flatMap(index::declaration)
          .flatMap(callee -> last(callee, depth - 1));
    }
    return Optional.empty();
  }

  /** What the condition of a loop calls, which always takes the hold, and which alone ends it. */
  private Optional<TreePath> condition(TreePath loop) {
    return Trees.anyOwn(loop.getLeaf(), BreakTree.class::isInstance)
        ? Optional.empty()
        : Loops.condition(loop.getLeaf())
            .map(NeededHold::asked)
            .filter(MethodInvocationTree.class::isInstance)
            .filter(call -> Symbols.isSelf(Symbols.receiver(call)))
            .map(call -> (MethodSymbol) ASTHelpers.getSymbol(call))
            .filter(callee -> CompilationIndex.of(state).overriders(callee).isEmpty())
            .flatMap(CompilationIndex.of(state)::declaration)
            .flatMap(new Takings(hold, state)::certainlyIn);
  }

  /** What a condition asks, be it for the contrary. */
  private static Tree asked(Tree condition) {
    return condition instanceof ParenthesizedTree parentheses
        ? asked(parentheses.getExpression())
        : condition.getKind() == Tree.Kind.LOGICAL_COMPLEMENT
            ? asked(((UnaryTree) condition).getExpression())
            : condition;
  }

  /** {@code lock.lock(); try { ... } finally { lock.unlock(); }}. */
  private Optional<TreePath> ofLock(TreePath attempt) {
    BlockTree block = ((TryTree) attempt.getLeaf()).getBlock();
    return !hold.isMonitor()
            && !block.getStatements().isEmpty()
            && hold.excludesOneOf(
                Hold.at(
                    new TreePath(new TreePath(attempt, block), block.getStatements().get(0)),
                    state))
        ? Optional.of(attempt)
        : Optional.empty();
  }
}
