package dev.watertight.findings.earlyclose;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.VisitorState;
import com.sun.source.util.TreePath;
import dev.watertight.channels.Endpoint;
import dev.watertight.channels.Topology;
import dev.watertight.model.ChannelOperation.Act;
import dev.watertight.program.Graphs;
import dev.watertight.program.Loops;
import dev.watertight.program.Paths;
import dev.watertight.tasks.Task;
import dev.watertight.tasks.Tasks;
import java.util.Optional;

/** Who takes the values of a channel while the one who ends it waits for the senders. */
public final class Receivers {
  private Receivers() {}

  /** The expressions that start tasks which receive. */
  public static ImmutableList<TreePath> starts(Topology channel, VisitorState state) {
    return channel.receives().stream()
        .flatMap(receive -> Tasks.apart(Tasks.of(receive.path(), state)).stream())
        .map(Task.Apart::start)
        .distinct()
        .collect(ImmutableList.toImmutableList());
  }

  /**
   * Whether the senders come to their end while the caller waits at a place of the code: no send
   * waits, or some receiver that was started before takes all that comes.
   */
  public static boolean areThereBefore(Topology channel, TreePath place, VisitorState state) {
    if (channel.capacity().isUnbounded()) {
      return true;
    }
    for (Endpoint receive : channel.receives()) {
      if (receive.act() == Act.DRAIN || Loops.around(receive.path()).isPresent()) {
        Optional<Task.Apart> task = Tasks.firstApart(Tasks.of(receive.path(), state));
        if (task.isPresent() && isBefore(task.get().start(), place)) {
          return true;
        }
      }
    }
    return false;
  }

  private static boolean isBefore(TreePath start, TreePath place) {
    Optional<TreePath> body = Graphs.bodyAround(place);
    return body.isPresent()
        && Paths.isInside(start, body.get().getLeaf())
        && Paths.start(start) < Paths.start(place);
  }
}
