package dev.watertight.findings.endsignals;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.ArrayAccessTree;
import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.EnhancedForLoopTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.program.Arguments;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Symbols;
import dev.watertight.values.Values;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Tells whether a key may well be the same for two who come.
 *
 * @param state the compilation
 */
record SharedKeys(VisitorState state) {
  /* What is said for a key that is no constant. */
  private static final Object DATA = new Object();

  /* So many methods and variables hand a key on. */
  private static final int DEPTH = 6;

  /**
   * Whether a key may come twice.
   *
   * @param isOften whether the same code comes several times with the constants that it says
   */
  boolean mayComeAgain(TreePath key, boolean isOften) {
    List<Object> constants = new ArrayList<>();
    Set<Object> seen = new HashSet<>();
    return isGiven(key, constants, DEPTH)
        && (isOften || constants.stream().anyMatch(said -> said == DATA || !seen.add(said)));
  }

  /**
   * Whether an expression stands for constants or for data that come from elsewhere, or for what is
   * the same whenever those are: for no number that is counted up, and nothing that is made for one
   * key.
   */
  private boolean isGiven(TreePath value, List<Object> constants, int depth) {
    Tree tree = ASTHelpers.stripParentheses(value.getLeaf());
    Object said = ASTHelpers.constValue(tree);
    if (said != null || tree instanceof ArrayAccessTree) {
      return constants.add(said == null ? DATA : said);
    }
    if (tree instanceof BinaryTree both) {
      return areGiven(value, both.getLeftOperand(), both.getRightOperand(), constants, depth);
    }
    if (tree instanceof MethodInvocationTree call
        && call.getArguments().isEmpty()
        && call.getMethodSelect() instanceof MemberSelectTree select) {
      List<Object> asked = new ArrayList<>();
      return isGiven(new TreePath(value, select.getExpression()), asked, depth)
          && constants.addAll(made(asked, select.getIdentifier()));
    }
    return ASTHelpers.getSymbol(tree) instanceof VarSymbol variable
        && isGivenData(variable, constants, depth);
  }

  /** The same of what is put together of two, one of which is a constant. */
  private boolean areGiven(
      TreePath whole, Tree left, Tree right, List<Object> constants, int depth) {
    Tree part = ASTHelpers.constValue(left) == null ? left : right;
    Object other = ASTHelpers.constValue(part == left ? right : left);
    List<Object> asked = new ArrayList<>();
    return other != null
        && isGiven(new TreePath(whole, part), asked, depth)
        && constants.addAll(made(asked, other));
  }

  /* A constant is told by how it was made. */
  private static List<Object> made(List<Object> of, Object by) {
    return of.stream()
        .map(said -> said == DATA ? said : (Object) ImmutableList.of(by, said))
        .toList();
  }

  private boolean isGivenData(VarSymbol key, List<Object> constants, int depth) {
    TreePath declaration = CompilationIndex.of(state).declaration(key).orElse(null);
    if (declaration == null
        || depth == 0
        || Symbols.isField(key)
        || (isNumber(key) && !Values.isFixed(key, state))) {
      return false;
    }
    Tree around = declaration.getParentPath().getLeaf();
    if (around instanceof EnhancedForLoopTree each && each.getVariable() == declaration.getLeaf()) {
      return constants.add(DATA);
    }
    Optional<ImmutableList<TreePath>> values =
        around instanceof MethodTree
            ? Arguments.ofParameter(key, state)
            : Values.initial(key, state).map(ImmutableList::of);
    if (values.isEmpty() || values.get().isEmpty()) {
      return around instanceof MethodTree method
          && Symbols.isOpenToOthers(ASTHelpers.getSymbol(method))
          && constants.add(DATA);
    }
    return values.get().stream().allMatch(value -> isGiven(value, constants, depth - 1));
  }

  private boolean isNumber(VarSymbol key) {
    return state.getTypes().unboxedTypeOrType(key.type).isPrimitive();
  }
}
