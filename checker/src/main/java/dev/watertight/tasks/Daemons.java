package dev.watertight.tasks;

import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.values.Fate;
import dev.watertight.values.Instances;

/** Which tasks run in threads that may live as long as the process. */
public final class Daemons {
  private static final ImmutableSet<String> VIRTUAL =
      ImmutableSet.of("startVirtualThread", "ofVirtual");

  private Daemons() {}

  /** Whether the thread of the task is marked as one that does not keep the process alive. */
  public static boolean runs(Task.Apart task, VisitorState state) {
    TreePath start = task.start();
    if (isBuiltAsDaemon(start.getLeaf())) {
      return true;
    }
    Instances threads = Instances.of("java.lang.Thread", ImmutableSet.of(), state);
    Fate fate = null;
    if (start.getLeaf() instanceof NewClassTree) {
      fate = Fate.ofExpression(start, threads, state);
    } else if (start.getLeaf() instanceof MethodInvocationTree call
        && ASTHelpers.getReceiver(call) != null
        && ASTHelpers.getSymbol(ASTHelpers.getReceiver(call)) instanceof VarSymbol variable) {
      fate = Fate.ofVariable(variable, threads, state);
    }
    return fate != null && fate.uses().stream().anyMatch(use -> use.method().equals("setDaemon"));
  }

  /** Whether the thread of the task, such as a virtual one, does not keep the process alive. */
  public static boolean letsProcessEnd(Task.Apart task, VisitorState state) {
    ExpressionTree tree = task.start().getLeaf() instanceof ExpressionTree call ? call : null;
    while (tree instanceof MethodInvocationTree call) {
      if (VIRTUAL.contains(ASTHelpers.getSymbol(call).getSimpleName().toString())) {
        return true;
      }
      tree = ASTHelpers.getReceiver(call);
    }
    return runs(task, state);
  }

  /** {@code Thread.ofPlatform().daemon().start(task)}. */
  private static boolean isBuiltAsDaemon(Tree start) {
    ExpressionTree tree = start instanceof ExpressionTree call ? call : null;
    while (tree instanceof MethodInvocationTree call) {
      if (ASTHelpers.getSymbol(call).getSimpleName().contentEquals("daemon")) {
        return true;
      }
      tree = ASTHelpers.getReceiver(call);
    }
    return false;
  }
}
