package dev.watertight.loops;

import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.CatchTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.ThrowTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import dev.watertight.program.Symbols;
import dev.watertight.program.Trees;
import dev.watertight.summaries.Summaries;
import dev.watertight.values.Origins;
import java.util.stream.Stream;

/**
 * What becomes of an interrupt that a {@code catch} clause catches, apart from the statements of
 * the clause itself that leave it.
 */
public enum CaughtInterrupt {
  /** Nothing: the thread goes on as if nobody had interrupted it. */
  FORGOTTEN,
  /** The thread's interrupt flag is set again. */
  RESTORED,
  /** Code that the clause calls may set the flag again, or throw. */
  UNKNOWN;

  /** What becomes of the interrupt that the clause catches. */
  public static CaughtInterrupt of(TreePath clause, VisitorState state) {
    TreePath block = new TreePath(clause, ((CatchTree) clause.getLeaf()).getBlock());
    ImmutableSet<TreePath> called = Summaries.bodies(block, state);
    boolean isUnknown =
        Summaries.ofCode(block, state).callsOthers()
            || called.stream()
                .anyMatch(b -> Trees.anyOwn(b.getLeaf(), ThrowTree.class::isInstance));
    return isUnknown
        ? UNKNOWN
        : Stream.concat(Stream.of(block), called.stream())
            .flatMap(code -> Trees.ownPathsIn(code, MethodInvocationTree.class).stream())
            .filter(CaughtInterrupt::isInterrupt)
            .map(call -> interrupted(call, state))
            .max(CaughtInterrupt::compareTo)
            .orElse(FORGOTTEN);
  }

  private static boolean isInterrupt(TreePath call) {
    return OwnThread.isInterrupt((MethodSymbol) ASTHelpers.getSymbol(call.getLeaf()));
  }

  /** Whose flag the call sets. */
  private static CaughtInterrupt interrupted(TreePath call, VisitorState state) {
    ExpressionTree receiver = ASTHelpers.getReceiver((MethodInvocationTree) call.getLeaf());
    if (Symbols.isSelf(receiver)) {
      return RESTORED;
    }
    return Origins.of(
            new TreePath(call, receiver),
            tree -> tree instanceof NewClassTree || OwnThread.isCurrent(tree),
            state)
        .map(
            threads ->
                threads.stream().allMatch(p -> OwnThread.isCurrent(p.getLeaf()))
                    ? RESTORED
                    : threads.stream().anyMatch(p -> OwnThread.isCurrent(p.getLeaf()))
                        ? UNKNOWN
                        : FORGOTTEN)
        .orElse(UNKNOWN);
  }
}
