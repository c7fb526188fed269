package dev.watertight.findings.locks;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.BlockTree;
import com.sun.source.tree.CatchTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.ConditionalExpressionTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.MemberReferenceTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.SynchronizedTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.TryTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol.ClassSymbol;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import com.sun.tools.javac.code.Type;
import dev.watertight.counts.Amount;
import dev.watertight.findings.locks.Nestings.Nesting;
import dev.watertight.findings.locks.Nestings.Taken;
import dev.watertight.findings.sends.Workers;
import dev.watertight.findings.timeouts.AbandonedTasks;
import dev.watertight.locks.Hold;
import dev.watertight.locks.ObjectName;
import dev.watertight.model.Trait;
import dev.watertight.program.Arguments;
import dev.watertight.program.CatchClauses;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Graphs;
import dev.watertight.program.Paths;
import dev.watertight.program.Symbols;
import dev.watertight.program.TestOutcomes;
import dev.watertight.program.Trees;
import dev.watertight.tasks.Task;
import dev.watertight.tasks.TaskBodies;
import dev.watertight.tasks.TaskStarts;
import dev.watertight.values.Origins;
import dev.watertight.values.ResolvedLibrary;
import dev.watertight.wakers.CallSites;
import dev.watertight.wakers.Order;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Finds two threads, started by one run of some code, which take the same two monitors or locks in
 * opposite order: a thread that has started two tasks, or has started one and goes on itself.
 *
 * <p>Both come there whatever else happens, neither waits for the other before, they know the
 * objects as certainly the same two, and nothing is around both that only one of them can have.
 *
 * @param start where one of them is started
 * @param body the code that does so
 * @param frame what that code knows
 * @param state the compilation
 */
public record OppositeOrders(TreePath start, TreePath body, Frame frame, VisitorState state) {
  /**
   * Two monitors or locks taken in opposite order.
   *
   * @param first where a thread takes the second one, which has taken the first
   * @param second where another thread takes the first one, which has taken the second
   * @param taken what that one takes, as the code there calls it
   * @param held what it has, as the code there calls it
   */
  public record Opposite(TreePath first, TreePath second, String taken, String held) {}

  /** The first one between a task that a call starts and what runs beside it later on. */
  public static Optional<Opposite> at(TreePath start, VisitorState state) {
    if (!TakingPlaces.areSeveral(state)) {
      return Optional.empty();
    }
    Optional<TreePath> body = Graphs.bodyAround(start);
    ClassTree type = ASTHelpers.findEnclosingNode(start, ClassTree.class);
    return body.isEmpty() || type == null
        ? Optional.empty()
        : new OppositeOrders(
                start, body.get(), Frame.of(body.get(), ASTHelpers.getSymbol(type), state), state)
            .find()
            .or(() -> new StartedInTurn(start, body.get(), state).find())
            .or(() -> new StartedForElements(start, body.get(), state).find());
  }

  private Optional<Opposite> find() {
    ImmutableList<Nesting> own = ofTask(start);
    return own.isEmpty()
        ? Optional.empty()
        : Stream.concat(
                later().flatMap(other -> opposite(own, ofTask(other))),
                // Whoever calls the code may have taken what else the task needs.
                opposite(
                    own.stream()
                        .filter(nesting -> nesting.held().size() == 1)
                        .collect(toImmutableList()),
                    Nestings.in(behind(), frame, caughtAround(), state)))
            .findFirst();
  }

  /** The tasks that the code starts later, before it waits for anything. */
  private Stream<TreePath> later() {
    return isOptional()
        ? Stream.empty()
        : Trees.ownPathsIn(body, MethodInvocationTree.class).stream()
            .filter(other -> Order.isAlwaysBefore(statement(), other))
            .filter(this::isStart)
            .filter(other -> isBesideUntil(other) && mayMeet(start, other))
            .filter(other -> Stages.mayMeet(start, other, state));
  }

  /** Whether nothing between the start and a later one waits for others. */
  private boolean isBesideUntil(TreePath other) {
    return !new Waits(state)
        .areIn(
            body,
            Paths.start(start),
            Paths.start(other),
            call ->
                !Paths.isInside(call, start.getLeaf())
                    && call.getLeaf() != other.getLeaf()
                    && (Paths.start(call) < Paths.start(other)
                        || Paths.isInside(call, other.getLeaf())));
  }

  TreePath statement() {
    return Paths.statement(start).orElse(start);
  }

  boolean isOptional() {
    return Paths.aroundInBody(start).stream()
        .map(TreePath::getLeaf)
        .anyMatch(
            tree -> tree instanceof ConditionalExpressionTree || TestOutcomes.isJunction(tree));
  }

  private boolean isStart(TreePath call) {
    return ASTHelpers.getSymbol(call.getLeaf()) instanceof MethodSymbol method
        && AbandonedTasks.isCandidate(method, state);
  }

  /** Whether no executor runs one of two tasks after the other. */
  boolean mayMeet(TreePath one, TreePath other) {
    return isApart(one)
        && isApart(other)
        && (isOfThread(one)
            || isOfThread(other)
            || (hasSeveralThreads(one) && hasSeveralThreads(other)));
  }

  /** Whether the thread that starts a task certainly does not run it. */
  private boolean isApart(TreePath call) {
    return isOfThread(call) || executor(call).isPresent();
  }

  private boolean isOfThread(TreePath call) {
    return !Symbols.isA(
        TaskStarts.executor(call, state)
            .map(executor -> ASTHelpers.getType(executor.getLeaf()))
            .orElse(null),
        "java.util.concurrent.Executor",
        state);
  }

  private boolean hasSeveralThreads(TreePath call) {
    Optional<TreePath> maker = executor(call);
    ResolvedLibrary library = ResolvedLibrary.of(state);
    return maker.isPresent()
        && !library.is(maker.get().getLeaf(), Trait.ONE_WORKER)
        && (library.is(maker.get().getLeaf(), Trait.WORKERS_GIVEN)
            ? Workers.threads(maker.get(), state).isMoreThan(Amount.of(1)).isYes()
            : maker.get().getLeaf() instanceof MethodInvocationTree);
  }

  /**
   * Where the executor of a task is made, if it has threads of its own for all that it is given.
   */
  private Optional<TreePath> executor(TreePath call) {
    return TaskStarts.executor(call, state)
        .flatMap(executor -> Origins.one(executor, OppositeOrders::isMaker, state))
        .filter(maker -> !ResolvedLibrary.of(state).is(maker.getLeaf(), Trait.RUNS_AT_ONCE))
        .filter(maker -> !TaskStarts.mayBeRefused(call, state));
  }

  private static boolean isMaker(Tree tree) {
    return tree instanceof NewClassTree
        || (tree instanceof MethodInvocationTree call && ASTHelpers.getSymbol(call).isStatic());
  }

  /** The statements behind the start, in the block around it, if its thread comes there free. */
  private ImmutableList<TreePath> behind() {
    TreePath statement = statement();
    ImmutableList<TreePath> behind =
        statement.getParentPath().getLeaf() instanceof BlockTree block
            ? block.getStatements().stream()
                .filter(next -> ASTHelpers.getStartPosition(next) > Paths.start(statement))
                .map(next -> new TreePath(statement.getParentPath(), next))
                .collect(toImmutableList())
            : ImmutableList.of();
    boolean isFree =
        !behind.isEmpty()
            && !isOptional()
            && isApart(start)
            && Stages.before(start, state).endByThemselves()
            && !new Waits(state)
                .areIn(
                    statement,
                    Paths.start(start),
                    Integer.MAX_VALUE,
                    call -> !Paths.isInside(call, start.getLeaf()))
            && CallSites.leadingTo(start, state).seen().stream().allMatch(this::hasNothing);
    return isFree ? behind : ImmutableList.of();
  }

  /** Whether a thread that comes to a place has taken nothing, as far as its body says. */
  private boolean hasNothing(TreePath place) {
    return Hold.at(place, state).isEmpty()
        && Paths.aroundInBody(place).stream()
            .noneMatch(around -> around.getLeaf() instanceof SynchronizedTree)
        && Graphs.bodyAround(place).stream()
            .flatMap(code -> Trees.ownPathsIn(code, MethodInvocationTree.class).stream())
            .filter(call -> Paths.start(call) < Paths.start(place))
            .noneMatch(
                call ->
                    ResolvedLibrary.of(state).is(call.getLeaf(), Trait.LOCKS, Trait.TRIES_LOCK));
  }

  /** What the task does that a call starts, if that is certain. */
  ImmutableList<Nesting> ofTask(TreePath call) {
    Optional<TreePath> maker =
        TaskStarts.startsThread((MethodSymbol) ASTHelpers.getSymbol(call.getLeaf()), state)
            ? Paths.receiver(call)
                .flatMap(thread -> Origins.one(thread, NewClassTree.class::isInstance, state))
                .filter(made -> Graphs.areTogether(made, call) || isOfOwnField(call, made))
            : Optional.of(call);
    Optional<TreePath> code = maker.flatMap(made -> TaskBodies.startedBy(made, state));
    return code.isPresent()
            && isAlone(code.get())
            && TaskStarts.isSeparate(new Task.Apart(code.get().getLeaf(), call), state)
        ? frameOf(maker.get(), code.get())
            .map(own -> Nestings.in(ImmutableList.of(code.get()), own, caughtOf(call), state))
            .orElse(ImmutableList.of())
        : ImmutableList.of();
  }

  /** What is caught of that which leaves the code around the start. */
  private ImmutableList<Type> caughtAround() {
    return Paths.aroundInBody(start).stream()
        .map(TreePath::getLeaf)
        .filter(TryTree.class::isInstance)
        .flatMap(attempt -> ((TryTree) attempt).getCatches().stream())
        .flatMap(clause -> CatchClauses.types(clause).stream())
        .collect(toImmutableList());
  }

  /**
   * What is caught of that which leaves a task: all, if a handler is told of it, or if the future
   * of the task is, and something that the future throws is caught beside it.
   */
  private ImmutableList<Type> caughtOf(TreePath call) {
    boolean isSeen =
        TaskStarts.mayBeHandled(call, state)
            || Trees.ownPathsIn(body, MethodInvocationTree.class).stream()
                .anyMatch(this::tellsOfFailures)
            || (!state
                    .getTypes()
                    .isSameType(ASTHelpers.getType(call.getLeaf()), state.getSymtab().voidType)
                && Trees.ownPathsIn(body, CatchTree.class).stream()
                    .flatMap(clause -> CatchClauses.types((CatchTree) clause.getLeaf()).stream())
                    .anyMatch(type -> !CatchClauses.isInterrupt(type)));
    return isSeen ? ImmutableList.of(state.getSymtab().throwableType) : ImmutableList.of();
  }

  /** Whether a stage gives a function what another one has failed with. */
  private boolean tellsOfFailures(TreePath path) {
    return path.getLeaf() instanceof MethodInvocationTree call
        && TaskStarts.isOfStage(call, state)
        && ASTHelpers.getSymbol(call).getParameters().stream()
            .flatMap(parameter -> parameter.type.getTypeArguments().stream())
            .map(state.getTypes()::wildLowerBound)
            .anyMatch(type -> ASTHelpers.isSameType(type, state.getSymtab().throwableType, state));
  }

  /** Whether a thread is kept in a field of the object itself, with which it is declared. */
  private boolean isOfOwnField(TreePath call, TreePath made) {
    return ASTHelpers.getSymbol(Symbols.receiver(call.getLeaf())) instanceof VarSymbol field
        && Symbols.isField(field)
        && !(Symbols.receiver(call.getLeaf()) instanceof MemberSelectTree select
            && !Symbols.isSelf(select.getExpression()))
        && ObjectName.isFixed(field, state)
        && frame.self(field.owner).isPresent()
        && isOfField(made);
  }

  private static boolean isOfField(TreePath code) {
    return Graphs.bodyAround(code).isEmpty();
  }

  /** Whether no other code runs in the place of the code of a task. */
  private boolean isAlone(TreePath code) {
    return !(code.getLeaf() instanceof MethodTree method)
        || CompilationIndex.of(state).overriders(ASTHelpers.getSymbol(method)).isEmpty();
  }

  /** What the code of a task knows: it is a function or a method of an object. */
  private Optional<Frame> frameOf(TreePath maker, TreePath code) {
    if (code.getLeaf() instanceof LambdaExpressionTree) {
      return Optional.of(frame)
          .filter(f -> Graphs.isDirectlyIn(code, body.getLeaf()) || isOfField(code));
    }
    MethodSymbol method = ASTHelpers.getSymbol((MethodTree) code.getLeaf());
    if (method.isStatic()) {
      return Optional.of(with(ImmutableMap.of()));
    }
    return Stream.concat(
            Arguments.of(maker.getLeaf()).stream().map(task -> new TreePath(maker, task)),
            Stream.of(maker))
        .flatMap(task -> self(task, method).stream())
        .findFirst()
        .map(
            object ->
                with(
                    isAround(method)
                        ? ImmutableMap.<ClassSymbol, LockObject>builder()
                            .putAll(frame.selves())
                            .put((ClassSymbol) method.owner, object)
                            .buildKeepingLast()
                        : ImmutableMap.of((ClassSymbol) method.owner, object)));
  }

  /** Whether the class of a method is inside of the code, whose object it then has. */
  private boolean isAround(MethodSymbol method) {
    return method.owner.hasOuterInstance()
        && frame.selves().containsKey(ASTHelpers.enclosingClass(method.owner));
  }

  private Frame with(ImmutableMap<ClassSymbol, LockObject> selves) {
    return new Frame(selves, ImmutableMap.of(), body, state);
  }

  /** The object whose method is the code of a task. */
  private Optional<LockObject> self(TreePath task, MethodSymbol method) {
    Tree tree = task.getLeaf();
    if (tree instanceof MemberReferenceTree reference) {
      return Symbols.isSelf(reference.getQualifierExpression())
          ? frame.self(method.owner)
          : frame.object(new TreePath(task, reference.getQualifierExpression()));
    }
    if (tree instanceof IdentifierTree name && name.getName().contentEquals("this")) {
      return frame.self(method.owner);
    }
    return Origins.one(task, TaskBodies::isMaker, state)
        .filter(made -> made.getLeaf() instanceof NewClassTree)
        .filter(
            made ->
                ASTHelpers.getType(made.getLeaf()).tsym.isSubClass(method.owner, state.getTypes()))
        .filter(made -> Graphs.isDirectlyIn(made, body.getLeaf()))
        .filter(made -> ((NewClassTree) made.getLeaf()).getEnclosingExpression() == null)
        .map(made -> LockObject.of(made.getLeaf()));
  }

  Stream<Opposite> opposite(ImmutableList<Nesting> ones, ImmutableList<Nesting> others) {
    return ones.stream()
        .flatMap(
            one ->
                others.stream()
                    .filter(other -> areOpposite(one, other))
                    .map(
                        other ->
                            named(one, other, other.inner(), held(one.inner(), other.held()))));
  }

  private static Opposite named(Nesting one, Nesting other, Taken taken, Taken held) {
    boolean isAmbiguous = taken.name().equals(held.name());
    return new Opposite(
        one.inner().place(),
        other.inner().place(),
        isAmbiguous ? taken.qualifiedName() : taken.name(),
        isAmbiguous ? held.qualifiedName() : held.name());
  }

  /** Something that a thread has taken, as the code there knows it. */
  private static Taken held(Taken what, ImmutableList<Taken> held) {
    return held.stream().filter(what::isSame).findFirst().orElse(what);
  }

  /** Whether each takes what the other has taken, with nothing else that both have. */
  private boolean areOpposite(Nesting one, Nesting other) {
    return other.inner().isIn(one.held())
        && one.inner().isIn(other.held())
        // Who has to pass something more may come when the other has gone.
        && one.passed().equals(other.passed())
        && one.held().stream()
            .noneMatch(taken -> !taken.isSame(other.inner()) && taken.isIn(other.held()))
        && areTwo(one.inner(), other.inner());
  }

  private boolean areTwo(Taken one, Taken other) {
    return one.isMonitor() != other.isMonitor() || one.object().isOther(other.object(), state);
  }
}
