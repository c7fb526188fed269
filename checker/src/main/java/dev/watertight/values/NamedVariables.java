package dev.watertight.values;

import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.MemberReferenceTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.Tree;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.program.Trees;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Which variables code names. */
public final class NamedVariables {
  private NamedVariables() {}

  /** The variables that code names, fields that are selected from an object included. */
  public static Set<Symbol> in(@Nullable Tree code) {
    Set<Symbol> found = symbolsIn(code);
    found.removeIf(s -> !(s instanceof VarSymbol) || s.name.contentEquals("this"));
    return found;
  }

  /** All that code names: variables, methods, classes. */
  public static Set<Symbol> symbolsIn(@Nullable Tree code) {
    return Trees.in(code, ExpressionTree.class).stream()
        .filter(
            tree ->
                tree instanceof IdentifierTree
                    || tree instanceof MemberSelectTree
                    || tree instanceof MemberReferenceTree)
        .map(ASTHelpers::getSymbol)
        .filter(Objects::nonNull)
        .collect(Collectors.toSet());
  }
}
