package dev.watertight.loops;

import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.CatchTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.TryTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Flags;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.program.CatchClauses;
import dev.watertight.program.Graphs;
import dev.watertight.program.Symbols;
import dev.watertight.program.TestOutcomes;
import dev.watertight.program.Trees;
import dev.watertight.summaries.Summaries;
import dev.watertight.summaries.Thrown;
import dev.watertight.values.Values;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Calls by which a thread looks at itself or interrupts itself. */
public final class OwnThread {
  private OwnThread() {}

  /** Whether the expression is the thread that evaluates it. */
  public static boolean isCurrent(@Nullable Tree tree) {
    return tree instanceof MethodInvocationTree call
        && is(ASTHelpers.getSymbol(call), "java.lang.Thread", "currentThread");
  }

  /** Whether the method is {@code Thread.interrupt()}. */
  public static boolean isInterrupt(MethodSymbol method) {
    return is(method, "java.lang.Thread", "interrupt");
  }

  /** Whether the call interrupts its own thread, and perhaps not since that was interrupted. */
  public static boolean isInterruptOfItself(TreePath path, VisitorState state) {
    return path.getLeaf() instanceof MethodInvocationTree call
        && isInterrupt(ASTHelpers.getSymbol(call))
        && (isCurrent(ASTHelpers.getReceiver(call)) || isNameOfCurrent(call, state))
        && !isRestored(path, state)
        && !isRestoredLater(path, state);
  }

  /**
   * Whether a test before the place has its outcome only after an interrupt: {@code interrupted =
   * true} where that is caught, and {@code if (interrupted)} behind the loop.
   */
  private static boolean isRestoredLater(TreePath place, VisitorState state) {
    return Graphs.bodyAround(place).stream()
        .flatMap(body -> TestOutcomes.at(place, body.getLeaf()).stream())
        .filter(TestOutcomes.Outcome::value)
        .anyMatch(
            outcome ->
                ASTHelpers.getSymbol(outcome.test()) instanceof VarSymbol flag
                    && !Symbols.isField(flag)
                    && (flag.flags() & Flags.PARAMETER) == 0
                    && Values.assignedTo(flag, state).stream()
                        .allMatch(
                            value ->
                                Boolean.FALSE.equals(
                                        ASTHelpers.constValue((ExpressionTree) value.getLeaf()))
                                    || isRestored(value, state)));
  }

  private static boolean isNameOfCurrent(MethodInvocationTree call, VisitorState state) {
    return ASTHelpers.getReceiver(call) instanceof IdentifierTree name
        && ASTHelpers.getSymbol(name) instanceof VarSymbol variable
        && !Symbols.isField(variable)
        && Values.initial(variable, state)
            .filter(thread -> isCurrent(thread.getLeaf()))
            .isPresent();
  }

  /**
   * Whether the place is in a clause that nothing comes to but interrupts: what code throws for
   * another reason, be it an {@code InterruptedException}, comes from no interrupt.
   */
  private static boolean isRestored(TreePath place, VisitorState state) {
    Optional<CatchTree> clause = CatchClauses.around(place).filter(CatchClauses::isInterrupt);
    if (clause.isEmpty()) {
      return false;
    }
    TreePath attempt = place;
    while (!(attempt.getLeaf() instanceof TryTree whole
        && whole.getCatches().contains(clause.get()))) {
      attempt = attempt.getParentPath();
    }
    TreePath block = new TreePath(attempt, ((TryTree) attempt.getLeaf()).getBlock());
    return Summaries.ofCode(block, state).thrown().stream()
        .filter(
            thrown ->
                CatchClauses.types(clause.get()).stream()
                    .anyMatch(type -> CatchClauses.areRelated(type, thrown.type(), state)))
        .allMatch(thrown -> thrown.isInterrupt() && !isMadeUp(thrown));
  }

  private static boolean isMadeUp(Thrown thrown) {
    return thrown.isOnPurpose() && thrown.reason() != Thrown.Reason.UNLIKELY;
  }

  /** Whether some code, or what it calls, does that. */
  static boolean mayInterruptItself(TreePath code, VisitorState state) {
    return Stream.concat(Stream.of(code), Summaries.bodies(code, state).stream())
        .flatMap(part -> Trees.pathsIn(part, MethodInvocationTree.class).stream())
        .anyMatch(call -> isInterruptOfItself(call, state));
  }

  /** Whether the expression asks whether a thread has been interrupted. */
  public static boolean asks(Tree expression) {
    return expression instanceof MethodInvocationTree call
        && (is(ASTHelpers.getSymbol(call), "java.lang.Thread", "isInterrupted")
            || is(ASTHelpers.getSymbol(call), "java.lang.Thread", "interrupted"));
  }

  /** Whether the expression asks so of the thread that evaluates it, as is plain to see. */
  public static boolean asksItself(Tree expression) {
    return expression instanceof MethodInvocationTree call
        && asks(call)
        && (ASTHelpers.getSymbol(call).isStatic()
            || isCurrent(ASTHelpers.getReceiver(call))
            || Symbols.isSelf(ASTHelpers.getReceiver(call)));
  }

  private static boolean is(MethodSymbol method, String owner, String name) {
    return method.getSimpleName().contentEquals(name)
        && method.owner.getQualifiedName().contentEquals(owner);
  }
}
