package dev.watertight.findings.endsignals;

import static com.google.common.collect.ImmutableList.toImmutableList;
import static com.google.common.collect.ImmutableSet.toImmutableSet;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.ListMultimap;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import dev.watertight.program.Graphs;
import dev.watertight.wakers.Order;
import java.util.Optional;

/**
 * Finds sections of code, each of which acquires a permit and gives it back, one of them not on
 * every way out. What a section gives back it has acquired before, so that none makes up for what
 * another one keeps.
 *
 * @param analysis what is asked of one semaphore
 */
record PermitSections(AbandonedWaits analysis) {
  Optional<AbandonedWait> find() {
    ImmutableList<TreePath> waits = analysis.counts().waits();
    ListMultimap<Tree, TreePath> releases = AbandonedWaits.byBody(analysis.counts().signals());
    ListMultimap<Tree, TreePath> acquires = AbandonedWaits.byBody(waits);
    return !analysis.counts().arePermits()
            || releases.keySet().size() < 2
            || releases.size() != analysis.counts().signals().size()
            || waits.size() != analysis.channel().receives().size()
            || waits.stream().anyMatch(analysis.counts()::takesAll)
            || !releases.keySet().equals(acquires.keySet())
            || !releases.values().stream().allMatch(this::isOfSection)
        ? Optional.empty()
        : releases.asMap().values().stream()
            .flatMap(own -> kept(own.stream().collect(toImmutableList())).stream())
            .findFirst();
  }

  /** Whether a body has acquired one before on whatever path it comes there. */
  private boolean isOfSection(TreePath release) {
    return analysis.counts().waits().stream()
        .filter(wait -> Graphs.areTogether(wait, release))
        .anyMatch(wait -> Order.isAlwaysBefore(wait, release));
  }

  private Optional<AbandonedWait> kept(ImmutableList<TreePath> releases) {
    TreePath body = Graphs.bodyAround(releases.get(0)).orElseThrow();
    ImmutableSet<Tree> acquired =
        analysis.counts().waits().stream()
            .filter(wait -> Graphs.isDirectlyIn(wait, body.getLeaf()))
            .map(TreePath::getLeaf)
            .collect(toImmutableSet());
    KeptPermits others = new KeptPermits(analysis);
    return analysis.counts().waits().stream()
        .filter(wait -> others.isAgain(wait) && others.isLeftAlone(wait))
        .findFirst()
        .flatMap(wait -> analysis.skipped(body, releases, wait, acquired, true));
  }
}
