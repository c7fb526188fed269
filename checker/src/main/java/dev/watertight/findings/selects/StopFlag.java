package dev.watertight.findings.selects;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.ReturnTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.UnaryTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import com.sun.tools.javac.code.TypeTag;
import dev.watertight.loops.FlagSets;
import dev.watertight.program.Symbols;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * A field that tells a loop to end.
 *
 * @param field a boolean or an {@code AtomicBoolean}
 * @param stop the value that ends the loop
 */
public record StopFlag(VarSymbol field, boolean stop) {
  private static final ImmutableSet<String> READS =
      ImmutableSet.of("get", "getPlain", "getOpaque", "getAcquire");

  /** The flag that an expression reads, if a loop ends once the expression has the value. */
  static Optional<StopFlag> of(ExpressionTree expression, boolean value, VisitorState state) {
    return of(expression, value, new HashSet<>(), state);
  }

  private static Optional<StopFlag> of(
      ExpressionTree expression, boolean value, Set<MethodSymbol> getters, VisitorState state) {
    ExpressionTree tree = ASTHelpers.stripParentheses(expression);
    if (tree instanceof UnaryTree unary && tree.getKind() == Tree.Kind.LOGICAL_COMPLEMENT) {
      return of(unary.getExpression(), !value, getters, state);
    }
    if (tree instanceof MethodInvocationTree call) {
      MethodSymbol method = ASTHelpers.getSymbol(call);
      ExpressionTree receiver = ASTHelpers.getReceiver(call);
      if (isAtomic(method) && READS.contains(method.getSimpleName().toString())) {
        return receiver != null && ASTHelpers.getSymbol(receiver) instanceof VarSymbol field
            ? Optional.of(new StopFlag(field, value))
            : Optional.empty();
      }
      return getters.add(method) ? ofGetter(method, value, getters, state) : Optional.empty();
    }
    return ASTHelpers.getSymbol(tree) instanceof VarSymbol field
            && Symbols.isField(field)
            && field.type.hasTag(TypeTag.BOOLEAN)
        ? Optional.of(new StopFlag(field, value))
        : Optional.empty();
  }

  /** A method that only returns the flag. */
  private static Optional<StopFlag> ofGetter(
      MethodSymbol method, boolean value, Set<MethodSymbol> getters, VisitorState state) {
    MethodTree declaration =
        method.getParameters().isEmpty() ? ASTHelpers.findMethod(method, state) : null;
    return declaration != null
            && declaration.getBody() != null
            && declaration.getBody().getStatements().size() == 1
            && declaration.getBody().getStatements().get(0) instanceof ReturnTree result
            && result.getExpression() != null
        ? of(result.getExpression(), value, getters, state)
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
    for (TreePath mention : FlagSets.of(field, state).mentions()) {
      if (FlagSets.isSetTo(Optional.of(stop), mention)) {
        TreePath parent = mention.getParentPath();
        found.add(parent.getLeaf() instanceof MemberSelectTree ? parent.getParentPath() : parent);
      }
    }
    return found.build();
  }
}
