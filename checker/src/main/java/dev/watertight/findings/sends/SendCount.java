package dev.watertight.findings.sends;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import dev.watertight.channels.Topology;
import dev.watertight.program.Graphs;
import dev.watertight.program.Paths;
import dev.watertight.tasks.Task;
import dev.watertight.tasks.Tasks;
import java.util.HashSet;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * How often code runs for one local channel: loop by loop, from the code that makes the channel.
 */
final class SendCount {
  private final Topology topology;
  private final VisitorState state;
  private final Set<Tree> seen = new HashSet<>();

  SendCount(Topology topology, VisitorState state) {
    this.topology = topology;
    this.state = state;
  }

  /** How often the code at a path runs; empty if the code does not say. */
  OptionalInt of(TreePath path) {
    OptionalInt own = LoopCount.of(Places.loopsAround(path, topology.maker()), state);
    Optional<TreePath> body = Graphs.bodyAround(path);
    if (own.isEmpty() || body.isEmpty() || Paths.isInside(topology.maker(), body.get().getLeaf())) {
      return own;
    }
    if (!Places.isRepeated(path, topology, state)) {
      return OptionalInt.of(1);
    }
    Optional<TreePath> before =
        seen.add(body.get().getLeaf()) ? reached(body.get()) : Optional.empty();
    OptionalInt outer = before.map(this::of).orElse(OptionalInt.empty());
    return outer.isPresent() ? OptionalInt.of(own.getAsInt() * outer.getAsInt()) : outer;
  }

  /** The only place that leads to the body; empty if there are several, or a library repeats it. */
  private Optional<TreePath> reached(TreePath body) {
    if (body.getLeaf() instanceof LambdaExpressionTree) {
      return start(body);
    }
    if (!(body.getLeaf() instanceof MethodTree method)) {
      return Optional.empty();
    }
    ImmutableList<TreePath> mentions =
        Places.mentions(ASTHelpers.getSymbol(method), topology, state);
    if (mentions.size() != 1) {
      return Optional.empty();
    }
    return Places.isCall(mentions.get(0)) ? Optional.of(mentions.get(0)) : start(mentions.get(0));
  }

  private Optional<TreePath> start(TreePath function) {
    TreePath inside =
        function.getLeaf() instanceof LambdaExpressionTree lambda
            ? new TreePath(function, lambda.getBody())
            : function;
    Set<Task> tasks = Tasks.of(inside, state);
    return tasks.size() == 1 && !Tasks.isCalledInPlace(function, state)
        ? Tasks.firstApart(tasks).map(Task.Apart::start)
        : Optional.empty();
  }
}
