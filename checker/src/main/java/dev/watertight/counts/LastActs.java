package dev.watertight.counts;

import com.google.common.collect.Iterables;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.BlockTree;
import com.sun.source.tree.CaseTree;
import com.sun.source.tree.CatchTree;
import com.sun.source.tree.ExpressionStatementTree;
import com.sun.source.tree.IfTree;
import com.sun.source.tree.LabeledStatementTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.ReturnTree;
import com.sun.source.tree.StatementTree;
import com.sun.source.tree.SwitchTree;
import com.sun.source.tree.SynchronizedTree;
import com.sun.source.tree.ThrowTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.TryTree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Type;
import dev.watertight.program.CatchClauses;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Loops;
import dev.watertight.program.Paths;
import dev.watertight.program.Trees;
import java.util.List;

/**
 * The calls of a {@code try} block that have not been made when a catch clause is entered: nothing
 * behind them throws what that catches, and neither do they once they have done their work. So
 * {@code try { load(); latch.countDown(); } catch (IOException e) { latch.countDown(); }} counts
 * down once.
 *
 * <p>Of a checked exception, the declarations say who throws it. Any code may throw another, so
 * there only jumps may come behind, and the call is one of a library, which fails before it does
 * anything if it fails.
 *
 * @param attempt the statement
 * @param handler its catch clause
 * @param state the compilation
 */
record LastActs(TryTree attempt, CatchTree handler, VisitorState state) {
  /** Whether a call is one of them. */
  boolean include(TreePath call) {
    if (!(call.getLeaf() instanceof MethodInvocationTree invocation)
        || !Paths.isInside(call, attempt.getBlock())
        || !failsFirst(ASTHelpers.getSymbol(invocation))) {
      return false;
    }
    boolean isLeft = false;
    for (TreePath p = call; p.getLeaf() != attempt.getBlock(); p = p.getParentPath()) {
      Tree around = p.getParentPath().getLeaf();
      if (!isQuietBehind(p.getLeaf(), around, isLeft)) {
        return false;
      }
      isLeft |=
          around instanceof ReturnTree
              || (around instanceof BlockTree block
                  && Iterables.getLast(block.getStatements()) instanceof ReturnTree);
    }
    return true;
  }

  /** Whether a call throws nothing that is caught once it has done its work. */
  private boolean failsFirst(MethodSymbol method) {
    return !CompilationIndex.of(state).isInView(method) || (isDeclared() && !declares(method));
  }

  /** Whether what runs in a tree behind a part of it throws nothing that is caught. */
  private boolean isQuietBehind(Tree part, Tree tree, boolean isLeft) {
    if (tree instanceof BlockTree block) {
      return isLeft || areQuietBehind(part, block.getStatements());
    }
    if (tree instanceof CaseTree label) {
      List<? extends StatementTree> statements = label.getStatements();
      return isLeft
          || statements == null
          || (areQuietBehind(part, statements) && Loops.leaves(Iterables.getLast(statements)));
    }
    if (tree instanceof TryTree inner) {
      return inner.getResources().isEmpty()
          && (part != inner.getBlock() || inner.getCatches().stream().allMatch(this::isQuiet))
          && (inner.getFinallyBlock() == null || isQuiet(inner.getFinallyBlock()));
    }
    if (tree instanceof IfTree test) {
      return part != test.getCondition();
    }
    return tree instanceof ExpressionStatementTree
        || tree instanceof CatchTree
        || (tree instanceof SynchronizedTree locked && part == locked.getBlock())
        || (tree instanceof SwitchTree choice && part != choice.getExpression())
        || tree instanceof LabeledStatementTree
        || tree instanceof ReturnTree
        || (isDeclared() && (tree instanceof VariableTree || tree instanceof AssignmentTree));
  }

  private boolean areQuietBehind(Tree part, List<? extends StatementTree> statements) {
    return statements.contains(part)
        && statements.stream().skip(statements.indexOf(part) + 1).allMatch(this::isQuiet);
  }

  private boolean isQuiet(Tree code) {
    return isDeclared()
        ? !Trees.any(code, tree -> throwsCaught(tree) || closes(tree))
        : code instanceof StatementTree statement && Loops.leaves(statement) && isJump(statement);
  }

  private static boolean closes(Tree tree) {
    return tree instanceof TryTree attempt && !attempt.getResources().isEmpty();
  }

  private static boolean isJump(StatementTree statement) {
    return !(statement instanceof ThrowTree)
        && !Trees.any(
            statement, t -> t instanceof MethodInvocationTree || t instanceof NewClassTree);
  }

  private boolean throwsCaught(Tree tree) {
    return tree instanceof ThrowTree statement
        ? isCaught(ASTHelpers.getType(statement.getExpression()))
        : (tree instanceof MethodInvocationTree || tree instanceof NewClassTree)
            && ASTHelpers.getSymbol(tree) instanceof MethodSymbol method
            && declares(method);
  }

  private boolean declares(MethodSymbol method) {
    return method.getThrownTypes().stream().anyMatch(this::isCaught);
  }

  private boolean isCaught(Type thrown) {
    return CatchClauses.types(handler).stream()
        .anyMatch(type -> CatchClauses.areRelated(thrown, type, state));
  }

  /** Whether nothing is caught but what methods have to declare. */
  private boolean isDeclared() {
    return CatchClauses.types(handler).stream()
        .allMatch(
            type ->
                !CatchClauses.areRelated(type, state.getSymtab().runtimeExceptionType, state)
                    && !CatchClauses.areRelated(type, state.getSymtab().errorType, state));
  }
}
