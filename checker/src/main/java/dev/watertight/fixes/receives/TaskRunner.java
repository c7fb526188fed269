package dev.watertight.fixes.receives;

import static com.google.common.collect.ImmutableSet.toImmutableSet;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Iterables;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.ArrayAccessTree;
import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.ParenthesizedTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol.ClassSymbol;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import com.sun.tools.javac.code.Type;
import dev.watertight.fixes.edits.Mentions;
import dev.watertight.model.Trait;
import dev.watertight.program.Paths;
import dev.watertight.program.Symbols;
import dev.watertight.program.Trees;
import dev.watertight.values.ResolvedLibrary;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The thread or the executor that runs a task.
 *
 * @param variable the variable that holds it, or a collection or an array that does
 * @param expression what makes the thread, or names the executor
 * @param isThread whether it is a thread
 */
public record TaskRunner(Optional<VarSymbol> variable, TreePath expression, boolean isThread) {

  /** What runs a task, from the expression that starts it. */
  public static Optional<TaskRunner> of(TreePath start, VisitorState state) {
    if (start.getLeaf() instanceof NewClassTree) {
      return ofThread(start, state);
    }
    if (!(start.getLeaf() instanceof MethodInvocationTree call)) {
      return Optional.empty();
    }
    MethodSymbol method = ASTHelpers.getSymbol(call);
    ExpressionTree receiver = ASTHelpers.getReceiver(call);
    if (isThread(ASTHelpers.getType(call), state)) {
      return ofThread(start, state);
    }
    if (isThread(method.owner.type, state)) {
      return Paths.receiver(start).flatMap(started -> ofStarted(started, state));
    }
    ExpressionTree executor =
        Symbols.isA(method.owner.type, "java.util.concurrent.Executor", state)
            ? receiver
            : method.isStatic() || call.getArguments().size() < 2
                ? Iterables.getLast(call.getArguments(), null)
                : null;
    return executor != null
            && ASTHelpers.getSymbol(executor) instanceof VarSymbol variable
            && Symbols.isA(variable.type, "java.util.concurrent.ExecutorService", state)
        ? Optional.of(new TaskRunner(Optional.of(variable), new TreePath(start, executor), false))
        : Optional.empty();
  }

  /** Tells the statements that wait for the end of what runs a task. */
  public static Predicate<Tree> awaiting(TreePath start, VisitorState state) {
    ImmutableSet<VarSymbol> runner =
        of(start, state).flatMap(TaskRunner::variable).stream().collect(toImmutableSet());
    ResolvedLibrary library = ResolvedLibrary.of(state);
    return statement ->
        Mentions.any(statement, runner)
            && Trees.any(
                statement, tree -> library.is(tree, Trait.AWAITS_TASK, Trait.AWAITS_TASKS));
  }

  private static Optional<TaskRunner> ofStarted(TreePath receiver, VisitorState state) {
    ExpressionTree tree = (ExpressionTree) receiver.getLeaf();
    return ASTHelpers.getSymbol(tree) instanceof VarSymbol variable
        ? Optional.of(new TaskRunner(kept(variable, receiver, state), receiver, true))
        : ofThread(receiver, state);
  }

  private static Optional<TaskRunner> ofThread(TreePath thread, VisitorState state) {
    TreePath path = thread;
    while (path.getParentPath().getLeaf() instanceof ParenthesizedTree) {
      path = path.getParentPath();
    }
    Optional<VarSymbol> variable = target(path).filter(v -> canInterrupt(v.type, state));
    return Optional.of(new TaskRunner(variable.flatMap(v -> kept(v, thread, state)), thread, true));
  }

  /** The variable that is assigned the expression, or a container of it. */
  private static Optional<VarSymbol> target(TreePath path) {
    Tree parent = path.getParentPath().getLeaf();
    Tree target =
        parent instanceof AssignmentTree assignment
            ? assignment.getVariable()
            : parent instanceof MethodInvocationTree call
                    && call.getArguments().contains(path.getLeaf())
                    && ASTHelpers.getSymbol(call).getSimpleName().toString().startsWith("add")
                ? ASTHelpers.getReceiver(call)
                : parent instanceof VariableTree declaration ? declaration : null;
    if (target instanceof ArrayAccessTree access) {
      target = access.getExpression();
    }
    return ASTHelpers.getSymbol(target) instanceof VarSymbol variable
        ? Optional.of(variable)
        : Optional.empty();
  }

  /** The field that a local variable is stored in, if it is, or else the variable itself. */
  private static Optional<VarSymbol> kept(VarSymbol variable, TreePath place, VisitorState state) {
    if (variable.owner instanceof ClassSymbol) {
      return Optional.of(variable);
    }
    for (TreePath mention :
        Mentions.paths(new TreePath(place.getCompilationUnit()), ImmutableSet.of(variable))) {
      Optional<VarSymbol> field =
          target(mention)
              .filter(v -> v.owner instanceof ClassSymbol && canInterrupt(v.type, state));
      if (field.isPresent()) {
        return field;
      }
    }
    return Optional.of(variable);
  }

  static boolean isThread(Type type, VisitorState state) {
    return Symbols.isA(type, "java.lang.Thread", state);
  }

  private static boolean isCollection(Type type, VisitorState state) {
    return Symbols.isA(type, "java.util.Collection", state)
        && type.getTypeArguments().size() == 1
        && isThread(type.getTypeArguments().get(0), state);
  }

  private static boolean isArray(Type type, VisitorState state) {
    return state.getTypes().isArray(type) && isThread(state.getTypes().elemtype(type), state);
  }

  private static boolean canInterrupt(Type type, VisitorState state) {
    return isThread(type, state) || isCollection(type, state) || isArray(type, state);
  }

  /** The statements that interrupt what runs in the variable. */
  ImmutableList<String> stop(String name, String unit, VisitorState state) {
    Type type = variable.get().type;
    if (isArray(type, state)) {
      return ImmutableList.of(
          "for (Thread thread : " + name + ") {", unit + "thread.interrupt();", "}");
    }
    return ImmutableList.of(
        isThread
            ? isThread(type, state) ? name + ".interrupt();" : name + ".forEach(Thread::interrupt);"
            : name + ".shutdownNow();");
  }
}
