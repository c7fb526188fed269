package dev.watertight.fixes.edits;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import com.sun.tools.javac.code.Type;
import dev.watertight.program.Symbols;
import dev.watertight.program.Trees;
import java.util.Collections;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which symbols code declares and mentions. */
public final class Mentions {
  private Mentions() {}

  /** Whether the code names one of the symbols. */
  public static boolean any(Tree tree, Set<? extends Symbol> symbols) {
    return !Collections.disjoint(Symbols.namedIn(tree), symbols);
  }

  /** The paths of the places that name one of the symbols. */
  public static ImmutableList<TreePath> paths(TreePath root, Set<? extends Symbol> symbols) {
    return Trees.pathsIn(root, IdentifierTree.class, MemberSelectTree.class).stream()
        .filter(path -> symbols.contains(ASTHelpers.getSymbol(path.getLeaf())))
        .collect(ImmutableList.toImmutableList());
  }

  /** The variables and local classes that the code declares. */
  public static ImmutableSet<Symbol> declared(Tree tree) {
    return Trees.in(tree, Tree.class).stream()
        .filter(t -> t instanceof VariableTree || t instanceof ClassTree)
        .map(ASTHelpers::getSymbol)
        .collect(ImmutableSet.toImmutableSet());
  }

  /** Whether threads talk to each other through the variable: a future, a latch, a queue. */
  public static boolean coordinates(Symbol symbol) {
    return symbol instanceof VarSymbol && isConcurrent(symbol.type, 2);
  }

  private static boolean isConcurrent(@Nullable Type type, int depth) {
    if (type == null || type.tsym == null || depth < 0) {
      return false;
    }
    return type.tsym.getQualifiedName().toString().startsWith("java.util.concurrent.")
        || type.getTypeArguments().stream().anyMatch(t -> isConcurrent(t, depth - 1));
  }

  /** Whether a name is declared or used as a variable anywhere in the code. */
  public static boolean usesName(Tree tree, String name) {
    return declared(tree).stream().anyMatch(s -> s.name.contentEquals(name))
        || Symbols.namedIn(tree).stream()
            .anyMatch(s -> s instanceof VarSymbol && s.name.contentEquals(name));
  }
}
