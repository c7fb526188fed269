package dev.watertight.findings.oneway;

import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.ExpressionStatementTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.MemberReferenceTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.ParenthesizedTree;
import com.sun.source.tree.ReturnTree;
import com.sun.source.tree.SynchronizedTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import com.sun.tools.javac.code.Type;
import com.sun.tools.javac.code.TypeTag;
import dev.watertight.channels.Channels;
import dev.watertight.findings.oneway.Sides.Side;
import dev.watertight.program.Symbols;
import java.util.List;
import java.util.Optional;

/**
 * What one use of a two-way channel needs.
 *
 * @param sides the sides that would do for it
 * @param variable the two-way variable that it is put into, on whose uses it depends, too
 */
record OneWayUse(ImmutableSet<Side> sides, Optional<VarSymbol> variable) {
  private static final OneWayUse ANY = new OneWayUse(Sides.BOTH, Optional.empty());
  private static final OneWayUse NONE = new OneWayUse(Sides.NEITHER, Optional.empty());

  /** What the use of the expression needs; no side, if it cannot be told. */
  static OneWayUse of(TreePath expression, Sides sides, VisitorState state) {
    Tree tree = expression.getLeaf();
    TreePath parent = expression.getParentPath();
    Tree use = parent.getLeaf();
    if (use instanceof ParenthesizedTree) {
      return of(parent, sides, state);
    }
    if (use instanceof MemberSelectTree || use instanceof MemberReferenceTree) {
      return ASTHelpers.getSymbol(use) instanceof MethodSymbol method
          ? new OneWayUse(sides.with(method), Optional.empty())
          : NONE;
    }
    if (use instanceof MethodInvocationTree call) {
      return ofArgument(ASTHelpers.getSymbol(call), call.getArguments(), expression, sides, state);
    }
    if (use instanceof NewClassTree creation) {
      return ofArgument(
          ASTHelpers.getSymbol(creation), creation.getArguments(), expression, sides, state);
    }
    if (use instanceof AssignmentTree assignment) {
      if (ASTHelpers.stripParentheses(assignment.getVariable()) == tree) {
        return ANY;
      }
      return parent.getParentPath().getLeaf() instanceof ExpressionStatementTree
          ? ofTarget(ASTHelpers.getSymbol(assignment.getVariable()), sides)
          : NONE;
    }
    if (use instanceof VariableTree variable) {
      return OneWayDeclarations.isInferred(variable)
          ? NONE
          : ofTarget(ASTHelpers.getSymbol(variable), sides);
    }
    if (use instanceof ReturnTree) {
      return Symbols.methodAround(parent)
          .map(MethodSymbol::getReturnType)
          .map(type -> new OneWayUse(sides.assignableTo(type), Optional.empty()))
          .orElse(NONE);
    }
    return use instanceof BinaryTree || use instanceof SynchronizedTree ? ANY : NONE;
  }

  private static OneWayUse ofArgument(
      MethodSymbol method,
      List<? extends ExpressionTree> arguments,
      TreePath argument,
      Sides sides,
      VisitorState state) {
    int index = arguments.indexOf(argument.getLeaf());
    List<VarSymbol> parameters = method.getParameters();
    if (index < 0 || parameters.isEmpty()) {
      return NONE;
    }
    VarSymbol parameter = parameters.get(Math.min(index, parameters.size() - 1));
    if (method.isVarArgs() && index >= parameters.size() - 1) {
      Type element = state.getTypes().elemtype(parameter.type);
      return element == null ? NONE : new OneWayUse(sides.assignableTo(element), Optional.empty());
    }
    if (parameter.type.hasTag(TypeTag.TYPEVAR)) {
      // Handed back: `requireNonNull(channel)`.
      return parameter.type.tsym.equals(method.getReturnType().tsym)
              && Channels.of(state).roleOf(method, index).isPresent()
          ? of(argument.getParentPath(), sides, state)
          : NONE;
    }
    return ofTarget(parameter, sides);
  }

  private static OneWayUse ofTarget(Symbol target, Sides sides) {
    if (!(target instanceof VarSymbol variable)) {
      return NONE;
    }
    return sides.isBoth(variable.type)
        ? new OneWayUse(Sides.BOTH, Optional.of(variable))
        : new OneWayUse(sides.assignableTo(variable.type), Optional.empty());
  }
}
