package dev.watertight.wakers;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.MemberReferenceTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.ReturnTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.counts.Runs;
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
  private static final int DEPTH = 4;

  /** What leads to a place. */
  public static Beginnings of(TreePath place, VisitorState state) {
    return new Beginnings(CallSites.leadingTo(place, state).seen(), state);
  }

  @Override
  public boolean test(TreePath mention) {
    return test(mention, DEPTH);
  }

  private boolean test(TreePath mention, int depth) {
    if (leading.stream().anyMatch(place -> place.getLeaf() == mention.getLeaf())) {
      return true;
    }
    if (isOfConstructor(mention)) {
      return Symbols.methodAround(mention).stream().anyMatch(maker -> isCalled(maker, depth));
    }
    TreePath made =
        mention.getLeaf() instanceof NewClassTree || !Runs.isCall(mention)
            ? mention
            : mention.getParentPath();
    if (made.getParentPath().getLeaf() instanceof ReturnTree) {
      return Symbols.methodAround(made).stream().anyMatch(maker -> isCalled(maker, depth));
    }
    Optional<VarSymbol> variable = variableOf(made);
    return leading.stream()
        .map(TreePath::getLeaf)
        .anyMatch(
            place ->
                place instanceof MemberSelectTree select
                    && (ASTHelpers.stripParentheses(select.getExpression()) == made.getLeaf()
                        || variable
                            .filter(v -> v.equals(ASTHelpers.getSymbol(select.getExpression())))
                            .isPresent()));
  }

  /** Whether a constructor calls another one there, of its class or of the one that it extends. */
  private static boolean isOfConstructor(TreePath mention) {
    return !(mention.getLeaf() instanceof NewClassTree)
        && ASTHelpers.getSymbol(mention.getLeaf()) instanceof MethodSymbol method
        && method.isConstructor();
  }

  private boolean isCalled(MethodSymbol maker, int depth) {
    return depth > 0
        && CompilationIndex.of(state).mentions(maker).stream()
            .filter(mention -> !(mention.getLeaf() instanceof MemberReferenceTree))
            .anyMatch(mention -> test(mention, depth - 1));
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
