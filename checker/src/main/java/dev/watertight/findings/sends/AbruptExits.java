package dev.watertight.findings.sends;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.BreakTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.ContinueTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.ReturnTree;
import com.sun.source.tree.ThrowTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import com.sun.tools.javac.code.Type;
import dev.watertight.program.Jumps;
import org.jspecify.annotations.Nullable;

/**
 * Finds where control leaves a loop other than by its condition: {@code break}, {@code continue} of
 * a loop around, {@code return}, {@code throw}, and calls whose checked exceptions nobody catches
 * inside.
 */
public final class AbruptExits extends TreePathScanner<@Nullable Void, @Nullable Void> {
  private final Tree loop;
  private final Throws exceptions;
  private final ImmutableList.Builder<TreePath> found = ImmutableList.builder();

  private AbruptExits(Tree loop, VisitorState state) {
    this.loop = loop;
    this.exceptions = new Throws(state);
  }

  /** Where control leaves the loop. */
  public static ImmutableList<TreePath> of(TreePath loop, VisitorState state) {
    AbruptExits exits = new AbruptExits(loop.getLeaf(), state);
    exits.scan(loop, null);
    return exits.found.build();
  }

  @Override
  public @Nullable Void visitBreak(BreakTree tree, @Nullable Void unused) {
    addIfOut();
    return null;
  }

  @Override
  public @Nullable Void visitContinue(ContinueTree tree, @Nullable Void unused) {
    addIfOut();
    return null;
  }

  private void addIfOut() {
    if (Jumps.isOutOf(loop, getCurrentPath())) {
      found.add(getCurrentPath());
    }
  }

  @Override
  public @Nullable Void visitReturn(ReturnTree tree, @Nullable Void unused) {
    found.add(getCurrentPath());
    return super.visitReturn(tree, null);
  }

  @Override
  public @Nullable Void visitThrow(ThrowTree tree, @Nullable Void unused) {
    Type type = ASTHelpers.getType(tree.getExpression());
    if (type != null && !exceptions.isCaught(type, getCurrentPath(), loop)) {
      found.add(getCurrentPath());
    }
    return super.visitThrow(tree, null);
  }

  @Override
  public @Nullable Void visitMethodInvocation(MethodInvocationTree tree, @Nullable Void unused) {
    addIfThrowing();
    return super.visitMethodInvocation(tree, null);
  }

  @Override
  public @Nullable Void visitNewClass(NewClassTree tree, @Nullable Void unused) {
    addIfThrowing();
    return tree.getClassBody() == null ? super.visitNewClass(tree, null) : null;
  }

  @Override
  public @Nullable Void visitLambdaExpression(LambdaExpressionTree tree, @Nullable Void unused) {
    return null;
  }

  @Override
  public @Nullable Void visitClass(ClassTree tree, @Nullable Void unused) {
    return null;
  }

  private void addIfThrowing() {
    for (Type type : exceptions.of(getCurrentPath().getLeaf())) {
      if (!exceptions.isCaught(type, getCurrentPath(), loop)) {
        found.add(getCurrentPath());
        return;
      }
    }
  }
}
