package dev.watertight.fixes.selects;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.VisitorState;
import com.google.errorprone.fixes.SuggestedFix;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.CatchTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.StatementTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.TryTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Type;
import com.sun.tools.javac.code.TypeTag;
import com.sun.tools.javac.tree.JCTree.JCLambda;
import dev.watertight.fixes.edits.Allowed;
import dev.watertight.fixes.edits.SourceText;
import dev.watertight.program.Paths;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Sees to an exception that a changed call will throw. */
final class Handlers {
  private final VisitorState state;
  private final SourceText source;

  Handlers(VisitorState state, SourceText source) {
    this.state = state;
    this.source = source;
  }

  /**
   * Adds a clause that ends the loop, in front of the one that now catches an interruption of the
   * call: nothing to do but to leave if that is in the loop.
   *
   * @return whether there is such a clause
   */
  boolean endLoop(
      SuggestedFix.Builder fix, TreePath call, TreePath loop, String exception, String comment) {
    Optional<TreePath> handler = Allowed.interruptCatcher(call, state);
    return handler.isPresent()
        && addBefore(
            fix,
            handler.get().getParentPath(),
            (CatchTree) handler.get().getLeaf(),
            exception,
            comment,
            Paths.isInside(handler.get(), loop.getLeaf()));
  }

  private boolean addBefore(
      SuggestedFix.Builder fix,
      TreePath attempt,
      CatchTree handler,
      String exception,
      String comment,
      boolean inLoop) {
    if (inLoop && !isVoid(attempt)) {
      return false;
    }
    String around = source.indentation(source.end(handler) - 1);
    List<? extends StatementTree> statements =
        ((TryTree) attempt.getLeaf()).getBlock().getStatements();
    String unit = source.unit(handler, statements.isEmpty() ? handler : statements.get(0));
    ImmutableList.Builder<String> lines = ImmutableList.builder();
    lines.add("catch (" + exception + " " + handler.getParameter().getName() + ") {");
    lines.add(around + unit + "// " + comment);
    if (inLoop) {
      lines.add(around + unit + "return;");
    }
    lines.add(around + "} ");
    fix.replace(
        source.start(handler),
        source.start(handler),
        String.join(source.lineBreak(), lines.build()));
    return true;
  }

  private boolean isVoid(TreePath path) {
    for (Tree tree : path) {
      if (tree instanceof LambdaExpressionTree lambda) {
        Type result = ((JCLambda) lambda).getDescriptorType(state.getTypes()).getReturnType();
        return result.hasTag(TypeTag.VOID);
      }
      if (tree instanceof MethodTree method) {
        @Nullable Type result = ASTHelpers.getSymbol(method).getReturnType();
        return result == null || result.hasTag(TypeTag.VOID);
      }
    }
    return false;
  }
}
