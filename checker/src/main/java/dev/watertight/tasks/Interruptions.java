package dev.watertight.tasks;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.CatchTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import com.sun.tools.javac.code.Type;
import com.sun.tools.javac.code.TypeTag;
import dev.watertight.handles.Executors;
import dev.watertight.program.CompilationIndex;
import dev.watertight.values.Fate;
import dev.watertight.values.ResolvedLibrary;
import dev.watertight.values.Sink;
import java.util.Optional;
import java.util.Set;

/**
 * Whether anybody interrupts a task. {@code shutdownNow()}, {@code cancel(true)}, {@code
 * interrupt()} and a failing task scope do; {@code shutdown()}, {@code close()} of an executor and
 * {@code cancel} of a {@code CompletableFuture} do not.
 */
public enum Interruptions {
  /** Nobody does, and every place that could is in view. */
  NEVER,
  /** Nobody does, but the executor or scope is told to end, so somebody wants it to. */
  ONLY_SHUT_DOWN,
  /** Somebody does when something fails: in a catch clause, or by the policy of a task scope. */
  ON_FAILURE,
  /**
   * Its executor is somebody else's, who may do so at the end of that: too late for a task that
   * serves one call.
   */
  AT_END_OF_EXECUTOR,
  /** Somebody does. */
  SEEN,
  /** Code out of view may. */
  UNKNOWN;

  private static final String SCOPE = "java.util.concurrent.StructuredTaskScope";

  /** Whether somebody may interrupt the task, be it only when something fails. */
  public boolean isPossible() {
    return compareTo(ON_FAILURE) >= 0;
  }

  /** The same, for a task that serves one call and has to end with it. */
  public boolean isPossibleInTime() {
    return isPossible() && this != AT_END_OF_EXECUTOR;
  }

  /**
   * Whether anybody interrupts a task that runs the code, the thread that the code keeps included.
   */
  public static Interruptions at(TreePath code, ImmutableSet<Task> tasks, VisitorState state) {
    return max(of(tasks, state), KeptThreads.of(code, tasks, state));
  }

  /** Whether anybody interrupts one of the tasks; those of callers out of view may be. */
  public static Interruptions of(ImmutableSet<Task> tasks, VisitorState state) {
    Interruptions most = NEVER;
    for (Task task : tasks) {
      Interruptions one = task instanceof Task.Apart apart ? of(apart, state) : UNKNOWN;
      most = max(most, one);
    }
    return most;
  }

  /** Whether anybody interrupts the task. */
  public static Interruptions of(Task.Apart task, VisitorState state) {
    return max(ofStart(task, state), KeptThreads.of(task, state));
  }

  private static Interruptions ofStart(Task.Apart task, VisitorState state) {
    Tree start = task.start().getLeaf();
    if (start instanceof NewClassTree) {
      // `new Thread(task)`
      return ofThread(task.start(), task, state);
    }
    if (!(start instanceof MethodInvocationTree call)) {
      return UNKNOWN;
    }
    MethodSymbol method = ASTHelpers.getSymbol(call);
    Set<String> owners = ResolvedLibrary.of(state).supertypesOf(method.enclClass());
    if (owners.contains("java.lang.Thread") && method.getSimpleName().contentEquals("start")) {
      return ofStartedThread(call, task, state);
    }
    if (owners.contains("java.lang.Thread")
        || owners.contains("java.lang.Thread.Builder")
        || owners.contains("java.util.concurrent.ThreadFactory")) {
      return ofThread(task.start(), task, state);
    }
    if (owners.contains(SCOPE)) {
      return ofScope(call, state);
    }
    if (ExecutorExpressions.isOfStage(call, state)) {
      return ofStage(call, task, state);
    }
    if (owners.contains("java.util.Timer")) {
      return NEVER;
    }
    return ofSubmitted(call, task, state);
  }

  private static Interruptions ofStartedThread(
      MethodInvocationTree call, Task.Apart task, VisitorState state) {
    ExpressionTree receiver = ASTHelpers.getReceiver(call);
    if (receiver == null) {
      return max(ofItself(task, state), ofThreadClass(task, state));
    }
    TreePath path = new TreePath(new TreePath(task.start(), call.getMethodSelect()), receiver);
    if (ASTHelpers.getSymbol(receiver) instanceof VarSymbol variable) {
      // It may have come out of a collection, from which others take it, too.
      Interruptions ofClass = task.body() instanceof ClassTree ? ofThreadClass(task, state) : NEVER;
      Fate fate = Fate.ofVariable(variable, Runnables.of(state), state);
      return max(ofClass, ofFate(fate, task, state));
    }
    return ofThread(path, task, state);
  }

  /** A thread that starts itself: its creator may keep it. */
  private static Interruptions ofThreadClass(Task.Apart task, VisitorState state) {
    if (!(task.body() instanceof ClassTree type)) {
      return UNKNOWN;
    }
    Interruptions worst = NEVER;
    for (TreePath creation : CompilationIndex.of(state).creations(ASTHelpers.getSymbol(type))) {
      worst = max(worst, ofThread(creation, task, state));
    }
    return worst;
  }

  private static Interruptions ofThread(TreePath thread, Task.Apart task, VisitorState state) {
    return ofFate(Fate.crossingReturns(thread, Runnables.of(state), state), task, state);
  }

  private static Interruptions ofFate(Fate fate, Task.Apart task, VisitorState state) {
    Interruptions byItself = ofItself(task, state);
    return byItself == SEEN ? SEEN : max(byItself, ofFate(fate));
  }

  private static Interruptions ofItself(Task.Apart task, VisitorState state) {
    Interruptions byClass = ThreadInterrupts.ofOwnClass(task, state);
    return byClass == SEEN ? SEEN : max(byClass, ThreadInterrupts.ofGroup(task, state));
  }

  /** Whether a thread, a future or a task with such a fate is interrupted. */
  static Interruptions ofFate(Fate fate) {
    return ofUses(fate.uses(), fate.isUnknown() || fate.isExposed());
  }

  /** Whether a thread or future with these uses is interrupted, and others may do so. */
  static Interruptions ofUses(ImmutableList<Sink.Use> uses, boolean shared) {
    Interruptions seen = NEVER;
    for (Sink.Use use : uses) {
      if (isInterrupt(use)) {
        seen = max(seen, place(use.path()));
      }
    }
    return shared && seen != SEEN ? UNKNOWN : seen;
  }

  private static Interruptions place(TreePath interrupt) {
    for (Tree tree : interrupt) {
      if (tree instanceof CatchTree) {
        return ON_FAILURE;
      }
      if (tree instanceof MethodTree || tree instanceof LambdaExpressionTree) {
        break;
      }
    }
    return SEEN;
  }

  public static Interruptions max(Interruptions one, Interruptions other) {
    return one.compareTo(other) < 0 ? other : one;
  }

  private static boolean isInterrupt(Sink.Use use) {
    if (use.method().equals("interrupt") || use.method().equals("stop")) {
      return true;
    }
    return use.method().equals("cancel")
        && use.path().getLeaf() instanceof MethodInvocationTree call
        && call.getArguments().size() == 1
        && !Boolean.FALSE.equals(ASTHelpers.constValue(call.getArguments().get(0)));
  }

  private static Interruptions ofSubmitted(
      MethodInvocationTree call, Task.Apart task, VisitorState state) {
    Interruptions byFuture = NEVER;
    if (!isVoid(ASTHelpers.getType(call))) {
      byFuture =
          ofFate(Fate.crossingReturns(task.start(), Runnables.of(state), state), task, state);
    }
    if (byFuture == SEEN) {
      return SEEN;
    }
    Optional<TreePath> executor = ExecutorExpressions.of(task.start(), state);
    if (executor.isEmpty()) {
      return UNKNOWN;
    }
    Interruptions known = ofExecutor(executor.get(), state);
    Interruptions byExecutor = known == UNKNOWN ? AT_END_OF_EXECUTOR : known;
    return max(byFuture, byExecutor);
  }

  private static Interruptions ofStage(
      MethodInvocationTree call, Task.Apart task, VisitorState state) {
    if (!ASTHelpers.getSymbol(call).getSimpleName().toString().endsWith("Async")) {
      // It runs in the thread that completes the stage before.
      return UNKNOWN;
    }
    Optional<TreePath> executor = ExecutorExpressions.of(task.start(), state);
    // None: the common pool. A lambda: it starts a thread and keeps nothing. The future, be it
    // cancelled, knows neither.
    return executor.isEmpty() || executor.get().getLeaf() instanceof LambdaExpressionTree
        ? NEVER
        : ofExecutor(executor.get(), state);
  }

  private static Interruptions ofExecutor(TreePath expression, VisitorState state) {
    Optional<ImmutableList<Sink.Release>> releases = Executors.releasesOf(expression, state);
    if (releases.isEmpty()) {
      return UNKNOWN;
    }
    Interruptions seen = releases.get().isEmpty() ? NEVER : ONLY_SHUT_DOWN;
    for (Sink.Release release : releases.get()) {
      if (release.method().equals("shutdownNow")) {
        seen = max(seen, place(release.path()));
      } else if (release.method().equals(Executors.SETTLED)) {
        return SEEN;
      }
    }
    return seen;
  }

  /** A scope interrupts its other subtasks when one of them ends it, by its policy. */
  private static Interruptions ofScope(MethodInvocationTree call, VisitorState state) {
    ExpressionTree receiver = ASTHelpers.getReceiver(call);
    if (receiver == null || !(ASTHelpers.getSymbol(receiver) instanceof VarSymbol scope)) {
      return UNKNOWN;
    }
    return Executors.scopeInterrupts(scope, state).map(b -> b ? ON_FAILURE : NEVER).orElse(UNKNOWN);
  }

  private static boolean isVoid(Type type) {
    return type == null || type.hasTag(TypeTag.VOID);
  }
}
