package dev.watertight.fixes.edits;

import com.google.errorprone.VisitorState;
import com.google.errorprone.fixes.SuggestedFix;
import com.google.errorprone.util.ASTHelpers;
import com.google.errorprone.util.Reachability;
import com.sun.source.tree.BlockTree;
import com.sun.source.tree.ForLoopTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.StatementTree;
import com.sun.source.tree.SwitchExpressionTree;
import com.sun.source.tree.SwitchTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.WhileLoopTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Type;
import com.sun.tools.javac.code.TypeTag;
import dev.watertight.program.Graphs;
import dev.watertight.program.Loops;
import java.util.Optional;

/** The jump by which a catch clause inside a loop leaves the loop. */
public record LoopJump(TreePath clause, TreePath loop, VisitorState state) {
  /** The statement that leaves the loop from the clause, if one compiles. */
  public static Optional<String> from(TreePath clause, TreePath loop, VisitorState state) {
    return new LoopJump(clause, loop, state).find();
  }

  private Optional<String> find() {
    TreePath body = loop;
    boolean last = true;
    while (!(body.getLeaf() instanceof MethodTree)
        && !(body.getLeaf() instanceof LambdaExpressionTree)) {
      Tree child = body.getLeaf();
      body = body.getParentPath();
      if (body == null) {
        return Optional.empty();
      }
      if (body.getLeaf() instanceof BlockTree block) {
        last &= block.getStatements().get(block.getStatements().size() - 1) == child;
      } else if (Loops.isLoop(body.getLeaf())) {
        last = false;
      }
    }
    if (isInSwitchExpression()) {
      return Optional.empty();
    }
    boolean returnsNothing = returnsNothing(body.getLeaf(), state);
    boolean breaks = isBreakOfLoop();
    if (returnsNothing) {
      return Optional.of(breaks && !last ? "break;" : "return;");
    }
    if (breaks && Reachability.canCompleteNormally((StatementTree) loop.getLeaf())) {
      return Optional.of("break;");
    }
    return returnsReference(body.getLeaf()) ? Optional.of("return null;") : Optional.empty();
  }

  private boolean isInSwitchExpression() {
    for (Tree tree : clause) {
      if (tree == loop.getLeaf()) {
        return false;
      }
      if (tree instanceof SwitchExpressionTree) {
        return true;
      }
    }
    return false;
  }

  /** Whether {@code break} in the clause leaves the loop, and no other one or a switch. */
  private boolean isBreakOfLoop() {
    for (TreePath p = clause.getParentPath(); p != null; p = p.getParentPath()) {
      Tree tree = p.getLeaf();
      if (tree == loop.getLeaf()) {
        return true;
      }
      if (Loops.isLoop(tree) || tree instanceof SwitchTree) {
        return false;
      }
    }
    return false;
  }

  private static Type returned(Tree body, VisitorState state) {
    return body instanceof MethodTree method
        ? ASTHelpers.getSymbol(method).getReturnType()
        : state.getTypes().findDescriptorType(ASTHelpers.getType(body)).getReturnType();
  }

  /** Gives a loop that has no condition one; false if it has one, or is of another kind. */
  public static boolean goOnWhile(
      String condition, Tree loop, SourceText source, SuggestedFix.Builder fix) {
    if (loop instanceof WhileLoopTree repeated && Loops.isTrue(repeated.getCondition())) {
      fix.replace(repeated.getCondition(), "(" + condition + ")");
      return true;
    }
    boolean isBare =
        loop instanceof ForLoopTree counting
            && counting.getCondition() == null
            && counting.getInitializer().isEmpty()
            && counting.getUpdate().isEmpty();
    if (isBare) {
      int body = source.trimmed(source.start(((ForLoopTree) loop).getStatement()));
      fix.replace(source.start(loop), body, "while (" + condition + ")");
    }
    return isBare;
  }

  /** Whether code is in a method or lambda that returns no value. */
  public static boolean isInVoid(TreePath code, VisitorState state) {
    return Graphs.bodyAround(code).filter(b -> returnsNothing(b.getLeaf(), state)).isPresent();
  }

  /** Whether a method or lambda returns no value. */
  public static boolean returnsNothing(Tree body, VisitorState state) {
    return (body instanceof MethodTree method && ASTHelpers.getSymbol(method).isConstructor())
        || returned(body, state).hasTag(TypeTag.VOID);
  }

  private boolean returnsReference(Tree body) {
    return !returned(body, state).isPrimitive();
  }
}
