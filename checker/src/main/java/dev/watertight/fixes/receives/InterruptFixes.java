package dev.watertight.fixes.receives;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.fixes.SuggestedFix;
import com.google.errorprone.util.ASTHelpers;
import com.google.errorprone.util.Reachability;
import com.sun.source.tree.BlockTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.ExpressionStatementTree;
import com.sun.source.tree.MemberReferenceTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.StatementTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.TryTree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol.ClassSymbol;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.fixes.edits.Closers;
import dev.watertight.fixes.edits.FieldValues;
import dev.watertight.fixes.edits.Members;
import dev.watertight.fixes.edits.Mentions;
import dev.watertight.fixes.edits.MethodEnd;
import dev.watertight.fixes.edits.Region;
import dev.watertight.fixes.edits.SourceText;
import dev.watertight.fixes.edits.Wraps;
import dev.watertight.program.Graphs;
import dev.watertight.program.Paths;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Fixes that interrupt a loop which ends when it is interrupted. */
public final class InterruptFixes {
  private final RunningTask task;
  private final SourceText source;
  private final VisitorState state;

  private InterruptFixes(RunningTask task, VisitorState state) {
    this.task = task;
    this.source = SourceText.of(state);
    this.state = state;
  }

  /**
   * {@code shutdownNow()} in place of the calls that only shut the executor down.
   *
   * @param shutdowns the calls, method references and resources by which it is shut down
   */
  public static Optional<SuggestedFix> atShutdown(List<TreePath> shutdowns, VisitorState state) {
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
        fix.replace(source.end(select.getExpression()), source.end(call), ".shutdownNow()");
      } else if (tree instanceof MemberReferenceTree reference) {
        fix.replace(
            source.end(reference.getQualifierExpression()), source.end(reference), "::shutdownNow");
      } else if (!atEndOfResource(path, source, fix)) {
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
   * Interrupts the loop where its owner is closed.
   *
   * @param closer the method by which others end the owner
   */
  public static Optional<SuggestedFix> inCloser(
      RunningTask task, MethodSymbol closer, VisitorState state) {
    return new InterruptFixes(task, state).inCloser(closer);
  }

  private Optional<SuggestedFix> inCloser(MethodSymbol closer) {
    Optional<TreePath> type =
        FieldValues.inUnit(closer.enclClass(), state).filter(p -> source.has(p.getLeaf()));
    if (type.isEmpty()) {
      return Optional.empty();
    }
    Optional<MethodTree> method =
        Closers.of((ClassTree) type.get().getLeaf(), state)
            .or(() -> Optional.ofNullable(ASTHelpers.findMethod(closer, state)))
            .filter(m -> m.getBody() != null);
    if (method.isEmpty()) {
      return Optional.empty();
    }
    SuggestedFix.Builder fix = SuggestedFix.builder();
    TreePath body = new TreePath(new TreePath(type.get(), method.get()), method.get().getBody());
    return new RunnerStops(task, state)
        .at(body, fix)
        .flatMap(
            lines ->
                new MethodEnd(method.get(), type.get(), source, state)
                    .add(lines, statement -> waits(statement, lines)))
        .map(
            end ->
                fix.merge(end.build())
                    .setShortDescription("Interrupt it in " + method.get().getName() + "()")
                    .build());
  }

  /** Whether a statement waits for the end of what one of some calls interrupts. */
  private boolean waits(Tree statement, List<String> calls) {
    String text = source.of(statement);
    return calls.stream()
        .filter(call -> call.endsWith("();"))
        .map(call -> call.strip().substring(0, call.strip().lastIndexOf('.')))
        .anyMatch(
            receiver ->
                text.contains(receiver + ".join(")
                    || text.contains(receiver + ".awaitTermination("));
  }

  /**
   * Interrupts the loop when the method that started it is done with it, if that has waited until
   * the loop has done its work: else an interrupt would throw away what is still to be done.
   *
   * @param channel the variables that hold what gives the loop its work
   */
  public static Optional<SuggestedFix> afterUse(
      RunningTask task, ImmutableSet<VarSymbol> channel, VisitorState state) {
    return new InterruptFixes(task, state).afterUse(channel);
  }

  private Optional<SuggestedFix> afterUse(ImmutableSet<VarSymbol> channel) {
    Optional<TaskRunner> runner = TaskRunner.of(task.start(), state);
    TreePath start = startStatement();
    if (runner.isEmpty()
        || start == null
        || start.getCompilationUnit() != state.getPath().getCompilationUnit()) {
      return Optional.empty();
    }
    TreePath block = start.getParentPath();
    int next = ((BlockTree) block.getLeaf()).getStatements().indexOf(start.getLeaf()) + 1;
    Region region = new Region(block, next, next).toEndOfBlock();
    if (!AwaitedWork.isIn(region, task, channel, state)) {
      return Optional.empty();
    }
    SuggestedFix.Builder fix = SuggestedFix.builder();
    Optional<VarSymbol> variable = runner.get().variable();
    String name = variable.map(v -> v.getSimpleName().toString()).orElse("");
    if (variable.isEmpty()) {
      if (!runner.get().isThread()) {
        return Optional.empty();
      }
      name = Members.unusedName("thread", start);
      int at = source.start(start.getLeaf());
      fix.replace(at, at, "Thread " + name + " = ");
      KeptThread.startByName(runner.get().expression(), start.getLeaf(), name, source, fix);
    } else if (variable.get().owner instanceof ClassSymbol
        || !isDeclaredAround(variable.get(), start)) {
      return Optional.empty();
    }
    if (!runner.get().isThread() && !task.isAlone()) {
      return Optional.empty();
    }
    String stop = name + (runner.get().isThread() ? ".interrupt();" : ".shutdownNow();");
    int after = source.afterLineComment(source.end(start.getLeaf()));
    return Optional.of(
        fix.merge(
                new Wraps(source, region, (StatementTree) start.getLeaf())
                    .inTry(after, Wraps.FINALLY, ImmutableList.of(stop), null)
                    .build())
            .setShortDescription("Call " + stop.substring(0, stop.length() - 1) + " after its use")
            .build());
  }

  private static boolean isDeclaredAround(VarSymbol variable, TreePath statement) {
    BlockTree block = (BlockTree) statement.getParentPath().getLeaf();
    return block.getStatements().stream()
        .anyMatch(s -> s instanceof VariableTree v && variable.equals(ASTHelpers.getSymbol(v)));
  }

  /** The statement that starts the task, in a block of the method that does. */
  private @Nullable TreePath startStatement() {
    TreePath start = task.start();
    Optional<TreePath> body = Graphs.bodyAround(start);
    Optional<TaskRunner> runner = TaskRunner.of(start, state);
    Optional<VarSymbol> variable = runner.flatMap(TaskRunner::variable);
    if (body.isPresent() && variable.isPresent() && runner.get().isThread()) {
      // The thread is made in one statement and started in another.
      for (TreePath mention : Mentions.paths(body.get(), ImmutableSet.of(variable.get()))) {
        if (mention.getParentPath().getLeaf() instanceof MemberSelectTree select
            && select.getIdentifier().contentEquals("start")) {
          start = mention;
        }
      }
    }
    return Paths.statement(start)
        .filter(s -> s.getParentPath().getLeaf() instanceof BlockTree)
        .filter(s -> !Paths.isInside(s, task.body()))
        .orElse(null);
  }
}
