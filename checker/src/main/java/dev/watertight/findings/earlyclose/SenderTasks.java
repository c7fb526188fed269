package dev.watertight.findings.earlyclose;

import com.google.errorprone.VisitorState;
import com.google.errorprone.suppliers.Supplier;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import com.sun.tools.javac.code.Type;
import com.sun.tools.javac.util.Name;
import dev.watertight.channels.Endpoint;
import dev.watertight.channels.Topology;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Symbols;
import dev.watertight.program.Trees;
import dev.watertight.tasks.Task;
import dev.watertight.values.NamedVariables;
import dev.watertight.values.ResolvedLibrary;
import dev.watertight.values.Values;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Whether a task runs apart for sure, and whether it is a task of a certain channel. */
final class SenderTasks {
  private static final Supplier<Name> EXECUTE =
      VisitorState.memoize(state -> state.getName("execute"));

  private SenderTasks() {}

  /**
   * Whether the task really runs beside its starter: an {@code Executor} of unknown make may run it
   * at once.
   */
  static boolean isBesideStarter(Task.Apart task, VisitorState state) {
    if (!(task.start().getLeaf() instanceof MethodInvocationTree call)) {
      return true;
    }
    MethodSymbol method = ASTHelpers.getSymbol(call);
    Type runner = method.owner.type;
    if (isA(runner, "java.util.concurrent.CompletableFuture", state)
        || isA(runner, "java.util.concurrent.CompletionStage", state)) {
      int arguments = call.getArguments().size();
      return arguments < 2 || isAsynchronous(call.getArguments().get(arguments - 1), state);
    }
    ExpressionTree receiver = ASTHelpers.getReceiver(call);
    return !isA(runner, "java.util.concurrent.Executor", state)
        || (receiver != null && isAsynchronous(receiver, state));
  }

  private static boolean isAsynchronous(ExpressionTree executor, VisitorState state) {
    if (!isA(ASTHelpers.getType(executor), "java.util.concurrent.ExecutorService", state)) {
      return false;
    }
    return !runsAtOnce(ASTHelpers.getType(executor), state)
        && (!(ASTHelpers.getSymbol(executor) instanceof VarSymbol variable)
            || Values.assignedTo(variable, state).stream()
                .noneMatch(
                    value ->
                        isDirect(value.getLeaf())
                            || runsAtOnce(ASTHelpers.getType(value.getLeaf()), state)));
  }

  /** Whether it is an executor in view that may run a task in the thread of whoever gives it. */
  private static boolean runsAtOnce(@Nullable Type executor, VisitorState state) {
    if (executor == null) {
      return false;
    }
    CompilationIndex index = CompilationIndex.of(state);
    for (Type type : state.getTypes().closure(executor)) {
      for (Symbol member : type.tsym.members().getSymbolsByName(EXECUTE.get(state))) {
        if (index.declaration(member).filter(d -> runsParameter(d.getLeaf())).isPresent()) {
          return true;
        }
      }
    }
    return false;
  }

  private static boolean runsParameter(Tree declaration) {
    return Trees.ownIn(declaration, MethodInvocationTree.class).stream()
        .anyMatch(
            call ->
                ASTHelpers.getSymbol(call).getSimpleName().contentEquals("run")
                    && ASTHelpers.getSymbol(ASTHelpers.getReceiver(call)) instanceof VarSymbol task
                    && task.owner.equals(ASTHelpers.getSymbol(declaration)));
  }

  /** {@code MoreExecutors.newDirectExecutorService()} and its like. */
  private static boolean isDirect(Tree value) {
    return value instanceof MethodInvocationTree call
        && ASTHelpers.getSymbol(call).getSimpleName().toString().startsWith("newDirect");
  }

  private static boolean isA(@Nullable Type type, String name, VisitorState state) {
    return type != null
        && type.tsym != null
        && ResolvedLibrary.of(state).supertypesOf(type.tsym).contains(name);
  }

  /**
   * Whether a task that makes a send sends on this very channel: a method that sends on its
   * parameter is run by tasks of other channels, too.
   */
  static boolean concerns(Task.Apart task, Endpoint send, Topology channel) {
    if (!names(task.body(), channel.variables()).isEmpty()) {
      return true;
    }
    // A field of the object around, which the task need not name.
    ExpressionTree receiver = ASTHelpers.getReceiver((ExpressionTree) send.path().getLeaf());
    return receiver != null
        && ASTHelpers.getSymbol(receiver) instanceof VarSymbol field
        && Symbols.isField(field)
        && isInsideClass(task.start(), field.owner);
  }

  private static boolean isInsideClass(TreePath path, Symbol type) {
    for (Tree around : path) {
      if (around instanceof ClassTree tree && type.equals(ASTHelpers.getSymbol(tree))) {
        return true;
      }
    }
    return false;
  }

  /** Those of the variables that some code names. */
  static Set<Symbol> names(Tree code, Set<? extends Symbol> variables) {
    Set<Symbol> found = NamedVariables.withFieldsIn(code);
    found.retainAll(variables);
    return found;
  }
}
