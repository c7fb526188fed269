package dev.watertight.tasks;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.util.TreePath;
import dev.watertight.flow.Sink;
import dev.watertight.ownership.handles.Executors;
import java.util.List;

/** Where the executors of tasks are shut down. */
public final class Shutdowns {
  private Shutdowns() {}

  /** The places that shut down the executor of a task; none if not all that could are in view. */
  public static ImmutableList<TreePath> of(Task.Apart task, VisitorState state) {
    if (!(task.start().getLeaf() instanceof MethodInvocationTree call)) {
      return ImmutableList.of();
    }
    List<? extends ExpressionTree> arguments = call.getArguments();
    boolean isStage =
        ASTHelpers.getSymbol(call)
            .owner
            .getQualifiedName()
            .toString()
            .startsWith("java.util.concurrent.Complet");
    ExpressionTree receiver = ASTHelpers.getReceiver(call);
    TreePath executor =
        isStage && arguments.size() > 1
            ? new TreePath(task.start(), arguments.get(arguments.size() - 1))
            : receiver == null
                ? null
                : new TreePath(new TreePath(task.start(), call.getMethodSelect()), receiver);
    return executor == null
        ? ImmutableList.of()
        : Executors.releasesOf(executor, state).orElse(ImmutableList.of()).stream()
            .map(Sink.Release::path)
            .collect(ImmutableList.toImmutableList());
  }
}
