package dev.watertight.loops;

import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import dev.watertight.program.CatchClauses;
import dev.watertight.program.Symbols;
import dev.watertight.program.Trees;
import dev.watertight.summaries.Summaries;
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

  /** Whether the call interrupts its own thread, and not because that has been interrupted. */
  static boolean isInterruptOfItself(TreePath path) {
    return path.getLeaf() instanceof MethodInvocationTree call
        && isInterrupt(ASTHelpers.getSymbol(call))
        && isCurrent(ASTHelpers.getReceiver(call))
        && CatchClauses.around(path).filter(CatchClauses::isInterrupt).isEmpty();
  }

  /** Whether some code, or what it calls, does that. */
  static boolean mayInterruptItself(TreePath code, VisitorState state) {
    return Stream.concat(Stream.of(code), Summaries.bodies(code, state).stream())
        .flatMap(part -> Trees.pathsIn(part, MethodInvocationTree.class).stream())
        .anyMatch(OwnThread::isInterruptOfItself);
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
