package dev.watertight.tasks;

import com.google.errorprone.VisitorState;
import com.google.errorprone.suppliers.Supplier;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import com.sun.tools.javac.code.Type;
import com.sun.tools.javac.util.Name;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Trees;
import dev.watertight.summaries.Summaries;
import dev.watertight.values.ResolvedLibrary;
import dev.watertight.values.Values;
import java.util.Optional;
import java.util.Set;

/** Whether a task runs beside its starter for sure. */
public final class SeparateTasks {
  private static final Supplier<Name> EXECUTE =
      VisitorState.memoize(state -> state.getName("execute"));

  private SeparateTasks() {}

  /**
   * Whether it does: an {@code Executor} of unknown make may run it at once, and what follows a
   * stage runs where that was completed.
   */
  public static boolean isSeparate(Task.Apart task, VisitorState state) {
    if (task.start().getLeaf() instanceof MethodInvocationTree call
        && ExecutorExpressions.isOfStage(call, state)
        && !ASTHelpers.getSymbol(call).getSimpleName().toString().endsWith("Async")) {
      return false;
    }
    Optional<TreePath> executor = ExecutorExpressions.of(task.start(), state);
    Type type = executor.map(path -> ASTHelpers.getType(path.getLeaf())).orElse(null);
    if (type == null) {
      return true;
    }
    Set<String> types = ResolvedLibrary.of(state).supertypesOf(type.tsym);
    return !types.contains("java.util.concurrent.Executor")
        || (types.contains("java.util.concurrent.ExecutorService")
            && !runsAtOnce(type, state)
            && (!(ASTHelpers.getSymbol(executor.get().getLeaf()) instanceof VarSymbol variable)
                || Values.assignedTo(variable, state).stream()
                    .noneMatch(value -> isDirect(value, state))));
  }

  /** {@code MoreExecutors.newDirectExecutorService()}, and an executor in view that is like it. */
  private static boolean isDirect(TreePath value, VisitorState state) {
    Type type = ASTHelpers.getType(value.getLeaf());
    return (ASTHelpers.getSymbol(value.getLeaf()) instanceof MethodSymbol maker
            && maker.getSimpleName().toString().startsWith("newDirect"))
        || (type != null && runsAtOnce(type, state));
  }

  /**
   * Whether it is an executor in view that may run a task in the thread of whoever gives it, or
   * wait until it has ended.
   */
  private static boolean runsAtOnce(Type executor, VisitorState state) {
    CompilationIndex index = CompilationIndex.of(state);
    for (Type type : state.getTypes().closure(executor)) {
      for (Symbol member : type.tsym.members().getSymbolsByName(EXECUTE.get(state))) {
        if (index
            .declaration(member)
            .filter(path -> runsTask(path.getLeaf()) || Summaries.ofCode(path, state).waits())
            .isPresent()) {
          return true;
        }
      }
    }
    return false;
  }

  private static boolean runsTask(Tree execute) {
    return Trees.ownIn(execute, MethodInvocationTree.class).stream()
        .anyMatch(call -> ASTHelpers.getSymbol(call).getSimpleName().contentEquals("run"));
  }
}
