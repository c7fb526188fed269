package dev.watertight.counts;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.CatchTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.ThrowTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.TryTree;
import com.sun.source.tree.UnionTypeTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Type;
import dev.watertight.program.Paths;
import dev.watertight.program.Trees;
import dev.watertight.summaries.Summaries;
import dev.watertight.summaries.Thrown;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The catch clauses that leave out what data are refused for: {@code catch (NumberFormatException
 * e)} around a call that parses and what is done with its result. Such a refusal is no exception
 * but a condition like that of an {@code if}. What fails for other reasons, as I/O does, is left
 * aside: that nothing fails is a run that must not get stuck either.
 */
record Skips(ImmutableList<TreePath> counted, VisitorState state) {
  /** Whether a refusal that the clause catches may come before something that counts. */
  boolean areIn(TryTree attempt, CatchTree handler) {
    List<Type> caught = caught(handler);
    if (caught.isEmpty()) {
      return false;
    }
    for (TreePath path : counted) {
      if (Paths.isInside(path, attempt.getBlock()) && isRefusedBefore(path, attempt, caught)) {
        return true;
      }
    }
    return false;
  }

  private boolean isRefusedBefore(TreePath place, TryTree attempt, List<Type> caught) {
    TreePath block = place;
    while (block.getLeaf() != attempt.getBlock()) {
      block = block.getParentPath();
    }
    for (TreePath path :
        Trees.ownPathsIn(block, MethodInvocationTree.class, NewClassTree.class, ThrowTree.class)) {
      if (path.getLeaf() != place.getLeaf() && comesBefore(path, place) && refuses(path, caught)) {
        return true;
      }
    }
    return false;
  }

  /** In the text, or as a part, which is evaluated first. */
  private static boolean comesBefore(TreePath path, TreePath place) {
    return ASTHelpers.getStartPosition(path.getLeaf())
            <= ASTHelpers.getStartPosition(place.getLeaf())
        || Paths.isInside(path, place.getLeaf());
  }

  private boolean refuses(TreePath path, List<Type> caught) {
    if (path.getLeaf() instanceof ThrowTree statement) {
      return isCaught(ASTHelpers.getType(statement.getExpression()), caught);
    }
    return Summaries.ofCall(path, state)
        .isThrown(thrown -> isRefusal(thrown) && isCaught(thrown.type(), caught));
  }

  private static boolean isRefusal(Thrown thrown) {
    return switch (thrown.reason()) {
      case INPUT, REFUSAL, STATEMENT -> !thrown.isInterrupt();
      default -> false;
    };
  }

  /** Whether it is of a type that is caught, or may be: what a parser throws has no exact type. */
  private boolean isCaught(@Nullable Type thrown, List<Type> caught) {
    return thrown != null
        && caught.stream()
            .anyMatch(
                type ->
                    ASTHelpers.isSubtype(thrown, type, state)
                        || ASTHelpers.isSubtype(type, thrown, state));
  }

  /** What a clause catches, interrupts left out. */
  private static List<Type> caught(CatchTree handler) {
    Tree declared = handler.getParameter().getType();
    List<Type> types = new ArrayList<>();
    for (Tree each :
        declared instanceof UnionTypeTree union
            ? union.getTypeAlternatives()
            : ImmutableList.of(declared)) {
      Type type = ASTHelpers.getType(each);
      if (type != null
          && !type.tsym.getQualifiedName().contentEquals("java.lang.InterruptedException")) {
        types.add(type);
      }
    }
    return types;
  }
}
