package dev.watertight.findings.unbounded;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Flags;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.findings.handles.ThreadFactories;
import dev.watertight.handles.Openings;
import dev.watertight.loops.WaitLoops;
import dev.watertight.model.Role;
import dev.watertight.model.Trait;
import dev.watertight.program.Arguments;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Graphs;
import dev.watertight.program.Symbols;
import dev.watertight.summaries.Summaries;
import dev.watertight.tasks.Task;
import dev.watertight.tasks.TaskBodies;
import dev.watertight.tasks.TaskStarts;
import dev.watertight.tasks.Tasks;
import dev.watertight.values.ResolvedLibrary;
import dev.watertight.values.Values;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Finds waits for the end of a task, or of all tasks of an executor, to which that task itself
 * comes: by methods of its own object, or by a listener that it tells.
 *
 * @param waiting the wait
 * @param state the compilation
 */
record SelfWaits(TreePath waiting, VisitorState state) {
  /* How many methods may lead from the task to the wait. */
  private static final int DEPTH = 5;

  /** The code of the task that waits for its own end, if there is one. */
  Optional<TreePath> task() {
    ExpressionTree receiver = Symbols.receiver(waiting.getLeaf());
    ClassTree type = ASTHelpers.findEnclosingNode(waiting, ClassTree.class);
    if (Symbols.isSelf(receiver)) {
      return Stream.of(ASTHelpers.getSymbol(type))
          .filter(thread -> Symbols.isA(thread.type, "java.lang.Thread", state))
          .flatMap(thread -> TaskBodies.ofObject(thread, state).stream())
          .filter(task -> isRunBy(task, new OwnTests(ImmutableList.of(), state)))
          .findFirst();
    }
    ImmutableList<TreePath> starts =
        awaited(receiver).stream().flatMap(this::startsOf).collect(toImmutableList());
    OwnTests tests = new OwnTests(starts, state);
    return starts.stream()
        .filter(start -> !isOfAll() || keepsProcess(start))
        .flatMap(start -> TaskBodies.startedBy(start, state).stream())
        .filter(task -> isRunBy(task, tests))
        .findFirst();
  }

  private boolean isRunBy(TreePath task, OwnTests tests) {
    return isRunBy(waiting, null, new Way(task, ImmutableSet.of(), ImmutableSet.of(), tests));
  }

  /** Whether an executor runs a task in a thread of its own, which keeps the process alive. */
  private boolean keepsProcess(TreePath start) {
    return TaskStarts.isSeparate(new Task.Apart(start.getLeaf(), start), state)
        && TaskStarts.executor(start, state)
            .filter(executor -> ThreadFactories.keepProcess(executor, state))
            .isPresent();
  }

  /**
   * The field of the object itself that an expression names, or a variable that has its value; or
   * the variable that an executor is made for, which its tasks name.
   */
  private Optional<VarSymbol> awaited(@Nullable Tree expression) {
    return expression == null || !(ASTHelpers.getSymbol(expression) instanceof VarSymbol variable)
        ? Optional.empty()
        : Symbols.isField(variable)
            ? Optional.of(variable).filter(any -> isOwn(expression))
            : Optional.of(variable)
                .filter(local -> Values.isFixed(local, state))
                .flatMap(local -> Values.initial(local, state))
                .flatMap(
                    value ->
                        isOfAll() && Openings.at(value, state).isPresent()
                            ? Optional.of(variable)
                            : awaited(value.getLeaf()));
  }

  private static boolean isOwn(Tree field) {
    return !(field instanceof MemberSelectTree select) || Symbols.isSelf(select.getExpression());
  }

  /** What starts the tasks: the one thread or future of a field, or what its executor is given. */
  private Stream<TreePath> startsOf(VarSymbol field) {
    ImmutableList<TreePath> values =
        Values.assignedTo(field, state).stream()
            .filter(value -> !Values.isNull(value))
            .collect(toImmutableList());
    if (values.size() != 1
        || !Values.isAssignedInViewOnly(field, state)
        || ResolvedLibrary.of(state).is(values.get(0).getLeaf(), Trait.DAEMON)
        || (values.get(0).getParentPath().getLeaf() instanceof AssignmentTree assignment
            && !isOwn(assignment.getVariable()))) {
      return Stream.empty();
    }
    return !isOfAll()
        ? values.stream()
        : CompilationIndex.of(state).mentions(field).stream()
            .filter(mention -> isOwn(mention.getLeaf()))
            .flatMap(mention -> starting(mention).stream());
  }

  /** The call by which the executor of a name gets a task: of its own, or of a stage. */
  private Optional<TreePath> starting(TreePath executor) {
    TreePath around = executor.getParentPath();
    return Stream.of(around, around.getParentPath())
        .filter(use -> ResolvedLibrary.of(state).does(use.getLeaf(), 0, Role.RUN))
        .filter(
            use ->
                TaskStarts.executor(use, state)
                    .filter(named -> named.getLeaf() == executor.getLeaf())
                    .isPresent())
        .findFirst();
  }

  private boolean isOfAll() {
    return ResolvedLibrary.of(state).is(waiting.getLeaf(), Trait.AWAITS_TASKS);
  }

  /**
   * How a task may come to the wait.
   *
   * @param task the code of the task
   * @param bodies those from here to the wait
   * @param tested what those ask for that must not change before
   * @param tests says what their tests mean for the task
   */
  private record Way(
      TreePath task, ImmutableSet<Tree> bodies, ImmutableSet<Symbol> tested, OwnTests tests) {
    boolean mayChangeIn(Tree code) {
      return tested.stream().anyMatch(variable -> OwnTests.mayChange(variable, code));
    }

    Way through(TreePath body, ImmutableSet<Symbol> asked) {
      return new Way(
          task,
          ImmutableSet.<Tree>builder().addAll(bodies).add(body.getLeaf()).build(),
          ImmutableSet.<Symbol>builder().addAll(tested).addAll(asked).build(),
          tests);
    }
  }

  /**
   * Whether a task comes to a place with the object whose code it is.
   *
   * @param object the parameter that holds it, or the field of the task; null if it is {@code this}
   * @param way that from here to the wait
   */
  private boolean isRunBy(TreePath place, @Nullable Symbol object, Way way) {
    TreePath body = Graphs.bodyAround(place).orElse(null);
    if (body == null
        || way.bodies().size() > DEPTH
        || way.bodies().contains(body.getLeaf())
        || way.mayChangeIn(body.getLeaf())) {
      return false;
    }
    if (body.getLeaf() == way.task().getLeaf()) {
      return (object == null || isOwnerOf(object))
          && way.tests().mayLeadTo(place, body)
          && Summaries.bodies(way.task(), DEPTH, state).stream()
              .filter(reached -> !way.bodies().contains(reached.getLeaf()))
              .noneMatch(reached -> way.mayChangeIn(reached.getLeaf()));
    }
    ImmutableSet<Symbol> asked = way.tests().askedAt(place, body).orElse(null);
    if (asked == null || OwnTests.asksForThread(body.getLeaf())) {
      return false;
    }
    Way longer = way.through(body, asked);
    return isCalledBack(body, object, longer)
        || isCalled(body, object, longer)
        // A function that a call runs where it stands.
        || (Tasks.isCalledInPlace(body, state) && isRunBy(body.getParentPath(), object, longer));
  }

  /** Whether the object calls the code, which it has been given by who holds it in a variable. */
  private boolean isCalledBack(TreePath body, @Nullable Symbol object, Way way) {
    Callbacks callbacks = new Callbacks(state);
    Stream<TreePath> calls =
        object == null
            ? callbacks.ownCallsOf(body)
            : isHeldField(object) || !isParameter(object)
                ? callbacks.callsOf(body, (VarSymbol) object)
                : callbacks.callsOf(body).filter(call -> isGiven(call, body, object));
    return calls.anyMatch(call -> isRunBy(call, null, way));
  }

  private static boolean isParameter(Symbol object) {
    return (object.flags() & Flags.PARAMETER) != 0;
  }

  private boolean isCalled(TreePath body, @Nullable Symbol object, Way longer) {
    return callsOf(body)
        .anyMatch(
            call ->
                object == null
                    ? isOfSame(call, longer)
                    : isHeldField(object)
                        ? Symbols.isSelf(Symbols.receiver(call.getLeaf()))
                            && isRunBy(call, object, longer)
                        : isGiven(call, body, object) && isRunBy(call, null, longer));
  }

  /** Whether a call is of a method of the object itself, or of that which a variable holds. */
  private boolean isOfSame(TreePath call, Way way) {
    ExpressionTree receiver = Symbols.receiver(call.getLeaf());
    return Symbols.isSelf(receiver)
        ? isRunBy(call, null, way)
        : ASTHelpers.getSymbol(receiver) instanceof VarSymbol variable
            && !Callbacks.isOfOther(receiver)
            && isRunBy(call, variable, way);
  }

  private static boolean isHeldField(Symbol object) {
    return object instanceof VarSymbol variable && Symbols.isField(variable);
  }

  /** Whether a field of a task holds the object that has made the task, whoever makes one. */
  private boolean isOwnerOf(Symbol object) {
    return object instanceof VarSymbol field
        && Symbols.isField(field)
        && Values.isFixed(field, state)
        && Values.given(field, state)
            .map(
                values ->
                    values.stream()
                        .flatMap(
                            value ->
                                ASTHelpers.getSymbol(value.getLeaf()) instanceof VarSymbol given
                                        && given.owner.isConstructor()
                                    ? Values.given(given, state)
                                        .map(ImmutableList::stream)
                                        .orElse(Stream.of(value))
                                    : Stream.of(value))
                        .toList())
            .filter(values -> !values.isEmpty() && values.stream().allMatch(this::isMaker))
            .isPresent();
  }

  /** Whether it is {@code this}, given to a task that is made where it is handed over. */
  private boolean isMaker(TreePath value) {
    return value.getLeaf() instanceof IdentifierTree name
        && name.getName().contentEquals("this")
        && value.getParentPath().getLeaf() instanceof NewClassTree
        && ResolvedLibrary.of(state)
            .does(value.getParentPath().getParentPath().getLeaf(), 0, Role.RUN);
  }

  /** The calls of a method, through what it overrides, too, or of a function. */
  private Stream<TreePath> callsOf(TreePath body) {
    CompilationIndex index = CompilationIndex.of(state);
    return body.getLeaf() instanceof LambdaExpressionTree
        ? WaitLoops.callsOf(body, state).stream()
        : ASTHelpers.getSymbol(body.getLeaf()) instanceof MethodSymbol method
            ? Stream.concat(
                    Stream.of(method),
                    // Of several that override it, another one may be meant.
                    ASTHelpers.findSuperMethods(method, state.getTypes()).stream()
                        .filter(overridden -> index.overriders(overridden).size() == 1))
                .flatMap(named -> index.calls(named).stream())
            : Stream.empty();
  }

  /** Whether a call gives the parameter of a body the object itself. */
  private static boolean isGiven(TreePath call, TreePath body, Symbol parameter) {
    List<? extends VariableTree> parameters =
        body.getLeaf() instanceof MethodTree method
            ? method.getParameters()
            : ((LambdaExpressionTree) body.getLeaf()).getParameters();
    List<? extends ExpressionTree> given = Arguments.of(call.getLeaf());
    return parameters.size() == given.size()
        && IntStream.range(0, given.size())
            .anyMatch(
                i ->
                    parameter.equals(ASTHelpers.getSymbol(parameters.get(i)))
                        && given.get(i) instanceof IdentifierTree name
                        && name.getName().contentEquals("this"));
  }
}
