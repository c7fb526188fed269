package dev.watertight.loops;

import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.view.CompilationIndex;
import dev.watertight.view.Symbols;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Where a flag, a boolean variable or an {@code AtomicBoolean}, is set. */
public final class FlagSets {
  private FlagSets() {}

  static boolean isAtomic(Symbol type) {
    return type.getQualifiedName().contentEquals("java.util.concurrent.atomic.AtomicBoolean");
  }

  /** Whether a mention of a flag sets it to the value, or may do so. */
  static boolean isSetTo(Optional<Boolean> value, TreePath mention) {
    Optional<ExpressionTree> assigned = assigned(mention);
    return assigned.isPresent()
        && (value.isEmpty()
            || !Objects.equals(!value.get(), ASTHelpers.constValue(assigned.get())));
  }

  /** Whether every place that could set the flag is in view. */
  public static boolean isInView(VarSymbol flag, VisitorState state) {
    return !Symbols.isField(flag)
        || flag.isPrivate()
        || (CompilationIndex.of(state).isComplete() && !Symbols.isOpenToOthers(flag));
  }

  /** What the flag is set to, or an expression that says nothing of that. */
  private static Optional<ExpressionTree> assigned(TreePath mention) {
    Tree parent = mention.getParentPath().getLeaf();
    if (parent instanceof AssignmentTree assignment
        && ASTHelpers.stripParentheses(assignment.getVariable()) == mention.getLeaf()) {
      return Optional.of(assignment.getExpression());
    }
    if (mention.getParentPath().getParentPath().getLeaf() instanceof MethodInvocationTree call
        && call.getMethodSelect() == parent
        && !ASTHelpers.getSymbol(call).getSimpleName().toString().matches("get|getPlain|getAcquire")
        && isAtomic(ASTHelpers.getSymbol(call).owner)) {
      List<? extends ExpressionTree> arguments = call.getArguments();
      return Optional.of(arguments.isEmpty() ? call : arguments.get(arguments.size() - 1));
    }
    return Optional.empty();
  }
}
