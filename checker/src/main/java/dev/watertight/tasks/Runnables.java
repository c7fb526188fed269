package dev.watertight.tasks;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.suppliers.Supplier;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Type;
import dev.watertight.caches.PerCompilation;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Symbols;
import dev.watertight.values.ResolvedLibrary;
import dev.watertight.values.Returns;
import dev.watertight.values.Tracked;

/** What is followed to find out where code runs: tasks, threads, and the futures of tasks. */
public record Runnables(ResolvedLibrary library, CompilationIndex index) implements Tracked {
  private static final Supplier<Runnables> INSTANCE =
      PerCompilation.of(
          state -> new Runnables(ResolvedLibrary.of(state), CompilationIndex.of(state)));
  private static final String THREAD = "java.lang.Thread";
  private static final ImmutableSet<String> NAMES =
      ImmutableSet.of(
          THREAD,
          "java.util.concurrent.Future",
          "java.util.TimerTask",
          "java.lang.Runnable",
          "java.util.concurrent.Callable");

  public static Runnables of(VisitorState state) {
    return INSTANCE.get(state);
  }

  @Override
  public boolean mayBe(Type type) {
    return Symbols.isNamed(type.tsym, "java.lang.Object")
        || library.types().isFunctionalInterface(type.tsym)
        || library.supertypesOf(type.tsym).stream().anyMatch(NAMES::contains);
  }

  /** Whether the method, of a thread class in view, returns the thread itself. */
  @Override
  public boolean isFluent(MethodSymbol method, Type receiver, Type result) {
    return !result.isPrimitiveOrVoid()
        && library.supertypesOf(result.tsym).contains(THREAD)
        && library.supertypesOf(receiver.tsym).contains(THREAD)
        && returnsItself(method);
  }

  private boolean returnsItself(MethodSymbol method) {
    ImmutableList<TreePath> returned =
        index.declaration(method).map(Returns::in).orElse(ImmutableList.of());
    return !returned.isEmpty()
        && index.overriders(method).isEmpty()
        && returned.stream().allMatch(value -> Symbols.isSelf((ExpressionTree) value.getLeaf()));
  }

  /** The thread that an expression is, behind calls that return it. */
  ExpressionTree behindFluent(ExpressionTree thread) {
    ExpressionTree object = thread;
    while (object instanceof MethodInvocationTree call
        && ASTHelpers.getReceiver(call) != null
        && isFluent(
            ASTHelpers.getSymbol(call),
            ASTHelpers.getReceiverType(call),
            ASTHelpers.getType(call))) {
      object = ASTHelpers.getReceiver(call);
    }
    return object;
  }

  @Override
  public boolean isFunction() {
    return true;
  }
}
