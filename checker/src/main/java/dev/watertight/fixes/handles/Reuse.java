package dev.watertight.fixes.handles;

import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.InstanceOfTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.MemberReferenceTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.StatementTree;
import com.sun.source.tree.SynchronizedTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.TryTree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.fixes.edits.Mentions;
import dev.watertight.fixes.edits.Region;
import dev.watertight.handles.Handles;
import dev.watertight.model.Role;
import java.util.List;

/** Whether a handle is wanted after the code that a fix would end with its release. */
final class Reuse {
  private Reuse() {}

  /** Whether the handle leaves its block, or the method, on some path. */
  static boolean isPassedOn(Holding holding, OpenHandle handle, VisitorState state) {
    Tree block = holding.block().getLeaf();
    int from = ASTHelpers.getStartPosition(holding.statement());
    int to = state.getEndPosition(block);
    for (TreePath mention :
        Mentions.paths(code(holding.path()), ImmutableSet.of(holding.variable()))) {
      int position = ASTHelpers.getStartPosition(mention.getLeaf());
      boolean inside = position >= from && position < to;
      if (inside ? isPassedOn(mention, state) : !isHarmless(mention, handle)) {
        return true;
      }
    }
    return false;
  }

  /** The method, lambda or initializer around. */
  private static TreePath code(TreePath path) {
    TreePath p = path;
    while (!(p.getParentPath().getLeaf() instanceof ClassTree)
        && !(p.getLeaf() instanceof MethodTree)) {
      p = p.getParentPath();
    }
    return p;
  }

  private static boolean isPassedOn(TreePath mention, VisitorState state) {
    Tree leaf = mention.getLeaf();
    Tree parent = mention.getParentPath().getLeaf();
    if (parent instanceof MethodInvocationTree || parent instanceof NewClassTree) {
      return isKept(mention, state);
    }
    return !(parent instanceof MemberSelectTree
        || parent instanceof MemberReferenceTree
        || parent instanceof BinaryTree
        || parent instanceof InstanceOfTree
        || parent instanceof SynchronizedTree
        || parent instanceof TryTree
        || isTarget(parent, leaf));
  }

  /** Whether the method or constructor that the expression is an argument of may keep the value. */
  static boolean isKept(TreePath argument, VisitorState state) {
    TreePath user = argument.getParentPath();
    if (user.getLeaf() instanceof NewClassTree creation) {
      Tree owner = user.getParentPath().getLeaf();
      return keeps(
              ASTHelpers.getSymbol(creation),
              creation.getArguments().indexOf(argument.getLeaf()),
              state)
          || !(owner instanceof VariableTree || owner instanceof MemberSelectTree);
    }
    return user.getLeaf() instanceof MethodInvocationTree call
        && keeps(
            ASTHelpers.getSymbol(call), call.getArguments().indexOf(argument.getLeaf()), state);
  }

  /** A method in view would have put it into a field, and then that would be one of the holders. */
  private static boolean keeps(MethodSymbol method, int argument, VisitorState state) {
    return Handles.of(state)
            .roleOf(method, Math.max(argument, 0))
            .filter(r -> r == Role.BORROW)
            .isEmpty()
        && ASTHelpers.findMethod(method, state) == null;
  }

  private static boolean isHarmless(TreePath mention, OpenHandle handle) {
    Tree leaf = mention.getLeaf();
    Tree parent = mention.getParentPath().getLeaf();
    return parent instanceof BinaryTree
        || (parent instanceof MemberSelectTree select
            && handle.kind().isRelease(select.getIdentifier().toString()))
        || (isTarget(parent, leaf)
            && ((AssignmentTree) parent).getExpression() instanceof LiteralTree);
  }

  private static boolean isTarget(Tree parent, Tree leaf) {
    return parent instanceof AssignmentTree assignment && assignment.getVariable() == leaf;
  }

  /** Whether the region gives the variable another value. */
  static boolean isAssigned(Region region, VarSymbol variable) {
    for (StatementTree statement : region.statements()) {
      List<TreePath> mentions =
          Mentions.paths(new TreePath(region.path(), statement), ImmutableSet.of(variable));
      if (mentions.stream().anyMatch(m -> isTarget(m.getParentPath().getLeaf(), m.getLeaf()))) {
        return true;
      }
    }
    return false;
  }
}
