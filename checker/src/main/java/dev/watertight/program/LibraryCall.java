package dev.watertight.program;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.ExpressionStatementTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * A call of a library with what it is given. That is what the call says, unless it makes an object
 * of a class in view: the constructor of that calls one of the library, with arguments of its own.
 *
 * @param method a method or constructor
 * @param arguments what it is given; of a constructor in view on the way, perhaps its parameters
 */
public record LibraryCall(MethodSymbol method, List<? extends ExpressionTree> arguments) {
  private static final int DEPTH = 4;

  /**
   * The call that a tree makes in the end; empty if the tree makes none, or it is not seen.
   *
   * @param isLibrary whether a class in view counts as one of a library
   */
  public static Optional<LibraryCall> of(
      Tree tree, Predicate<Symbol> isLibrary, CompilationIndex index) {
    return ASTHelpers.getSymbol(tree) instanceof MethodSymbol called
        ? new LibraryCall(called, Arguments.of(tree)).inLibrary(tree, isLibrary, index, DEPTH)
        : Optional.empty();
  }

  private Optional<LibraryCall> inLibrary(
      Tree tree, Predicate<Symbol> isLibrary, CompilationIndex index, int depth) {
    if (!method.isConstructor()
        || !(tree instanceof NewClassTree || depth < DEPTH)
        || !index.isInView(method.owner)
        || isLibrary.test(method.owner)) {
      return Optional.of(this);
    }
    return depth == 0
        ? Optional.empty()
        : index
            .declaration(method)
            .map(TreePath::getLeaf)
            .flatMap(LibraryCall::ofSuper)
            .flatMap(
                call ->
                    new LibraryCall(ASTHelpers.getSymbol(call), passed(call))
                        .inLibrary(call, isLibrary, index, depth - 1));
  }

  /** The call of another constructor with which one begins. */
  private static Optional<MethodInvocationTree> ofSuper(Tree constructor) {
    return constructor instanceof MethodTree tree && tree.getBody() != null
        ? tree.getBody().getStatements().stream()
            .filter(ExpressionStatementTree.class::isInstance)
            .map(statement -> ((ExpressionStatementTree) statement).getExpression())
            .filter(MethodInvocationTree.class::isInstance)
            .map(MethodInvocationTree.class::cast)
            .filter(call -> ASTHelpers.getSymbol(call).isConstructor())
            .findFirst()
        : Optional.empty();
  }

  /** What another constructor is given, with the arguments of this one for its parameters. */
  private ImmutableList<ExpressionTree> passed(MethodInvocationTree call) {
    return call.getArguments().stream()
        .map(
            argument -> {
              Symbol symbol = ASTHelpers.getSymbol(argument);
              int position = method.getParameters().indexOf(symbol);
              return position >= 0 && position < arguments.size() && !method.isVarArgs()
                  ? arguments.get(position)
                  : argument;
            })
        .collect(ImmutableList.toImmutableList());
  }
}
