package dev.watertight.findings.unbounded;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Iterables;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.BlockTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.MemberReferenceTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.ClassSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.findings.endsignals.AwaitedChanges;
import dev.watertight.findings.handles.ShutdownHooks;
import dev.watertight.findings.sends.Workers;
import dev.watertight.findings.unbounded.UnboundedWaits.Reason;
import dev.watertight.findings.unbounded.UnboundedWaits.UnboundedWait;
import dev.watertight.loops.FirstValues;
import dev.watertight.loops.OwnThread;
import dev.watertight.model.Role;
import dev.watertight.model.Trait;
import dev.watertight.program.CatchClauses;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Graphs;
import dev.watertight.program.Paths;
import dev.watertight.program.Symbols;
import dev.watertight.program.TestOutcomes;
import dev.watertight.program.Trees;
import dev.watertight.summaries.Summaries;
import dev.watertight.tasks.Runnables;
import dev.watertight.tasks.Task;
import dev.watertight.tasks.TaskBodies;
import dev.watertight.tasks.TaskStarts;
import dev.watertight.tasks.Tasks;
import dev.watertight.values.Fate;
import dev.watertight.values.Origins;
import dev.watertight.values.ResolvedLibrary;
import dev.watertight.wakers.CallSites;
import dev.watertight.wakers.Order;
import dev.watertight.wakers.ProgramTasks;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Finds waits for a task that has to wait in turn for what the runtime or the library keeps for the
 * thread that waits: the initialization of a class, the place of a key in a map for which it runs a
 * function, the end of the process for a shutdown hook.
 *
 * @param waiting the wait
 * @param state the compilation
 */
record SelfBlockedWaits(TreePath waiting, VisitorState state) {
  /* How many methods may lead from the task to what it needs. */
  private static final int DEPTH = 3;

  Optional<UnboundedWait> find() {
    if (ShutdownHooks.isInHook(waiting, state)) {
      return inHook().map(exit -> new UnboundedWait(waiting, exit, Reason.EXIT));
    }
    ImmutableSet<TreePath> ways = CallSites.inThread(waiting, state).seen();
    return ways.stream()
        .flatMap(way -> initialized(way).stream())
        .flatMap(type -> needing(type).stream())
        .findFirst()
        .map(use -> new UnboundedWait(waiting, use, Reason.CLASS))
        .or(
            () ->
                ways.stream()
                    .flatMap(way -> Stream.concat(Stream.of(way), references(way)))
                    .flatMap(way -> computing(way).stream())
                    .flatMap(map -> changing(map).stream())
                    .findFirst()
                    .map(use -> new UnboundedWait(waiting, use, Reason.MAP)));
  }

  /** What the tasks run that are waited for. */
  private Stream<TreePath> bodies() {
    return Paths.receiver(waiting).flatMap(task -> Origins.of(task, this::isMaker, state)).stream()
        .flatMap(ImmutableSet::stream)
        .filter(this::isApart)
        .flatMap(maker -> TaskBodies.startedBy(maker, state).stream());
  }

  /** Whether another thread than that which waits certainly runs a task. */
  private boolean isApart(TreePath maker) {
    return maker.getLeaf() instanceof NewClassTree
        ? Fate.ofExpression(maker, Runnables.of(state), state).uses().stream()
            .noneMatch(use -> use.method().equals("run"))
        : TaskStarts.isSeparate(new Task.Apart(maker.getLeaf(), maker), state)
            || TaskStarts.executor(maker, state)
                .flatMap(executor -> Origins.one(executor, Workers::isMaker, state))
                .filter(executor -> Workers.areLimited(executor, state))
                .isPresent();
  }

  private boolean isMaker(Tree tree) {
    return tree instanceof NewClassTree || ResolvedLibrary.of(state).does(tree, 0, Role.RUN);
  }

  /** The class whose static initializer a place is in. */
  private static Optional<ClassSymbol> initialized(TreePath place) {
    TreePath body = Graphs.bodyAround(place).orElse(null);
    return (body == null ? isOfStaticField(place) : isStaticBlock(body.getLeaf()))
        ? Optional.of(ASTHelpers.getSymbol(ASTHelpers.findEnclosingNode(place, ClassTree.class)))
        : Optional.empty();
  }

  private static boolean isStaticBlock(Tree body) {
    return body instanceof BlockTree block && block.isStatic();
  }

  private static boolean isOfStaticField(TreePath value) {
    for (TreePath p = value; p.getParentPath() != null; p = p.getParentPath()) {
      if (p.getParentPath().getLeaf() instanceof ClassTree) {
        return p.getLeaf() instanceof VariableTree field
            && ASTHelpers.isStatic(ASTHelpers.getSymbol(field));
      }
    }
    return false;
  }

  /** Where a task uses a class, if it does so whatever it asks. */
  private Optional<TreePath> needing(ClassSymbol type) {
    return bodies()
        .flatMap(
            body -> isCodeOf(body, type) ? Stream.of(body) : uses(body, call -> isOf(call, type)))
        .findFirst();
  }

  /** Whether code is a static method of a class, or a function of one, which is such a method. */
  private static boolean isCodeOf(TreePath body, ClassSymbol type) {
    return (body.getLeaf() instanceof LambdaExpressionTree
            && type.equals(
                ASTHelpers.getSymbol(ASTHelpers.findEnclosingNode(body, ClassTree.class))))
        || (body.getLeaf() instanceof MethodTree method
            && ASTHelpers.getSymbol(method).isStatic()
            && type.equals(ASTHelpers.getSymbol(method).owner));
  }

  private static boolean isOf(TreePath call, ClassSymbol type) {
    Symbol used = ASTHelpers.getSymbol(call.getLeaf());
    return used != null
        && type.equals(used.owner)
        && (ASTHelpers.isStatic(used) || call.getLeaf() instanceof NewClassTree);
  }

  /** The references to the method around a place. */
  private Stream<TreePath> references(TreePath place) {
    CompilationIndex index = CompilationIndex.of(state);
    return Graphs.bodyAround(place).stream()
        .filter(body -> body.getLeaf() instanceof MethodTree)
        .flatMap(body -> index.mentions(ASTHelpers.getSymbol(body.getLeaf())).stream())
        .filter(mention -> mention.getLeaf() instanceof MemberReferenceTree);
  }

  /**
   * The map that runs the innermost function around a place for a key, and keeps others from what
   * it has there meanwhile. What it is only given to keep runs later.
   */
  private Optional<VarSymbol> computing(TreePath way) {
    ResolvedLibrary library = ResolvedLibrary.of(state);
    return Stream.concat(Stream.of(way), Graphs.bodyAround(way).stream())
        .filter(code -> Trees.isFunction(code.getLeaf()))
        .filter(
            code ->
                code.getParentPath().getLeaf() instanceof MethodInvocationTree call
                    && code.getLeaf() == Iterables.getLast(call.getArguments(), null)
                    && library.is(call, Trait.CHANGES_PLACE)
                    && library.is(call, Trait.AT_ONCE))
        .findFirst()
        .flatMap(code -> map(code.getParentPath()));
  }

  /** The field of the only object that has it, with a map of such a kind. */
  private Optional<VarSymbol> map(TreePath call) {
    CompilationIndex index = CompilationIndex.of(state);
    return Paths.receiver(call)
        .filter(
            map ->
                Origins.one(map, NewClassTree.class::isInstance, state)
                    .map(maker -> ASTHelpers.getType(maker.getLeaf()))
                    .filter(type -> ResolvedLibrary.of(state).is(type, Trait.KEEPS_PLACES))
                    .isPresent())
        .map(map -> ASTHelpers.getSymbol(map.getLeaf()))
        .filter(VarSymbol.class::isInstance)
        .map(VarSymbol.class::cast)
        .filter(
            map ->
                !Symbols.isField(map)
                    || map.isStatic()
                    || index.creations((ClassSymbol) map.owner).size() == 1);
  }

  /** Where a task changes a map. */
  private Optional<TreePath> changing(VarSymbol map) {
    return bodies()
        .flatMap(
            body ->
                uses(
                    body,
                    call ->
                        ResolvedLibrary.of(state).is(call.getLeaf(), Trait.CHANGES_PLACE)
                            && map.equals(ASTHelpers.getSymbol(Symbols.receiver(call.getLeaf())))))
        .findFirst();
  }

  /** The calls of a kind to which code comes whatever it asks, if a loop runs at all. */
  private Stream<TreePath> uses(TreePath body, Predicate<TreePath> test) {
    return uses(body, test, DEPTH);
  }

  private Stream<TreePath> uses(TreePath body, Predicate<TreePath> test, int depth) {
    return Trees.ownPathsIn(body, MethodInvocationTree.class, NewClassTree.class).stream()
        .filter(call -> CatchClauses.around(call).isEmpty())
        .filter(call -> TestOutcomes.at(call, body.getLeaf()).isEmpty())
        .flatMap(
            call ->
                test.test(call)
                    ? Stream.of(call)
                    : depth > 0 && call.getLeaf() instanceof MethodInvocationTree inner
                        ? called(inner).flatMap(callee -> uses(callee, test, depth - 1))
                        : Stream.empty());
  }

  /** The only body that a call runs. */
  private Stream<TreePath> called(MethodInvocationTree call) {
    ImmutableList<TreePath> bodies =
        Summaries.bodiesOf(call, state).seen().stream().collect(ImmutableList.toImmutableList());
    return bodies.size() == 1 ? bodies.stream() : Stream.empty();
  }

  /** Where the thread ends the process for which a shutdown hook waits. */
  private Optional<TreePath> inHook() {
    return Stream.concat(bodies(), current()).flatMap(body -> exits(body).stream()).findFirst();
  }

  /** What {@code main} runs, if the thread is that. */
  private Stream<TreePath> current() {
    return Paths.receiver(waiting)
        .flatMap(thread -> Origins.of(thread, OwnThread::isCurrent, state))
        .stream()
        .flatMap(ImmutableSet::stream)
        .filter(call -> Tasks.of(call, state).stream().allMatch(ProgramTasks::isMain))
        .flatMap(call -> Graphs.bodyAround(call).stream())
        .filter(body -> Symbols.isMain(ASTHelpers.getSymbol(body.getLeaf())));
  }

  /** Whether the hook may be there already: what adds it does not come later in the same code. */
  private boolean isBehindHook(TreePath exit) {
    ImmutableList<TreePath> adding =
        CallSites.leadingTo(waiting, state).seen().stream()
            .filter(way -> Graphs.areTogether(way, exit))
            .collect(ImmutableList.toImmutableList());
    return adding.isEmpty() || adding.stream().anyMatch(way -> Order.mayFollow(way, exit));
  }

  private Optional<TreePath> exits(TreePath body) {
    return Trees.ownPathsIn(body, MethodInvocationTree.class).stream()
        .filter(call -> Summaries.ofCall(call, state).exits())
        .filter(this::isBehindHook)
        .filter(exit -> !mayBeTold(exit))
        .findFirst();
  }

  /** Whether what the hook asks before it waits may be changed on the way to an exit. */
  private boolean mayBeTold(TreePath exit) {
    ImmutableList<TestOutcomes.Outcome> tests =
        CallSites.inThread(waiting, state).seen().stream()
            .flatMap(
                way ->
                    Graphs.bodyAround(way).stream()
                        .flatMap(body -> TestOutcomes.at(way, body.getLeaf()).stream()))
            .collect(ImmutableList.toImmutableList());
    ImmutableSet<TreePath> exiting = CallSites.inThread(exit, state).seen();
    return AwaitedChanges.of(tests, new FirstValues(state), state).changes().stream()
        .flatMap(change -> CallSites.inThread(change, state).seen().stream())
        .anyMatch(
            change ->
                exiting.stream()
                    .anyMatch(
                        way -> Graphs.areTogether(change, way) && Order.mayFollow(change, way)));
  }
}
