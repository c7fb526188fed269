package dev.watertight.fixes.receives;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.VisitorState;
import com.google.errorprone.fixes.SuggestedFix;
import com.google.errorprone.fixes.SuggestedFixes;
import com.google.errorprone.util.ASTHelpers;
import com.google.errorprone.util.Reachability;
import com.sun.source.tree.BlockTree;
import com.sun.source.tree.ExpressionStatementTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.StatementTree;
import com.sun.source.tree.TryTree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreePath;
import dev.watertight.channels.Endpoint;
import dev.watertight.channels.Topologies;
import dev.watertight.channels.Topology;
import dev.watertight.fixes.edits.Members;
import dev.watertight.fixes.edits.SourceText;
import dev.watertight.program.Paths;
import dev.watertight.program.Symbols;
import dev.watertight.summaries.Summaries;
import dev.watertight.tasks.Task;
import dev.watertight.tasks.TaskBodies;
import dev.watertight.wakers.Shutdowns;
import java.util.List;
import java.util.Optional;

/**
 * Cancels a task at the end of the block whose executor is closed there, and waits for the task: if
 * the block has waited for what the task says, and gives it nothing more to do.
 *
 * @param start the call that gives the task to the executor
 * @param body what it runs
 * @param block the block that the executor is a resource of
 * @param work what gives the task its work
 */
record CancelAtEnd(
    TreePath start, TreePath body, TreePath block, Topology work, VisitorState state) {
  /** The fix, if the block names the future of the task, or can. */
  static Optional<SuggestedFix> of(Task.Apart task, Topology work, VisitorState state) {
    ImmutableList<TreePath> shutdowns = Shutdowns.of(task, state);
    TreePath start = task.start();
    if (shutdowns.size() != 1
        || start.getCompilationUnit() != state.getPath().getCompilationUnit()) {
      return Optional.empty();
    }
    Optional<TreePath> block = Paths.statement(start).map(TreePath::getParentPath);
    TreePath resource = Paths.statement(shutdowns.get(0)).orElse(shutdowns.get(0));
    return block.isPresent()
            && resource.getParentPath().getLeaf() instanceof TryTree attempt
            && attempt.getResources().contains(resource.getLeaf())
            && attempt.getBlock() == block.get().getLeaf()
        ? TaskBodies.given(start, state)
            .findFirst()
            .map(body -> new CancelAtEnd(start, body, block.get(), work, state))
            .filter(CancelAtEnd::isDone)
            .flatMap(CancelAtEnd::cancelled)
        : Optional.empty();
  }

  /** Whether the block ends with the work done: after a wait for it, it sends no more. */
  private boolean isDone() {
    List<? extends StatementTree> all = ((BlockTree) block.getLeaf()).getStatements();
    StatementTree end = all.get(all.size() - 1);
    if (!(end instanceof ExpressionStatementTree) && !Reachability.canCompleteNormally(end)) {
      return false;
    }
    ImmutableList<TreePath> said =
        Topologies.synchronizers(state).stream()
            .filter(channel -> channel.isClosedView() && isSaidByTask(channel))
            .flatMap(channel -> channel.receives().stream())
            .filter(Endpoint::isEndless)
            .map(Endpoint::path)
            .collect(ImmutableList.toImmutableList());
    boolean isAwaited = false;
    for (StatementTree statement : all) {
      TreePath path = new TreePath(block, statement);
      if (said.stream().anyMatch(wait -> Summaries.reaches(wait, path, state).isYes())) {
        isAwaited = true;
      } else if (work.sends().stream()
          .anyMatch(send -> !Summaries.reaches(send.path(), path, state).isNo())) {
        isAwaited = false;
      }
    }
    return isAwaited;
  }

  private boolean isSaidByTask(Topology channel) {
    ImmutableList<Endpoint> signals = channel.sends();
    return !signals.isEmpty()
        && signals.stream()
            .allMatch(signal -> Summaries.reaches(signal.path(), body, state).isYes());
  }

  private Optional<SuggestedFix> cancelled() {
    SourceText source = SourceText.of(state);
    SuggestedFix.Builder fix = SuggestedFix.builder();
    TreePath parent = start.getParentPath();
    if (!Symbols.isA(ASTHelpers.getType(start.getLeaf()), "java.util.concurrent.Future", state)) {
      return Optional.empty();
    }
    String name;
    if (parent.getLeaf() instanceof VariableTree variable
        && Members.isEffectivelyFinal(ASTHelpers.getSymbol(variable))) {
      name = variable.getName().toString();
    } else if (parent.getLeaf() instanceof ExpressionStatementTree statement
        && start.getLeaf() instanceof MethodInvocationTree) {
      name = Members.unusedName("task", start);
      String future = SuggestedFixes.qualifyType(state, fix, "java.util.concurrent.Future");
      fix.prefixWith(statement, "%s<?> %s = ".formatted(future, name));
    } else {
      return Optional.empty();
    }
    BlockTree tree = (BlockTree) block.getLeaf();
    StatementTree first = tree.getStatements().get(0);
    String stop = name + ".cancel(true);";
    source.addAtEnd(fix, tree, source.indentation(source.start(first)), ImmutableList.of(stop));
    return Optional.of(fix.setShortDescription("Cancel it once its work is done").build());
  }
}
