package dev.watertight.findings.endsignals;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.util.TreePath;
import dev.watertight.channels.Endpoint;
import dev.watertight.channels.Topology;
import dev.watertight.counts.Runs;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Graphs;
import dev.watertight.program.Loops;
import dev.watertight.program.Paths;
import dev.watertight.program.Symbols;
import dev.watertight.tasks.Task;
import dev.watertight.tasks.Tasks;
import dev.watertight.values.Values;
import java.util.Optional;

/**
 * The one body of code that sends all values of a channel, once for each channel.
 *
 * @param path the method or lambda
 * @param sends the calls in it that send, or that call what sends
 * @param isTask whether a task apart runs it, rather than the thread that made the channel
 */
public record SendingBody(TreePath path, ImmutableList<TreePath> sends, boolean isTask) {
  private static final int DEPTH = 4;

  /** The body that sends; empty if there are several, or if it may run several times. */
  public static Optional<SendingBody> of(Topology channel, VisitorState state) {
    return new Finder(channel, state)
        .find(
            channel.sends().stream().map(Endpoint::path).collect(ImmutableList.toImmutableList()),
            DEPTH);
  }

  private record Finder(Topology channel, VisitorState state) {
    /** The innermost body that makes the calls, once for each channel, from a known place. */
    Optional<SendingBody> find(ImmutableList<TreePath> calls, int depth) {
      Optional<TreePath> around = Graphs.bodyAround(calls);
      if (around.isEmpty() || depth == 0) {
        return Optional.empty();
      }
      TreePath body = around.get();
      if (isMadeIn(body) || isOneTask(calls.get(0), body)) {
        return Optional.of(new SendingBody(body, calls, !isMadeIn(body)));
      }
      ImmutableList<TreePath> outer = callsOf(body);
      boolean once =
          body.getLeaf() instanceof MethodTree
              && outer.size() == 1
              && Loops.around(outer.get(0)).isEmpty();
      return find(outer, depth - 1)
          .map(found -> once ? new SendingBody(body, calls, found.isTask()) : found);
    }

    /** The calls of a method, or of what calls a function at once; none if not all are in view. */
    private ImmutableList<TreePath> callsOf(TreePath body) {
      if (!(body.getLeaf() instanceof MethodTree method)) {
        return Tasks.isCalledInPlace(body, state)
            ? ImmutableList.of(body.getParentPath())
            : ImmutableList.of();
      }
      ImmutableList<TreePath> mentions =
          CompilationIndex.of(state).mentions(ASTHelpers.getSymbol(method));
      return Symbols.isOpenToOthers(ASTHelpers.getSymbol(method))
              || !mentions.stream().allMatch(Runs::isCall)
          ? ImmutableList.of()
          : mentions.stream().map(TreePath::getParentPath).collect(ImmutableList.toImmutableList());
    }

    /** Whether each run of the body makes its own channel, or the object that keeps it. */
    private boolean isMadeIn(TreePath body) {
      if (Paths.isInside(channel.maker(), body.getLeaf()) || isOnceForAll(body)) {
        return true;
      }
      ClassTree type = ASTHelpers.findEnclosingNode(channel.maker(), ClassTree.class);
      ImmutableList<TreePath> creations =
          channel.isLocal() || type == null
              ? ImmutableList.of()
              : CompilationIndex.of(state).creations(ASTHelpers.getSymbol(type));
      return creations.size() == 1 && Paths.isInside(creations.get(0), body.getLeaf());
    }

    /** Whether the channel is made with its class, and the process runs the body once. */
    private boolean isOnceForAll(TreePath body) {
      return body.getLeaf() instanceof MethodTree method
          && Symbols.isMain(ASTHelpers.getSymbol(method))
          && CompilationIndex.of(state).mentions(ASTHelpers.getSymbol(method)).isEmpty()
          && channel.variables().stream()
              .anyMatch(
                  v ->
                      v.isStatic()
                          && Values.initial(v, state)
                              .filter(m -> m.getLeaf() == channel.maker().getLeaf())
                              .isPresent());
    }

    /**
     * Whether the body is the one task that runs the code, and belongs to the channel rather than
     * to what somebody hands over to be sent.
     */
    private boolean isOneTask(TreePath code, TreePath body) {
      Optional<Task.Apart> task =
          Optional.of(Tasks.of(code, state)).filter(t -> t.size() == 1).flatMap(Tasks::firstApart);
      boolean isBody =
          body.getLeaf() instanceof MethodTree
              ? callsOf(body).isEmpty()
              : task.filter(t -> t.body() == body.getLeaf()).isPresent();
      Optional<TreePath> starter = task.flatMap(t -> Graphs.bodyAround(t.start()));
      return isBody
          && starter.isPresent()
          && Loops.around(task.get().start()).isEmpty()
          && (channel.isLocal()
              || isMadeIn(starter.get())
              || (starter.get().getLeaf() instanceof MethodTree method
                  && (ASTHelpers.getSymbol(method).isConstructor()
                      || method.getParameters().isEmpty())));
    }
  }
}
