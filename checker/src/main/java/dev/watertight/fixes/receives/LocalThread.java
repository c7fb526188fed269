package dev.watertight.fixes.receives;

import com.google.errorprone.VisitorState;
import com.google.errorprone.fixes.SuggestedFix;
import com.sun.source.tree.BlockTree;
import com.sun.source.tree.StatementTree;
import com.sun.source.util.TreePath;
import dev.watertight.fixes.edits.Members;
import dev.watertight.fixes.edits.SourceText;
import dev.watertight.program.Paths;
import java.util.Optional;

/**
 * A thread that is started and forgotten, and the new local variable that will keep it for what
 * comes later in its block.
 *
 * @param thread the expression that makes the thread
 * @param statement the statement that starts it
 * @param name the name of the new variable
 */
record LocalThread(TreePath thread, StatementTree statement, String name, VisitorState state) {

  /**
   * The thread, if it is made and started in one statement.
   *
   * @param place where it is to be named: behind the statement, in its block
   */
  static Optional<LocalThread> of(TaskRunner runner, TreePath place, VisitorState state) {
    if (!runner.isThread() || runner.variable().isPresent()) {
      return Optional.empty();
    }
    TreePath thread = runner.expression();
    return Paths.statement(thread)
        .filter(s -> KeptThread.isStarted(thread) && isBefore(s, place))
        .map(
            s ->
                new LocalThread(
                    thread,
                    (StatementTree) s.getLeaf(),
                    Members.unusedName("thread", thread),
                    state));
  }

  private static boolean isBefore(TreePath statement, TreePath place) {
    if (!(statement.getParentPath().getLeaf() instanceof BlockTree block)) {
      return false;
    }
    int index = block.getStatements().indexOf(statement.getLeaf());
    return block.getStatements().stream().skip(index + 1L).anyMatch(s -> Paths.isInside(place, s));
  }

  /** The edits that keep it. */
  void keep(SuggestedFix.Builder fix) {
    SourceText source = SourceText.of(state);
    int start = source.start(thread.getLeaf());
    fix.replace(start, start, "Thread " + name + " = ");
    KeptThread.startByName(thread, statement, name, source, fix);
  }
}
