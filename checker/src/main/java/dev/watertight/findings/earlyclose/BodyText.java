package dev.watertight.findings.earlyclose;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.Lists;
import com.google.errorprone.VisitorState;
import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.DoWhileLoopTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.MemberReferenceTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.TryTree;
import com.sun.source.tree.WhileLoopTree;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import dev.watertight.program.Graphs;
import dev.watertight.tasks.Tasks;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a body does, in the order of its text: that in which it runs if loops run once and every
 * branch is taken. Functions belong to it that are called where they stand, others do not.
 */
final class BodyText {
  private final ImmutableList<TreePath> acts;

  private BodyText(ImmutableList<TreePath> acts) {
    this.acts = acts;
  }

  static BodyText of(TreePath body, VisitorState state) {
    Reader reader = new Reader(body.getLeaf(), state);
    reader.scan(body, null);
    return new BodyText(reader.found.build());
  }

  /** The body that a path is in; not that of a function which is called where it stands. */
  static Optional<TreePath> around(TreePath path, VisitorState state) {
    Optional<TreePath> body = Graphs.bodyAround(path);
    while (body.isPresent()
        && body.get().getLeaf() instanceof LambdaExpressionTree
        && Tasks.isCalledInPlace(body.get(), state)) {
      body = Graphs.bodyAround(body.get());
    }
    return body;
  }

  List<TreePath> before(TreePath act) {
    return acts.subList(0, Math.max(0, indexOf(act)));
  }

  List<TreePath> after(TreePath act) {
    return acts.subList(indexOf(act) + 1, acts.size());
  }

  /** What is done between two acts; empty if they are not in that order. */
  Optional<List<TreePath>> between(TreePath first, TreePath second) {
    int from = indexOf(first);
    int to = indexOf(second);
    return from >= 0 && from < to ? Optional.of(acts.subList(from + 1, to)) : Optional.empty();
  }

  private int indexOf(TreePath act) {
    return Lists.transform(acts, TreePath::getLeaf).indexOf(act.getLeaf());
  }

  private static final class Reader extends TreePathScanner<@Nullable Void, @Nullable Void> {
    private final Tree body;
    private final VisitorState state;
    private final ImmutableList.Builder<TreePath> found = ImmutableList.builder();

    Reader(Tree body, VisitorState state) {
      this.body = body;
      this.state = state;
    }

    /* An act comes behind its parts. */
    private void add() {
      found.add(getCurrentPath());
    }

    @Override
    public @Nullable Void visitMethodInvocation(MethodInvocationTree tree, @Nullable Void unused) {
      super.visitMethodInvocation(tree, null);
      add();
      return null;
    }

    @Override
    public @Nullable Void visitNewClass(NewClassTree tree, @Nullable Void unused) {
      super.visitNewClass(tree, null);
      add();
      return null;
    }

    @Override
    public @Nullable Void visitAssignment(AssignmentTree tree, @Nullable Void unused) {
      super.visitAssignment(tree, null);
      add();
      return null;
    }

    @Override
    public @Nullable Void visitMemberReference(MemberReferenceTree tree, @Nullable Void unused) {
      super.visitMemberReference(tree, null);
      if (Tasks.isCalledInPlace(getCurrentPath(), state)) {
        add();
      }
      return null;
    }

    @Override
    public @Nullable Void visitLambdaExpression(LambdaExpressionTree tree, @Nullable Void unused) {
      return tree == body || Tasks.isCalledInPlace(getCurrentPath(), state)
          ? super.visitLambdaExpression(tree, null)
          : null;
    }

    @Override
    public @Nullable Void visitMethod(MethodTree tree, @Nullable Void unused) {
      return tree == body ? super.visitMethod(tree, null) : null;
    }

    @Override
    public @Nullable Void visitClass(ClassTree tree, @Nullable Void unused) {
      return null;
    }

    @Override
    public @Nullable Void visitWhileLoop(WhileLoopTree tree, @Nullable Void unused) {
      super.visitWhileLoop(tree, null);
      found.add(new TreePath(getCurrentPath(), tree.getCondition()));
      return null;
    }

    @Override
    public @Nullable Void visitDoWhileLoop(DoWhileLoopTree tree, @Nullable Void unused) {
      super.visitDoWhileLoop(tree, null);
      found.add(new TreePath(getCurrentPath(), tree.getCondition()));
      return null;
    }

    /* Resources are closed at the end of the block. */
    @Override
    public @Nullable Void visitTry(TryTree tree, @Nullable Void unused) {
      scan(tree.getResources(), null);
      scan(tree.getBlock(), null);
      for (Tree resource : Lists.reverse(tree.getResources())) {
        found.add(new TreePath(getCurrentPath(), resource));
      }
      scan(tree.getCatches(), null);
      return scan(tree.getFinallyBlock(), null);
    }
  }
}
