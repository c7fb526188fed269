package dev.watertight.program;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.CatchTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.ThrowTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.TryTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Type;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The checked exceptions that calls declare, other than interruption. */
public final class CheckedExceptions {
  private CheckedExceptions() {}

  /** The checked exceptions that a call may throw, without interruption. */
  public static ImmutableList<Type> of(Tree tree, VisitorState state) {
    List<Type> thrown =
        tree instanceof MethodInvocationTree call
            ? thrownTypes(ASTHelpers.getType(call.getMethodSelect()), call)
            : tree instanceof NewClassTree creation
                ? ASTHelpers.getSymbol(creation).getThrownTypes()
                : List.of();
    return thrown.stream()
        .filter(type -> counts(type, state))
        .collect(ImmutableList.toImmutableList());
  }

  private static List<Type> thrownTypes(@Nullable Type method, MethodInvocationTree call) {
    return method == null ? ASTHelpers.getSymbol(call).getThrownTypes() : method.getThrownTypes();
  }

  /** Whether the exception is a checked one and not interruption. */
  public static boolean counts(Type type, VisitorState state) {
    return ASTHelpers.isCheckedExceptionType(type, state)
        && !type.tsym.getQualifiedName().contentEquals("java.lang.InterruptedException")
        && !ASTHelpers.isSameType(type, state.getSymtab().throwableType, state);
  }

  /** Whether such exceptions, or thrown ones, may be what a clause is entered for. */
  public static boolean areCaughtBy(TreePath clause, VisitorState state) {
    CatchTree handler = (CatchTree) clause.getLeaf();
    boolean[] found = {false};
    new OwnCode() {
      @Override
      public @Nullable Void visitMethodInvocation(
          MethodInvocationTree tree, @Nullable Void unused) {
        add(of(tree, state));
        return super.visitMethodInvocation(tree, null);
      }

      @Override
      public @Nullable Void visitNewClass(NewClassTree tree, @Nullable Void unused) {
        add(of(tree, state));
        return super.visitNewClass(tree, null);
      }

      @Override
      public @Nullable Void visitThrow(ThrowTree tree, @Nullable Void unused) {
        Type type = ASTHelpers.getType(tree.getExpression());
        add(type == null ? List.of() : List.of(type));
        return super.visitThrow(tree, null);
      }

      private void add(List<Type> types) {
        found[0] |= types.stream().anyMatch(type -> CatchClauses.covers(handler, type, state));
      }
    }.scanCode(((TryTree) clause.getParentPath().getLeaf()).getBlock());
    return found[0];
  }
}
