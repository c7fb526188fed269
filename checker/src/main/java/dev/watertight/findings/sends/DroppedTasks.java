package dev.watertight.findings.sends;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol;
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
import java.util.List;
import java.util.Optional;

/**
 * Tasks that an executor drops without a word because it has been told to, once all its threads are
 * busy and its queue is full: nobody runs them, and nobody who waits for them is told.
 *
 * @param state the compilation
 */
public record DroppedTasks(VisitorState state) {
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
        .flatMap(argument -> slots(argument).stream())
        .findFirst()
        .map(slots -> Runs.valueOf(executor.getArguments().get(1), state).most().plus(slots))
        // Elsewhere somebody may make room for all.
        .filter(room -> room.kind() == Amount.Kind.SUM);
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
