package dev.watertight.findings.earlyclose;

import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Lists;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.CaseTree;
import com.sun.source.tree.CatchTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.ConditionalExpressionTree;
import com.sun.source.tree.DoWhileLoopTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IfTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.MemberReferenceTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.TryTree;
import com.sun.source.tree.VariableTree;
import com.sun.source.tree.WhileLoopTree;
import com.sun.source.util.TreeScanner;
import com.sun.tools.javac.code.Flags;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.program.Symbols;
import dev.watertight.values.NamedVariables;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Walks code in the order of its text, which is that in which it runs if loops run once and every
 * branch is taken. Keeps account of the branches around, and leaves out functions and classes that
 * are only made.
 */
abstract class TextOrderWalk extends TreeScanner<@Nullable Void, @Nullable Void> {
  private final Deque<Tree> branches = new ArrayDeque<>();

  /** The branches that the walk is in. */
  final ImmutableSet<Tree> branches() {
    return ImmutableSet.copyOf(branches);
  }

  /** The end of a try statement closes a resource. */
  abstract void resourceClosed(Tree resource);

  /** A loop goes on until a field has some value, which others may give it. */
  abstract void awaitsState();

  /** A variable is given a value. */
  abstract void assigned(VarSymbol variable);

  static boolean isFunction(ExpressionTree argument) {
    ExpressionTree stripped = ASTHelpers.stripParentheses(argument);
    return stripped instanceof LambdaExpressionTree || stripped instanceof MemberReferenceTree;
  }

  @Override
  public @Nullable Void visitLambdaExpression(LambdaExpressionTree tree, @Nullable Void unused) {
    return inBranch(tree, tree.getBody());
  }

  @Override
  public @Nullable Void visitVariable(VariableTree tree, @Nullable Void unused) {
    // A function that is kept is not run here.
    return tree.getInitializer() != null && isFunction(tree.getInitializer())
        ? null
        : super.visitVariable(tree, null);
  }

  @Override
  public @Nullable Void visitClass(ClassTree tree, @Nullable Void unused) {
    return null;
  }

  @Override
  public @Nullable Void visitIf(IfTree tree, @Nullable Void unused) {
    scan(tree.getCondition(), null);
    inBranch(tree.getThenStatement(), tree.getThenStatement());
    if (tree.getElseStatement() != null) {
      inBranch(tree.getElseStatement(), tree.getElseStatement());
    }
    return null;
  }

  @Override
  public @Nullable Void visitConditionalExpression(
      ConditionalExpressionTree tree, @Nullable Void unused) {
    scan(tree.getCondition(), null);
    inBranch(tree.getTrueExpression(), tree.getTrueExpression());
    return inBranch(tree.getFalseExpression(), tree.getFalseExpression());
  }

  @Override
  public @Nullable Void visitCase(CaseTree tree, @Nullable Void unused) {
    branches.push(tree);
    super.visitCase(tree, null);
    branches.pop();
    return null;
  }

  @Override
  public @Nullable Void visitCatch(CatchTree tree, @Nullable Void unused) {
    return inBranch(tree, tree.getBlock());
  }

  private @Nullable Void inBranch(Tree branch, Tree code) {
    branches.push(branch);
    scan(code, null);
    branches.pop();
    return null;
  }

  @Override
  public @Nullable Void visitWhileLoop(WhileLoopTree tree, @Nullable Void unused) {
    super.visitWhileLoop(tree, null);
    waitForState(tree.getCondition());
    return null;
  }

  @Override
  public @Nullable Void visitDoWhileLoop(DoWhileLoopTree tree, @Nullable Void unused) {
    super.visitDoWhileLoop(tree, null);
    waitForState(tree.getCondition());
    return null;
  }

  private void waitForState(ExpressionTree condition) {
    Set<Symbol> named = new HashSet<>(NamedVariables.withFieldsIn(condition));
    named.removeIf(s -> !Symbols.isField((VarSymbol) s) || (s.flags() & Flags.FINAL) != 0);
    if (!named.isEmpty()) {
      awaitsState();
    }
  }

  @Override
  public @Nullable Void visitAssignment(AssignmentTree tree, @Nullable Void unused) {
    super.visitAssignment(tree, null);
    if (ASTHelpers.getSymbol(tree.getVariable()) instanceof VarSymbol variable) {
      assigned(variable);
    }
    return null;
  }

  @Override
  public @Nullable Void visitTry(TryTree tree, @Nullable Void unused) {
    scan(tree.getResources(), null);
    scan(tree.getBlock(), null);
    for (Tree resource : Lists.reverse(tree.getResources())) {
      resourceClosed(resource);
    }
    scan(tree.getCatches(), null);
    return scan(tree.getFinallyBlock(), null);
  }
}
