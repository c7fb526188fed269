package dev.watertight.fixes.receives;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.VisitorState;
import com.google.errorprone.fixes.SuggestedFix;
import com.google.errorprone.util.Reachability;
import com.sun.source.tree.BlockTree;
import com.sun.source.tree.ExpressionStatementTree;
import com.sun.source.tree.IfTree;
import com.sun.source.tree.MemberReferenceTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.StatementTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.TryTree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreePath;
import dev.watertight.fixes.edits.SourceText;
import dev.watertight.fixes.edits.StatementEdits;
import dev.watertight.program.Paths;
import dev.watertight.program.Trees;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Fixes that make a shutdown interrupt what it only waits for. */
final class ShutdownFixes {
  private ShutdownFixes() {}

  /**
   * {@code shutdownNow()} in place of the calls that only shut the executor down.
   *
   * @param shutdowns the calls, method references and resources by which it is shut down
   */
  static Optional<SuggestedFix> of(List<TreePath> shutdowns, VisitorState state) {
    return of(shutdowns, shutdown -> true, state);
  }

  /** The same, but none that interrupts the task right behind its start, before it has worked. */
  static Optional<SuggestedFix> of(RunningTask task, List<TreePath> shutdowns, VisitorState state) {
    return of(shutdowns, shutdown -> task.mayHaveRun(shutdown, end(shutdown, state), state), state);
  }

  /** Interrupts only what has not ended after a wait behind a call that shuts down. */
  static Optional<SuggestedFix> behindWait(TreePath shutdown, VisitorState state) {
    return of(List.of(shutdown), path -> false, state);
  }

  /** Where the tasks are interrupted: a resource is closed at the end of its block. */
  private static int end(TreePath shutdown, VisitorState state) {
    TreePath declaration = Paths.statement(shutdown).orElse(shutdown);
    return SourceText.of(state)
        .end(
            declaration.getParentPath().getLeaf() instanceof TryTree attempt
                    && attempt.getResources().contains(declaration.getLeaf())
                ? attempt.getBlock()
                : shutdown.getLeaf());
  }

  private static Optional<SuggestedFix> of(
      List<TreePath> shutdowns, Predicate<TreePath> mayInterrupt, VisitorState state) {
    SuggestedFix.Builder fix = SuggestedFix.builder();
    SourceText source = SourceText.of(state);
    for (TreePath path : shutdowns) {
      if (path.getCompilationUnit() != state.getPath().getCompilationUnit()) {
        return Optional.empty();
      }
      Tree tree = path.getLeaf();
      if (tree instanceof MethodInvocationTree call
          && call.getMethodSelect() instanceof MemberSelectTree select
          && call.getArguments().isEmpty()) {
        if (!behindWait(path, source.of(select.getExpression()), state, fix)) {
          if (!mayInterrupt.test(path)) {
            return Optional.empty();
          }
          fix.replace(source.end(select.getExpression()), source.end(call), ".shutdownNow()");
        }
      } else if (tree instanceof MemberReferenceTree reference) {
        fix.replace(
            source.end(reference.getQualifierExpression()), source.end(reference), "::shutdownNow");
      } else if (!mayInterrupt.test(path) || !atEndOfResource(path, source, fix)) {
        return Optional.empty();
      }
    }
    return shutdowns.isEmpty()
        ? Optional.empty()
        : Optional.of(fix.setShortDescription("Interrupt it with shutdownNow()").build());
  }

  /** The {@code close()} of a resource waits for the tasks: it must find them interrupted. */
  private static boolean atEndOfResource(
      TreePath resource, SourceText source, SuggestedFix.Builder fix) {
    TreePath declaration = Paths.statement(resource).orElse(resource);
    if (!(declaration.getLeaf() instanceof VariableTree variable)
        || !(declaration.getParentPath().getLeaf() instanceof TryTree attempt)
        || attempt.getBlock().getStatements().isEmpty()) {
      return false;
    }
    List<? extends StatementTree> statements = attempt.getBlock().getStatements();
    StatementTree last = statements.get(statements.size() - 1);
    if (!(last instanceof ExpressionStatementTree) && !Reachability.canCompleteNormally(last)) {
      return false;
    }
    int end = source.trimmed(source.end(attempt.getBlock()) - 1);
    String stop = variable.getName() + ".shutdownNow();";
    String indentation = source.indentation(source.start(last));
    source.addBelow(fix, end, source.below(indentation, ImmutableList.of(stop)));
    return true;
  }

  /**
   * Where the code lets tasks end for some time, those which have not ended by then are
   * interrupted: {@code if (!executor.awaitTermination(1, SECONDS)) executor.shutdownNow();}.
   */
  private static boolean behindWait(
      TreePath shutdown, String executor, VisitorState state, SuggestedFix.Builder fix) {
    SourceText source = SourceText.of(state);
    TreePath statement = Paths.statement(shutdown).orElse(shutdown);
    if (!(statement.getParentPath().getLeaf() instanceof BlockTree block)) {
      return false;
    }
    String stop = executor + ".shutdownNow();";
    for (TreePath path : Trees.ownPathsIn(statement.getParentPath(), MethodInvocationTree.class)) {
      String call = source.of(path.getLeaf());
      if (!call.startsWith(executor + ".awaitTermination(")
          || source.start(path.getLeaf()) < source.end(statement.getLeaf())) {
        continue;
      }
      TreePath waiting = path.getParentPath();
      if (waiting.getLeaf() instanceof ExpressionStatementTree) {
        String unit = source.unit(block, statement.getLeaf());
        List<String> lines = List.of("if (!" + call + ") {", unit + stop, "}");
        new StatementEdits(source).replace(waiting, lines, fix);
        return true;
      }
      return waiting.getLeaf().getKind() == Tree.Kind.LOGICAL_COMPLEMENT
          && waiting.getParentPath().getParentPath().getLeaf() instanceof IfTree test
          && test.getThenStatement() instanceof BlockTree branch
          && !branch.getStatements().isEmpty()
          && new StatementEdits(source)
              .addBefore(
                  TreePath.getPath(waiting.getCompilationUnit(), branch.getStatements().get(0)),
                  List.of(stop),
                  fix);
    }
    return false;
  }
}
