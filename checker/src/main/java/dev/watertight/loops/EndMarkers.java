package dev.watertight.loops;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.CaseTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.ParenthesizedTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Flags;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.ClassSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.view.CompilationIndex;
import dev.watertight.view.Symbols;

/** Where an end marker (a sentinel, a "poison pill") is compared, and where it is handed on. */
final class EndMarkers {
  private EndMarkers() {}

  /** Whether every place that could send the marker is in view. */
  static boolean isInView(Symbol symbol, VisitorState state) {
    CompilationIndex index = CompilationIndex.of(state);
    if (symbol instanceof ClassSymbol type) {
      boolean makers = (type.flags() & (Flags.FINAL | Flags.RECORD)) != 0;
      return makers
          && index.isInView(type)
          && (index.isComplete() || type.isPrivate())
          && !Symbols.isOpenToOthers(type);
    }
    VarSymbol marker = (VarSymbol) symbol;
    if (!Symbols.isField(marker)) {
      return index.declaration(marker).isPresent() || marker.owner != null;
    }
    return index.isInView(marker)
        && (marker.isPrivate() || (index.isComplete() && !Symbols.isOpenToOthers(marker)));
  }

  /**
   * The mentions of the marker that do something else than compare with it; of a class, what makes
   * its instances.
   */
  static ImmutableList<TreePath> uses(Symbol marker, VisitorState state) {
    if (marker instanceof ClassSymbol type) {
      return CompilationIndex.of(state).creations(type);
    }
    return CompilationIndex.of(state).mentions(marker).stream()
        .filter(mention -> !isComparison(mention))
        .collect(ImmutableList.toImmutableList());
  }

  private static boolean isComparison(TreePath mention) {
    TreePath path = mention.getParentPath();
    Tree child = mention.getLeaf();
    while (path.getLeaf() instanceof ParenthesizedTree) {
      child = path.getLeaf();
      path = path.getParentPath();
    }
    Tree parent = path.getLeaf();
    if (parent instanceof BinaryTree
        || parent instanceof CaseTree
        // The class is missing before JDK 21.
        || parent.getKind().name().equals("CONSTANT_CASE_LABEL")) {
      return true;
    }
    if (parent instanceof MethodInvocationTree call) {
      return call.getArguments().contains(child)
          && ASTHelpers.getSymbol(call).getSimpleName().contentEquals("equals");
    }
    return parent instanceof MemberSelectTree select
        && select.getIdentifier().contentEquals("equals");
  }
}
