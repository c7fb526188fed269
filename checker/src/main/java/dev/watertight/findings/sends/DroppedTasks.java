package dev.watertight.findings.sends;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import com.sun.tools.javac.code.TypeTag;
import dev.watertight.channels.Capacity;
import dev.watertight.channels.Channels;
import dev.watertight.counts.Amount;
import dev.watertight.counts.Capacities;
import dev.watertight.counts.Runs;
import dev.watertight.handles.Fates;
import dev.watertight.model.Trait;
import dev.watertight.program.Arguments;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Graphs;
import dev.watertight.program.Loops;
import dev.watertight.program.Paths;
import dev.watertight.program.Symbols;
import dev.watertight.program.Trees;
import dev.watertight.summaries.Summaries;
import dev.watertight.tasks.TaskStarts;
import dev.watertight.values.Origins;
import dev.watertight.values.ResolvedLibrary;
import dev.watertight.values.Values;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * Tasks that an executor drops without a word because it has been told to, once all its threads are
 * busy and its queue is full: nobody runs them, and nobody who waits for them is told.
 *
 * @param state the compilation
 */
public record DroppedTasks(VisitorState state) {
  /* As good as no limit. */
  private static final int LARGE = 1 << 20;

  /**
   * Whether a loop before a wait may start so many tasks, without waiting itself, that the executor
   * has room for fewer.
   *
   * @param start the call that starts a task
   * @param place where the body of the wait calls what starts it, or does so itself
   */
  public boolean areBefore(TreePath wait, TreePath start, TreePath place) {
    Optional<TreePath> body = Graphs.bodyAround(place);
    Optional<TreePath> loop =
        Paths.aroundInBody(place).stream()
            .filter(path -> Loops.isLoop(path.getLeaf()) && !Paths.isInside(wait, path.getLeaf()))
            .reduce((inner, outer) -> outer);
    Optional<NewClassTree> executor = executor(start);
    return body.isPresent()
        && loop.isPresent()
        && executor.isPresent()
        && Paths.start(place) < Paths.start(wait)
        && Graphs.areTogether(place, wait)
        && Loops.body(loop.get().getLeaf())
            .map(round -> new TreePath(loop.get(), round))
            .filter(round -> !Summaries.ofCode(round, state).waits())
            .isPresent()
        && room(executor.get())
            .filter(
                room ->
                    Capacities.canExceed(
                        Runs.within(body.get(), ImmutableList.of(place), state).most(),
                        room,
                        executor.get(),
                        state))
            .isPresent();
  }

  /**
   * Whether code starts one task after the other, without waiting itself, before it comes to a
   * wait, and nothing says that the executor has room for all.
   *
   * @param place where the code calls what starts a task, or does so itself
   */
  public boolean mayBeTooMany(TreePath wait, TreePath start, TreePath place) {
    Optional<TreePath> round = repeated(wait, place);
    Optional<NewClassTree> executor = executor(start);
    return round.isPresent()
        && executor.isPresent()
        && hasLimit(executor.get())
        && !Summaries.ofCode(round.get(), state).waits()
        && !(Loops.isLoop(round.get().getParentPath().getLeaf()) && hasRoom(executor.get(), place));
  }

  /** Whether a call starts all tasks of a collection, for which there need not be room. */
  public boolean mayBeTooMany(MethodInvocationTree all, TreePath start) {
    return executor(start)
        .filter(this::hasLimit)
        .filter(
            executor ->
                !isWithin(Runs.elementsOf(all.getArguments().get(0), state).most(), executor))
        .isPresent();
  }

  /** What a loop around the place, or a stream's function, repeats. */
  private static Optional<TreePath> repeated(TreePath wait, TreePath place) {
    return Paths.aroundInBody(place).stream()
        .filter(path -> Loops.isLoop(path.getLeaf()) && !Paths.isInside(wait, path.getLeaf()))
        .reduce((inner, outer) -> outer)
        .flatMap(loop -> Loops.body(loop.getLeaf()).map(round -> new TreePath(loop, round)))
        .or(
            () ->
                Graphs.bodyAround(place)
                    .filter(body -> body.getLeaf() instanceof LambdaExpressionTree)
                    .filter(body -> !Paths.isInside(wait, body.getLeaf())));
  }

  /** Whether there is a queue with a limit, and a limit for the threads. */
  private boolean hasLimit(NewClassTree executor) {
    return executor.getArguments().size() > 1
        && !isLarge(executor.getArguments().get(1))
        && executor.getArguments().stream()
            .map(this::madeAs)
            .anyMatch(
                queue ->
                    slots(queue).isPresent()
                        && Arguments.of(queue).stream().noneMatch(DroppedTasks::isLarge));
  }

  private static boolean isLarge(Tree number) {
    return ASTHelpers.constValue(number) instanceof Integer value && value >= LARGE;
  }

  /** Whether the code says that there are not more tasks than the executor has room for. */
  private boolean hasRoom(NewClassTree executor, TreePath place) {
    return Graphs.bodyAround(place)
        .map(body -> Runs.within(body, ImmutableList.of(place), state).most())
        .filter(most -> isWithin(most, executor))
        .isPresent();
  }

  private boolean isWithin(Amount most, NewClassTree executor) {
    return most.kind() == Amount.Kind.SUM
        && room(executor)
            .filter(room -> !most.mayExceed(room))
            // Other variables say nothing of one another.
            .filter(
                room ->
                    room.number().isPresent()
                        || !Collections.disjoint(room.symbols(), most.symbols()))
            .isPresent();
  }

  /** What makes the executor of a task, if it drops what it has no room for. */
  private Optional<NewClassTree> executor(TreePath start) {
    return TaskStarts.executor(start, state)
        .flatMap(executor -> Origins.one(executor, NewClassTree.class::isInstance, state))
        // A class in view may do something else with what it is given.
        .filter(
            maker -> !CompilationIndex.of(state).isInView(ASTHelpers.getSymbol(maker.getLeaf())))
        .filter(maker -> ResolvedLibrary.of(state).is(maker.getLeaf(), Trait.WORKERS_GIVEN))
        .filter(
            maker ->
                Arguments.of(maker.getLeaf()).stream()
                    .anyMatch(argument -> drops(new TreePath(maker, argument))))
        .filter(this::staysAsItIs)
        .map(maker -> (NewClassTree) maker.getLeaf());
  }

  /** Whether somebody has no other way to deal with tasks that are too many than to drop them. */
  private boolean drops(TreePath handler) {
    if (!Symbols.isA(
        ASTHelpers.getType(handler.getLeaf()),
        "java.util.concurrent.RejectedExecutionHandler",
        state)) {
      return false;
    }
    if (handler.getLeaf() instanceof LambdaExpressionTree lambda) {
      List<Symbol> given =
          lambda.getParameters().stream()
              .map(parameter -> (Symbol) ASTHelpers.getSymbol(parameter))
              .collect(toImmutableList());
      return !Trees.any(lambda.getBody(), tree -> given.contains(ASTHelpers.getSymbol(tree)))
          && !Summaries.ofCode(handler, state).callsOthers()
          && Summaries.ofCode(handler, state).thrown().isEmpty();
    }
    return Origins.one(handler, NewClassTree.class::isInstance, state)
        .filter(made -> ((NewClassTree) made.getLeaf()).getClassBody() == null)
        .filter(made -> ResolvedLibrary.of(state).is(made.getLeaf(), Trait.DROPS_REFUSED))
        .isPresent();
  }

  /** Whether nobody gives the executor more threads, or tells it to do something else. */
  private boolean staysAsItIs(TreePath maker) {
    return Fates.usesOf(maker, state)
        .filter(
            uses ->
                uses.stream()
                    .noneMatch(
                        use -> ResolvedLibrary.of(state).is(use.path().getLeaf(), Trait.RESIZES)))
        .isPresent();
  }

  /** How many tasks run or wait in the queue at once, as far as the code tells. */
  private Optional<Amount> room(NewClassTree executor) {
    return executor.getArguments().stream()
        .flatMap(argument -> slots(madeAs(argument)).stream())
        .findFirst()
        .map(slots -> Runs.valueOf(executor.getArguments().get(1), state).most().plus(slots))
        // Elsewhere somebody may make room for all.
        .filter(room -> room.kind() == Amount.Kind.SUM);
  }

  /** What makes the only value that a variable is given; the expression if it is none. */
  private Tree madeAs(Tree expression) {
    List<TreePath> values =
        ASTHelpers.getSymbol(expression) instanceof VarSymbol variable
            ? Values.assignedTo(variable, state)
            : ImmutableList.of();
    return values.size() == 1 ? values.get(0).getLeaf() : expression;
  }

  /** How many tasks wait in a queue that is made there with a capacity. */
  private Optional<Amount> slots(Tree queue) {
    Optional<Capacity> capacity = Channels.of(state).made(queue);
    return capacity.filter(Capacity.UNKNOWN::equals).isPresent()
        ? Arguments.of(queue).stream()
            .filter(given -> ASTHelpers.getType(given).hasTag(TypeTag.INT))
            .map(given -> Runs.valueOf(given, state).most())
            .findFirst()
        : capacity.filter(known -> !known.isUnbounded()).map(known -> Amount.of(known.slots()));
  }
}
