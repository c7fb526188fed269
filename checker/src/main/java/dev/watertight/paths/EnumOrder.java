package dev.watertight.paths;

import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.CaseTree;
import com.sun.source.tree.EnhancedForLoopTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.ClassSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.program.Paths;
import dev.watertight.program.Symbols;
import dev.watertight.program.TestOutcomes;
import dev.watertight.program.TestOutcomes.Outcome;
import dev.watertight.program.Trees;
import dev.watertight.values.Values;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Loops over constants of an enum that come to a beginning for one of them and to an end for
 * another: {@code for (Phase phase : Phase.values()) switch (phase) ..}. Each has its turn, so that
 * no way past the end is certain.
 */
final class EnumOrder {
  private EnumOrder() {}

  /** Whether such a loop in the body comes to one of the ends after the beginning, perhaps. */
  static boolean leads(Tree begin, Collection<Tree> ends, TreePath body) {
    TreePath path = TreePath.getPath(body, begin);
    for (TreePath p = path; p != null && p.getLeaf() != body.getLeaf(); p = p.getParentPath()) {
      if (p.getLeaf() instanceof EnhancedForLoopTree loop) {
        Optional<Symbol> first = constantAt(path, loop);
        return first.isPresent()
            && ends.stream()
                .map(end -> TreePath.getPath(body, end))
                .filter(end -> end != null && Paths.isInside(end, loop))
                .flatMap(end -> constantAt(end, loop).stream())
                .anyMatch(last -> mayFollow(last, first.get(), loop));
      }
    }
    return false;
  }

  /**
   * Whether a loop that names all constants, or the one, comes to an end of the obligation before
   * what would lose it: that case always comes, if the loop is not left before it.
   */
  static boolean endsBefore(Loss loss, Obligation obligation, TreePath body, VisitorState state) {
    for (Tree end : obligation.discharges()) {
      TreePath path = TreePath.getPath(body, end);
      for (TreePath p = path; p != null && p.getLeaf() != body.getLeaf(); p = p.getParentPath()) {
        if (p.getLeaf() instanceof EnhancedForLoopTree loop
            && !Trees.any(loop, tree -> tree == obligation.opening())) {
          Optional<Symbol> last = constantAt(path, loop).filter(c -> isNamedIn(c, loop, state));
          if (last.isPresent() && isBehind(loss.at(), last.get(), loop, body)) {
            return true;
          }
        }
      }
    }
    return false;
  }

  private static boolean isNamedIn(Symbol constant, EnhancedForLoopTree loop, VisitorState state) {
    Tree all =
        ASTHelpers.getSymbol(loop.getExpression()) instanceof VarSymbol variable
            ? Values.initial(variable, state).map(TreePath::getLeaf).orElse(loop.getExpression())
            : loop.getExpression();
    return isDeclared(all) || Trees.any(all, t -> constant.equals(ASTHelpers.getSymbol(t)));
  }

  /** Whether a place is behind the loop, or in the loop at a constant behind that one. */
  private static boolean isBehind(
      @Nullable Tree place, Symbol last, EnhancedForLoopTree loop, TreePath body) {
    if (place == null || !Trees.any(loop, tree -> tree == place)) {
      return place == null
          || ASTHelpers.getStartPosition(place) > ASTHelpers.getStartPosition(loop);
    }
    return constantAt(TreePath.getPath(body, place), loop)
        .filter(constant -> mayFollow(constant, last, loop))
        .isPresent();
  }

  /** The constant for which a loop comes to a place, as far as that compares its variable. */
  private static Optional<Symbol> constantAt(TreePath place, EnhancedForLoopTree loop) {
    VarSymbol element = ASTHelpers.getSymbol(loop.getVariable());
    for (Outcome outcome : TestOutcomes.at(place, loop)) {
      if (outcome.value() && Trees.any(outcome.test(), t -> isNamed(element, t))) {
        List<? extends ExpressionTree> named =
            element.equals(ASTHelpers.getSymbol(ASTHelpers.stripParentheses(outcome.test())))
                ? label(place, outcome.test()).getExpressions()
                : Trees.in(outcome.test(), ExpressionTree.class);
        for (ExpressionTree constant : named) {
          if (Symbols.isEnumConstant(ASTHelpers.getSymbol(constant))) {
            return Optional.of(ASTHelpers.getSymbol(constant));
          }
        }
      }
    }
    return Optional.empty();
  }

  private static boolean isNamed(VarSymbol variable, Tree tree) {
    return variable.equals(ASTHelpers.getSymbol(tree));
  }

  /** The case of the switch by the selector that a place is in. */
  private static CaseTree label(TreePath place, ExpressionTree selector) {
    TreePath path = place;
    while (!(path.getLeaf() instanceof CaseTree
        && Trees.anyOwn(path.getParentPath().getLeaf(), tree -> tree == selector))) {
      path = path.getParentPath();
    }
    return (CaseTree) path.getLeaf();
  }

  /**
   * Of other collections than that of all constants, such as the {@code values()} of a map, the
   * order is not known.
   */
  private static boolean mayFollow(Symbol last, Symbol first, EnhancedForLoopTree loop) {
    List<Symbol> all = ASTHelpers.getEnclosedElements((ClassSymbol) first.owner);
    return !last.equals(first)
        && (!isDeclared(loop.getExpression()) || all.indexOf(first) < all.indexOf(last));
  }

  private static boolean isDeclared(Tree all) {
    return all instanceof MethodInvocationTree call
        && ASTHelpers.getSymbol(call).isStatic()
        && ASTHelpers.getSymbol(call).getSimpleName().toString().matches("values|allOf");
  }
}
