package dev.watertight.values;

import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.ForLoopTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.program.Symbols;
import java.util.Objects;
import java.util.Optional;

/** Lists that code goes through part by part. */
final class Batches {
  private Batches() {}

  /**
   * The loop whose rounds together take all of a list: {@code for (int i = 0; i < all.size(); i +=
   * n) all.subList(i, ..)}.
   */
  static Optional<ForLoopTree> loopOf(TreePath part) {
    if (!(part.getLeaf() instanceof MethodInvocationTree call)
        || !ASTHelpers.getSymbol(call).getSimpleName().contentEquals("subList")
        || !(ASTHelpers.getSymbol(Symbols.receiver(call)) instanceof VarSymbol all)
        || call.getArguments().size() != 2) {
      return Optional.empty();
    }
    ForLoopTree loop = ASTHelpers.findEnclosingNode(part, ForLoopTree.class);
    Symbol first = ASTHelpers.getSymbol(call.getArguments().get(0));
    return Optional.ofNullable(loop)
        .filter(l -> first != null && startsAtZero(l, first))
        .filter(
            l ->
                l.getCondition() instanceof BinaryTree end
                    && end.getKind() == Tree.Kind.LESS_THAN
                    && first.equals(ASTHelpers.getSymbol(end.getLeftOperand()))
                    && end.getRightOperand() instanceof MethodInvocationTree size
                    && ASTHelpers.getSymbol(size).getSimpleName().contentEquals("size")
                    && all.equals(ASTHelpers.getSymbol(Symbols.receiver(size))));
  }

  private static boolean startsAtZero(ForLoopTree loop, Symbol counter) {
    return loop.getInitializer().size() == 1
        && loop.getInitializer().get(0) instanceof VariableTree first
        && counter.equals(ASTHelpers.getSymbol(first))
        && first.getInitializer() != null
        && Objects.equals(ASTHelpers.constValue(first.getInitializer()), 0);
  }
}
