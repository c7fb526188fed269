package dev.watertight.findings.endsignals;

import static com.google.common.collect.ImmutableList.toImmutableList;
import static com.google.common.collect.ImmutableSet.toImmutableSet;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import dev.watertight.counts.Runs;
import dev.watertight.program.Graphs;
import dev.watertight.wakers.ProgramTasks;
import java.util.Collection;
import java.util.Optional;

/**
 * Finds permits that a body acquires and keeps on some way out, where others need them.
 *
 * @param analysis what is asked of one semaphore
 */
record KeptPermits(AbandonedWaits analysis) {
  /**
   * A permit that a body acquires and does not give back, whoever acquires the next one, or all
   * there are.
   */
  Optional<AbandonedWait> find() {
    ImmutableList<TreePath> drains =
        analysis.counts().waits().stream()
            .filter(analysis.counts()::takesAll)
            .collect(toImmutableList());
    ImmutableList<TreePath> signals =
        analysis.counts().signals().stream()
            .filter(signal -> drains.isEmpty() || !analysis.counts().takesAll(signal))
            .collect(toImmutableList());
    Optional<TreePath> body = Graphs.bodyAround(signals);
    if (!analysis.counts().arePermits() || body.isEmpty() || isGivenBackByOthers(drains)) {
      return Optional.empty();
    }
    ImmutableSet<Tree> acquired =
        analysis.counts().waits().stream()
            .filter(wait -> Graphs.isDirectlyIn(wait, body.get().getLeaf()))
            .map(TreePath::getLeaf)
            .collect(toImmutableSet());
    if (acquired.isEmpty() && analysis.isAlwaysDone(signals, body.get())) {
      return drains.stream()
          .filter(analysis.left()::isAt)
          .findFirst()
          .flatMap(drain -> ofBorrower(analysis.left().callsOf(body.get()), drain));
    }
    return acquired.isEmpty()
            || acquired.size() < analysis.channel().receives().size() - drains.size()
        ? Optional.empty()
        : analysis.counts().waits().stream()
            .filter(
                wait ->
                    drains.contains(wait)
                        ? !acquired.contains(wait.getLeaf()) && analysis.left().isAt(wait)
                        : Runs.isRepeated(wait, analysis.channel(), analysis.state())
                            || ProgramTasks.isCalledByOthers(wait, analysis.state()))
            .findFirst()
            .flatMap(wait -> analysis.skipped(body.get(), signals, wait, acquired, true));
  }

  /** Whether somebody gives back all permits without having acquired them: those of others. */
  private boolean isGivenBackByOthers(ImmutableList<TreePath> drains) {
    return !drains.isEmpty()
        && analysis.counts().signals().stream()
            .filter(analysis.counts()::takesAll)
            .anyMatch(signal -> drains.stream().noneMatch(d -> Graphs.areTogether(d, signal)));
  }

  /** The same of a body that calls a method to acquire it, and another to give it back. */
  private Optional<AbandonedWait> ofBorrower(ImmutableList<TreePath> releases, TreePath drain) {
    Collection<Collection<TreePath>> bodies = AbandonedWaits.byBody(releases).asMap().values();
    return bodies.stream()
            .map(own -> Graphs.bodyAround(own.iterator().next()).orElseThrow())
            .anyMatch(
                body ->
                    analysis.taken(body).isEmpty() || Graphs.isDirectlyIn(drain, body.getLeaf()))
        ? Optional.empty()
        : bodies.stream()
            .map(ImmutableList::copyOf)
            .flatMap(
                own -> {
                  TreePath body = Graphs.bodyAround(own.get(0)).orElseThrow();
                  return analysis.skipped(body, own, drain, analysis.taken(body), true).stream();
                })
            .findFirst();
  }
}
