package dev.watertight.findings.unbounded;

import static com.google.common.collect.ImmutableList.toImmutableList;
import static com.google.common.collect.ImmutableSet.toImmutableSet;

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
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Flags;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.loops.OwnThread;
import dev.watertight.loops.WaitLoops;
import dev.watertight.model.Role;
import dev.watertight.model.Trait;
import dev.watertight.program.Arguments;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Graphs;
import dev.watertight.program.Symbols;
import dev.watertight.program.TestOutcomes;
import dev.watertight.program.TestOutcomes.Outcome;
import dev.watertight.program.Trees;
import dev.watertight.summaries.Summaries;
import dev.watertight.tasks.TaskBodies;
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
    return tasks().stream()
        .filter(task -> isRunBy(waiting, null, task, ImmutableSet.of(), ImmutableSet.of()))
        .findFirst();
  }

  /** The code of the tasks that have to end before the wait does. */
  private ImmutableList<TreePath> tasks() {
    ExpressionTree receiver = Symbols.receiver(waiting.getLeaf());
    ClassTree type = ASTHelpers.findEnclosingNode(waiting, ClassTree.class);
    return Symbols.isSelf(receiver)
        ? Stream.of(ASTHelpers.getSymbol(type))
            .filter(thread -> Symbols.isA(thread.type, "java.lang.Thread", state))
            .flatMap(thread -> TaskBodies.ofObject(thread, state).stream())
            .collect(toImmutableList())
        : field(receiver).stream()
            .flatMap(this::startsOf)
            .flatMap(start -> TaskBodies.startedBy(start, state).stream())
            .collect(toImmutableList());
  }

  /** The field of the object itself that an expression names, or a variable that has its value. */
  private Optional<VarSymbol> field(@Nullable Tree expression) {
    return expression == null || !(ASTHelpers.getSymbol(expression) instanceof VarSymbol variable)
        ? Optional.empty()
        : Symbols.isField(variable)
            ? Optional.of(variable).filter(any -> isOwn(expression))
            : Optional.of(variable)
                .filter(local -> Values.isFixed(local, state))
                .flatMap(local -> Values.initial(local, state))
                .map(TreePath::getLeaf)
                .flatMap(this::field);
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
            .map(mention -> mention.getParentPath().getParentPath())
            .filter(use -> ResolvedLibrary.of(state).does(use.getLeaf(), 0, Role.RUN));
  }

  private boolean isOfAll() {
    return ResolvedLibrary.of(state).is(waiting.getLeaf(), Trait.AWAITS_TASKS);
  }

  /**
   * Whether a task comes to a place with the object whose code it is.
   *
   * @param object the parameter that holds it; null if it is {@code this}
   * @param way the bodies on the way from here to the wait
   * @param tested what those ask for
   */
  private boolean isRunBy(
      TreePath place,
      @Nullable Symbol object,
      TreePath task,
      ImmutableSet<Tree> way,
      ImmutableSet<Symbol> tested) {
    TreePath body = Graphs.bodyAround(place).orElse(null);
    if (body == null
        || way.size() > DEPTH
        || way.contains(body.getLeaf())
        || tested.stream().anyMatch(variable -> mayChange(variable, body.getLeaf()))) {
      return false;
    }
    if (body.getLeaf() == task.getLeaf()) {
      return object == null
          && Summaries.bodies(task, DEPTH, state).stream()
              .filter(reached -> !way.contains(reached.getLeaf()))
              .noneMatch(reached -> tested.stream().anyMatch(v -> mayChange(v, reached.getLeaf())));
    }
    ImmutableList<ExpressionTree> tests =
        TestOutcomes.at(place, body.getLeaf()).stream()
            .map(Outcome::test)
            .collect(toImmutableList());
    if (asksForThread(body.getLeaf()) || !tests.stream().allMatch(this::isOpen)) {
      return false;
    }
    ImmutableSet<Tree> longer =
        ImmutableSet.<Tree>builder().addAll(way).add(body.getLeaf()).build();
    ImmutableSet<Symbol> asked =
        Stream.concat(tested.stream(), tests.stream().flatMap(t -> Symbols.variablesIn(t).stream()))
            .collect(toImmutableSet());
    return callsOf(body)
        .anyMatch(
            call ->
                object == null
                    ? isOfSame(call, task, longer, asked)
                    : isGiven(call, body, object) && isRunBy(call, null, task, longer, asked));
  }

  /** Whether a call is of a method of the object itself, or of that which a parameter holds. */
  private boolean isOfSame(
      TreePath call, TreePath task, ImmutableSet<Tree> way, ImmutableSet<Symbol> tested) {
    ExpressionTree receiver = Symbols.receiver(call.getLeaf());
    return Symbols.isSelf(receiver)
        ? isRunBy(call, null, task, way, tested)
        : ASTHelpers.getSymbol(receiver) instanceof VarSymbol parameter
            && (parameter.flags() & Flags.PARAMETER) != 0
            && isRunBy(call, parameter, task, way, tested);
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

  /** Whether a test may come out so for the task: no caller decides on it. */
  private boolean isOpen(Tree test) {
    CompilationIndex index = CompilationIndex.of(state);
    return Trees.in(test, MethodInvocationTree.class).stream()
            .map(ASTHelpers::getSymbol)
            .noneMatch(method -> method.isStatic() || index.isInView(method))
        && Symbols.variablesIn(test).stream()
            .noneMatch(variable -> (variable.flags() & Flags.PARAMETER) != 0);
  }

  /** Whether some code asks which thread runs it, other than to interrupt that. */
  private static boolean asksForThread(Tree code) {
    ImmutableList<MethodInvocationTree> calls = Trees.in(code, MethodInvocationTree.class);
    ImmutableSet<Tree> interrupted =
        calls.stream()
            .filter(call -> OwnThread.isInterrupt(ASTHelpers.getSymbol(call)))
            .flatMap(call -> Stream.ofNullable(Symbols.receiver(call)))
            .collect(toImmutableSet());
    return calls.stream()
        .anyMatch(call -> OwnThread.isCurrent(call) && !interrupted.contains(call));
  }

  /** Whether some code sets a variable, or the object that it holds. */
  private static boolean mayChange(Symbol variable, Tree code) {
    return Values.changedIn(code).contains(variable)
        || Trees.in(code, MethodInvocationTree.class).stream()
            .filter(call -> variable.equals(ASTHelpers.getSymbol(Symbols.receiver(call))))
            .anyMatch(call -> !ASTHelpers.getSymbol(call).getSimpleName().contentEquals("get"));
  }
}
