package dev.watertight.flow;

import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.IdentifierTree;
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
}
