package dev.watertight.tasks;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.suppliers.Supplier;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.MemberReferenceTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.ClassSymbol;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import com.sun.tools.javac.code.Type;
import com.sun.tools.javac.code.TypeTag;
import com.sun.tools.javac.util.Name;
import dev.watertight.model.Trait;
import dev.watertight.program.Arguments;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Graphs;
import dev.watertight.program.Paths;
import dev.watertight.program.Symbols;
import dev.watertight.program.Trees;
import dev.watertight.summaries.Summaries;
import dev.watertight.values.Fate;
import dev.watertight.values.Instances;
import dev.watertight.values.KnownValues;
import dev.watertight.values.Origins;
import dev.watertight.values.ResolvedLibrary;
import dev.watertight.values.Returns;
import dev.watertight.values.Sink;
import dev.watertight.values.Values;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** How tasks are started: by which calls and executors, and in what kind of threads they run. */
public final class TaskStarts {

  private static final Supplier<Name> EXECUTE =
      VisitorState.memoize(state -> state.getName("execute"));

  /** So many variables and methods hand an executor on, or threads start each other, at most. */
  private static final int DEPTH = 4;

  private static final String THREAD = "java.lang.Thread";

  private TaskStarts() {}

  /** Where the task is started: {@code thread.start()} for a thread made before. */
  public static ImmutableList<TreePath> of(Task.Apart task, VisitorState state) {
    TreePath made = task.start();
    if (!Symbols.isA(ASTHelpers.getType(made.getLeaf()), THREAD, state)) {
      return ImmutableList.of(made);
    }
    ImmutableList<TreePath> starts =
        Fate.ofExpression(made, Runnables.of(state), state).uses().stream()
            .filter(use -> use.method().equals("start"))
            .map(Sink.Use::path)
            .collect(toImmutableList());
    return starts.isEmpty() ? ImmutableList.of(made) : starts;
  }

  /** Whether the method is {@code Thread.start()}. */
  public static boolean startsThread(MethodSymbol method, VisitorState state) {
    return method.getSimpleName().contentEquals("start")
        && method.getParameters().isEmpty()
        && Symbols.isA(method.owner.type, THREAD, state);
  }

  /** Where code starts a task, which it may have made before; where it makes it, if others do. */
  public static ImmutableList<TreePath> in(TreePath body, Task.Apart task, VisitorState state) {
    ImmutableList<TreePath> starts = of(task, state);
    return starts.stream().allMatch(start -> Graphs.isDirectlyIn(start, body.getLeaf()))
        ? starts
        : ImmutableList.of(task.start());
  }

  /** Whether the call makes a task run again and again. */
  public static boolean isPeriodic(TreePath start, VisitorState state) {
    return ResolvedLibrary.of(state).is(start.getLeaf(), Trait.PERIODIC);
  }

  /**
   * Whether the thread of an executor comes to a task before it comes to all that it is given
   * later: the task has to wait for nothing, and those that wait for a thread do so in their order.
   */
  public static boolean isInTurn(TreePath start, VisitorState state) {
    ResolvedLibrary library = ResolvedLibrary.of(state);
    List<? extends ExpressionTree> arguments = Arguments.of(start.getLeaf());
    boolean isNow =
        arguments.size() > 1
            && ASTHelpers.constValue(arguments.get(1)) instanceof Number delay
            && delay.longValue() <= 0;
    return (isNow || !library.is(start.getLeaf(), Trait.REORDERS))
        && executor(start, state)
            .flatMap(executor -> Origins.of(executor, TaskStarts::isMaker, state))
            .filter(
                makers ->
                    makers.stream()
                        .map(TreePath::getLeaf)
                        .noneMatch(
                            maker ->
                                library.is(maker, Trait.REORDERS)
                                    || Arguments.of(maker).stream()
                                        .map(ASTHelpers::getType)
                                        .anyMatch(type -> library.is(type, Trait.REORDERS))))
            .isPresent();
  }

  private static boolean isMaker(Tree tree) {
    return tree instanceof NewClassTree || tree instanceof MethodInvocationTree;
  }

  /** Whether the executor has been told what to do with tasks that it does not run. */
  public static boolean mayBeRefused(TreePath start, VisitorState state) {
    return executor(start, state)
        .flatMap(executor -> Origins.one(executor, NewClassTree.class::isInstance, state))
        .filter(
            made ->
                Arguments.of(made.getLeaf()).stream()
                    .map(ASTHelpers::getType)
                    .anyMatch(
                        type ->
                            Symbols.isA(
                                type, "java.util.concurrent.RejectedExecutionHandler", state)))
        .isPresent();
  }

  /**
   * Whether others may see an exception that leaves a task: a handler of threads that its unit
   * names, or an executor in view that has its own way to run a task, of a declared type or of a
   * class in the same unit.
   */
  public static boolean mayBeHandled(TreePath start, VisitorState state) {
    CompilationIndex index = CompilationIndex.of(state);
    return ResolvedLibrary.of(state).methodsThat(Trait.HANDLES_FAILURES).stream()
            .anyMatch(name -> index.isNamedIn(start.getCompilationUnit(), name))
        || executor(start, state)
            .map(executor -> ASTHelpers.getType(executor.getLeaf()))
            .filter(type -> Symbols.isA(type, "java.util.concurrent.Executor", state))
            .filter(type -> type.tsym instanceof ClassSymbol)
            .filter(
                type ->
                    Stream.concat(
                            state.getTypes().closure(type).stream().map(t -> t.tsym),
                            index.subclasses((ClassSymbol) type.tsym).stream()
                                .filter(each -> isInUnitOf(start, each, state)))
                        .filter(index::isInView)
                        .anyMatch(each -> isHook(each, state)))
            .isPresent();
  }

  private static boolean isInUnitOf(TreePath start, ClassSymbol type, VisitorState state) {
    return CompilationIndex.of(state)
        .declaration(type)
        .filter(path -> path.getCompilationUnit() == start.getCompilationUnit())
        .isPresent();
  }

  private static boolean isHook(Symbol executor, VisitorState state) {
    return Stream.of("execute", "afterExecute")
        .anyMatch(name -> executor.members().findFirst(state.getName(name)) != null);
  }

  /** The variable on which a thread is started that was made before. */
  static Optional<VarSymbol> receiver(Task.Apart task, VisitorState state) {
    return task.start().getLeaf() instanceof MethodInvocationTree call
            && ASTHelpers.getReceiver(call) != null
            && ASTHelpers.getSymbol(call).getSimpleName().contentEquals("start")
            && ASTHelpers.getSymbol(Runnables.of(state).behindFluent(ASTHelpers.getReceiver(call)))
                instanceof VarSymbol variable
        ? Optional.of(variable)
        : Optional.empty();
  }

  /** Whether the call belongs to a {@code CompletableFuture} or another stage. */
  public static boolean isOfStage(MethodInvocationTree call, VisitorState state) {
    Set<String> owners =
        ResolvedLibrary.of(state).supertypesOf((ClassSymbol) ASTHelpers.getSymbol(call).owner);
    return owners.contains("java.util.concurrent.CompletableFuture")
        || owners.contains("java.util.concurrent.CompletionStage");
  }

  /** The executor that a call names: its last argument if it is of a stage, else its receiver. */
  public static Optional<TreePath> executor(TreePath start, VisitorState state) {
    if (start.getLeaf() instanceof MemberReferenceTree reference) {
      return Optional.of(new TreePath(start, reference.getQualifierExpression()))
          .filter(
              named ->
                  Symbols.isA(
                      ASTHelpers.getType(named.getLeaf()), "java.util.concurrent.Executor", state));
    }
    if (!(start.getLeaf() instanceof MethodInvocationTree call)) {
      return Optional.empty();
    }
    if (isOfStage(call, state)) {
      List<? extends ExpressionTree> arguments = call.getArguments();
      return arguments.stream()
          .skip(Math.max(0, arguments.size() - 1))
          .filter(
              last -> Symbols.isA(ASTHelpers.getType(last), "java.util.concurrent.Executor", state))
          .map(last -> new TreePath(start, last))
          .findFirst();
    }
    return Paths.receiver(start);
  }

  /**
   * Whether it does: an {@code Executor} of unknown make may run it at once, and what follows a
   * stage runs where that was completed.
   */
  public static boolean isSeparate(Task.Apart task, VisitorState state) {
    if (task.start().getLeaf() instanceof MethodInvocationTree call
        && isOfStage(call, state)
        && !ASTHelpers.getSymbol(call).getSimpleName().toString().endsWith("Async")) {
      return false;
    }
    Optional<TreePath> executor = executor(task.start(), state);
    Type type = executor.map(path -> ASTHelpers.getType(path.getLeaf())).orElse(null);
    if (type == null) {
      return true;
    }
    Set<String> types = ResolvedLibrary.of(state).supertypesOf(type.tsym);
    return !types.contains("java.util.concurrent.Executor")
        || (types.contains("java.util.concurrent.ExecutorService")
            && !isDirect(executor.get(), DEPTH, state));
  }

  /**
   * {@code MoreExecutors.newDirectExecutorService()}, an executor in view that is like it, and what
   * a variable or a method in view hands on of these.
   */
  private static boolean isDirect(TreePath value, int depth, VisitorState state) {
    Type type = ASTHelpers.getType(value.getLeaf());
    if ((type != null && type.hasTag(TypeTag.CLASS) && runsAtOnce(type, state))
        || ResolvedLibrary.of(state).is(value.getLeaf(), Trait.RUNS_AT_ONCE)) {
      return true;
    }
    Symbol symbol = ASTHelpers.getSymbol(value.getLeaf());
    ImmutableList<TreePath> values =
        depth == 0
            ? ImmutableList.of()
            : symbol instanceof VarSymbol variable
                ? Values.given(variable, state).orElseGet(() -> Values.assignedTo(variable, state))
                : symbol instanceof MethodSymbol maker
                    ? CompilationIndex.of(state)
                        .declaration(maker)
                        .map(Returns::in)
                        .orElse(ImmutableList.of())
                    : ImmutableList.of();
    for (TreePath each : values) {
      if (isDirect(each, depth - 1, state)) {
        return true;
      }
    }
    return false;
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
            .filter(
                path ->
                    runsTask(path)
                        || Summaries.bodies(path, state).stream().anyMatch(TaskStarts::runsTask)
                        || Summaries.ofCode(path, state).waits())
            .isPresent()) {
          return true;
        }
      }
    }
    return false;
  }

  private static boolean runsTask(TreePath execute) {
    return Trees.ownIn(execute.getLeaf(), MethodInvocationTree.class).stream()
        .anyMatch(call -> ASTHelpers.getSymbol(call).getSimpleName().contentEquals("run"));
  }

  /**
   * Whether the thread of the task does not keep the process alive: a virtual one, a daemon, or one
   * that is made by such a thread and so is a daemon, too.
   */
  public static boolean letsProcessEnd(Task.Apart task, VisitorState state) {
    return letsProcessEnd(task, DEPTH, state);
  }

  private static boolean letsProcessEnd(Task.Apart task, int depth, VisitorState state) {
    return isBuiltBy(task.start().getLeaf(), call -> isVirtual(call, state))
        || isDaemon(task, state)
        || (Symbols.isA(ASTHelpers.getType(task.start().getLeaf()), THREAD, state)
            && isInDaemons(task.start(), depth - 1, state));
  }

  /** Whether the code at a path only runs in threads that do not keep the process alive. */
  public static boolean isInDaemons(TreePath place, VisitorState state) {
    return isInDaemons(place, DEPTH, state);
  }

  private static boolean isInDaemons(TreePath place, int depth, VisitorState state) {
    Set<Task> tasks = depth == 0 ? ImmutableSet.of() : Tasks.of(place, state);
    return !tasks.isEmpty()
        && tasks.stream()
            .allMatch(
                task ->
                    task instanceof Task.Apart apart
                        && (letsProcessEnd(apart, depth, state)
                            || of(apart, state).stream()
                                .allMatch(start -> isInDaemons(start, depth - 1, state))));
  }

  /** Whether the thread of the task is marked as one that does not keep the process alive. */
  public static boolean isDaemon(Task.Apart task, VisitorState state) {
    TreePath start = task.start();
    if (isBuiltBy(start.getLeaf(), call -> makesDaemons(call, state))) {
      return true;
    }
    Instances threads = new Instances(THREAD, ImmutableSet.of(), state);
    Optional<Fate> fate =
        start.getLeaf() instanceof NewClassTree
            ? Optional.of(Fate.ofExpression(start, threads, state))
            : Paths.receiver(start)
                .map(receiver -> ASTHelpers.getSymbol(receiver.getLeaf()))
                .filter(VarSymbol.class::isInstance)
                .map(thread -> Fate.ofVariable((VarSymbol) thread, threads, state));
    return fate.stream()
            .flatMap(found -> found.uses().stream())
            .anyMatch(use -> makesDaemons(use.path().getLeaf(), state))
        || isOfDaemonClass(start, state);
  }

  /** Whether every constructor of the class of a thread marks it as such. */
  private static boolean isOfDaemonClass(TreePath start, VisitorState state) {
    Type type =
        start.getLeaf() instanceof NewClassTree
            ? ASTHelpers.getType(start.getLeaf())
            : Paths.receiver(start)
                .map(thread -> ASTHelpers.getType(thread.getLeaf()))
                .orElse(null);
    if (type == null
        || !CompilationIndex.of(state).isInView(type.tsym)
        || !Symbols.isA(type, THREAD, state)) {
      return false;
    }
    ImmutableList<MethodSymbol> constructors = Symbols.constructorsOf(type.tsym);
    return !constructors.isEmpty()
        && constructors.stream()
            .allMatch(
                constructor ->
                    CompilationIndex.of(state).declaration(constructor).stream()
                        .flatMap(
                            code ->
                                Trees.ownIn(code.getLeaf(), MethodInvocationTree.class).stream())
                        .anyMatch(
                            call ->
                                Symbols.isSelf(ASTHelpers.getReceiver(call))
                                    && makesDaemons(call, state)));
  }

  /** {@code Thread.ofPlatform().daemon().start(task)}: one of the calls in a row. */
  private static boolean isBuiltBy(@Nullable Tree start, Predicate<Tree> test) {
    return start instanceof MethodInvocationTree call
        && (test.test(call) || isBuiltBy(ASTHelpers.getReceiver(call), test));
  }

  /** Whether a call makes virtual threads. */
  public static boolean isVirtual(Tree call, VisitorState state) {
    return ResolvedLibrary.of(state).is(call, Trait.VIRTUAL);
  }

  /** Whether the model, or an argument of which it speaks, says that a call makes daemons. */
  public static boolean makesDaemons(Tree call, VisitorState state) {
    ResolvedLibrary library = ResolvedLibrary.of(state);
    return library.is(call, Trait.DAEMON)
        || (library.is(call, Trait.DAEMON_GIVEN)
            && Arguments.of(call).stream()
                .filter(argument -> isTruth(ASTHelpers.getType(argument), state))
                .anyMatch(argument -> !Boolean.FALSE.equals(ASTHelpers.constValue(argument))));
  }

  /** The same, where all values that such an argument may have are known. */
  public static boolean makesDaemons(TreePath call, VisitorState state) {
    return makesDaemons(call.getLeaf(), state)
        && (ResolvedLibrary.of(state).is(call.getLeaf(), Trait.DAEMON)
            || !Arguments.of(call.getLeaf()).stream()
                .filter(argument -> isTruth(ASTHelpers.getType(argument), state))
                .allMatch(argument -> isAlwaysFalse(new TreePath(call, argument), state)));
  }

  private static boolean isTruth(@Nullable Type type, VisitorState state) {
    return type != null && state.getTypes().unboxedTypeOrType(type).hasTag(TypeTag.BOOLEAN);
  }

  private static boolean isAlwaysFalse(TreePath argument, VisitorState state) {
    return isFalseConstant(ASTHelpers.getSymbol(argument.getLeaf()))
        || new KnownValues(state)
            .of(argument)
            .filter(
                values ->
                    values.stream().allMatch(value -> value.truth().equals(Optional.of(false))))
            .isPresent();
  }

  private static boolean isFalseConstant(@Nullable Symbol symbol) {
    return symbol instanceof VarSymbol
        && symbol.getSimpleName().contentEquals("FALSE")
        && Symbols.isNamed(symbol.owner, "java.lang.Boolean");
  }
}
