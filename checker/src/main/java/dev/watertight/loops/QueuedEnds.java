package dev.watertight.loops;

import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.channels.Endpoint;
import dev.watertight.channels.Topology;
import dev.watertight.program.Arguments;
import dev.watertight.summaries.Effects;
import dev.watertight.summaries.Summaries;
import dev.watertight.tasks.TaskBodies;
import dev.watertight.values.Values;
import java.util.HashSet;
import java.util.Set;

/**
 * Whether a task that is sent on a channel ends the loop that runs it: it interrupts its own
 * thread, throws, or ends the process.
 */
public final class QueuedEnds {
  private final VisitorState state;
  private final Set<Tree> read = new HashSet<>();
  private boolean found;

  private QueuedEnds(VisitorState state) {
    this.state = state;
  }

  public static boolean in(Topology channel, VisitorState state) {
    QueuedEnds ends = new QueuedEnds(state);
    for (Endpoint send : channel.sends()) {
      send.value().ifPresent(ends::follow);
    }
    return ends.found;
  }

  private void follow(TreePath value) {
    Tree tree = ASTHelpers.stripParentheses(value.getLeaf());
    if (found || !read.add(tree)) {
      return;
    }
    if (TaskBodies.isMaker(tree)) {
      found =
          TaskBodies.code(new TreePath(value.getParentPath(), tree), state)
              .filter(code -> code.getLeaf() instanceof ClassTree ? anyEnds(code) : ends(code))
              .isPresent();
    } else if (ASTHelpers.getSymbol(tree) instanceof VarSymbol variable) {
      Values.assignedTo(variable, state).forEach(this::follow);
      // Others than the callers in view give tasks that are not known.
      Arguments.seenOf(variable, state).forEach(this::follow);
    }
  }

  private boolean anyEnds(TreePath type) {
    return ((ClassTree) type.getLeaf())
        .getMembers().stream()
            .filter(
                member ->
                    member instanceof MethodTree method
                        && !ASTHelpers.findSuperMethods(
                                ASTHelpers.getSymbol(method), state.getTypes())
                            .isEmpty())
            .anyMatch(method -> ends(new TreePath(type, method)));
  }

  private boolean ends(TreePath code) {
    Effects effects = Summaries.ofCode(code, state);
    return effects.exits()
        || effects.isThrown(thrown -> thrown.isOnPurpose() && !thrown.isMistake())
        || OwnThread.mayInterruptItself(code, state);
  }
}
