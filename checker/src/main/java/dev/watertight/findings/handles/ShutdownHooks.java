package dev.watertight.findings.handles;

import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreePath;
import dev.watertight.handles.Opening;
import dev.watertight.handles.ThreadStarts;
import dev.watertight.model.Lifetime;
import dev.watertight.model.Trait;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Graphs;
import dev.watertight.program.Loops;
import dev.watertight.program.Symbols;
import dev.watertight.program.Trees;
import dev.watertight.summaries.Summaries;
import dev.watertight.tasks.Task;
import dev.watertight.tasks.TaskStarts;
import dev.watertight.tasks.Tasks;
import dev.watertight.values.Fate;
import dev.watertight.values.ResolvedLibrary;
import dev.watertight.values.Sink;
import dev.watertight.wakers.CallSites;
import dev.watertight.wakers.ProgramTasks;
import java.util.stream.Stream;

/**
 * Handles that only a shutdown hook releases, and whose threads keep the process from ending: the
 * hook runs when the process ends, which waits for the threads.
 *
 * <p>That a process waits until somebody stops it from outside may be meant, in a server. Certain
 * is only a program whose {@code main}, in view, starts the threads for tasks that end, not for
 * periodic ones, and then comes to its end: it does not loop for ever, wait for a signal or for
 * input, or call {@code System.exit}. What works by itself, such as a server, is stopped from
 * outside.
 */
public final class ShutdownHooks {
  private static final String ADD = "addShutdownHook";

  private ShutdownHooks() {}

  /** Whether the handle waits for the hook and the hook for the handle. */
  static boolean neverRun(Opening opening, Fate fate, VisitorState state) {
    // What the hook refers to is not collected.
    return (opening.lifetime().isPersistent() || opening.lifetime() == Lifetime.COLLECTED)
        && !ResolvedLibrary.of(state).is(ASTHelpers.getType(opening.tree()), Trait.SERVES)
        && !fate.isUnknown()
        && !fate.releases().isEmpty()
        && CompilationIndex.of(state).isNamed(ADD)
        && fate.releases().stream().allMatch(release -> isInHook(release.path(), state))
        && !ThreadStarts.loopForEver(fate, state)
        && fate.uses().stream().noneMatch(use -> TaskStarts.isPeriodic(use.path(), state))
        && Stream.concat(
                Stream.of(opening).filter(Opening::startsAtOnce).map(Opening::path),
                fate.uses().stream()
                    .filter(use -> ThreadStarts.isStart(use, opening))
                    .map(Sink.Use::path))
            .anyMatch(start -> isOfMainThatEnds(start, state));
  }

  /** Whether the code at a place runs in a hook only. */
  public static boolean isInHook(TreePath release, VisitorState state) {
    ImmutableSet<Task> tasks = Tasks.of(release, state);
    return !tasks.isEmpty()
        && tasks.stream()
            .allMatch(task -> task instanceof Task.Apart apart && isHook(apart.start(), state));
  }

  /** Whether the new thread is given to the runtime as a hook, by a variable or not. */
  private static boolean isHook(TreePath thread, VisitorState state) {
    TreePath user = thread.getParentPath();
    return user.getLeaf() instanceof VariableTree variable
        ? CompilationIndex.of(state).mentions(ASTHelpers.getSymbol(variable)).stream()
            .anyMatch(mention -> isHook(mention, state))
        : user.getLeaf() instanceof MethodInvocationTree call
            && ASTHelpers.getSymbol(call).getSimpleName().contentEquals(ADD);
  }

  private static boolean isOfMainThatEnds(TreePath start, VisitorState state) {
    return ProgramTasks.isAtStart(start, state)
        && CallSites.leadingTo(start, state).seen().stream()
            .flatMap(place -> Graphs.bodyAround(place).stream())
            .filter(body -> Symbols.isMain(ASTHelpers.getSymbol(body.getLeaf())))
            .anyMatch(main -> comesToItsEnd(main, state));
  }

  private static boolean comesToItsEnd(TreePath main, VisitorState state) {
    return !Summaries.ofCode(main, state).exits()
        && Stream.concat(Stream.of(main), Summaries.bodies(main, state).stream())
            .noneMatch(body -> Trees.any(body.getLeaf(), tree -> staysAt(tree, state)));
  }

  private static boolean staysAt(Tree tree, VisitorState state) {
    return Loops.isEndless(tree)
        || (tree instanceof MethodInvocationTree
            && ResolvedLibrary.of(state).is(tree, Trait.AWAITS_SIGNAL, Trait.AWAITS_INPUT));
  }
}
