package dev.watertight.tasks;

import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.program.Paths;
import dev.watertight.values.Fate;
import dev.watertight.values.Instances;
import java.util.Optional;

/** Which tasks run in threads that may live as long as the process. */
public final class Daemons {
  private static final ImmutableSet<String> VIRTUAL =
      ImmutableSet.of("startVirtualThread", "ofVirtual");

  private static final ImmutableSet<String> DAEMON = ImmutableSet.of("daemon");

  private Daemons() {}

  /** Whether the thread of the task is marked as one that does not keep the process alive. */
  public static boolean runs(Task.Apart task, VisitorState state) {
    TreePath start = task.start();
    if (isBuiltBy(start.getLeaf(), DAEMON)) {
      return true;
    }
    Instances threads = Instances.of("java.lang.Thread", ImmutableSet.of(), state);
    Optional<Fate> fate =
        start.getLeaf() instanceof NewClassTree
            ? Optional.of(Fate.ofExpression(start, threads, state))
            : Paths.receiver(start)
                .map(receiver -> ASTHelpers.getSymbol(receiver.getLeaf()))
                .filter(VarSymbol.class::isInstance)
                .map(thread -> Fate.ofVariable((VarSymbol) thread, threads, state));
    return fate.isPresent()
        && fate.get().uses().stream().anyMatch(use -> use.method().equals("setDaemon"));
  }

  /** Whether the thread of the task, such as a virtual one, does not keep the process alive. */
  public static boolean letsProcessEnd(Task.Apart task, VisitorState state) {
    return isBuiltBy(task.start().getLeaf(), VIRTUAL) || runs(task, state);
  }

  /** {@code Thread.ofPlatform().daemon().start(task)}: one of the calls in a row has the name. */
  private static boolean isBuiltBy(Tree start, ImmutableSet<String> names) {
    return start instanceof MethodInvocationTree call
        && (names.contains(ASTHelpers.getSymbol(call).getSimpleName().toString())
            || (ASTHelpers.getReceiver(call) != null
                && isBuiltBy(ASTHelpers.getReceiver(call), names)));
  }
}
