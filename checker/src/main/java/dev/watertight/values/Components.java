package dev.watertight.values;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Flags;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Symbols;
import dev.watertight.program.Trees;
import java.util.Optional;
import java.util.stream.Stream;

/** The fields that methods hand out, and the code that names what is in them. */
public final class Components {
  private Components() {}

  /** The field that a method returns, if that is all it does: an accessor of a record, too. */
  public static Optional<VarSymbol> returnedBy(MethodSymbol method, VisitorState state) {
    return (method.owner.flags() & Flags.RECORD) != 0
            && method.getParameters().isEmpty()
            && CompilationIndex.of(state).declaration(method).isEmpty()
        ? Symbols.member(method.owner, method.name, VarSymbol.class)
        : Returns.only(method, state)
            .map(ASTHelpers::getSymbol)
            .filter(result -> result instanceof VarSymbol field && Symbols.isField(field))
            .map(VarSymbol.class::cast);
  }

  /** The variables that code asks, and the fields that accessors return, of records, too. */
  public static Stream<VarSymbol> askedIn(Tree code, VisitorState state) {
    return Stream.concat(
        Symbols.variablesIn(code).stream().map(VarSymbol.class::cast),
        Trees.in(code, MethodInvocationTree.class).stream()
            .flatMap(call -> returnedBy(ASTHelpers.getSymbol(call), state).stream()));
  }

  /** Where a variable is named; the index leaves out numbers that are not fields. */
  public static ImmutableList<TreePath> mentions(VarSymbol variable, VisitorState state) {
    CompilationIndex index = CompilationIndex.of(state);
    Optional<TreePath> scope = index.declaration(variable).map(TreePath::getParentPath);
    return !variable.type.isPrimitive() || Symbols.isField(variable) || scope.isEmpty()
        ? index.mentions(variable)
        : Trees.pathsIn(scope.get(), IdentifierTree.class).stream()
            .filter(path -> variable.equals(ASTHelpers.getSymbol(path.getLeaf())))
            .collect(ImmutableList.toImmutableList());
  }

  /**
   * The parameters out of which a field is given its value: those of records, too; none for a
   * variable that is no field.
   */
  public static ImmutableSet<VarSymbol> parametersFor(VarSymbol field, VisitorState state) {
    return !Symbols.isField(field)
        ? ImmutableSet.of()
        : Stream.concat(
                Values.component(field).stream(),
                Values.assignedTo(field, state).stream()
                    .flatMap(value -> Symbols.variablesIn(value.getLeaf()).stream())
                    .filter(named -> (named.flags() & Flags.PARAMETER) != 0)
                    .map(VarSymbol.class::cast))
            .collect(ImmutableSet.toImmutableSet());
  }

  /**
   * Where what is in a variable is named: of a field, also where an accessor is called, and where
   * the parameters are named that it comes out of.
   */
  public static ImmutableList<TreePath> contentOf(VarSymbol variable, VisitorState state) {
    if (!Symbols.isField(variable)) {
      return mentions(variable, state);
    }
    CompilationIndex index = CompilationIndex.of(state);
    Stream<TreePath> accessed =
        Stream.concat(
            Symbols.member(variable.owner, variable.name, MethodSymbol.class)
                .filter(method -> returnedBy(method, state).equals(Optional.of(variable)))
                .stream()
                .flatMap(method -> index.mentions(method).stream())
                .map(TreePath::getParentPath)
                .filter(path -> path.getLeaf() instanceof MethodInvocationTree),
            Returns.getterCalls(variable, index).stream());
    return Stream.of(
            mentions(variable, state).stream(),
            accessed,
            parametersFor(variable, state).stream().flatMap(p -> mentions(p, state).stream()))
        .flatMap(stream -> stream)
        .distinct()
        .collect(ImmutableList.toImmutableList());
  }
}
