package dev.watertight.values;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.BlockTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.MemberReferenceTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.ReturnTree;
import com.sun.source.tree.StatementTree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Flags;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Symbols;
import dev.watertight.program.Trees;
import java.util.List;
import java.util.Optional;

/** What methods and functions return. */
public final class Returns {
  private Returns() {}

  /** The expressions that a method returns. */
  public static ImmutableList<TreePath> in(TreePath method) {
    return Trees.ownPathsIn(method, ReturnTree.class).stream()
        .filter(path -> ((ReturnTree) path.getLeaf()).getExpression() != null)
        .map(path -> new TreePath(path, ((ReturnTree) path.getLeaf()).getExpression()))
        .collect(ImmutableList.toImmutableList());
  }

  /** What a function returns: a method reference is it itself; others return nothing. */
  public static ImmutableList<TreePath> of(TreePath function) {
    return function.getLeaf() instanceof MemberReferenceTree
        ? ImmutableList.of(function)
        : function.getLeaf() instanceof LambdaExpressionTree lambda
            ? lambda.getBody() instanceof ExpressionTree result
                ? ImmutableList.of(new TreePath(function, result))
                : in(function)
            : ImmutableList.of();
  }

  /** What a method in view returns, if it does nothing else and is not overridden. */
  public static Optional<ExpressionTree> only(MethodSymbol method, VisitorState state) {
    CompilationIndex index = CompilationIndex.of(state);
    return index
        .declaration(method)
        .map(TreePath::getLeaf)
        .filter(
            leaf ->
                leaf instanceof MethodTree tree
                    && tree.getBody() != null
                    && tree.getBody().getStatements().size() == 1
                    && tree.getBody().getStatements().get(0) instanceof ReturnTree
                    && index.overriders(method).isEmpty())
        .map(leaf -> (ReturnTree) ((MethodTree) leaf).getBody().getStatements().get(0))
        .flatMap(tree -> Optional.ofNullable(tree.getExpression()))
        .map(ASTHelpers::stripParentheses);
  }

  /**
   * What a method in view returns in the end, if it does nothing before but to declare variables,
   * and is not overridden: unless one of those fails, it returns that.
   */
  public static Optional<ExpressionTree> last(MethodSymbol method, VisitorState state) {
    CompilationIndex index = CompilationIndex.of(state);
    List<? extends StatementTree> statements =
        index
            .declaration(method)
            .map(TreePath::getLeaf)
            .filter(leaf -> leaf instanceof MethodTree && index.overriders(method).isEmpty())
            .map(leaf -> ((MethodTree) leaf).getBody())
            .<List<? extends StatementTree>>map(BlockTree::getStatements)
            .orElse(ImmutableList.of());
    int end = statements.size() - 1;
    return end >= 0
            && statements.get(end) instanceof ReturnTree returned
            && statements.subList(0, end).stream().allMatch(VariableTree.class::isInstance)
        ? Optional.ofNullable(returned.getExpression()).map(ASTHelpers::stripParentheses)
        : Optional.empty();
  }

  /**
   * What the only method returns that an own call may run, if that does nothing else; or itself.
   */
  public static ExpressionTree behind(ExpressionTree tree, VisitorState state) {
    if (!(tree instanceof MethodInvocationTree call)
        || !call.getArguments().isEmpty()
        || !Symbols.isSelf(ASTHelpers.getReceiver(call))) {
      return tree;
    }
    MethodSymbol method = ASTHelpers.getSymbol(call);
    ImmutableList<MethodSymbol> own = CompilationIndex.of(state).overriders(method);
    boolean isAbstract = (method.flags() & Flags.ABSTRACT) != 0;
    return only(isAbstract && own.size() == 1 ? own.get(0) : method, state).orElse(tree);
  }

  /** The calls of getters of a field: of methods that nobody overrides and that return it only. */
  public static ImmutableList<TreePath> getterCalls(VarSymbol field, CompilationIndex index) {
    return index.mentions(field).stream()
        .filter(mention -> mention.getParentPath().getLeaf() instanceof ReturnTree)
        .flatMap(mention -> Symbols.methodAround(mention).stream())
        .distinct()
        .filter(m -> m.getParameters().isEmpty() && index.overriders(m).isEmpty())
        .filter(m -> returnsOnly(m, field, index))
        .flatMap(m -> index.calls(m).stream())
        .collect(ImmutableList.toImmutableList());
  }

  private static boolean returnsOnly(MethodSymbol method, VarSymbol field, CompilationIndex index) {
    return index.declaration(method).map(Returns::in).stream()
        .flatMap(ImmutableList::stream)
        .allMatch(value -> field.equals(ASTHelpers.getSymbol(value.getLeaf())));
  }
}
