package dev.watertight.program;

import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Type;

/** How code learns that its thread has been interrupted. */
public final class Interrupts {
  private Interrupts() {}

  /** Whether it is the exception by which a wait tells of an interrupt. */
  public static boolean isInterrupt(Type type) {
    return type.tsym.getQualifiedName().contentEquals("java.lang.InterruptedException");
  }

  /** Whether the expression asks whether a thread has been interrupted. */
  public static boolean isTest(ExpressionTree expression) {
    if (!(ASTHelpers.stripParentheses(expression) instanceof MethodInvocationTree call)) {
      return false;
    }
    MethodSymbol method = ASTHelpers.getSymbol(call);
    return method.owner.getQualifiedName().contentEquals("java.lang.Thread")
        && (method.getSimpleName().contentEquals("isInterrupted")
            || method.getSimpleName().contentEquals("interrupted"));
  }
}
