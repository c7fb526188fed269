package dev.watertight.channels;

import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.util.TreePath;
import dev.watertight.model.Trait;
import dev.watertight.values.ResolvedLibrary;

/** Whether a call that hands out all that comes, as a stream does, goes on to the end. */
final class Drains {
  private Drains() {}

  /** Whether the calls on the result ask for all of it, as far as they are seen. */
  static boolean goesToTheEnd(TreePath drain, VisitorState state) {
    TreePath path = drain;
    while (path.getParentPath().getLeaf() instanceof MemberSelectTree
        && path.getParentPath().getParentPath().getLeaf() instanceof MethodInvocationTree call) {
      if (ResolvedLibrary.of(state).is(ASTHelpers.getSymbol(call), Trait.PARTIAL)) {
        return false;
      }
      path = path.getParentPath().getParentPath();
    }
    return true;
  }
}
