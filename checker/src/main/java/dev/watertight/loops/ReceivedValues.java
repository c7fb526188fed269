package dev.watertight.loops;

import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.BindingPatternTree;
import com.sun.source.tree.CaseTree;
import com.sun.source.tree.EnhancedForLoopTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.InstanceOfTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.ParenthesizedTree;
import com.sun.source.tree.SwitchExpressionTree;
import com.sun.source.tree.SwitchTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.TypeCastTree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreeScanner;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Patterns;
import dev.watertight.program.Trees;
import dev.watertight.values.Returns;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The variables of a loop that hold what it receives, or something made of that. */
final class ReceivedValues {
  private final ImmutableSet<Tree> waits;
  private final Set<VarSymbol> variables = new HashSet<>();

  /** Those that are assigned just what a wait returns. */
  private final Set<VarSymbol> results = new HashSet<>();

  /** Those that hold what code has made of it, a part of a text perhaps. */
  private final Set<VarSymbol> transformed = new HashSet<>();

  private final VisitorState state;

  private ReceivedValues(ImmutableSet<Tree> waits, VisitorState state) {
    this.waits = waits;
    this.state = state;
  }

  /** Those that hold what one of the calls returns. */
  static ReceivedValues in(Tree loop, ImmutableSet<Tree> waits, VisitorState state) {
    ReceivedValues values = new ReceivedValues(waits, state);
    int before;
    do {
      before = values.variables.size() + values.transformed.size();
      values.collect(loop);
    } while (values.variables.size() + values.transformed.size() > before);
    return values;
  }

  private void collect(Tree loop) {
    new TreeScanner<@Nullable Void, @Nullable Void>() {
      @Override
      public @Nullable Void visitVariable(VariableTree tree, @Nullable Void unused) {
        addIfValue(tree, tree.getInitializer());
        return super.visitVariable(tree, null);
      }

      @Override
      public @Nullable Void visitAssignment(AssignmentTree tree, @Nullable Void unused) {
        addIfValue(tree.getVariable(), tree.getExpression());
        return super.visitAssignment(tree, null);
      }

      @Override
      public @Nullable Void visitEnhancedForLoop(EnhancedForLoopTree tree, @Nullable Void unused) {
        addIfValue(tree.getVariable(), tree.getExpression());
        return super.visitEnhancedForLoop(tree, null);
      }

      @Override
      public @Nullable Void visitInstanceOf(InstanceOfTree tree, @Nullable Void unused) {
        addMatched(tree.getPattern(), tree.getExpression());
        return super.visitInstanceOf(tree, null);
      }

      @Override
      public @Nullable Void visitSwitch(SwitchTree tree, @Nullable Void unused) {
        addCases(tree.getCases(), tree.getExpression());
        return super.visitSwitch(tree, null);
      }

      @Override
      public @Nullable Void visitSwitchExpression(
          SwitchExpressionTree tree, @Nullable Void unused) {
        addCases(tree.getCases(), tree.getExpression());
        return super.visitSwitchExpression(tree, null);
      }

      private void addCases(List<? extends CaseTree> cases, ExpressionTree selector) {
        if (areMentionedIn(selector)) {
          cases.forEach(
              label -> Patterns.of(label).forEach(pattern -> addMatched(pattern, selector)));
        }
      }

      // What a pattern is matched with, and the parts of it that a pattern of a record names.
      private void addMatched(@Nullable Tree pattern, ExpressionTree matched) {
        if (pattern instanceof BindingPatternTree binding) {
          addIfValue(binding.getVariable(), matched);
        } else if (pattern != null && areMentionedIn(matched)) {
          Trees.in(pattern, VariableTree.class)
              .forEach(part -> variables.add(ASTHelpers.getSymbol(part)));
        }
      }

      private void addIfValue(Tree variable, @Nullable Tree expression) {
        if (expression != null
            && areMentionedIn(expression)
            && ASTHelpers.getSymbol(variable) instanceof VarSymbol symbol) {
          variables.add(symbol);
          if (isResult(expression)) {
            results.add(symbol);
          }
          if (isTransformed(expression)) {
            transformed.add(symbol);
          }
        }
      }
    }.scan(loop, null);
  }

  /** Whether the variable is one of them. */
  boolean contains(VarSymbol variable) {
    return variables.contains(variable);
  }

  /** Whether the expression is just what the wait returns. */
  boolean isResult(Tree expression) {
    if (expression instanceof ParenthesizedTree parentheses) {
      return isResult(parentheses.getExpression());
    }
    if (expression instanceof AssignmentTree assignment) {
      return isResult(assignment.getExpression());
    }
    if (expression instanceof TypeCastTree cast) {
      return isResult(cast.getExpression());
    }
    return waits.contains(expression)
        || (expression instanceof IdentifierTree name
            && ASTHelpers.getSymbol(name) instanceof VarSymbol variable
            && results.contains(variable));
  }

  /** Whether the expression is something that is made of a received value, and no part of it. */
  boolean isTransformed(Tree expression) {
    return Trees.anyOwn(
        expression,
        tree ->
            tree instanceof IdentifierTree name
                ? ASTHelpers.getSymbol(name) instanceof VarSymbol variable
                    && transformed.contains(variable)
                : areMentionedIn(tree) && !waits.contains(tree) && isMade(tree));
  }

  private boolean isMade(Tree tree) {
    if (tree instanceof BinaryTree) {
      return true;
    }
    if (!(tree instanceof MethodInvocationTree call)) {
      return false;
    }
    MethodSymbol method = ASTHelpers.getSymbol(call);
    CompilationIndex index = CompilationIndex.of(state);
    return index.isInView(method)
        ? index.declaration(method).stream()
            .flatMap(declaration -> Returns.in(declaration).stream())
            .anyMatch(result -> Trees.any(result.getLeaf(), this::isMadeOutOfView))
        : isMadeOutOfView(call);
  }

  private boolean isMadeOutOfView(Tree tree) {
    return tree instanceof MethodInvocationTree call
        && !CompilationIndex.of(state).isInView(ASTHelpers.getSymbol(call))
        && ComputedValues.computes(ASTHelpers.getSymbol(call), ASTHelpers.getType(call), state);
  }

  /** Whether the expression names one of them, or is the wait itself. */
  boolean areMentionedIn(Tree expression) {
    return Trees.anyOwn(
        expression,
        tree ->
            waits.contains(tree)
                || (tree instanceof IdentifierTree name
                    && variables.contains(ASTHelpers.getSymbol(name))));
  }
}
