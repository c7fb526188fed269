package dev.watertight.selects;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.ReturnTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.UnaryTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import com.sun.tools.javac.code.TypeTag;
import dev.watertight.view.CompilationIndex;
import dev.watertight.view.Symbols;
import java.util.List;
import java.util.Optional;

/**
 * A field that tells a loop to end.
 *
 * @param field a boolean or an {@code AtomicBoolean}
 * @param stop the value that ends the loop
 */
public record StopFlag(VarSymbol field, boolean stop) {
  private static final ImmutableSet<String> READS =
      ImmutableSet.of("get", "getPlain", "getOpaque", "getAcquire");
  private static final ImmutableSet<String> WRITES =
      ImmutableSet.of(
          "set",
          "lazySet",
          "setRelease",
          "setPlain",
          "setOpaque",
          "getAndSet",
          "compareAndSet",
          "weakCompareAndSet");

  /** The flag that an expression reads, if a loop ends once the expression has the value. */
  static Optional<StopFlag> of(ExpressionTree expression, boolean value, VisitorState state) {
    ExpressionTree tree = ASTHelpers.stripParentheses(expression);
    if (tree instanceof UnaryTree unary && tree.getKind() == Tree.Kind.LOGICAL_COMPLEMENT) {
      return of(unary.getExpression(), !value, state);
    }
    if (tree instanceof MethodInvocationTree call) {
      MethodSymbol method = ASTHelpers.getSymbol(call);
      ExpressionTree receiver = ASTHelpers.getReceiver(call);
      if (isAtomic(method) && READS.contains(method.getSimpleName().toString())) {
        return receiver != null && ASTHelpers.getSymbol(receiver) instanceof VarSymbol field
            ? Optional.of(new StopFlag(field, value))
            : Optional.empty();
      }
      return ofGetter(method, value, state);
    }
    return ASTHelpers.getSymbol(tree) instanceof VarSymbol field
            && Symbols.isField(field)
            && field.type.hasTag(TypeTag.BOOLEAN)
        ? Optional.of(new StopFlag(field, value))
        : Optional.empty();
  }

  /** A method that only returns the flag. */
  private static Optional<StopFlag> ofGetter(
      MethodSymbol method, boolean value, VisitorState state) {
    MethodTree declaration =
        method.getParameters().isEmpty() ? ASTHelpers.findMethod(method, state) : null;
    return declaration != null
            && declaration.getBody() != null
            && declaration.getBody().getStatements().size() == 1
            && declaration.getBody().getStatements().get(0) instanceof ReturnTree result
            && result.getExpression() != null
            && !(result.getExpression() instanceof MethodInvocationTree nested
                && ASTHelpers.getSymbol(nested).equals(method))
        ? of(result.getExpression(), value, state)
        : Optional.empty();
  }

  private static boolean isAtomic(MethodSymbol method) {
    return method
        .owner
        .getQualifiedName()
        .contentEquals("java.util.concurrent.atomic.AtomicBoolean");
  }

  /** Where the flag may be given the value that ends the loop: the assignments and calls. */
  public ImmutableList<TreePath> stops(VisitorState state) {
    ImmutableList.Builder<TreePath> found = ImmutableList.builder();
    for (TreePath mention : CompilationIndex.of(state).mentions(field)) {
      TreePath parent = mention.getParentPath();
      if (parent.getLeaf() instanceof AssignmentTree assignment
          && assignment.getVariable() == mention.getLeaf()) {
        if (maybe(assignment.getExpression())) {
          found.add(parent);
        }
      } else if (parent.getParentPath().getLeaf() instanceof MethodInvocationTree call
          && call.getMethodSelect() == parent.getLeaf()
          && isAtomic(ASTHelpers.getSymbol(call))
          && WRITES.contains(ASTHelpers.getSymbol(call).getSimpleName().toString())) {
        List<? extends ExpressionTree> arguments = call.getArguments();
        if (maybe(arguments.get(arguments.size() - 1))) {
          found.add(parent.getParentPath());
        }
      }
    }
    return found.build();
  }

  private boolean maybe(ExpressionTree value) {
    Boolean constant = ASTHelpers.constValue(value, Boolean.class);
    return constant == null || constant == stop;
  }
}
