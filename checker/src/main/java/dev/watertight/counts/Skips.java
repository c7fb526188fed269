package dev.watertight.counts;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.CatchTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.StatementTree;
import com.sun.source.tree.ThrowTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.TryTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Type;
import dev.watertight.program.CatchClauses;
import dev.watertight.program.Loops;
import dev.watertight.program.Paths;
import dev.watertight.program.Symbols;
import dev.watertight.program.Trees;
import dev.watertight.summaries.Summaries;
import dev.watertight.summaries.Thrown;

/**
 * The catch clauses that leave out what data are refused for: {@code catch (NumberFormatException
 * e)} around a call that parses and what is done with its result. Such a refusal is no exception
 * but a condition like that of an {@code if}. What fails for other reasons, as I/O does, is left
 * aside: that nothing fails is a run that must not get stuck either.
 */
record Skips(ImmutableList<TreePath> counted, VisitorState state) {
  private static final String REJECTED = "java.util.concurrent.RejectedExecutionException";

  /** Whether a refusal that the clause catches may come beside something that counts. */
  boolean areIn(TryTree attempt, CatchTree handler) {
    return counted.stream()
        .filter(place -> Paths.isInside(place, attempt.getBlock()))
        .anyMatch(place -> isOfExecutor(handler) || isRefused(place, handler, attempt));
  }

  /** Whether the clause is for a task that an executor has no thread for. */
  private boolean isOfExecutor(CatchTree handler) {
    return CatchClauses.types(handler).stream()
        .anyMatch(type -> Symbols.isA(type, REJECTED, state));
  }

  private boolean isRefused(TreePath place, CatchTree handler, TryTree attempt) {
    TreePath block = place;
    while (block.getLeaf() != attempt.getBlock()) {
      block = block.getParentPath();
    }
    return Trees.ownPathsIn(block, MethodInvocationTree.class, NewClassTree.class, ThrowTree.class)
        .stream()
        .anyMatch(
            path ->
                path.getLeaf() != place.getLeaf()
                    && mayPrecede(path, place, attempt.getBlock())
                    && refuses(path, handler));
  }

  /**
   * Whether what a call refuses may keep code from being reached, rather than come behind it or in
   * it: it comes first, or a loop around the code goes on behind the call.
   */
  private static boolean mayPrecede(TreePath call, TreePath place, Tree block) {
    for (TreePath p = place.getParentPath(); p.getLeaf() != block; p = p.getParentPath()) {
      if (Loops.isLoop(p.getLeaf())) {
        return true;
      }
    }
    boolean isInside = Paths.isInside(call, place.getLeaf());
    return place.getLeaf() instanceof StatementTree
        ? !isInside && start(call) < start(place)
        : isInside || (start(call) <= start(place) && !Paths.isInside(place, call.getLeaf()));
  }

  private static int start(TreePath path) {
    return ASTHelpers.getStartPosition(path.getLeaf());
  }

  private boolean refuses(TreePath path, CatchTree handler) {
    return path.getLeaf() instanceof ThrowTree statement
        ? isCaught(ASTHelpers.getType(statement.getExpression()), handler)
        : Summaries.ofCall(path, state)
            .isThrown(thrown -> isRefusal(thrown) && isCaught(thrown.type(), handler));
  }

  private static boolean isRefusal(Thrown thrown) {
    return switch (thrown.reason()) {
      case INPUT, REFUSAL, STATEMENT -> !thrown.isInterrupt();
      default -> false;
    };
  }

  /** Whether it is of a type that is caught, or may be: what a parser throws has no exact type. */
  private boolean isCaught(Type thrown, CatchTree handler) {
    return CatchClauses.types(handler).stream()
        .anyMatch(
            type ->
                !CatchClauses.isInterrupt(type) && CatchClauses.areRelated(thrown, type, state));
  }
}
