package dev.watertight.findings.sends.abandoned;

import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.util.TreePath;
import dev.watertight.channels.Endpoint;
import dev.watertight.channels.Topology;
import dev.watertight.counts.Runs;
import dev.watertight.findings.sends.Places;
import dev.watertight.program.Graphs;
import dev.watertight.program.Paths;
import dev.watertight.tasks.Task;
import dev.watertight.tasks.Tasks;
import dev.watertight.wakers.ProgramTasks;
import java.util.Optional;

/** Whether the receives in view are all that will ever come, each of them once or in its loop. */
final class LastReceives {
  private final Topology topology;
  private final VisitorState state;

  LastReceives(Topology topology, VisitorState state) {
    this.topology = topology;
    this.state = state;
  }

  /** Whether the receives are all that will ever come: of a field, those of tasks apart. */
  boolean isInView(Endpoint receive, ImmutableSet<Task> senders) {
    ImmutableSet<Task> tasks = topology.tasksOf(receive, state);
    if (!tasks.isEmpty() && tasks.stream().allMatch(Task.Apart.class::isInstance)) {
      return tasks.stream().noneMatch(t -> isRestarted((Task.Apart) t, receive));
    }
    if (topology.isLocal()) {
      return tasks.equals(Tasks.of(topology.maker(), state));
    }
    Optional<TreePath> body = Graphs.bodyAround(receive.path());
    return body.isPresent()
        && Tasks.firstApart(senders)
            .flatMap(a -> Places.anchors(a.start(), body.get().getLeaf(), topology, state))
            .isPresent();
  }

  /** Whether what receives is started once for each channel, by the program itself. */
  boolean areStartedOnce() {
    return topology.receives().stream()
        .flatMap(receive -> topology.tasksOf(receive, state).stream())
        .allMatch(
            task -> task instanceof Task.Apart apart && ProgramTasks.isOnce(apart.start(), state));
  }

  /** Whether the task that receives may run again when it has ended. */
  private boolean isRestarted(Task.Apart task, Endpoint receive) {
    if (task.start().getLeaf() instanceof MethodInvocationTree call
        && ASTHelpers.getSymbol(call).getSimpleName().toString().startsWith("schedule")) {
      return true;
    }
    Optional<TreePath> own = Graphs.bodyAround(receive.path());
    if (own.isEmpty() || Paths.isInside(task.start(), own.get().getLeaf())) {
      return true;
    }
    return !topology.isLocal()
        && (Runs.isRepeated(task.start(), topology, state)
            || Tasks.firstApart(Tasks.of(task.start(), state)).isPresent()
            || topology.sends().stream()
                .anyMatch(
                    s ->
                        Graphs.bodyAround(s.path())
                            .map(TreePath::getLeaf)
                            .equals(Graphs.bodyAround(task.start()).map(TreePath::getLeaf))));
  }

  /** The first of several receives of the same code, the others being in a loop after it. */
  boolean isBeforeLoop(Endpoint receive) {
    Optional<TreePath> body = Graphs.bodyAround(receive.path());
    return topology.receives().stream()
        .anyMatch(
            r ->
                Places.start(r.path()) > Places.start(receive.path())
                    && !Places.loopsAround(r.path(), topology.maker()).isEmpty()
                    && Graphs.bodyAround(r.path())
                        .filter(b -> body.isPresent() && b.getLeaf() == body.get().getLeaf())
                        .isPresent());
  }

  boolean isCalledInLoop(TreePath path) {
    Optional<TreePath> body = Graphs.bodyAround(path);
    if (body.isEmpty()
        || !(body.get().getLeaf() instanceof MethodTree method)
        || Paths.isInside(topology.maker(), method)) {
      return body.isPresent()
          && !Paths.isInside(topology.maker(), body.get().getLeaf())
          && Tasks.isCalledInPlace(body.get(), state);
    }
    for (TreePath mention : Runs.mentions(ASTHelpers.getSymbol(method), topology, state)) {
      if (mention.getParentPath().getLeaf() instanceof MethodInvocationTree call
          && call.getMethodSelect() == mention.getLeaf()
          && (!Places.loopsAround(mention, topology.maker()).isEmpty()
              || (Graphs.bodyAround(mention).filter(b -> b.getLeaf() != method).isPresent()
                  && isCalledInLoop(mention)))) {
        return true;
      }
    }
    return false;
  }
}
