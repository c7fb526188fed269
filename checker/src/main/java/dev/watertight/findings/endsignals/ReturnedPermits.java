package dev.watertight.findings.endsignals;

import static com.google.common.collect.ImmutableList.toImmutableList;
import static com.google.common.collect.ImmutableSet.toImmutableSet;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.TryTree;
import com.sun.source.util.TreePath;
import dev.watertight.channels.Endpoint;
import dev.watertight.counts.Amount;
import dev.watertight.paths.UnjoinedForks;
import dev.watertight.program.Graphs;
import dev.watertight.program.Loops;
import dev.watertight.program.Paths;
import dev.watertight.program.TestOutcomes;
import dev.watertight.wakers.Order;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Which releases give back what the same run of their body has acquired before, and no more. These
 * never make the permits more than there were at first, whoever else acquires some.
 *
 * @param counts the calls of one semaphore
 */
record ReturnedPermits(SignalCounts counts) {
  /** The releases that may make the permits more. */
  ImmutableList<TreePath> others() {
    ImmutableSet<TreePath> returned =
        AbandonedWaits.byBody(counts.signals()).asMap().values().stream()
            .filter(releases -> areReturned(ImmutableList.copyOf(releases)))
            .flatMap(Collection::stream)
            .collect(toImmutableSet());
    return counts.signals().stream()
        .filter(release -> !returned.contains(release))
        .collect(toImmutableList());
  }

  /** Whether the releases of one body do so: each of them behind an acquire of its own. */
  private boolean areReturned(ImmutableList<TreePath> releases) {
    TreePath body = Graphs.bodyAround(releases.get(0)).orElseThrow();
    ImmutableList<TreePath> acquires =
        counts.channel().endpoints().stream()
            .filter(Endpoint::isReceive)
            .map(Endpoint::path)
            .filter(acquire -> Graphs.isDirectlyIn(acquire, body.getLeaf()))
            .collect(toImmutableList());
    if (areMatched(releases, acquires)) {
      return true;
    }
    // One that only tries may get nothing.
    ImmutableSet<Tree> takes =
        counts.waits().stream().map(TreePath::getLeaf).collect(toImmutableSet());
    return releases.stream()
        .allMatch(
            release ->
                acquires.stream().allMatch(acquire -> isEnough(acquire, release))
                    && acquires.stream().anyMatch(acquire -> isSurelyBefore(acquire, release))
                    && releases.stream().noneMatch(other -> mayFailInto(other, release))
                    && isOnce(release, body, releases, takes));
  }

  /** Whether each release has an acquire for itself, which runs before each of its runs. */
  private boolean areMatched(ImmutableList<TreePath> releases, ImmutableList<TreePath> acquires) {
    List<TreePath> left = new ArrayList<>(acquires);
    return releases.stream()
        .sorted(Comparator.comparingInt(Paths::start))
        .allMatch(
            release ->
                left.stream()
                    .filter(
                        acquire ->
                            isEnough(acquire, release)
                                && isSurelyBefore(acquire, release)
                                && loop(acquire).equals(loop(release)))
                    .max(Comparator.comparingInt(Paths::start))
                    .filter(left::remove)
                    .isPresent());
  }

  private static Optional<Tree> loop(TreePath place) {
    return Loops.innermost(place).map(TreePath::getLeaf);
  }

  private boolean isEnough(TreePath acquire, TreePath release) {
    Amount given = counts.permitsOf(release.getLeaf()).most();
    Amount taken = counts.permitsOf(acquire.getLeaf()).least();
    return acquire.getLeaf() instanceof MethodInvocationTree
        && release.getLeaf() instanceof MethodInvocationTree
        && given.isMoreThan(taken).isNo();
  }

  /** Whether whatever comes to the release has acquired before: it was let through, or was told. */
  private boolean isSurelyBefore(TreePath acquire, TreePath release) {
    return counts.waits().stream().anyMatch(wait -> wait.getLeaf() == acquire.getLeaf())
        ? Order.isAlwaysBefore(acquire, release)
        : TestOutcomes.at(release, Graphs.bodyAround(release).orElseThrow().getLeaf()).stream()
            .anyMatch(outcome -> outcome.value() && outcome.test() == acquire.getLeaf());
  }

  /** Whether an exception may lead from behind one release to another. */
  private static boolean mayFailInto(TreePath from, TreePath to) {
    return Paths.aroundInBody(from).stream()
        .filter(around -> around.getLeaf() instanceof TryTree)
        .map(around -> (TryTree) around.getLeaf())
        .anyMatch(
            attempt ->
                (attempt.getFinallyBlock() != null
                        && Paths.isInside(to, attempt.getFinallyBlock())
                        && !Paths.isInside(from, attempt.getFinallyBlock()))
                    || (Paths.isInside(from, attempt.getBlock())
                        && attempt.getCatches().stream().anyMatch(c -> Paths.isInside(to, c))));
  }

  /**
   * Whether no path leads to a release from one before, without an acquire in between. The paths
   * have been followed if some leave the body behind a release.
   */
  private boolean isOnce(
      TreePath release, TreePath body, ImmutableList<TreePath> releases, ImmutableSet<Tree> takes) {
    UnjoinedForks.Result behind =
        UnjoinedForks.in(
            body,
            body.getLeaf(),
            false,
            releases.stream().map(TreePath::getLeaf).collect(toImmutableSet()),
            takes,
            ImmutableSet.of(release.getLeaf()),
            ImmutableMap.of(),
            counts.state());
    return behind.read().isEmpty() && behind.left();
  }
}
