package dev.watertight.fixes.receives;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.VisitorState;
import com.google.errorprone.fixes.SuggestedFix;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol.ClassSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.fixes.edits.FieldValues;
import dev.watertight.fixes.edits.Scopes;
import dev.watertight.program.Paths;
import java.util.Optional;

/** The statements that interrupt a task, for one place in the source. */
final class RunnerStops {
  private static final String UNIT = "  ";

  private final RunningTask task;
  private final VisitorState state;

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
    if (runner.isEmpty() || !(runner.get().isThread() || task.isAlone())) {
      return Optional.empty();
    }
    Optional<VarSymbol> field = runner.get().variable().filter(v -> v.owner instanceof ClassSymbol);
    if (field.isPresent()) {
      return Scopes.nameOf(field.get(), place, state)
          .flatMap(
              name ->
                  FieldValues.inUnit(field.get().owner, state)
                      .map(type -> FieldValues.mayBeNull(field.get(), type))
                      .map(nullable -> lines(runner.get(), name, nullable)));
    }
    return KeptThread.of(runner.get(), state)
        .filter(kept -> Paths.isInside(place, kept.type()))
        .filter(kept -> Scopes.hasObject(place, ASTHelpers.getSymbol(kept.type())))
        .map(
            kept -> {
              kept.keep(fix);
              String stop = kept.name() + ".interrupt();";
              return kept.isFinal()
                  ? ImmutableList.of(stop)
                  : guarded(kept.name(), ImmutableList.of(stop));
            });
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
    ImmutableList<String> stop = runner.stop(name, UNIT, state);
    return nullable ? guarded(name, stop) : stop;
  }

  private static ImmutableList<String> guarded(String name, ImmutableList<String> lines) {
    ImmutableList.Builder<String> guarded = ImmutableList.builder();
    guarded.add("if (" + name + " != null) {");
    lines.forEach(line -> guarded.add(UNIT + line));
    return guarded.add("}").build();
  }
}
