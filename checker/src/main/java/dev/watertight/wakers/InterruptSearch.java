package dev.watertight.wakers;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.suppliers.Supplier;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.ArrayAccessTree;
import com.sun.source.tree.BlockTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.MemberReferenceTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.TryTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol.ClassSymbol;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import com.sun.tools.javac.code.TypeTag;
import dev.watertight.answers.Known;
import dev.watertight.caches.PerCompilation;
import dev.watertight.handles.Fates;
import dev.watertight.model.Trait;
import dev.watertight.program.CatchClauses;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Symbols;
import dev.watertight.tasks.Futures;
import dev.watertight.tasks.Runnables;
import dev.watertight.tasks.Task;
import dev.watertight.tasks.TaskStarts;
import dev.watertight.tasks.Tasks;
import dev.watertight.values.Fate;
import dev.watertight.values.Outsiders;
import dev.watertight.values.ResolvedLibrary;
import dev.watertight.values.Sink;
import dev.watertight.values.Values;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Finds who interrupts a task, by what started it: a thread, an executor, a scope, a stage. */
record InterruptSearch(Task.Apart task, VisitorState state) {
  private static final String THREAD = "java.lang.Thread";
  private static final String SCOPE = "java.util.concurrent.StructuredTaskScope";

  /* So many variables hand an element of a container on, at most. */
  private static final int DEPTH = 3;

  /* What is being asked for: owners may own each other. */
  private static final Supplier<Set<Tree>> OWNERS = PerCompilation.of(state -> new HashSet<>());

  static Interrupters of(Task.Apart task, VisitorState state) {
    return new InterruptSearch(task, state).ofStart().and(KeptThreads.of(task, state));
  }

  private Interrupters ofStart() {
    Tree start = task.start().getLeaf();
    if (start instanceof NewClassTree) {
      // `new Thread(task)`
      return ofThread(task.start());
    }
    if (start instanceof MemberReferenceTree reference) {
      return ofReference(reference);
    }
    if (!(start instanceof MethodInvocationTree call)) {
      return Interrupters.UNKNOWN;
    }
    MethodSymbol method = ASTHelpers.getSymbol(call);
    Set<String> owners = ResolvedLibrary.of(state).supertypesOf(method.enclClass());
    if (owners.contains(THREAD) && method.isConstructor()) {
      // `super(task)`
      return ofObjects(ASTHelpers.findEnclosingNode(task.start(), ClassTree.class));
    }
    if (owners.contains(THREAD) && method.getSimpleName().contentEquals("start")) {
      return ofStartedThread(call);
    }
    if (owners.contains(THREAD) || owners.contains("java.lang.Thread.Builder")) {
      return ofThread(task.start());
    }
    if (owners.contains("java.util.concurrent.ThreadFactory")) {
      return ofThread(task.start())
          .and(
              TaskStarts.executor(task.start(), state)
                  .map(factory -> FactoryThreads.ofFactory(factory, state))
                  .orElse(Interrupters.NOBODY));
    }
    if (owners.contains(SCOPE)) {
      return ScopeInterrupts.of(task.start(), call, state);
    }
    if (TaskStarts.isOfStage(call, state)) {
      return ofStage(call);
    }
    return owners.contains("java.util.Timer") ? Interrupters.NOBODY : ofSubmitted(call);
  }

  /** {@code threads.forEach(Thread::start)}, {@code tasks.forEach(executor::execute)}. */
  private Interrupters ofReference(MemberReferenceTree reference) {
    MethodSymbol method = ASTHelpers.getSymbol(reference);
    ExpressionTree named = reference.getQualifierExpression();
    if (TaskStarts.startsThread(method, state)) {
      return ASTHelpers.getSymbol(named) instanceof ClassSymbol
          ? ThreadInterrupts.ofOwnClass(task, state).and(ofObjects(task.body()))
          : Interrupters.UNKNOWN;
    }
    // Somebody may keep the futures of what is submitted.
    return method.getReturnType().hasTag(TypeTag.VOID)
        ? TaskStarts.executor(task.start(), state)
            .map(executor -> ofExecutor(executor, state))
            .orElse(Interrupters.UNKNOWN)
        : Interrupters.UNKNOWN;
  }

  /** A thread that is started after it was made; it interrupts itself by its class, too. */
  private Interrupters ofStartedThread(MethodInvocationTree call) {
    Interrupters byItself = ThreadInterrupts.ofOwnClass(task, state);
    ExpressionTree receiver = ASTHelpers.getReceiver(call);
    if (receiver == null || Symbols.isSelf(receiver)) {
      return byItself.and(ofObjects(task.body()));
    }
    // It may have come out of a collection, from which others take it, too, or out of a call that
    // returns the thread itself.
    Interrupters ofClass =
        task.body() instanceof ClassTree ? ofObjects(task.body()) : Interrupters.NOBODY;
    return byItself
        .and(ofClass)
        .and(
            ASTHelpers.getSymbol(receiver) instanceof VarSymbol variable
                ? ofFate(Fate.ofVariable(variable, tracked(), state), state)
                : ofThread(
                    new TreePath(new TreePath(task.start(), call.getMethodSelect()), receiver)));
  }

  /** The objects of a thread class: whoever makes one may keep it. */
  private Interrupters ofObjects(@Nullable Tree type) {
    if (!(type instanceof ClassTree declaration)) {
      return Interrupters.UNKNOWN;
    }
    CompilationIndex index = CompilationIndex.of(state);
    ClassSymbol symbol = ASTHelpers.getSymbol(declaration);
    return Interrupters.all(
        Stream.concat(Stream.of(symbol), index.subclasses(symbol).stream())
            .flatMap(each -> index.creations(each).stream())
            .map(this::ofThread));
  }

  private Interrupters ofThread(TreePath thread) {
    // What a method returns that nobody in view calls is there for others.
    boolean isOffered =
        Fate.ofExpression(thread, tracked(), state).returns().stream()
            .anyMatch(r -> CompilationIndex.of(state).mentions(r.method()).isEmpty());
    return ofFate(Fate.crossingReturns(thread, tracked(), state), state)
        .and(isOffered ? Interrupters.UNKNOWN : Interrupters.NOBODY);
  }

  private Runnables tracked() {
    return Runnables.of(state);
  }

  /** Who interrupts a thread, a future or a task with such a fate. */
  static Interrupters ofFate(Fate fate, VisitorState state) {
    return ofUses(fate.uses(), fate.isUnknown() || fate.isExposed(), state);
  }

  /**
   * Who interrupts a thread or future with these uses. An interrupt behind a wait without a limit
   * for that very thread or future never comes.
   *
   * @param isShared whether others may do so, too
   */
  static Interrupters ofUses(ImmutableList<Sink.Use> uses, boolean isShared, VisitorState state) {
    ImmutableSet<Interrupter> seen =
        uses.stream()
            .filter(InterruptSearch::isInterrupt)
            .filter(use -> uses.stream().noneMatch(wait -> isWaitBefore(wait, use, state)))
            .filter(
                use ->
                    Symbols.methodAround(use.path())
                        .filter(method -> Outsiders.isReplaced(method, state))
                        .isEmpty())
            .map(use -> Interrupter.at(use.path()))
            .collect(ImmutableSet.toImmutableSet());
    return Interrupters.of(new Known<>(seen, !isShared));
  }

  private static boolean isWaitBefore(Sink.Use wait, Sink.Use interrupt, VisitorState state) {
    return Futures.waits(wait, state)
        && !isElement(Symbols.receiver(wait.path().getLeaf()), DEPTH, state)
        && new SameTask(wait.path(), state).isOf(interrupt.path())
        && (Order.isAlwaysBefore(wait.path(), interrupt.path())
            || attemptOf(wait.path())
                .filter(attempt -> Order.isAlwaysBefore(attempt, interrupt.path()))
                .filter(attempt -> CatchClauses.around(interrupt.path()).isEmpty())
                .filter(attempt -> isLeftAlone(wait.path(), state))
                .isPresent());
  }

  /** Whether it is one of several that a container holds: the wait for it is for no other. */
  private static boolean isElement(@Nullable Tree thread, int depth, VisitorState state) {
    return thread instanceof ArrayAccessTree
        || (thread instanceof MethodInvocationTree call
            && ASTHelpers.getSymbol(call).getReturnType().hasTag(TypeTag.TYPEVAR))
        || (ASTHelpers.getSymbol(thread) instanceof VarSymbol variable
            && !Symbols.isField(variable)
            && depth > 0
            && Values.assignedTo(variable, state).stream()
                .anyMatch(value -> isElement(value.getLeaf(), depth - 1, state)));
  }

  /** The {@code try} that begins with a wait, and catches nothing but the interrupt of that. */
  private static Optional<TreePath> attemptOf(TreePath wait) {
    TreePath statement = wait.getParentPath();
    TreePath block = statement.getParentPath();
    return block.getLeaf() instanceof BlockTree tree
            && tree.getStatements().get(0) == statement.getLeaf()
            && block.getParentPath().getLeaf() instanceof TryTree attempt
            && attempt.getBlock() == tree
            && attempt.getResources().isEmpty()
            && attempt.getCatches().stream()
                .flatMap(clause -> CatchClauses.types(clause).stream())
                .allMatch(CatchClauses::isInterrupt)
        ? Optional.of(block.getParentPath())
        : Optional.empty();
  }

  /** Whether it is for callers out of view alone to interrupt a wait. */
  private static boolean isLeftAlone(TreePath wait, VisitorState state) {
    ImmutableSet<Task> tasks = Tasks.of(wait, state);
    return tasks.stream().allMatch(Task.Caller.class::isInstance)
        && KeptThreads.of(wait, tasks, state).answer().isNo();
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

  /** Who interrupts the threads of an executor that an expression names. */
  static Interrupters ofExecutor(TreePath expression, VisitorState state) {
    Optional<ImmutableList<Sink.Release>> releases = Fates.releasesOf(expression, state);
    if (releases.isEmpty()) {
      // It is somebody else's.
      return new Interrupters(Known.all(ImmutableSet.of()), ImmutableList.of(), true);
    }
    ImmutableSet.Builder<Interrupter> seen = ImmutableSet.builder();
    ImmutableList.Builder<TreePath> shutdowns = ImmutableList.builder();
    Interrupters handedOn = Interrupters.NOBODY;
    for (Sink.Release release : releases.get()) {
      if (release.method().equals("shutdownNow") || release.method().equals(Fates.SETTLED)) {
        seen.add(Interrupter.ending(release.path()));
      } else {
        shutdowns.add(release.path());
        if (endsAsClassLikes(release, expression, state)) {
          // What a class in view does when it is told to end is its own business.
          handedOn = Interrupters.UNKNOWN;
        } else if (release.method().equals("close")) {
          handedOn = handedOn.and(ofOwner(release.path(), state));
        }
      }
    }
    return new Interrupters(Known.all(seen.build()), shutdowns.build(), false)
        .and(FactoryThreads.of(expression, state))
        .and(handedOn);
  }

  /** Whether the class of the executor is in view and says itself what a release does. */
  private static boolean endsAsClassLikes(
      Sink.Release release, TreePath executor, VisitorState state) {
    CompilationIndex index = CompilationIndex.of(state);
    return (ASTHelpers.getSymbol(release.path().getLeaf()) instanceof MethodSymbol method
            && index.isInView(method))
        || Fates.openingsOf(executor, state).stream()
            .flatMap(List::stream)
            .anyMatch(
                opening ->
                    state
                        .getTypes()
                        .closure(ASTHelpers.getType(opening.primitive().getLeaf()))
                        .stream()
                        .filter(type -> index.isInView(type.tsym))
                        .flatMap(
                            type ->
                                ASTHelpers.getEnclosedElements((ClassSymbol) type.tsym).stream())
                        .anyMatch(
                            member -> opening.kind().isRelease(member.getSimpleName().toString())));
  }

  /**
   * Who interrupts a task that closes an executor or scope: the wait in {@code close()} or {@code
   * join()} is left then, and hands the interrupt on.
   */
  static Interrupters ofOwner(TreePath place, VisitorState state) {
    if (!OWNERS.get(state).add(place.getLeaf())) {
      return Interrupters.NOBODY;
    }
    Interrupters found =
        Interrupters.of(Interrupters.inView(place, Tasks.of(place, state), state).known());
    OWNERS.get(state).remove(place.getLeaf());
    return found;
  }

  private Interrupters ofSubmitted(MethodInvocationTree call) {
    Interrupters byFuture =
        ASTHelpers.getType(call).hasTag(TypeTag.VOID)
            ? Interrupters.NOBODY
            : ofThread(task.start());
    Optional<TreePath> executor = TaskStarts.executor(task.start(), state);
    if (executor.isEmpty()) {
      return byFuture.and(Interrupters.UNKNOWN);
    }
    // Interrupted, `invokeAll` cancels what it has been given.
    return byFuture
        .and(ofExecutor(executor.get(), state))
        .and(
            ResolvedLibrary.of(state).is(call, Trait.CANCELS_REST)
                // Once the time is up, or another task has a result.
                ? Interrupters.seen(new Interrupter(task.start(), true))
                : ResolvedLibrary.of(state).is(call, Trait.RUNS_AWAITED)
                    ? ofOwner(task.start(), state)
                    : Interrupters.NOBODY);
  }

  private Interrupters ofStage(MethodInvocationTree call) {
    if (!ASTHelpers.getSymbol(call).getSimpleName().toString().endsWith("Async")) {
      // It runs in the thread that completes the stage before.
      return Interrupters.UNKNOWN;
    }
    Optional<TreePath> executor = TaskStarts.executor(task.start(), state);
    // None: the common pool. A lambda: it starts a thread and keeps nothing. The future, be it
    // cancelled, knows neither.
    return executor.isEmpty() || executor.get().getLeaf() instanceof LambdaExpressionTree
        ? Interrupters.NOBODY
        : ofExecutor(executor.get(), state);
  }
}
