package dev.watertight.fixes.receives;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.VisitorState;
import com.google.errorprone.fixes.SuggestedFix;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.BlockTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.ExpressionStatementTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol.ClassSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.fixes.edits.FieldValues;
import dev.watertight.fixes.edits.Members;
import dev.watertight.fixes.edits.Scopes;
import dev.watertight.fixes.edits.SourceText;
import dev.watertight.program.Paths;
import dev.watertight.program.Symbols;
import java.util.Optional;

/** The statements that interrupt a task, for one place in the source. */
final class RunnerStops {

  private final RunningTask task;
  private final VisitorState state;
  private boolean isKept;

  RunnerStops(RunningTask task, VisitorState state) {
    this.task = task;
    this.state = state;
  }

  /**
   * The statements, or empty if the place cannot name the thread.
   *
   * @param place a tree in the source of the state
   * @param fix gets the edits that keep the thread for it, if nothing does yet
   */
  Optional<ImmutableList<String>> at(TreePath place, SuggestedFix.Builder fix) {
    if (isThreadItself(place)) {
      return Optional.of(ImmutableList.of("interrupt();"));
    }
    Optional<TaskRunner> runner = TaskRunner.of(task.start(), state);
    if (runner.isEmpty()) {
      return Optional.empty();
    }
    if (!runner.get().isThread() && !task.isAlone()) {
      // A shutdownNow() would end the other tasks, too.
      return byFuture(place).or(() -> kept(runner.get(), place, fix));
    }
    Optional<VarSymbol> field = runner.get().variable().filter(v -> v.owner instanceof ClassSymbol);
    if (field.isPresent()) {
      return Scopes.nameOf(field.get(), place, state)
          .flatMap(
              name ->
                  FieldValues.inUnit(field.get().owner, state)
                      .map(type -> FieldValues.mayBeNull(field.get(), type))
                      .map(nullable -> nullable && !isCalledBehind(field.get(), place))
                      .map(nullable -> lines(runner.get(), name, nullable)));
    }
    Optional<VarSymbol> local = runner.get().variable().filter(v -> isSetBefore(v, place));
    if (local.isPresent()) {
      String name = local.get().getSimpleName().toString();
      return Optional.of(lines(runner.get(), name, /* nullable= */ false));
    }
    Optional<TreePath> statement = startBefore(place, runner.get());
    if (statement.isPresent()) {
      TreePath thread = runner.get().expression();
      String name = Members.unusedName("thread", thread);
      keepOnce(
          () -> {
            fix.prefixWith(thread.getLeaf(), "Thread " + name + " = ");
            KeptThread.startByName(
                thread, statement.get().getLeaf(), name, SourceText.of(state), fix);
          });
      return Optional.of(ImmutableList.of(name + ".interrupt();"));
    }
    return kept(runner.get(), place, fix);
  }

  /** The statement of the place's block that makes a thread, starts it and forgets it. */
  private static Optional<TreePath> startBefore(TreePath place, TaskRunner runner) {
    return runner.isThread()
            && runner.variable().isEmpty()
            && KeptThread.isStarted(runner.expression())
        ? Paths.statement(runner.expression()).filter(statement -> isBefore(statement, place))
        : Optional.empty();
  }

  private static boolean isBefore(TreePath statement, TreePath place) {
    if (!(statement.getParentPath().getLeaf() instanceof BlockTree block)) {
      return false;
    }
    int index = block.getStatements().indexOf(statement.getLeaf());
    return block.getStatements().stream().skip(index + 1L).anyMatch(s -> Paths.isInside(place, s));
  }

  /** The statements that cancel the task by a field that has its future already. */
  private Optional<ImmutableList<String>> byFuture(TreePath place) {
    if (!(Symbols.target(task.start()) instanceof VarSymbol field)
        || !Symbols.isField(field)
        || !Symbols.isA(field.type, "java.util.concurrent.Future", state)) {
      return Optional.empty();
    }
    return Scopes.nameOf(field, place, state)
        .map(
            name ->
                guarded(
                    name, ImmutableList.of(name + ".cancel(true);"), SourceText.of(state).unit()));
  }

  /** Whether the code goes on with a call of the object: it takes it not to be null. */
  private static boolean isCalledBehind(VarSymbol field, TreePath place) {
    TreePath statement = Paths.statement(place).orElse(place);
    return statement.getParentPath().getLeaf() instanceof BlockTree block
        && block.getStatements().stream()
            .skip(block.getStatements().indexOf(statement.getLeaf()) + 1L)
            .anyMatch(
                next ->
                    next instanceof ExpressionStatementTree expression
                        && expression.getExpression() instanceof MethodInvocationTree call
                        && field.equals(ASTHelpers.getSymbol(ASTHelpers.getReceiver(call))));
  }

  /** The statements that interrupt what a new field keeps. */
  private Optional<ImmutableList<String>> kept(
      TaskRunner runner, TreePath place, SuggestedFix.Builder fix) {
    return KeptThread.of(task, runner, state)
        .filter(kept -> Paths.isInside(place, kept.type()))
        .filter(kept -> Scopes.hasObject(place, ASTHelpers.getSymbol(kept.type())))
        .map(
            kept -> {
              keepOnce(() -> kept.keep(fix));
              ImmutableList<String> stop = ImmutableList.of(kept.stop());
              return kept.isAlwaysSet()
                  ? stop
                  : guarded(kept.name(), stop, SourceText.of(state).unit());
            });
  }

  /** Several places that stop a thread share the variable that keeps it. */
  private void keepOnce(Runnable keeping) {
    if (!isKept) {
      keeping.run();
      isKept = true;
    }
  }

  /** Whether a local variable has its only value at the place. */
  private boolean isSetBefore(VarSymbol variable, TreePath place) {
    return Members.isEffectivelyFinal(variable)
        && Scopes.sees(place, variable, state)
        && FieldValues.inUnit(variable, state)
            .filter(p -> p.getLeaf() instanceof VariableTree v && v.getInitializer() != null)
            .isPresent();
  }

  /** Whether the place is in the very class of the thread. */
  private boolean isThreadItself(TreePath place) {
    for (TreePath p = place; p != null; p = p.getParentPath()) {
      if (p.getLeaf() instanceof MethodTree method && ASTHelpers.getSymbol(method).isStatic()) {
        return false;
      }
      if (p.getLeaf() instanceof ClassTree type) {
        return type == task.body() && TaskRunner.isThread(ASTHelpers.getType(type), state);
      }
    }
    return false;
  }

  private ImmutableList<String> lines(TaskRunner runner, String name, boolean nullable) {
    String unit = SourceText.of(state).unit();
    ImmutableList<String> stop = runner.stop(name, unit, state);
    return nullable ? guarded(name, stop, unit) : stop;
  }

  private static ImmutableList<String> guarded(
      String name, ImmutableList<String> lines, String unit) {
    return SourceText.block("if (" + name + " != null)", unit, lines);
  }
}
