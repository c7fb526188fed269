package dev.watertight.fixes.handles;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Range;
import com.google.errorprone.VisitorState;
import com.google.errorprone.fixes.SuggestedFix;
import com.sun.source.tree.BlockTree;
import com.sun.source.tree.ExpressionStatementTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.ReturnTree;
import com.sun.source.tree.StatementTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.TryTree;
import com.sun.source.util.TreePath;
import dev.watertight.fixes.edits.Allowed;
import dev.watertight.fixes.edits.SourceText;
import dev.watertight.fixes.edits.StatementEdits;
import java.util.List;

/** Inserts the {@code join()} that a task scope lacks. */
public final class JoinFixes {
  private JoinFixes() {}

  /** Joins the scope before the statement that reads a result. */
  public static ImmutableList<SuggestedFix> beforeRead(
      TreePath result, String scope, VisitorState state) {
    for (TreePath p = result; p.getParentPath() != null; p = p.getParentPath()) {
      if (p.getLeaf() instanceof LambdaExpressionTree) {
        break;
      }
      if (p.getParentPath().getLeaf() instanceof BlockTree block) {
        SourceText source = SourceText.of(state);
        Tree read = p.getLeaf();
        SuggestedFix.Builder fix = SuggestedFix.builder();
        List<? extends StatementTree> statements = block.getStatements();
        for (StatementTree later :
            statements.subList(statements.indexOf(read) + 1, statements.size())) {
          if (source.of(later).equals(join(scope))) {
            Range<Integer> lines = source.linesOf(later);
            if (lines == null) {
              return ImmutableList.of();
            }
            fix.replace(lines.lowerEndpoint(), lines.upperEndpoint(), "");
          } else if (isJoined(later, scope, state)) {
            return ImmutableList.of();
          }
        }
        return before(read, p, scope, fix, state);
      }
    }
    return ImmutableList.of();
  }

  /** Joins the scope at the end of the block that forks, before its return if it ends in one. */
  public static ImmutableList<SuggestedFix> afterForks(
      TreePath fork, String scope, VisitorState state) {
    TreePath child = fork;
    for (TreePath p = fork.getParentPath(); p != null; child = p, p = p.getParentPath()) {
      if (p.getLeaf() instanceof BlockTree block
          && p.getParentPath().getLeaf() instanceof TryTree attempt
          && attempt.getBlock() == block) {
        List<? extends StatementTree> statements = block.getStatements();
        if (isJoined(block, scope, state)) {
          return ImmutableList.of();
        }
        StatementTree last = statements.get(statements.size() - 1);
        if (last instanceof ReturnTree && last != child.getLeaf()) {
          return before(last, new TreePath(p, last), scope, SuggestedFix.builder(), state);
        }
        return last instanceof ExpressionStatementTree && Allowed.interrupts(p, state)
            ? fix(
                SuggestedFix.builder()
                    .postfixWith(
                        last,
                        SourceText.of(state)
                            .above(last, ImmutableList.of("", join(scope)))
                            .stripTrailing()),
                scope)
            : ImmutableList.of();
      }
      if (p.getLeaf() instanceof MethodTree) {
        break;
      }
    }
    return ImmutableList.of();
  }

  /** Joins the scope before each of the statements that leave it. */
  public static ImmutableList<SuggestedFix> beforeReturns(
      ImmutableSet<Tree> returns, String scope, VisitorState state) {
    SuggestedFix.Builder fix = SuggestedFix.builder();
    StatementEdits edits = new StatementEdits(SourceText.of(state));
    for (Tree exit : returns) {
      TreePath path = TreePath.getPath(state.getPath().getCompilationUnit(), exit);
      if (path == null
          || !Allowed.interrupts(path, state)
          || !edits.addBefore(path, ImmutableList.of(join(scope)), fix)) {
        return ImmutableList.of();
      }
    }
    return fix(fix, scope);
  }

  /** Whether code joins the scope: a second join() throws. */
  private static boolean isJoined(Tree code, String scope, VisitorState state) {
    return SourceText.of(state).of(code).contains(scope + ".join(");
  }

  private static ImmutableList<SuggestedFix> before(
      Tree statement, TreePath path, String scope, SuggestedFix.Builder fix, VisitorState state) {
    return Allowed.interrupts(path, state)
        ? fix(
            fix.prefixWith(
                statement, SourceText.of(state).above(statement, ImmutableList.of(join(scope)))),
            scope)
        : ImmutableList.of();
  }

  private static ImmutableList<SuggestedFix> fix(SuggestedFix.Builder fix, String scope) {
    return ImmutableList.of(fix.setShortDescription("Join " + scope + " first").build());
  }

  private static String join(String scope) {
    return scope + ".join();";
  }
}
