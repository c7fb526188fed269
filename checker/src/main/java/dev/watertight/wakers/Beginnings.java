package dev.watertight.wakers;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.program.Arguments;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Symbols;
import dev.watertight.values.Values;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Whether a call, or the making of an object, is one that leads to a place: by a call of that very
 * object.
 *
 * @param leading all places that lead there
 * @param state the compilation
 */
public record Beginnings(ImmutableSet<TreePath> leading, VisitorState state)
    implements Predicate<TreePath> {
  /** What leads to a place. */
  public static Beginnings of(TreePath place, VisitorState state) {
    return new Beginnings(CallSites.leadingTo(place, state).seen(), state);
  }

  @Override
  public boolean test(TreePath mention) {
    if (leading.stream().anyMatch(place -> place.getLeaf() == mention.getLeaf())) {
      return true;
    }
    if (!(mention.getLeaf() instanceof NewClassTree)) {
      // Another constructor of the class, or of one that extends it.
      return Symbols.methodAround(mention).filter(MethodSymbol::isConstructor).stream()
          .flatMap(maker -> CompilationIndex.of(state).mentions(maker).stream())
          .filter(maker -> maker.getLeaf() instanceof NewClassTree)
          .anyMatch(this::test);
    }
    Optional<VarSymbol> variable = variableOf(mention);
    return leading.stream()
        .map(TreePath::getLeaf)
        .anyMatch(
            place ->
                place instanceof MemberSelectTree select
                    && (ASTHelpers.stripParentheses(select.getExpression()) == mention.getLeaf()
                        || variable
                            .filter(v -> v.equals(ASTHelpers.getSymbol(select.getExpression())))
                            .isPresent()));
  }

  /** The variable that holds what is made there, and nothing else. */
  private Optional<VarSymbol> variableOf(TreePath creation) {
    TreePath user = creation.getParentPath();
    Optional<VarSymbol> variable =
        user.getLeaf() instanceof VariableTree declared
            ? Optional.of(ASTHelpers.getSymbol(declared))
            : parameterFor(creation.getLeaf(), user.getLeaf());
    return variable.filter(v -> Values.isFixed(v, state));
  }

  private Optional<VarSymbol> parameterFor(Tree argument, Tree call) {
    ImmutableList<? extends Tree> arguments = ImmutableList.copyOf(Arguments.of(call));
    Symbol called = ASTHelpers.getSymbol(call);
    int position = arguments.indexOf(argument);
    return position >= 0
            && called instanceof MethodSymbol method
            && !method.isVarArgs()
            && CompilationIndex.of(state).isInView(method)
        ? Optional.of(method.getParameters().get(position))
        : Optional.empty();
  }
}
