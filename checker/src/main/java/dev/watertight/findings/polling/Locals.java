package dev.watertight.findings.polling;

import com.google.common.collect.ImmutableSet;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.CompoundAssignmentTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.UnaryTree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreeScanner;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.program.Symbols;
import org.jspecify.annotations.Nullable;

/** The local variables that code changes or names. */
final class Locals {
  private Locals() {}

  /** The local variables that the code declares or assigns to. */
  static ImmutableSet<VarSymbol> changedIn(Tree code) {
    ImmutableSet.Builder<VarSymbol> found = ImmutableSet.builder();
    new TreeScanner<@Nullable Void, @Nullable Void>() {
      @Override
      public @Nullable Void visitVariable(VariableTree tree, @Nullable Void unused) {
        add(tree);
        return super.visitVariable(tree, null);
      }

      @Override
      public @Nullable Void visitAssignment(AssignmentTree tree, @Nullable Void unused) {
        add(tree.getVariable());
        return super.visitAssignment(tree, null);
      }

      @Override
      public @Nullable Void visitCompoundAssignment(
          CompoundAssignmentTree tree, @Nullable Void unused) {
        add(tree.getVariable());
        return super.visitCompoundAssignment(tree, null);
      }

      @Override
      public @Nullable Void visitUnary(UnaryTree tree, @Nullable Void unused) {
        switch (tree.getKind()) {
          case PREFIX_INCREMENT, PREFIX_DECREMENT, POSTFIX_INCREMENT, POSTFIX_DECREMENT ->
              add(tree.getExpression());
          default -> {}
        }
        return super.visitUnary(tree, null);
      }

      private void add(Tree variable) {
        Symbol symbol = ASTHelpers.getSymbol(variable);
        if (symbol instanceof VarSymbol local && !Symbols.isField(local)) {
          found.add(local);
        }
      }
    }.scan(code, null);
    return found.build();
  }

  /** Whether the code names one of the variables. */
  static boolean isAnyNamedIn(Tree code, ImmutableSet<VarSymbol> variables) {
    boolean[] found = {false};
    new TreeScanner<@Nullable Void, @Nullable Void>() {
      @Override
      public @Nullable Void visitIdentifier(IdentifierTree tree, @Nullable Void unused) {
        Symbol symbol = ASTHelpers.getSymbol(tree);
        found[0] |= symbol instanceof VarSymbol variable && variables.contains(variable);
        return super.visitIdentifier(tree, null);
      }
    }.scan(code, null);
    return found[0];
  }
}
