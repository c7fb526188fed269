package dev.watertight.fixes.endsignals;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.VisitorState;
import com.google.errorprone.fixes.SuggestedFix;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.TryTree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.findings.timeouts.AbandonedTasks.AbandonedTask;
import dev.watertight.fixes.timeouts.CancelFixes;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Graphs;
import dev.watertight.program.Loops;
import dev.watertight.program.Symbols;
import dev.watertight.program.Trees;
import dev.watertight.tasks.Task;
import dev.watertight.tasks.Tasks;
import java.util.Optional;

/**
 * Cancels the task that waits for ever, where the one who waits for that task gives up: {@code
 * get(1, SECONDS)} of its future.
 */
public final class TimedTaskFixes {
  private TimedTaskFixes() {}

  /** The fix, if one place starts the task, whose future is only asked with a time limit. */
  public static Optional<SuggestedFix> of(TreePath waiting, VisitorState state) {
    ImmutableList<Task.Apart> tasks = ImmutableList.copyOf(Tasks.apart(Tasks.of(waiting, state)));
    return tasks.size() == 1 && endsByInterrupt(waiting) && isPlain(tasks.get(0).body())
        ? timed(tasks.get(0).start(), state)
            .flatMap(timed -> CancelFixes.of(new AbandonedTask(timed, waiting, true, true), state))
        : Optional.empty();
  }

  /** Whether its body lets the interrupt through. */
  private static boolean endsByInterrupt(TreePath waiting) {
    return Graphs.bodyAround(waiting).filter(body -> isPlain(body.getLeaf())).isPresent();
  }

  private static boolean isPlain(Tree body) {
    return !Trees.any(body, tree -> Loops.isLoop(tree) || tree instanceof TryTree);
  }

  private static Optional<TreePath> timed(TreePath start, VisitorState state) {
    if (!(start.getParentPath().getLeaf() instanceof VariableTree variable)
        || variable.getInitializer() != start.getLeaf()
        || start.getCompilationUnit() != state.getPath().getCompilationUnit()) {
      return Optional.empty();
    }
    VarSymbol future = ASTHelpers.getSymbol(variable);
    ImmutableList<TreePath> mentions = CompilationIndex.of(state).mentions(future);
    return !Symbols.isField(future)
            && mentions.size() == 1
            && Symbols.isA(future.type, "java.util.concurrent.Future", state)
            && !Symbols.isA(future.type, "java.util.concurrent.CompletionStage", state)
            && mentions.get(0).getParentPath().getLeaf() instanceof MemberSelectTree select
            && select.getIdentifier().contentEquals("get")
            && mentions.get(0).getParentPath().getParentPath().getLeaf()
                instanceof MethodInvocationTree call
            && call.getArguments().size() == 2
        ? Optional.of(mentions.get(0).getParentPath().getParentPath())
        : Optional.empty();
  }
}
