package dev.watertight.loops;

import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Type;
import dev.watertight.channels.Channels;
import dev.watertight.handles.Handles;
import dev.watertight.model.ChannelKind;
import dev.watertight.program.CatchClauses;
import dev.watertight.program.Symbols;
import dev.watertight.program.Trees;
import dev.watertight.summaries.Summaries;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Whether a loop may be left because it uses what somebody has closed, and which refuses that. */
public final class Refusals {
  private Refusals() {}

  /**
   * Whether the loop uses something that throws an unchecked exception once it is closed, such as
   * an executor, and does not catch that.
   */
  public static boolean mayEnd(TreePath loop, VisitorState state) {
    Type refusal = state.getSymtab().runtimeExceptionType;
    return Stream.concat(Stream.of(loop), Summaries.bodies(loop, state).stream())
        .flatMap(code -> Trees.ownPathsIn(code, MethodInvocationTree.class).stream())
        .filter(call -> isCloseable(Symbols.receiver(call.getLeaf()), state))
        .anyMatch(
            call ->
                CatchClauses.catching(
                        call, loop.getLeaf(), clause -> CatchClauses.covers(clause, refusal, state))
                    .isEmpty());
  }

  private static boolean isCloseable(@Nullable Tree receiver, VisitorState state) {
    Type type = receiver == null ? null : ASTHelpers.getType(receiver);
    return type != null
        && (Handles.of(state).kindOf(type).isPresent()
            || Channels.of(state).kindOf(type).filter(ChannelKind::isCloseable).isPresent());
  }
}
