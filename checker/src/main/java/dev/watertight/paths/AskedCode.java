package dev.watertight.paths;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Paths;

/** The methods that only one test calls: what they ask is a part of it, and no check before. */
final class AskedCode {
  /* How deep the methods are looked at that a test calls. */
  private static final int DEPTH = 2;

  private AskedCode() {}

  /** Whether code runs only for a test. */
  static boolean isOf(TreePath code, Tree test, VisitorState state) {
    return isOf(code, test, DEPTH, state);
  }

  private static boolean isOf(TreePath code, Tree test, int depth, VisitorState state) {
    MethodTree tree = ASTHelpers.findEnclosingNode(code, MethodTree.class);
    if (tree == null || depth == 0) {
      return false;
    }
    CompilationIndex index = CompilationIndex.of(state);
    MethodSymbol method = ASTHelpers.getSymbol(tree);
    ImmutableList<TreePath> mentions = index.mentions(method);
    return !mentions.isEmpty()
        && index.overriders(method).isEmpty()
        && ASTHelpers.findSuperMethods(method, state.getTypes()).isEmpty()
        && mentions.stream()
            .allMatch(
                mention -> Paths.isInside(mention, test) || isOf(mention, test, depth - 1, state));
  }
}
