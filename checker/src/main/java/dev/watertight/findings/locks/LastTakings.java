package dev.watertight.findings.locks;

import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.BlockTree;
import com.sun.source.tree.ExpressionStatementTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.StatementTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.TryTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import dev.watertight.locks.Hold;
import dev.watertight.program.CatchClauses;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Graphs;
import dev.watertight.program.Loops;
import dev.watertight.program.Paths;
import dev.watertight.program.Symbols;
import dev.watertight.program.Trees;
import dev.watertight.summaries.CertainCalls;
import dev.watertight.summaries.Summaries;
import java.util.Optional;

/**
 * Where a task takes a monitor or lock on every path to its end, behind its last loop and its last
 * wait: it comes there when it is told to end, be it by an interrupt. An interrupt ends no wait for
 * a monitor.
 *
 * @param hold the monitor or lock, as somebody else has taken it
 * @param state the compilation
 */
record LastTakings(Hold hold, VisitorState state) {
  /* How deep the methods are looked at that a task calls last. */
  private static final int DEPTH = 3;

  Optional<TreePath> in(TreePath body) {
    return in(body, /* isLate= */ false, DEPTH);
  }

  /** Where it does so at all, if an interrupt leads to the end of the body only. */
  Optional<TreePath> anyIn(TreePath body) {
    return areInterruptsCaught(body)
        ? Takings.despiteInterrupts(hold, state).certainlyIn(body)
        : Optional.empty();
  }

  private Optional<TreePath> in(TreePath body, boolean isLate, int depth) {
    Tree code = Graphs.code(body.getLeaf());
    return code == null || !areInterruptsCaught(body)
        ? Optional.empty()
        : Takings.despiteInterrupts(hold, state)
            .allCertainlyIn(body)
            .filter(taking -> isLate || isBehindWait(taking, body))
            .filter(taking -> taking.getLeaf() == body.getLeaf() || isAtEnd(taking, body))
            .findFirst()
            .or(() -> inLastCall(new TreePath(body, code), body, isLate, depth));
  }

  /** Whether the task comes to a place only after it has waited, or gone round a loop. */
  private boolean isBehindWait(TreePath place, TreePath body) {
    return new Waits(state)
        .areIn(body, 0, Paths.start(place) - 1, call -> !Paths.isInside(place, call.getLeaf()));
  }

  /** Whether no interrupt leaves the body but where it ends. */
  private boolean areInterruptsCaught(TreePath body) {
    return Trees.ownPathsIn(body, MethodInvocationTree.class, NewClassTree.class).stream()
        .filter(call -> ASTHelpers.getSymbol(call.getLeaf()) instanceof MethodSymbol)
        .filter(
            call ->
                ((MethodSymbol) ASTHelpers.getSymbol(call.getLeaf()))
                    .getThrownTypes().stream().anyMatch(CatchClauses::isInterrupt))
        .allMatch(
            call ->
                CatchClauses.catching(
                        call, body.getLeaf(), clause -> CatchClauses.isInterrupt(clause))
                    .isPresent());
  }

  /**
   * Whether nothing may last long behind a taking, other than what is done with that taken, nor is
   * it in a loop.
   */
  private boolean isAtEnd(TreePath taking, TreePath body) {
    int start = Paths.start(taking);
    return Trees.ownPathsIn(body, Tree.class).stream()
            .filter(statement -> Loops.isLoop(statement.getLeaf()))
            .noneMatch(
                loop ->
                    Paths.isInside(taking, loop.getLeaf())
                        || (Paths.start(loop) > start && !isDoneWithIt(loop, taking)))
        && Trees.ownPathsIn(body, MethodInvocationTree.class, NewClassTree.class).stream()
            .filter(call -> Paths.start(call) > start)
            .allMatch(call -> isShort(call) || isDoneWithIt(call, taking));
  }

  private boolean isDoneWithIt(TreePath place, TreePath taking) {
    return Paths.isInside(place, taking.getLeaf())
        || hold.excludesOneOf(Hold.takenIn(place, state));
  }

  /** Whether a call neither waits nor runs code in view, that may do so or go on for long. */
  private boolean isShort(TreePath call) {
    return !CompilationIndex.of(state).isInView(ASTHelpers.getSymbol(call.getLeaf()))
        && !Summaries.ofCall(call, state).waits();
  }

  /** The same in a method of the object itself that the code calls as the last thing it does. */
  private Optional<TreePath> inLastCall(TreePath path, TreePath body, boolean isLate, int depth) {
    Tree tree = path.getLeaf();
    if (depth == 0) {
      return Optional.empty();
    }
    if (tree instanceof BlockTree block && !block.getStatements().isEmpty()) {
      StatementTree last = block.getStatements().get(block.getStatements().size() - 1);
      return inLastCall(new TreePath(path, last), body, isLate, depth);
    }
    if (tree instanceof TryTree attempt && attempt.getResources().isEmpty()) {
      return inLastCall(new TreePath(path, attempt.getBlock()), body, isLate, depth);
    }
    Tree call = tree instanceof ExpressionStatementTree whole ? whole.getExpression() : tree;
    if (!(call instanceof MethodInvocationTree invocation)
        || !Symbols.isSelf(Symbols.receiver(invocation))
        || !CertainCalls.isAlwaysReached(path, body)) {
      return Optional.empty();
    }
    CompilationIndex index = CompilationIndex.of(state);
    MethodSymbol method = ASTHelpers.getSymbol(invocation);
    return Optional.of(method)
        .filter(callee -> index.overriders(callee).isEmpty())
        .flatMap(index::declaration)
        .flatMap(callee -> in(callee, isLate || isBehindWait(path, body), depth - 1));
  }
}
