package dev.watertight.fixes.unbounded;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.VisitorState;
import com.google.errorprone.fixes.SuggestedFix;
import com.google.errorprone.fixes.SuggestedFixes;
import com.google.errorprone.suppliers.Supplier;
import com.google.errorprone.suppliers.Suppliers;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Type;
import dev.watertight.fixes.edits.Allowed;

/** Gives a wait for several tasks or futures a time limit. */
public final class WaitFixes {
  private static final Supplier<Type> TIMEOUT =
      Suppliers.typeFromString("java.util.concurrent.TimeoutException");

  private WaitFixes() {}

  /** The fix, if the exceptions that the limit brings may leave the method. */
  public static ImmutableList<SuggestedFix> of(TreePath path, VisitorState state) {
    MethodInvocationTree call = (MethodInvocationTree) path.getLeaf();
    String name = ASTHelpers.getSymbol(call).getSimpleName().toString();
    SuggestedFix.Builder fix = SuggestedFix.builder();
    String limit =
        "30, "
            + SuggestedFixes.qualifyType(state, fix, "java.util.concurrent.TimeUnit")
            + ".SECONDS";
    if (name.startsWith("invoke")) {
      boolean throwsTimeout = name.equals("invokeAny");
      if (throwsTimeout && !Allowed.exception(TIMEOUT.get(state), path, state)) {
        return ImmutableList.of();
      }
      fix.postfixWith(call.getArguments().get(0), ", " + limit);
      return ImmutableList.of(
          fix.setShortDescription("Cancel what is not done within 30 seconds").build());
    }
    ExpressionTree receiver = ASTHelpers.getReceiver(call);
    if (receiver == null) {
      return ImmutableList.of();
    }
    fix.postfixWith(receiver, ".orTimeout(" + limit + ")");
    return ImmutableList.of(
        fix.setShortDescription("Fail when nothing is there within 30 seconds").build());
  }
}
