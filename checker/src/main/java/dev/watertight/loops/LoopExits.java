package dev.watertight.loops;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.BreakTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.ContinueTree;
import com.sun.source.tree.DoWhileLoopTree;
import com.sun.source.tree.EnhancedForLoopTree;
import com.sun.source.tree.ForLoopTree;
import com.sun.source.tree.LabeledStatementTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.ReturnTree;
import com.sun.source.tree.SwitchTree;
import com.sun.source.tree.ThrowTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.WhileLoopTree;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import java.util.HashSet;
import java.util.Set;
import javax.lang.model.element.Name;
import org.jspecify.annotations.Nullable;

/** Finds the statements by which control leaves the statement that a loop repeats. */
final class LoopExits extends TreePathScanner<@Nullable Void, @Nullable Void> {
  private final @Nullable Name label;
  private final ImmutableList.Builder<TreePath> found = ImmutableList.builder();
  private final Set<Name> inner = new HashSet<>();
  /* How many statements that a plain break leaves are around, within the loop. */
  private int depth;

  private LoopExits(@Nullable Name label) {
    this.label = label;
  }

  /** The exits in the body of a loop with the label. */
  static ImmutableList<TreePath> of(TreePath body, @Nullable Name label) {
    LoopExits exits = new LoopExits(label);
    exits.scan(body, null);
    return exits.found.build();
  }

  @Override
  public @Nullable Void visitReturn(ReturnTree tree, @Nullable Void unused) {
    found.add(getCurrentPath());
    return super.visitReturn(tree, null);
  }

  @Override
  public @Nullable Void visitThrow(ThrowTree tree, @Nullable Void unused) {
    found.add(getCurrentPath());
    return super.visitThrow(tree, null);
  }

  @Override
  public @Nullable Void visitMethodInvocation(MethodInvocationTree tree, @Nullable Void unused) {
    if (OwnThread.isExit(ASTHelpers.getSymbol(tree))) {
      found.add(getCurrentPath());
    }
    return super.visitMethodInvocation(tree, null);
  }

  @Override
  public @Nullable Void visitBreak(BreakTree tree, @Nullable Void unused) {
    if (tree.getLabel() == null ? depth == 0 : !inner.contains(tree.getLabel())) {
      found.add(getCurrentPath());
    }
    return null;
  }

  @Override
  public @Nullable Void visitContinue(ContinueTree tree, @Nullable Void unused) {
    if (tree.getLabel() != null
        && !tree.getLabel().equals(label)
        && !inner.contains(tree.getLabel())) {
      found.add(getCurrentPath());
    }
    return null;
  }

  @Override
  public @Nullable Void visitLabeledStatement(LabeledStatementTree tree, @Nullable Void unused) {
    inner.add(tree.getLabel());
    return super.visitLabeledStatement(tree, null);
  }

  @Override
  public @Nullable Void visitLambdaExpression(LambdaExpressionTree tree, @Nullable Void unused) {
    return null;
  }

  @Override
  public @Nullable Void visitClass(ClassTree tree, @Nullable Void unused) {
    return null;
  }

  @Override
  public @Nullable Void scan(@Nullable Tree tree, @Nullable Void unused) {
    boolean leavable =
        tree instanceof WhileLoopTree
            || tree instanceof DoWhileLoopTree
            || tree instanceof ForLoopTree
            || tree instanceof EnhancedForLoopTree
            || tree instanceof SwitchTree;
    depth += leavable ? 1 : 0;
    super.scan(tree, null);
    depth -= leavable ? 1 : 0;
    return null;
  }
}
