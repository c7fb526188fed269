package dev.watertight.tasks;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.VisitorState;
import com.google.errorprone.suppliers.Supplier;
import com.google.errorprone.suppliers.Suppliers;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import com.sun.tools.javac.code.Type;
import dev.watertight.model.Trait;
import dev.watertight.values.Fate;
import dev.watertight.values.ResolvedLibrary;
import dev.watertight.values.Sink;
import java.util.Optional;

/** The calls that set a task going, as opposed to those that make its thread. */
public final class StartCalls {
  private static final Supplier<Type> THREAD = Suppliers.typeFromString("java.lang.Thread");

  private StartCalls() {}

  /** Where the task is started: {@code thread.start()} for a thread made before. */
  public static ImmutableList<TreePath> of(Task.Apart task, VisitorState state) {
    TreePath made = task.start();
    if (!ASTHelpers.isSubtype(
        ASTHelpers.getType((ExpressionTree) made.getLeaf()), THREAD.get(state), state)) {
      return ImmutableList.of(made);
    }
    ImmutableList<TreePath> starts =
        Fate.ofExpression(made, Runnables.of(state), state).uses().stream()
            .filter(use -> use.method().equals("start"))
            .map(Sink.Use::path)
            .collect(toImmutableList());
    return starts.isEmpty() ? ImmutableList.of(made) : starts;
  }

  /** Whether the call makes a task run again and again. */
  public static boolean isPeriodic(TreePath start, VisitorState state) {
    return ASTHelpers.getSymbol(start.getLeaf()) instanceof MethodSymbol method
        && ResolvedLibrary.of(state).is(method, Trait.PERIODIC);
  }

  /** The variable on which a thread is started that was made before. */
  static Optional<VarSymbol> receiver(Task.Apart task) {
    return task.start().getLeaf() instanceof MethodInvocationTree call
            && ASTHelpers.getReceiver(call) != null
            && ASTHelpers.getSymbol(call).getSimpleName().contentEquals("start")
            && ASTHelpers.getSymbol(ASTHelpers.getReceiver(call)) instanceof VarSymbol variable
        ? Optional.of(variable)
        : Optional.empty();
  }
}
