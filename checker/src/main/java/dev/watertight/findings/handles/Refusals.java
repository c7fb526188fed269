package dev.watertight.findings.handles;

import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import dev.watertight.program.CompilationIndex;
import dev.watertight.summaries.Effects;
import dev.watertight.summaries.Summaries;
import dev.watertight.summaries.Thrown.Reason;
import org.jspecify.annotations.Nullable;

/**
 * Recognises methods that refuse to do their work: they throw because of the state of their own
 * object or of their arguments, as in {@code if (!owned) throw ...}, {@code if (closed) throw ...}.
 *
 * <p>Whether a handle is open in such a state is not known: mostly it is somebody else's then, has
 * been released, or has not been opened yet.
 */
final class Refusals {
  private Refusals() {}

  /** Whether the exception that leaves a body by a statement or call is a refusal. */
  static boolean isRefusal(@Nullable Tree at, TreePath body, VisitorState state) {
    TreePath path = at == null ? null : TreePath.getPath(body, at);
    if (path == null || (at instanceof MethodInvocationTree call && !isOwn(call, state))) {
      return false;
    }
    Effects effects = Summaries.ofCode(path, state);
    return !effects.thrown().isEmpty()
        && effects.thrown().stream()
            .allMatch(t -> t.reason() == Reason.REFUSAL || t.reason() == Reason.UNLIKELY);
  }

  /** Methods out of view refuse because of what they are given, or called on. */
  private static boolean isOwn(MethodInvocationTree call, VisitorState state) {
    ExpressionTree receiver = ASTHelpers.getReceiver(call);
    return receiver == null
        || !CompilationIndex.of(state).isInView(ASTHelpers.getSymbol(call))
        || receiver.toString().equals("this")
        || receiver.toString().equals("super");
  }
}
