package dev.watertight.program;

import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.MethodTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import java.util.Optional;

/** The methods that code stands in. */
public final class Methods {
  private Methods() {}

  /** The method that a path is in, if it is not in a lambda or an initializer. */
  public static Optional<MethodSymbol> around(TreePath path) {
    return Graphs.bodyAround(path)
        .map(TreePath::getLeaf)
        .filter(MethodTree.class::isInstance)
        .map(tree -> ASTHelpers.getSymbol((MethodTree) tree));
  }
}
