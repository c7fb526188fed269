package dev.watertight.findings.handles;

import static com.google.common.collect.ImmutableSet.toImmutableSet;

import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.EnhancedForLoopTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import dev.watertight.handles.Fates;
import dev.watertight.handles.Opening;
import dev.watertight.handles.ThreadStarts;
import dev.watertight.model.Lifetime;
import dev.watertight.model.Trait;
import dev.watertight.paths.Duties;
import dev.watertight.paths.Loss;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Graphs;
import dev.watertight.program.Paths;
import dev.watertight.program.Trees;
import dev.watertight.tasks.Futures;
import dev.watertight.tasks.TaskBodies;
import dev.watertight.tasks.TaskStarts;
import dev.watertight.values.Fate;
import dev.watertight.values.ResolvedLibrary;
import dev.watertight.values.Sink;
import dev.watertight.wakers.ProgramTasks;
import java.util.stream.Stream;

/**
 * Whether a program has awaited all the work that it has given to an executor whose threads neither
 * stay nor keep the process alive. It makes the executor once: nothing is lost when it ends.
 */
record AwaitedWork(Opening opening, Fate fate, VisitorState state) {
  static boolean isAll(Opening opening, VisitorState state) {
    return endsByItself(opening, state)
        && ProgramTasks.isOnceInProgram(opening.path(), state)
        && new AwaitedWork(opening, Fates.of(opening, state), state).isAll();
  }

  private static boolean endsByItself(Opening opening, VisitorState state) {
    return opening.lifetime() == Lifetime.VIRTUAL
        || (opening.lifetime() == Lifetime.EXPIRING
            && TaskStarts.makesDaemons(opening.primitive().getLeaf(), state));
  }

  private boolean isAll() {
    return fate.uses().stream()
        .filter(use -> ThreadStarts.isStart(use, opening))
        .filter(use -> !isQuestion(use))
        .allMatch(use -> isAwaited(use.path()));
  }

  /** A call without an argument gives the executor no task. */
  private static boolean isQuestion(Sink.Use use) {
    return use.path().getLeaf() instanceof MethodInvocationTree call
        && call.getArguments().isEmpty();
  }

  private boolean isAwaited(TreePath start) {
    TreePath body = Graphs.bodyAround(start).orElse(null);
    if (body == null || !(start.getLeaf() instanceof MethodInvocationTree)) {
      return false;
    }
    if (library().is(start.getLeaf(), Trait.RUNS_AWAITED)) {
      return true;
    }
    ImmutableSet<Tree> waits = waitsFor(start, body);
    return !waits.isEmpty()
        && Duties.exitsWithout(
                body, ImmutableSet.of(start.getLeaf()), waits, ImmutableSet.of(), state)
            .stream()
            .allMatch(loss -> loss.exit() == Loss.Exit.THROW);
  }

  private ImmutableSet<Tree> waitsFor(TreePath start, TreePath body) {
    return Stream.of(
            Futures.endlessWaitFor(start, state).stream(),
            fate.uses().stream()
                .map(Sink.Use::path)
                .filter(use -> library().is(use.getLeaf(), Trait.AWAITS_TASKS)),
            Trees.ownPathsIn(body, MethodInvocationTree.class).stream()
                .filter(call -> isSignalled(call, start)))
        .flatMap(waits -> waits)
        .filter(wait -> Graphs.areTogether(wait, start))
        .map(AwaitedWork::place)
        .collect(toImmutableSet());
  }

  /** A loop over all of them waits for each: there is none that it does not come to. */
  private static Tree place(TreePath wait) {
    return Paths.aroundInBody(wait).stream()
        .map(TreePath::getLeaf)
        .filter(EnhancedForLoopTree.class::isInstance)
        .map(loop -> (Tree) ((EnhancedForLoopTree) loop).getExpression())
        .findFirst()
        .orElse(wait.getLeaf());
  }

  /** Whether a wait without a limit is for what the task tells, or what is told when it ends. */
  private boolean isSignalled(TreePath wait, TreePath start) {
    Tree latch = Paths.receiver(wait).map(TreePath::getLeaf).orElse(null);
    return latch != null
        && ASTHelpers.getSymbol(latch) != null
        && ((MethodInvocationTree) wait.getLeaf()).getArguments().isEmpty()
        && library().is(wait.getLeaf(), Trait.AWAITS_SIGNAL)
        && CompilationIndex.of(state).mentions(ASTHelpers.getSymbol(latch)).stream()
            .filter(mention -> !Graphs.areTogether(mention, wait))
            .anyMatch(mention -> isOfTask(mention, start));
  }

  private boolean isOfTask(TreePath mention, TreePath start) {
    return Paths.statement(start)
            .filter(statement -> Paths.isInside(mention, statement.getLeaf()))
            .isPresent()
        || TaskBodies.given(start, state).anyMatch(task -> Paths.isInside(mention, task.getLeaf()));
  }

  private ResolvedLibrary library() {
    return ResolvedLibrary.of(state);
  }
}
