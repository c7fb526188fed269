package dev.watertight.program;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreeScanner;
import org.jspecify.annotations.Nullable;

/** Scans code without the lambdas and classes in it, which may run elsewhere. */
public class OwnCode extends TreeScanner<@Nullable Void, @Nullable Void> {
  /** Scans a statement, or the code of a method or lambda. */
  public final void scanCode(Tree code) {
    scan(code instanceof LambdaExpressionTree lambda ? lambda.getBody() : code, null);
  }

  @Override
  public @Nullable Void visitLambdaExpression(LambdaExpressionTree tree, @Nullable Void unused) {
    return null;
  }

  @Override
  public @Nullable Void visitClass(ClassTree tree, @Nullable Void unused) {
    return null;
  }
}
