package dev.watertight.values;

import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreeScanner;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which variables code names. */
public final class NamedVariables {
  private NamedVariables() {}

  /** The variables that a tree names. */
  public static Set<Symbol> in(@Nullable Tree tree) {
    Set<Symbol> found = new HashSet<>();
    new TreeScanner<@Nullable Void, @Nullable Void>() {
      @Override
      public @Nullable Void visitIdentifier(IdentifierTree name, @Nullable Void unused) {
        if (ASTHelpers.getSymbol(name) instanceof VarSymbol variable) {
          found.add(variable);
        }
        return null;
      }
    }.scan(tree, null);
    return found;
  }

  /** The variables that code names, fields that are selected from an object included. */
  public static Set<Symbol> withFieldsIn(Tree code) {
    Set<Symbol> found = symbolsIn(code);
    found.removeIf(s -> !(s instanceof VarSymbol) || s.name.contentEquals("this"));
    return found;
  }

  /** All that code names: variables, methods, classes. */
  public static Set<Symbol> symbolsIn(Tree code) {
    Set<Symbol> found = new HashSet<>();
    new TreeScanner<@Nullable Void, @Nullable Void>() {
      @Override
      public @Nullable Void visitIdentifier(IdentifierTree tree, @Nullable Void unused) {
        add(tree);
        return null;
      }

      @Override
      public @Nullable Void visitMemberSelect(MemberSelectTree tree, @Nullable Void unused) {
        add(tree);
        return super.visitMemberSelect(tree, null);
      }

      private void add(ExpressionTree tree) {
        Symbol symbol = ASTHelpers.getSymbol(tree);
        if (symbol != null) {
          found.add(symbol);
        }
      }
    }.scan(code, null);
    return found;
  }
}
