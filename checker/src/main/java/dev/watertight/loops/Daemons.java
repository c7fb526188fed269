package dev.watertight.loops;

import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.endpoints.Instances;
import dev.watertight.endpoints.Task;
import dev.watertight.flow.Fate;

/** Which tasks run in threads that may live as long as the process. */
final class Daemons {
  private Daemons() {}

  /** Whether the thread of the task is marked as one that does not keep the process alive. */
  static boolean runs(Task.Apart task, VisitorState state) {
    TreePath start = task.start();
    if (String.valueOf(start.getLeaf()).contains(".daemon(")) {
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
}
