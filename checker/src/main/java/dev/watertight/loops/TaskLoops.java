package dev.watertight.loops;

import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.DoWhileLoopTree;
import com.sun.source.tree.ForLoopTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.WhileLoopTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import dev.watertight.program.Paths;
import dev.watertight.program.Trees;
import dev.watertight.summaries.Summaries;
import dev.watertight.tasks.TaskBodies;
import dev.watertight.tasks.TaskStarts;
import dev.watertight.values.Origins;
import java.util.stream.Stream;

/** The loops that tasks run. */
public final class TaskLoops {
  /* How deep the methods are looked at that a task calls. */
  private static final int DEPTH = 3;

  private TaskLoops() {}

  /** The loops of the tasks that a call starts, but for those over elements. */
  public static Stream<TreePath> startedBy(TreePath start, VisitorState state) {
    return bodies(start, state)
        .flatMap(
            body -> Stream.concat(Stream.of(body), Summaries.bodies(body, DEPTH, state).stream()))
        .flatMap(
            code ->
                Trees.ownPathsIn(
                    code, WhileLoopTree.class, DoWhileLoopTree.class, ForLoopTree.class)
                    .stream());
  }

  private static Stream<TreePath> bodies(TreePath start, VisitorState state) {
    if (!(ASTHelpers.getSymbol(start.getLeaf()) instanceof MethodSymbol method)
        || method.isConstructor()) {
      return Stream.empty();
    }
    // A thread has been given its task before it is started.
    return TaskStarts.startsThread(method, state)
        ? Paths.receiver(start)
            .flatMap(thread -> Origins.one(thread, NewClassTree.class::isInstance, state))
            .flatMap(made -> TaskBodies.startedBy(made, state))
            .stream()
        : TaskBodies.given(start, state);
  }
}
