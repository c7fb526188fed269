package dev.watertight.findings.locks;

import static com.google.common.collect.ImmutableSet.toImmutableSet;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Type;
import dev.watertight.locks.Hold;
import dev.watertight.paths.Loss;
import dev.watertight.paths.Loss.Exit;
import dev.watertight.paths.Protocol;
import dev.watertight.paths.Walker;
import dev.watertight.program.CatchClauses;
import dev.watertight.program.Loops;
import dev.watertight.program.Paths;
import dev.watertight.program.TestOutcomes;
import dev.watertight.summaries.Exceptions;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.checkerframework.errorprone.dataflow.cfg.node.Node;
import org.jspecify.annotations.Nullable;

/**
 * Finds ways out of a body on which it has given a lock back less often than the rounds of a loop
 * have taken it: each time counts that the same thread takes it.
 */
final class TakenAgain implements Protocol<Integer> {
  /* How often it has been taken; more is taken to be that often. */
  private static final int MOST = 2;

  private final Tree taken;
  private final ImmutableSet<Tree> releases;
  private final Predicate<Tree> throwing;
  private final Set<Loss> losses = new LinkedHashSet<>();
  private boolean isAgain;

  private TakenAgain(Tree taken, ImmutableSet<Tree> releases, Predicate<Tree> throwing) {
    this.taken = taken;
    this.throwing = throwing;
    this.releases = releases;
  }

  /**
   * The first of these ways, if each round of the loop around a call takes the same lock.
   *
   * @param throwing whether a call throws an unchecked exception on purpose
   */
  static Optional<Loss> loss(
      TreePath taken,
      TreePath body,
      ImmutableList<TreePath> releases,
      Predicate<Tree> throwing,
      VisitorState state) {
    Optional<TreePath> loop = Loops.innermost(taken);
    if (loop.isEmpty()
        || !isOne(taken, loop.get(), state)
        || !TestOutcomes.at(taken, Loops.body(loop.get().getLeaf()).orElseThrow()).isEmpty()
        || releases.stream().anyMatch(release -> isInOtherLoop(release, taken))) {
      return Optional.empty();
    }
    TakenAgain search =
        new TakenAgain(
            taken.getLeaf(),
            releases.stream().map(TreePath::getLeaf).collect(toImmutableSet()),
            throwing);
    return Walker.walk(body, search, state) && search.isAgain
        ? search.losses.stream().findFirst()
        : Optional.empty();
  }

  /** Whether a lock is given back in a loop that does not take it: so often, perhaps. */
  private static boolean isInOtherLoop(TreePath release, TreePath taken) {
    return Paths.aroundInBody(release).stream()
        .anyMatch(
            around -> Loops.isLoop(around.getLeaf()) && !Paths.isInside(taken, around.getLeaf()));
  }

  /** Whether a name stands for the same lock in all rounds. */
  private static boolean isOne(TreePath call, TreePath loop, VisitorState state) {
    return Hold.ofLock(call, state)
        .filter(
            hold ->
                hold.object()
                    .declarations(state)
                    .noneMatch(declaration -> Paths.isInside(declaration, loop.getLeaf())))
        .isPresent();
  }

  @Override
  public Integer atEntry() {
    return 0;
  }

  @Override
  public Integer step(Node node, Integer times) {
    Tree tree = node.getTree();
    if (tree == taken) {
      isAgain |= times > 0;
      return Math.min(times + 1, MOST);
    }
    return tree != null && releases.contains(tree) && times > 0 ? times - 1 : times;
  }

  @Override
  public boolean isThrown(Node node, Type exception, Integer times, Exceptions exceptions) {
    return exceptions.isChecked(node.getTree(), exception)
        || (times > 0 && exceptions.isUnchecked(exception) && throwing.test(node.getTree()));
  }

  /** Who interrupts knows that he cuts it short. */
  @Override
  public boolean isIgnored(Type exception) {
    return CatchClauses.isInterrupt(exception);
  }

  /** What fails has not taken it. */
  @Override
  public Integer onThrow(Node node, Integer before, Integer after) {
    return node.getTree() == taken ? before : after;
  }

  @Override
  public void leave(Exit exit, Integer times, @Nullable Tree at, String exception) {
    if (times > 0) {
      losses.add(Loss.at(exit, at, exception));
    }
  }
}
