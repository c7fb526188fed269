package dev.watertight.values;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.ReturnTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Methods;

/** Calls that stand for a field: of methods that return what the field holds. */
public final class Getters {
  private Getters() {}

  /** The calls of methods without parameters, not overridden, that return the field. */
  public static ImmutableList<TreePath> callsFor(VarSymbol field, CompilationIndex index) {
    return index.mentions(field).stream()
        .filter(mention -> mention.getParentPath().getLeaf() instanceof ReturnTree)
        .flatMap(mention -> Methods.around(mention).stream())
        .distinct()
        .filter(m -> m.getParameters().isEmpty() && index.overriders(m).isEmpty())
        .filter(m -> returnsOnly(m, field, index))
        .flatMap(m -> index.calls(m).stream())
        .collect(ImmutableList.toImmutableList());
  }

  private static boolean returnsOnly(MethodSymbol method, VarSymbol field, CompilationIndex index) {
    return index
        .declaration(method)
        .map(Returns::in)
        .filter(
            values ->
                values.stream()
                    .allMatch(value -> field.equals(ASTHelpers.getSymbol(value.getLeaf()))))
        .isPresent();
  }
}
