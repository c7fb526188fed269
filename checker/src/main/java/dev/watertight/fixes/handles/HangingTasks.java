package dev.watertight.fixes.handles;

import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.MemberReferenceTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import dev.watertight.channels.Channels;
import dev.watertight.model.ChannelOperation.Act;
import dev.watertight.model.Trait;
import dev.watertight.program.Arguments;
import dev.watertight.program.Graphs;
import dev.watertight.program.Trees;
import dev.watertight.summaries.Exceptions;
import dev.watertight.tasks.TaskBodies;
import dev.watertight.values.ResolvedLibrary;

/**
 * Tasks that wait for what the code does that has started them, and may fail to do: whoever closes
 * their executor then, and so waits for them, waits for ever.
 */
final class HangingTasks {
  private HangingTasks() {}

  /** Whether a call starts such a task. */
  static boolean isOne(TreePath start, VisitorState state) {
    return Arguments.of(start.getLeaf()).stream()
            .flatMap(task -> TaskBodies.orReference(new TreePath(start, task), state).stream())
            .anyMatch(body -> waits(body, state))
        && mayFailBehind(start, state);
  }

  private static boolean waits(TreePath body, VisitorState state) {
    return body.getLeaf() instanceof MemberReferenceTree
        ? isEndless(body.getLeaf(), state)
        : Trees.ownPathsIn(body, MethodInvocationTree.class).stream()
            .anyMatch(call -> isEndless(call.getLeaf(), state));
  }

  private static boolean isEndless(Tree call, VisitorState state) {
    ResolvedLibrary library = ResolvedLibrary.of(state);
    return ASTHelpers.getSymbol(call) instanceof MethodSymbol method
        && !library.isTimed(method)
        && (library.is(method, Trait.AWAITS_INPUT, Trait.AWAITS_SIGNAL, Trait.AWAITS_PERMIT)
            || Channels.of(state)
                .operationOf(method)
                .filter(operation -> operation.act() == Act.RECEIVE)
                .isPresent());
  }

  /** Whether a call behind the start may throw, other than one that waits for a task. */
  private static boolean mayFailBehind(TreePath start, VisitorState state) {
    ResolvedLibrary library = ResolvedLibrary.of(state);
    int end = state.getEndPosition(start.getLeaf());
    return Graphs.bodyAround(start).stream()
        .flatMap(
            body ->
                Exceptions.callsThrowing(
                    body, (thrown, s) -> thrown.isChecked(s) && !thrown.isInterrupt(), state)
                    .stream())
        .anyMatch(
            call ->
                ASTHelpers.getStartPosition(call) >= end && !library.is(call, Trait.AWAITS_TASK));
  }
}
