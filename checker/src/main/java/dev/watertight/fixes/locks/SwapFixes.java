package dev.watertight.fixes.locks;

import com.google.errorprone.VisitorState;
import com.google.errorprone.fixes.SuggestedFix;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.BlockTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.SynchronizedTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Flags;
import com.sun.tools.javac.code.Symbol.ClassSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.findings.locks.OppositeOrders.Opposite;
import dev.watertight.fixes.edits.Members;
import dev.watertight.fixes.edits.SourceText;
import dev.watertight.program.Symbols;
import java.util.Optional;

/** Takes two monitors the other way round, where code takes both and does nothing between. */
public final class SwapFixes {
  private SwapFixes() {}

  /** The fix, for the second of the two places. */
  public static Optional<SuggestedFix> of(Opposite found, VisitorState state) {
    TreePath place = found.second();
    if (place.getLeaf() == found.first().getLeaf()
        || place.getCompilationUnit() != state.getPath().getCompilationUnit()
        || !(place.getLeaf() instanceof SynchronizedTree inner)
        || !(place.getParentPath().getLeaf() instanceof BlockTree between)
        || between.getStatements().size() != 1
        || !(place.getParentPath().getParentPath().getLeaf() instanceof SynchronizedTree outer)) {
      return Optional.empty();
    }
    ExpressionTree taken = ASTHelpers.stripParentheses(inner.getExpression());
    ExpressionTree held = ASTHelpers.stripParentheses(outer.getExpression());
    SourceText source = SourceText.of(state);
    return isFixed(taken)
            && isFixed(held)
            && taken.toString().equals(found.taken())
            && held.toString().equals(found.held())
        ? Optional.of(
            SuggestedFix.builder()
                .replace(held, source.of(taken))
                .replace(taken, source.of(held))
                .setShortDescription("Take '%s' first".formatted(source.of(taken)))
                .build())
        : Optional.empty();
  }

  /** Whether an expression means one object, whenever that code evaluates it. */
  private static boolean isFixed(ExpressionTree tree) {
    if (ASTHelpers.getSymbol(tree) instanceof ClassSymbol) {
      return true;
    }
    return ASTHelpers.getSymbol(tree) instanceof VarSymbol variable
        && (Symbols.isField(variable)
            ? (variable.flags() & Flags.FINAL) != 0 || variable.name.contentEquals("this")
            : Members.isEffectivelyFinal(variable))
        && (tree instanceof IdentifierTree
            || (tree instanceof MemberSelectTree select && isFixed(select.getExpression())));
  }
}
