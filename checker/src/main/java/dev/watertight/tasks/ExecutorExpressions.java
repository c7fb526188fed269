package dev.watertight.tasks;

import com.google.errorprone.VisitorState;
import com.google.errorprone.suppliers.Supplier;
import com.google.errorprone.suppliers.Suppliers;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol.ClassSymbol;
import com.sun.tools.javac.code.Type;
import dev.watertight.program.Paths;
import dev.watertight.values.ResolvedLibrary;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The expressions that name the executors which run tasks. */
public final class ExecutorExpressions {
  private static final Supplier<Type> EXECUTOR =
      Suppliers.typeFromString("java.util.concurrent.Executor");

  private ExecutorExpressions() {}

  /** Whether the call belongs to a {@code CompletableFuture} or another stage. */
  public static boolean isOfStage(MethodInvocationTree call, VisitorState state) {
    Set<String> owners =
        ResolvedLibrary.of(state).supertypesOf((ClassSymbol) ASTHelpers.getSymbol(call).owner);
    return owners.contains("java.util.concurrent.CompletableFuture")
        || owners.contains("java.util.concurrent.CompletionStage");
  }

  /**
   * The executor that a call names: its last argument if it belongs to a stage, else its receiver.
   */
  public static Optional<TreePath> of(TreePath start, VisitorState state) {
    if (!(start.getLeaf() instanceof MethodInvocationTree call)) {
      return Optional.empty();
    }
    if (isOfStage(call, state)) {
      List<? extends ExpressionTree> arguments = call.getArguments();
      return arguments.stream()
          .skip(Math.max(0, arguments.size() - 1))
          .filter(
              last -> ASTHelpers.isSubtype(ASTHelpers.getType(last), EXECUTOR.get(state), state))
          .map(last -> new TreePath(start, last))
          .findFirst();
    }
    return Paths.receiver(start);
  }
}
