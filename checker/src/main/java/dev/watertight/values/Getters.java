package dev.watertight.values;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.ReturnTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Methods;
import java.util.LinkedHashSet;
import java.util.Set;

/** Calls that stand for a field: of methods that return what the field holds. */
public final class Getters {
  private Getters() {}

  /** The calls of methods without parameters, not overridden, that return the field. */
  public static ImmutableList<TreePath> callsFor(VarSymbol field, CompilationIndex index) {
    Set<MethodSymbol> getters = new LinkedHashSet<>();
    for (TreePath mention : index.mentions(field)) {
      if (mention.getParentPath().getLeaf() instanceof ReturnTree) {
        Methods.around(mention)
            .filter(m -> m.getParameters().isEmpty() && index.overriders(m).isEmpty())
            .filter(m -> returnsOnly(m, field, index))
            .ifPresent(getters::add);
      }
    }
    ImmutableList.Builder<TreePath> calls = ImmutableList.builder();
    for (MethodSymbol getter : getters) {
      for (TreePath mention : index.mentions(getter)) {
        if (mention.getParentPath().getLeaf() instanceof MethodInvocationTree) {
          calls.add(mention.getParentPath());
        }
      }
    }
    return calls.build();
  }

  private static boolean returnsOnly(MethodSymbol method, VarSymbol field, CompilationIndex index) {
    return index
        .declaration(method)
        .filter(path -> path.getLeaf() instanceof MethodTree)
        .map(Returns::in)
        .filter(
            values ->
                values.stream()
                    .allMatch(value -> field.equals(ASTHelpers.getSymbol(value.getLeaf()))))
        .isPresent();
  }
}
