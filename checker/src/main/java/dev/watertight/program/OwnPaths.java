package dev.watertight.program;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.util.TreePathScanner;
import org.jspecify.annotations.Nullable;

/** Scans the paths of code without the lambdas and classes in it, which may run elsewhere. */
public class OwnPaths extends TreePathScanner<@Nullable Void, @Nullable Void> {
  @Override
  public @Nullable Void visitLambdaExpression(LambdaExpressionTree tree, @Nullable Void unused) {
    return null;
  }

  @Override
  public @Nullable Void visitClass(ClassTree tree, @Nullable Void unused) {
    return null;
  }
}
