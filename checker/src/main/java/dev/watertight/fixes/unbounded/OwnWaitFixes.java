package dev.watertight.fixes.unbounded;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.VisitorState;
import com.google.errorprone.fixes.SuggestedFix;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.BlockTree;
import com.sun.source.tree.ExpressionStatementTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.util.TreePath;
import dev.watertight.fixes.edits.SourceText;
import dev.watertight.fixes.edits.StatementEdits;
import dev.watertight.program.Symbols;
import java.util.Optional;

/** Lets a thread wait for another one only, where it would wait for itself. */
public final class OwnWaitFixes {
  private OwnWaitFixes() {}

  /** The fix, for a wait that is a statement and names the thread. */
  public static Optional<SuggestedFix> of(TreePath wait, VisitorState state) {
    ExpressionTree thread = Symbols.receiver(wait.getLeaf());
    TreePath statement = wait.getParentPath();
    if (thread == null
        || !Symbols.isA(ASTHelpers.getType(thread), "java.lang.Thread", state)
        || !(statement.getLeaf() instanceof ExpressionStatementTree)
        || !(statement.getParentPath().getLeaf() instanceof BlockTree)) {
      return Optional.empty();
    }
    SourceText source = SourceText.of(state);
    SuggestedFix.Builder fix =
        SuggestedFix.builder().setShortDescription("Wait for another thread only");
    new StatementEdits(source)
        .replace(
            statement,
            ImmutableList.<String>builder()
                .add("if (Thread.currentThread() != %s) {".formatted(source.of(thread)))
                .addAll(
                    source.lines(statement.getLeaf()).stream()
                        .map(line -> source.unit() + line)
                        .toList())
                .add("}")
                .build(),
            fix);
    return Optional.of(fix.build());
  }
}
