package dev.watertight.findings.sends;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.VisitorState;
import com.google.errorprone.suppliers.Supplier;
import com.google.errorprone.suppliers.Suppliers;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.CatchTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.ThrowTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.TryTree;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import com.sun.tools.javac.code.Type;
import dev.watertight.program.CatchClauses;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which exceptions leave code: checked ones other than interruption, and those thrown there. */
public final class Throws {
  private static final Supplier<Type> INTERRUPTED =
      Suppliers.typeFromString("java.lang.InterruptedException");

  private final VisitorState state;
  private final Type interrupted;

  /** Finds exceptions in the code of one compilation. */
  public Throws(VisitorState state) {
    this.state = state;
    this.interrupted = INTERRUPTED.get(state);
  }

  /** The checked exceptions that a call may throw, without interruption. */
  ImmutableList<Type> of(Tree tree) {
    List<Type> thrown =
        tree instanceof MethodInvocationTree call
            ? thrownTypes(ASTHelpers.getType(call.getMethodSelect()), call)
            : tree instanceof NewClassTree creation
                ? ASTHelpers.getSymbol(creation).getThrownTypes()
                : List.of();
    return thrown.stream().filter(this::counts).collect(ImmutableList.toImmutableList());
  }

  private static List<Type> thrownTypes(@Nullable Type method, MethodInvocationTree call) {
    return method == null ? ASTHelpers.getSymbol(call).getThrownTypes() : method.getThrownTypes();
  }

  /** Whether the exception is a checked one and not interruption. */
  public boolean counts(Type type) {
    return ASTHelpers.isCheckedExceptionType(type, state)
        && !ASTHelpers.isSubtype(type, interrupted, state)
        && !ASTHelpers.isSameType(type, state.getSymtab().throwableType, state);
  }

  /** Whether a {@code catch} between the path and the tree around catches the exception. */
  boolean isCaught(Type type, TreePath path, Tree around) {
    TreePath child = path;
    for (TreePath p = path.getParentPath(); p != null; child = p, p = p.getParentPath()) {
      if (p.getLeaf() == around) {
        return false;
      }
      if (p.getLeaf() instanceof TryTree attempt
          && !(child.getLeaf() instanceof CatchTree)
          && attempt.getFinallyBlock() != child.getLeaf()) {
        for (CatchTree clause : attempt.getCatches()) {
          if (CatchClauses.covers(clause, type, state)) {
            return true;
          }
        }
      }
    }
    return false;
  }

  /** Whether the clause is entered for failures of the code in its block, not for its end. */
  boolean isForFailures(TreePath clause) {
    Tree block = ((TryTree) clause.getParentPath().getLeaf()).getBlock();
    for (Type caught : CatchClauses.types((CatchTree) clause.getLeaf())) {
      String name = caught.tsym.getSimpleName().toString();
      boolean general =
          name.equals("Exception") || name.equals("Throwable") || name.equals("RuntimeException");
      if (general
          ? throwsChecked(new TreePath(clause.getParentPath(), block))
          : isFailure(caught)) {
        return true;
      }
    }
    return false;
  }

  private boolean isFailure(Type caught) {
    return !ASTHelpers.isSubtype(caught, interrupted, state)
        && !ASTHelpers.isSubtype(caught, state.getSymtab().errorType, state)
        && !isEnd(caught);
  }

  /** Whether the exception tells that the channel has ended, or that the task is to end. */
  private static boolean isEnd(Type caught) {
    String name = caught.tsym.getQualifiedName().toString();
    return name.startsWith("com.softwaremill.jox.")
        || name.equals("java.util.concurrent.CancellationException");
  }

  private boolean throwsChecked(TreePath block) {
    boolean[] found = {false};
    new TreePathScanner<@Nullable Void, @Nullable Void>() {
      @Override
      public @Nullable Void visitMethodInvocation(
          MethodInvocationTree tree, @Nullable Void unused) {
        add();
        return super.visitMethodInvocation(tree, null);
      }

      @Override
      public @Nullable Void visitNewClass(NewClassTree tree, @Nullable Void unused) {
        add();
        return super.visitNewClass(tree, null);
      }

      @Override
      public @Nullable Void visitThrow(ThrowTree tree, @Nullable Void unused) {
        found[0] |=
            !isCaught(ASTHelpers.getType(tree.getExpression()), getCurrentPath(), block.getLeaf());
        return super.visitThrow(tree, null);
      }

      @Override
      public @Nullable Void visitLambdaExpression(
          LambdaExpressionTree tree, @Nullable Void unused) {
        return null;
      }

      @Override
      public @Nullable Void visitClass(ClassTree tree, @Nullable Void unused) {
        return null;
      }

      private void add() {
        for (Type type : of(getCurrentPath().getLeaf())) {
          found[0] |= !isCaught(type, getCurrentPath(), block.getLeaf());
        }
      }
    }.scan(block, null);
    return found[0];
  }
}
