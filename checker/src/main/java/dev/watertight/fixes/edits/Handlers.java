package dev.watertight.fixes.edits;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.VisitorState;
import com.google.errorprone.fixes.SuggestedFix;
import com.google.errorprone.suppliers.Supplier;
import com.google.errorprone.suppliers.Suppliers;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.CatchTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.StatementTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.TryTree;
import com.sun.source.tree.UnionTypeTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Type;
import com.sun.tools.javac.code.TypeTag;
import com.sun.tools.javac.tree.JCTree.JCLambda;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Sees to an exception that a changed call will throw. */
public final class Handlers {
  private static final Supplier<Type> INTERRUPTED =
      Suppliers.typeFromString("java.lang.InterruptedException");

  private final VisitorState state;
  private final SourceText source;

  /** Handlers in one compilation unit. */
  public Handlers(VisitorState state, SourceText source) {
    this.state = state;
    this.source = source;
  }

  /** Whether the exception is caught around the path, or may leave the method or lambda. */
  public boolean isAllowed(TreePath path, Type exception) {
    TreePath child = path;
    for (TreePath p = path.getParentPath(); p != null; child = p, p = p.getParentPath()) {
      if (p.getLeaf() instanceof TryTree attempt
          && attempt.getBlock() == child.getLeaf()
          && attempt.getCatches().stream().anyMatch(c -> covers(c, exception))) {
        return true;
      }
      if (p.getLeaf() instanceof MethodTree method) {
        return method.getThrows().stream().anyMatch(t -> isSupertype(t, exception));
      }
      if (p.getLeaf() instanceof LambdaExpressionTree lambda) {
        return ((MethodSymbol)
                state.getTypes().findDescriptorSymbol(ASTHelpers.getType(lambda).tsym))
            .getThrownTypes().stream().anyMatch(t -> ASTHelpers.isSubtype(exception, t, state));
      }
    }
    return false;
  }

  /**
   * Adds a clause that ends the loop, in front of the one that now catches an interruption of the
   * call: nothing to do but to leave if that is in the loop.
   *
   * @return whether there is such a clause
   */
  public boolean endLoop(
      SuggestedFix.Builder fix, TreePath call, TreePath loop, String exception, String comment) {
    Type interrupted = INTERRUPTED.get(state);
    boolean inLoop = true;
    TreePath child = call;
    for (TreePath p = call.getParentPath(); p != null; child = p, p = p.getParentPath()) {
      inLoop &= child.getLeaf() != loop.getLeaf();
      if (p.getLeaf() instanceof TryTree attempt && attempt.getBlock() == child.getLeaf()) {
        for (CatchTree handler : attempt.getCatches()) {
          if (covers(handler, interrupted)) {
            return addBefore(fix, p, handler, exception, comment, inLoop);
          }
        }
      }
      if (p.getLeaf() instanceof MethodTree || p.getLeaf() instanceof LambdaExpressionTree) {
        return false;
      }
    }
    return false;
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

  private boolean covers(CatchTree handler, Type exception) {
    Tree type = handler.getParameter().getType();
    return type instanceof UnionTypeTree union
        ? union.getTypeAlternatives().stream().anyMatch(t -> isSupertype(t, exception))
        : isSupertype(type, exception);
  }

  private boolean isSupertype(Tree type, Type exception) {
    return ASTHelpers.isSubtype(exception, ASTHelpers.getType(type), state);
  }
}
