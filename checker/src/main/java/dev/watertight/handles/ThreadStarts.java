package dev.watertight.handles;

import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.StatementTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.UnaryTree;
import com.sun.source.util.TreePath;
import dev.watertight.program.Loops;
import dev.watertight.program.Symbols;
import dev.watertight.program.Trees;
import dev.watertight.summaries.CertainCalls;
import dev.watertight.summaries.Summaries;
import dev.watertight.tasks.TaskBodies;
import dev.watertight.values.Fate;
import dev.watertight.values.Sink;
import dev.watertight.values.Values;
import java.util.function.Predicate;

/**
 * Which uses of a handle start threads. An executor that was never given a task has no thread, so
 * losing it then leaks nothing.
 */
public final class ThreadStarts {
  private static final ImmutableSet<String> INERT =
      ImmutableSet.of(
          "",
          "allowCoreThreadTimeOut",
          "awaitTermination",
          "awaitQuiescence",
          "equals",
          "getClass",
          "hashCode",
          "isShutdown",
          "isTerminated",
          "isTerminating",
          "join",
          "purge",
          "remove",
          "toString");

  /** How many calls below a task a loop is still certain to be come to. */
  private static final int DEPTH = 2;

  private ThreadStarts() {}

  /** Whether the use may start a thread of the handle. */
  public static boolean isStart(Sink.Use use, Opening opening) {
    String method = use.method();
    if (!opening.starts().isEmpty() && !opening.startsAtOnce()) {
      return opening.starts().contains(method);
    }
    return !INERT.contains(method) && !isAccessor(method) && !isGivenNull(use);
  }

  /** Whether something starts a thread of the handle, at the latest one of its uses. */
  public static boolean any(Fate fate, Opening opening) {
    return opening.startsAtOnce() || fate.uses().stream().anyMatch(use -> isStart(use, opening));
  }

  /** Whether a body gives the handle a task in view, on every path to its end. */
  public static boolean isCertain(Fate fate, Opening opening, TreePath body, VisitorState state) {
    return CertainCalls.in(body, /* catching= */ true).calls().stream()
        .anyMatch(
            call ->
                fate.uses().stream()
                        .anyMatch(u -> u.path().getLeaf() == call.getLeaf() && isStart(u, opening))
                    && TaskBodies.given(call, state).findAny().isPresent());
  }

  /** A task that is null is refused. */
  private static boolean isGivenNull(Sink.Use use) {
    return use.path().getLeaf() instanceof MethodInvocationTree call
        && call.getArguments().size() == 1
        && Values.isNull(new TreePath(use.path(), call.getArguments().get(0)));
  }

  private static boolean isAccessor(String method) {
    return method.length() > 3
        && (method.startsWith("get") || method.startsWith("set"))
        && Character.isUpperCase(method.charAt(3));
  }

  /** Whether a task of the handle has a loop without a condition: work of the process. */
  public static boolean loopForEver(Fate fate, VisitorState state) {
    return anyLoops(fate, loop -> Loops.isEndless(loop.getLeaf()), state);
  }

  /** Whether such a task certainly keeps its thread until somebody interrupts it. */
  static boolean stay(Fate fate, VisitorState state) {
    return anyLoops(
        fate,
        DEPTH,
        loop ->
            (Loops.isEndless(loop.getLeaf()) || isUntilInterrupted(loop.getLeaf()))
                && Loops.jumpsOutOf(loop).isEmpty(),
        state);
  }

  /** Whether a task of the handle may come to such a loop. */
  public static boolean anyLoops(Fate fate, Predicate<TreePath> test, VisitorState state) {
    return anyLoops(fate, Integer.MAX_VALUE, test, state);
  }

  private static boolean anyLoops(
      Fate fate, int depth, Predicate<TreePath> test, VisitorState state) {
    return fate.uses().stream()
        .flatMap(use -> TaskBodies.given(use.path(), state))
        .anyMatch(
            body ->
                hasLoop(body, test)
                    || Summaries.bodies(body, depth, state).stream()
                        .anyMatch(code -> hasLoop(code, test)));
  }

  private static boolean hasLoop(TreePath code, Predicate<TreePath> test) {
    return Trees.pathsIn(code, StatementTree.class).stream()
        .anyMatch(p -> Loops.isLoop(p.getLeaf()) && test.test(p));
  }

  private static boolean isUntilInterrupted(Tree loop) {
    return Loops.condition(loop)
        .map(ASTHelpers::stripParentheses)
        .filter(c -> c instanceof UnaryTree not && not.getKind() == Tree.Kind.LOGICAL_COMPLEMENT)
        .map(not -> ASTHelpers.stripParentheses(((UnaryTree) not).getExpression()))
        .filter(
            c ->
                c instanceof MethodInvocationTree call
                    && Symbols.isNamed(ASTHelpers.getSymbol(call).owner, "java.lang.Thread"))
        .isPresent();
  }
}
