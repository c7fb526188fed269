package dev.watertight.values;

import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.ConditionalExpressionTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.ParenthesizedTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.TypeCastTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Flags;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Symbols;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** Where a value comes from: against the flow, through variables, fields and parameters. */
public final class Origins {
  private final Predicate<Tree> isMaker;
  private final VisitorState state;
  private final CompilationIndex index;
  private final Set<VarSymbol> seen = new HashSet<>();
  private final Set<TreePath> makers = new LinkedHashSet<>();

  private Origins(Predicate<Tree> isMaker, VisitorState state) {
    this.isMaker = isMaker;
    this.state = state;
    this.index = CompilationIndex.of(state);
  }

  /**
   * The expressions that make the value of an expression.
   *
   * @param isMaker which expressions make such values
   * @return empty if the value may also come from elsewhere
   */
  public static Optional<ImmutableSet<TreePath>> of(
      TreePath expression, Predicate<Tree> isMaker, VisitorState state) {
    Origins origins = new Origins(isMaker, state);
    return origins.follow(expression) && !origins.makers.isEmpty()
        ? Optional.of(ImmutableSet.copyOf(origins.makers))
        : Optional.empty();
  }

  private boolean follow(TreePath path) {
    Tree tree = path.getLeaf();
    if (tree instanceof ParenthesizedTree inner) {
      return follow(new TreePath(path, inner.getExpression()));
    }
    if (tree instanceof TypeCastTree cast) {
      return follow(new TreePath(path, cast.getExpression()));
    }
    if (tree instanceof ConditionalExpressionTree choice) {
      return follow(new TreePath(path, choice.getTrueExpression()))
          && follow(new TreePath(path, choice.getFalseExpression()));
    }
    if (Values.isNull(path)) {
      return true;
    }
    if (isMaker.test(tree)) {
      makers.add(path);
      return true;
    }
    return ASTHelpers.getSymbol(tree) instanceof VarSymbol variable && followVariable(variable);
  }

  private boolean followVariable(VarSymbol variable) {
    if (!seen.add(variable)) {
      return true;
    }
    if (!index.isInView(variable)
        || isCounter(variable)
        || (Symbols.isField(variable) && !isAssignedInViewOnly(variable))) {
      return false;
    }
    List<TreePath> values = Values.assignedTo(variable, state);
    if ((variable.flags() & Flags.PARAMETER) != 0) {
      return followParameter(variable) && values.stream().allMatch(this::follow);
    }
    return !values.isEmpty() && values.stream().allMatch(this::follow);
  }

  /** A number that changes: by {@code i++}, too, which is no assignment. */
  private static boolean isCounter(VarSymbol variable) {
    return variable.type.isPrimitive()
        && (variable.flags() & (Flags.FINAL | Flags.EFFECTIVELY_FINAL)) == 0;
  }

  private boolean isAssignedInViewOnly(VarSymbol field) {
    boolean constant = (field.flags() & Flags.FINAL) != 0;
    return field.isPrivate() || constant || (index.isComplete() && !Symbols.isOpenToOthers(field));
  }

  private boolean followParameter(VarSymbol parameter) {
    Optional<TreePath> declaration = index.declaration(parameter);
    if (declaration.isEmpty()
        || declaration.get().getParentPath().getLeaf() instanceof LambdaExpressionTree
        || !(declaration.get().getParentPath().getLeaf() instanceof MethodTree tree)) {
      return false;
    }
    MethodSymbol method = ASTHelpers.getSymbol(tree);
    if (Symbols.isOpenToOthers(method)
        || (!index.isComplete() && !method.isPrivate())
        || method.isVarArgs()
        || !ASTHelpers.findSuperMethods(method, state.getTypes()).isEmpty()) {
      return false;
    }
    int position = tree.getParameters().indexOf(declaration.get().getLeaf());
    for (TreePath mention : index.mentions(method)) {
      Optional<TreePath> argument = argument(mention, position);
      if (argument.isEmpty() || !follow(argument.get())) {
        return false;
      }
    }
    return true;
  }

  private static Optional<TreePath> argument(TreePath mention, int position) {
    TreePath call = mention.getLeaf() instanceof NewClassTree ? mention : mention.getParentPath();
    List<? extends ExpressionTree> arguments =
        call.getLeaf() instanceof NewClassTree creation
            ? creation.getArguments()
            : call.getLeaf() instanceof MethodInvocationTree invocation
                    && invocation.getMethodSelect() == mention.getLeaf()
                ? invocation.getArguments()
                : List.of();
    return position >= 0 && position < arguments.size()
        ? Optional.of(new TreePath(call, arguments.get(position)))
        : Optional.empty();
  }
}
