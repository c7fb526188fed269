package dev.watertight.findings.sends.unreceived;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.sun.source.util.TreePath;
import dev.watertight.channels.Endpoint;
import dev.watertight.channels.Topology;
import dev.watertight.counts.Amount;
import dev.watertight.counts.CallerCases;
import dev.watertight.counts.Runs;
import dev.watertight.tasks.Task;
import dev.watertight.tasks.TaskStarts;
import dev.watertight.tasks.Tasks;
import dev.watertight.wakers.Beginnings;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds one thread that exchanges more often than all others together do. */
record LonelyPartners(Topology topology, VisitorState state) {
  Optional<Endpoint> find() {
    Map<ImmutableSet<Task>, ImmutableList<Endpoint>> sides = new LinkedHashMap<>();
    for (Endpoint use : topology.endpoints()) {
      sides.merge(
          topology.tasksOf(use, state),
          ImmutableList.of(use),
          (a, b) -> Stream.concat(a.stream(), b.stream()).collect(toImmutableList()));
    }
    return sides.entrySet().stream()
        .filter(side -> sides.size() > 1 && isOneThread(side.getKey()))
        .map(Map.Entry::getValue)
        .filter(
            own -> {
              ImmutableList<Endpoint> others =
                  topology.endpoints().stream()
                      .filter(use -> !own.contains(use))
                      .collect(toImmutableList());
              return exceeds(own, others);
            })
        .map(own -> own.get(0))
        .findFirst();
  }

  private boolean exceeds(ImmutableList<Endpoint> own, ImmutableList<Endpoint> others) {
    Amount comes = Runs.of(paths(own), topology, state).least();
    Amount met = Runs.of(paths(others), topology, state).most();
    return comes.isMoreThan(met).isYes()
        || CallerCases.exceeding(comes, met, () -> Beginnings.of(own.get(0).path(), state), state)
            .isPresent();
  }

  private static ImmutableList<TreePath> paths(ImmutableList<Endpoint> uses) {
    return uses.stream().map(Endpoint::path).collect(toImmutableList());
  }

  /** Whether one thread runs it all: for one channel, there is one that calls its maker. */
  private boolean isOneThread(ImmutableSet<Task> tasks) {
    return tasks.size() == 1
        && Tasks.firstApart(tasks)
            .map(apart -> !Runs.of(TaskStarts.of(apart, state), topology, state).isRepeated())
            .orElse(true);
  }
}
