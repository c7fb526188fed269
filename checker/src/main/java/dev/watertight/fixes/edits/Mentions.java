package dev.watertight.fixes.edits;

import com.google.common.collect.ImmutableSet;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import com.sun.source.util.TreeScanner;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import com.sun.tools.javac.code.Type;
import dev.watertight.values.NamedVariables;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which symbols code declares and mentions. */
public final class Mentions {
  private Mentions() {}

  /** Whether the code names one of the symbols. */
  public static boolean any(Tree tree, Set<? extends Symbol> symbols) {
    return symbols.stream().anyMatch(named(tree)::contains);
  }

  /** The variables and classes that the code names. */
  public static ImmutableSet<Symbol> named(Tree tree) {
    return ImmutableSet.copyOf(NamedVariables.symbolsIn(tree));
  }

  /** The paths of the places that name one of the symbols. */
  public static List<TreePath> paths(TreePath root, Set<? extends Symbol> symbols) {
    List<TreePath> found = new ArrayList<>();
    new TreePathScanner<@Nullable Void, @Nullable Void>() {
      @Override
      public @Nullable Void visitIdentifier(IdentifierTree tree, @Nullable Void unused) {
        if (symbols.contains(ASTHelpers.getSymbol(tree))) {
          found.add(getCurrentPath());
        }
        return null;
      }

      @Override
      public @Nullable Void visitMemberSelect(MemberSelectTree tree, @Nullable Void unused) {
        if (symbols.contains(ASTHelpers.getSymbol(tree))) {
          found.add(getCurrentPath());
        }
        return super.visitMemberSelect(tree, null);
      }
    }.scan(root, null);
    return found;
  }

  /** The variables and local classes that the code declares. */
  public static ImmutableSet<Symbol> declared(Tree tree) {
    Set<Symbol> found = new HashSet<>();
    new TreeScanner<@Nullable Void, @Nullable Void>() {
      @Override
      public @Nullable Void visitVariable(VariableTree tree, @Nullable Void unused) {
        found.add(ASTHelpers.getSymbol(tree));
        return super.visitVariable(tree, null);
      }

      @Override
      public @Nullable Void visitClass(ClassTree tree, @Nullable Void unused) {
        found.add(ASTHelpers.getSymbol(tree));
        return super.visitClass(tree, null);
      }
    }.scan(tree, null);
    return ImmutableSet.copyOf(found);
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
        || named(tree).stream().anyMatch(s -> s instanceof VarSymbol && s.name.contentEquals(name));
  }
}
