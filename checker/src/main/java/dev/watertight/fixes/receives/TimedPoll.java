package dev.watertight.fixes.receives;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.VisitorState;
import com.google.errorprone.fixes.SuggestedFix;
import com.google.errorprone.fixes.SuggestedFixes;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.BlockTree;
import com.sun.source.tree.ExpressionStatementTree;
import com.sun.source.tree.IfTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.SynchronizedTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.TryTree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.fixes.edits.SourceText;
import dev.watertight.fixes.edits.StatementEdits;
import dev.watertight.program.Symbols;

/** Puts a time limit on a wait for a value from a queue. */
final class TimedPoll {

  private TimedPoll() {}

  /**
   * {@code poll(1, TimeUnit.SECONDS)} in place of {@code take()}, and one more round if there was
   * nothing; false if the value is not in a variable.
   */
  static boolean add(TreePath wait, TreePath loop, SuggestedFix.Builder fix, VisitorState state) {
    if (wait.getCompilationUnit() != state.getPath().getCompilationUnit()
        || !(wait.getLeaf() instanceof MethodInvocationTree call)
        || !call.getArguments().isEmpty()
        || !(call.getMethodSelect() instanceof MemberSelectTree select)
        || !select.getIdentifier().contentEquals("take")
        || !Symbols.isA(
            ASTHelpers.getType(select.getExpression()),
            "java.util.concurrent.BlockingQueue",
            state)) {
      return false;
    }
    TreePath parent = wait.getParentPath();
    TreePath statement =
        parent.getLeaf() instanceof VariableTree
            ? parent
            : parent.getLeaf() instanceof AssignmentTree ? parent.getParentPath() : null;
    if (statement == null
        || !(statement.getLeaf() instanceof VariableTree
            || statement.getLeaf() instanceof ExpressionStatementTree)
        || !(statement.getParentPath().getLeaf() instanceof BlockTree)
        || !continues(statement, loop)
        || !(ASTHelpers.getSymbol(
                parent.getLeaf() instanceof AssignmentTree assignment
                    ? assignment.getVariable()
                    : parent.getLeaf())
            instanceof VarSymbol value)
        || value.type.isPrimitive()) {
      return false;
    }
    SourceText source = SourceText.of(state);
    String unit = SuggestedFixes.qualifyType(state, fix, "java.util.concurrent.TimeUnit");
    int from = source.end(select.getExpression());
    fix.replace(from, source.end(call), ".poll(1, " + unit + ".SECONDS)");
    String step = source.unit(statement.getParentPath().getLeaf(), statement.getLeaf());
    String test = "if (" + value.getSimpleName() + " == null) {";
    return new StatementEdits(source)
        .addBehind(statement, ImmutableList.of(test, step + "continue;", "}"), fix);
  }

  /** Whether {@code continue} at the statement goes on with the loop. */
  private static boolean continues(TreePath statement, TreePath loop) {
    for (TreePath p = statement.getParentPath(); p != null; p = p.getParentPath()) {
      Tree tree = p.getLeaf();
      if (tree == loop.getLeaf()) {
        return true;
      }
      if (tree instanceof LambdaExpressionTree
          || !(tree instanceof BlockTree
              || tree instanceof TryTree
              || tree instanceof IfTree
              || tree instanceof SynchronizedTree)) {
        return false;
      }
    }
    return false;
  }
}
