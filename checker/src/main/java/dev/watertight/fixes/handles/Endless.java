package dev.watertight.fixes.handles;

import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.DoWhileLoopTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.ForLoopTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.MemberReferenceTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.UnaryTree;
import com.sun.source.tree.WhileLoopTree;
import com.sun.source.util.TreeScanner;
import com.sun.tools.javac.code.Symbol.ClassSymbol;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import org.jspecify.annotations.Nullable;

/**
 * Which tasks loop until somebody tells them to stop: {@code while (true)}, or while a flag is set.
 */
final class Endless {
  /** How many calls deep to look. */
  private static final int DEPTH = 2;

  private Endless() {}

  /** Whether an argument is the code of such a task. */
  static boolean task(ExpressionTree argument, VisitorState state) {
    if (argument instanceof LambdaExpressionTree lambda) {
      return loops(lambda.getBody(), DEPTH, state);
    }
    if (argument instanceof NewClassTree creation) {
      ClassTree type =
          creation.getClassBody() != null
              ? creation.getClassBody()
              : ASTHelpers.getSymbol(creation.getIdentifier()) instanceof ClassSymbol symbol
                  ? ASTHelpers.findClass(symbol, state)
                  : null;
      return type != null && runs(type, state);
    }
    return argument instanceof MemberReferenceTree reference
        && loopsInside(ASTHelpers.getSymbol(reference), DEPTH, state);
  }

  /** Whether a method in view contains such a task, or is one. */
  static boolean method(MethodSymbol method, VisitorState state) {
    return loopsInside(method, 1, state);
  }

  private static boolean runs(ClassTree type, VisitorState state) {
    return type.getMembers().stream()
        .anyMatch(
            member ->
                member instanceof MethodTree method
                    && (method.getName().contentEquals("run")
                        || method.getName().contentEquals("call"))
                    && method.getBody() != null
                    && loops(method.getBody(), DEPTH, state));
  }

  private static boolean loopsInside(MethodSymbol method, int depth, VisitorState state) {
    MethodTree declaration = ASTHelpers.findMethod(method, state);
    return declaration != null
        && declaration.getBody() != null
        && loops(declaration.getBody(), depth - 1, state);
  }

  private static boolean loops(Tree code, int depth, VisitorState state) {
    boolean[] found = new boolean[1];
    new TreeScanner<@Nullable Void, @Nullable Void>() {
      @Override
      public @Nullable Void visitWhileLoop(WhileLoopTree tree, @Nullable Void unused) {
        found[0] |= waitsForSignal(tree.getCondition());
        return super.visitWhileLoop(tree, null);
      }

      @Override
      public @Nullable Void visitDoWhileLoop(DoWhileLoopTree tree, @Nullable Void unused) {
        found[0] |= waitsForSignal(tree.getCondition());
        return super.visitDoWhileLoop(tree, null);
      }

      @Override
      public @Nullable Void visitForLoop(ForLoopTree tree, @Nullable Void unused) {
        found[0] |= tree.getCondition() == null || waitsForSignal(tree.getCondition());
        return super.visitForLoop(tree, null);
      }

      @Override
      public @Nullable Void visitMethodInvocation(
          MethodInvocationTree tree, @Nullable Void unused) {
        if (depth > 0) {
          found[0] |= loopsInside(ASTHelpers.getSymbol(tree), depth, state);
        }
        return super.visitMethodInvocation(tree, null);
      }
    }.scan(code, null);
    return found[0];
  }

  private static boolean waitsForSignal(ExpressionTree condition) {
    ExpressionTree stripped = ASTHelpers.stripParentheses(condition);
    if (stripped instanceof UnaryTree unary) {
      return waitsForSignal(unary.getExpression());
    }
    if (stripped instanceof MethodInvocationTree call) {
      String name = ASTHelpers.getSymbol(call).getSimpleName().toString();
      return name.equals("isInterrupted") || name.equals("interrupted") || isFlag(call);
    }
    return Boolean.TRUE.equals(ASTHelpers.constValue(stripped))
        || (ASTHelpers.getSymbol(stripped) instanceof VarSymbol variable
            && variable.owner instanceof ClassSymbol);
  }

  private static boolean isFlag(MethodInvocationTree call) {
    return ASTHelpers.getSymbol(call)
        .owner
        .getQualifiedName()
        .contentEquals("java.util.concurrent.atomic.AtomicBoolean");
  }
}
