package dev.watertight.findings.unbounded;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Iterables;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.IfTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.ReturnTree;
import com.sun.source.tree.SwitchTree;
import com.sun.source.tree.ThrowTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.TryTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Flags;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.counts.Amount;
import dev.watertight.counts.Count;
import dev.watertight.counts.Runs;
import dev.watertight.paths.CheckedData;
import dev.watertight.program.Graphs;
import dev.watertight.program.Loops;
import dev.watertight.program.Paths;
import dev.watertight.program.Symbols;
import dev.watertight.program.TestOutcomes;
import dev.watertight.program.Trees;
import dev.watertight.summaries.CertainCalls;
import dev.watertight.summaries.Summaries;
import dev.watertight.summaries.Thrown;
import dev.watertight.tasks.TaskBodies;
import dev.watertight.values.Fate;
import dev.watertight.values.Instances;
import dev.watertight.values.KnownTests;
import dev.watertight.values.Origins;
import dev.watertight.values.Sink;
import dev.watertight.wakers.Interrupters;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Finds methods that take more results from a {@code CompletionService}, which nobody else uses,
 * than they submit tasks. Both are counted loop by loop: a constant number of times, or once for
 * each element of a collection that nobody changes.
 */
public record ExcessTakes(VisitorState state, Instances services) {
  /**
   * A {@code CompletionService.take()} for which there may be no task.
   *
   * @param service the variable that holds the service
   * @param loop the loop that it is repeated in
   * @param submits where tasks are submitted
   * @param submitted how many tasks there are at most, if the code says it
   * @param isUntilSuccess whether it is one too many only if every task fails
   */
  public record ExcessTake(
      VarSymbol service,
      Optional<TreePath> loop,
      ImmutableList<TreePath> submits,
      OptionalLong submitted,
      boolean isUntilSuccess) {}

  private static final String SERVICE = "java.util.concurrent.CompletionService";

  /* How deep the methods are looked at that a task calls. */
  private static final int DEPTH = 3;

  /** What is wrong with a call, if it takes a result that may never come. */
  public static Optional<ExcessTake> at(TreePath path, VisitorState state) {
    return path.getLeaf() instanceof MethodInvocationTree call
            && isCandidate(ASTHelpers.getSymbol(call))
        ? new ExcessTakes(state, new Instances(SERVICE, ImmutableSet.of(), state)).find(path, call)
        : Optional.empty();
  }

  /** Whether the method may be the one that takes a result: a first test. */
  public static boolean isCandidate(MethodSymbol method) {
    return method.getSimpleName().contentEquals("take") && method.getParameters().isEmpty();
  }

  private Optional<ExcessTake> find(TreePath path, MethodInvocationTree call) {
    Optional<TreePath> made =
        Paths.receiver(path)
            .filter(receiver -> services.includes(ASTHelpers.getSymbol(call).owner.type))
            .flatMap(receiver -> Origins.one(receiver, ExcessTakes::isMaker, state));
    if (made.isEmpty()
        || !(ASTHelpers.getSymbol(ASTHelpers.getReceiver(call)) instanceof VarSymbol service)) {
      return Optional.empty();
    }
    TreePath maker = made.get();
    // Where one method has all uses of what it is given, no call of it leaves results to the next
    // that takes as many as it submits.
    boolean isGiven = Symbols.isField(service) || (service.flags() & Flags.PARAMETER) != 0;
    Optional<TreePath> around = Graphs.bodyAround(isGiven ? path : maker);
    if (around.isEmpty()) {
      return Optional.empty();
    }
    // In a loop each round has a service of its own.
    TreePath body =
        Paths.isInside(maker, around.get().getLeaf())
            ? loop(maker, around.get()).orElse(around.get())
            : around.get();
    Fate fate = Fate.ofExpression(maker, services, state);
    if (fate.isUnknown() || fate.isExposed()) {
      return Optional.empty();
    }
    List<TreePath> submits = new ArrayList<>();
    List<TreePath> takes = new ArrayList<>();
    for (Sink.Use use : fate.uses()) {
      if (!Paths.isInside(use.path(), body.getLeaf())
          || !Runs.areTogether(use.path(), path, state)
          || !(use.path().getLeaf() instanceof MethodInvocationTree)) {
        return Optional.empty();
      }
      if (use.method().equals("submit")) {
        submits.add(use.path());
      } else if (use.method().equals("take")) {
        takes.add(use.path());
      }
    }
    Optional<TreePath> loop = loop(path, body);
    ImmutableList<TreePath> submitted = ImmutableList.copyOf(submits);
    return excess(path, body, submits, takes)
        .map(most -> new ExcessTake(service, loop, submitted, most, false))
        .or(
            () ->
                loop.flatMap(l -> untilSuccess(path, body, l, submits))
                    .map(most -> new ExcessTake(service, loop, submitted, most, true)));
  }

  /** The largest number of tasks, if the loop takes more results than these when all tasks fail. */
  private Optional<OptionalLong> untilSuccess(
      TreePath take, TreePath body, TreePath loop, List<TreePath> submits) {
    Amount submitted = Runs.within(body, submits, state).most();
    return loop(loop, body).isEmpty()
            && !submits.isEmpty()
            && submitted.kind() == Amount.Kind.SUM
            && submits.stream().noneMatch(submit -> Paths.isInside(submit, loop.getLeaf()))
            && submits.stream().allMatch(submit -> mayFail(submit))
            && FailurePaths.goOn(take, loop, state)
        ? Optional.of(submitted.number())
        : Optional.empty();
  }

  /** Whether the task that a call is given may fail, as far as that is in view. */
  private boolean mayFail(TreePath submit) {
    return task(submit).filter(body -> mayFail(body, DEPTH)).isPresent();
  }

  /** Whether a statement of the task may throw, for some values. */
  private boolean isThrowing(TreePath submit) {
    return task(submit)
        .filter(body -> Summaries.ofCode(body, state).isThrown(thrown -> !thrown.isInterrupt()))
        .isPresent();
  }

  private Optional<TreePath> task(TreePath submit) {
    return submit.getLeaf() instanceof MethodInvocationTree call && !call.getArguments().isEmpty()
        ? TaskBodies.of(new TreePath(submit, call.getArguments().get(0)), state)
        : Optional.empty();
  }

  /** Whether code may fail on each path, whichever of several methods it is that it calls. */
  private boolean mayFail(TreePath code, int depth) {
    if (!Summaries.ofCode(code, state).isThrown(ExcessTakes::isFailure)) {
      return false;
    }
    return depth == 0
        || CertainCalls.in(code, false).calls().stream()
            .filter(call -> Summaries.ofCall(call, state).isThrown(ExcessTakes::isFailure))
            .anyMatch(
                call ->
                    Summaries.bodies(call, 1, state).stream()
                        .allMatch(callee -> mayFail(callee, depth - 1)));
  }

  /**
   * What all tasks together may fail by, as I/O does: a statement throws for some arguments, and
   * may spare one of the tasks at all times.
   */
  private static boolean isFailure(Thrown thrown) {
    return switch (thrown.reason()) {
      case STATEMENT, REFUSAL, UNLIKELY -> false;
      default -> !thrown.isInterrupt();
    };
  }

  private static boolean isMaker(Tree tree) {
    // With a queue of the caller's, results of other services may be in it.
    return tree instanceof NewClassTree creation
        && creation.getClassBody() == null
        && creation.getArguments().size() == 1
        && Symbols.isNamed(
            ASTHelpers.getSymbol(creation).owner, "java.util.concurrent.ExecutorCompletionService");
  }

  /**
   * Whether this take is one too many: all together take more than are submitted, or as many as
   * there are only if no task is left out. With the largest number of tasks, if that is constant.
   */
  private Optional<OptionalLong> excess(
      TreePath take, TreePath body, List<TreePath> submits, List<TreePath> takes) {
    boolean isLast = take.getLeaf() == takes.get(takes.size() - 1).getLeaf();
    boolean mayLeave =
        loop(take, body)
            .filter(
                l ->
                    Loops.isLeftRegularly(l)
                        || isInterrupted(l)
                        || isEndedByFailure(l, take, submits))
            .isPresent();
    if (!isLast || mayLeave) {
      return Optional.empty();
    }
    Count submitted = Runs.within(body, submits, state);
    Count taken = Runs.within(body, takes, state);
    return taken.least().isMoreThan(submitted.most()).isYes()
        ? Optional.of(submitted.most().number())
        : isPart(take, body, submits, taken) ? Optional.of(OptionalLong.empty()) : Optional.empty();
  }

  /** Whether as many are taken as are submitted if none is left out, and some may be. */
  private boolean isPart(TreePath take, TreePath body, List<TreePath> submits, Count taken) {
    Count submitted = Runs.limitWithin(body, submits, state);
    return taken.least().equals(taken.most())
        && loop(take, body).isPresent()
        && submitted.most().isMoreThan(taken.least()).isNo()
        && taken.least().isMoreThan(submitted.least(), 1).isYes()
        && mayLeaveOut(body, submits, submitted.most())
        && submits.stream().anyMatch(submit -> isLeftToData(submit, body))
        && submits.stream()
            .noneMatch(submit -> CheckedData.mayAlwaysRun(submit, round(submit, body), state));
  }

  /**
   * Whether code that submits some tasks at most may submit fewer: an element that is none is
   * rather not there, unless a map is asked for it; and of several tests, perhaps one always holds.
   */
  private boolean mayLeaveOut(TreePath body, List<TreePath> submits, Amount most) {
    if (submits.isEmpty()) {
      return false;
    }
    TreePath last = submits.get(submits.size() - 1);
    ImmutableList<TestOutcomes.Outcome> outcomes = TestOutcomes.at(last, round(last, body));
    NullTests nulls = new NullTests(last, state);
    boolean isAskedForNull =
        Paths.aroundInBody(last).stream()
            .filter(around -> Loops.isLoop(around.getLeaf()))
            .flatMap(around -> Trees.ownIn(around.getLeaf(), IfTree.class).stream())
            .anyMatch(test -> nulls.areOfElements(test.getCondition(), outcomes));
    TreePath choice = Paths.enclosing(last, ImmutableSet.of(IfTree.class, SwitchTree.class));
    boolean hasOtherWay =
        choice != null
            && (choice.getLeaf() instanceof IfTree test
                ? test.getElseStatement() != null
                : ((SwitchTree) choice.getLeaf())
                    .getCases().stream().anyMatch(label -> label.getExpressions().isEmpty()));
    Amount each =
        submits.stream()
            .map(submit -> Runs.limitWithin(body, ImmutableList.of(submit), state).most())
            .reduce(Amount.of(0), Amount::plus);
    return !isAskedForNull && (hasOtherWay || !each.isMoreThan(most, 1).isYes());
  }

  /** Whether a submit is left out for some data: for those that the code says, or for others. */
  private boolean isLeftToData(TreePath submit, TreePath body) {
    ImmutableList<TestOutcomes.Outcome> outcomes = TestOutcomes.at(submit, round(submit, body));
    return (outcomes.isEmpty() && !endsWithRefusal(submit))
        || outcomes.stream().anyMatch(o -> new KnownTests(state).isAlways(o, body).isNo());
  }

  /** Whether code leaves when a submit fails: nobody takes then. */
  private static boolean endsWithRefusal(TreePath submit) {
    return Paths.aroundInBody(submit).stream()
        .map(TreePath::getLeaf)
        .filter(TryTree.class::isInstance)
        .flatMap(attempt -> ((TryTree) attempt).getCatches().stream())
        .map(clause -> Iterables.getLast(clause.getBlock().getStatements(), null))
        .anyMatch(last -> last instanceof ReturnTree || last instanceof ThrowTree);
  }

  /** Whether it is a loop without an end in a task that somebody may interrupt instead. */
  private boolean isInterrupted(TreePath loop) {
    return Loops.isEndless(loop.getLeaf()) && Interrupters.mayEnd(loop, state);
  }

  /** Whether it is a loop without an end that a task which fails may be there to end. */
  private boolean isEndedByFailure(TreePath loop, TreePath take, List<TreePath> submits) {
    return Loops.isEndless(loop.getLeaf())
        && submits.stream().anyMatch(submit -> isThrowing(submit))
        && !FailurePaths.goOn(take, loop, state);
  }

  /** What the innermost loop around a call repeats, or the body. */
  private static Tree round(TreePath call, TreePath body) {
    Tree around = loop(call, body).orElse(body).getLeaf();
    return Loops.body(around).map(Tree.class::cast).orElse(around);
  }

  private static Optional<TreePath> loop(TreePath path, TreePath body) {
    return Loops.innermost(path)
        .filter(loop -> loop.getLeaf() != body.getLeaf() && Paths.isInside(loop, body.getLeaf()));
  }
}
