package dev.watertight.findings.receives;

import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.sun.source.tree.MethodTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol;
import dev.watertight.channels.Topology;
import dev.watertight.loops.WaitLoop;
import dev.watertight.program.CatchClauses;
import dev.watertight.program.ClosingMethods;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Graphs;
import dev.watertight.program.Paths;
import dev.watertight.program.Symbols;
import dev.watertight.summaries.Summaries;
import dev.watertight.tasks.Futures;
import dev.watertight.tasks.Task;
import dev.watertight.tasks.Tasks;
import dev.watertight.wakers.CallSites;
import dev.watertight.wakers.ProgramTasks;
import dev.watertight.wakers.Sequel;
import dev.watertight.wakers.Supply;
import java.util.Optional;
import java.util.function.Supplier;

/** What shows that a loop around a receive is meant to end, though nothing in it does. */
record MeantEnd(
    Topology channel, WaitLoop loop, Supplier<ImmutableSet<Task>> tasks, VisitorState state) {
  /** Whether only objects hold it that are made to run as tasks, where it is made. */
  boolean isOfTasksOnly() {
    CompilationIndex index = CompilationIndex.of(state);
    Optional<TreePath> body = Graphs.bodyAround(channel.maker());
    return body.filter(b -> b.getLeaf() instanceof MethodTree).isPresent()
        && channel.variables().stream()
            .filter(Symbols::isField)
            .allMatch(
                field ->
                    !field.isStatic()
                        && index.creations(field.enclClass()).stream()
                            .allMatch(
                                made ->
                                    Paths.isInside(made, body.get().getLeaf())
                                        && Tasks.isOnlyRun(made, state)));
  }

  /** Whether the channel belongs to an object that others end, as opposed to the process. */
  boolean isOwned() {
    return channel.variables().stream().noneMatch(Symbol::isStatic)
        && !ClosingMethods.of(state).around(loop.loop()).isEmpty();
  }

  /** Whether nothing can come any more once the method that made the channel has ended. */
  boolean isLeftByMaker() {
    return (channel.isLocal() || isOfTasksOnly())
        && channel.isClosedView()
        && Tasks.firstApart(tasks.get()).isPresent()
        && Symbols.methodAround(channel.maker()).filter(Symbols::isMain).isEmpty()
        && channel.sends().stream().allMatch(s -> Supply.ends(s, state));
  }

  /**
   * Whether the main thread waits for a task that runs the loop when it has sent all that comes.
   */
  boolean isAwaitedByMain() {
    return channel.isClosedView()
        && !channel.sends().isEmpty()
        && !mayFail()
        && channel.sends().stream()
            .allMatch(
                send ->
                    Supply.ends(send, state)
                        && Tasks.of(send.path(), state).stream().allMatch(ProgramTasks::isMain))
        && tasks.get().stream()
            .allMatch(
                task ->
                    task instanceof Task.Apart apart
                        && Futures.endlessWaitFor(apart, state)
                            .filter(this::comesLast)
                            .isPresent());
  }

  private boolean comesLast(TreePath wait) {
    Sequel after = Sequel.of(wait, state);
    return Tasks.of(wait, state).stream().allMatch(ProgramTasks::isMain)
        && channel.sends().stream().allMatch(send -> after.includes(send.path()).isNo());
  }

  /** Whether the code of the loop may fail: at the last value on purpose, perhaps. */
  private boolean mayFail() {
    return Summaries.ofCode(loop.loop(), state).isThrown(thrown -> !thrown.isInterrupt())
        || CallSites.leadingTo(loop.loop(), state).seen().stream()
            .anyMatch(this::isFailureExpected);
  }

  private boolean isFailureExpected(TreePath site) {
    return Graphs.bodyAround(site)
        .flatMap(
            body ->
                CatchClauses.catching(
                    site,
                    body.getLeaf(),
                    clause ->
                        CatchClauses.covers(clause, state.getSymtab().runtimeExceptionType, state)
                            || CatchClauses.isUnchecked(clause, state)))
        .isPresent();
  }

  /** Whether something shows that the loop should end. */
  boolean isMeantToEnd() {
    return channel.isLocal() || isJoined() || isOwned() || Tasks.firstApart(tasks.get()).isEmpty();
  }

  /** Whether somebody waits, without a time limit, until a task that runs the loop has ended. */
  private boolean isJoined() {
    return tasks.get().stream()
        .anyMatch(
            task ->
                task instanceof Task.Apart apart
                    && Futures.endlessWaitFor(apart, state).isPresent());
  }
}
