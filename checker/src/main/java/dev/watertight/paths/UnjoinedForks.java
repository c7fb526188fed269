package dev.watertight.paths;

import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Type;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import org.checkerframework.errorprone.dataflow.cfg.node.Node;
import org.jspecify.annotations.Nullable;

/**
 * Fork, join, then read: looks for reads after a fork that nothing has joined, and for ways out
 * there. The state is whether something is forked and not joined.
 *
 * <p>Paths by exceptions are left out: an exception leaves the results unread, and says more than
 * the protocol that it breaks.
 */
public final class UnjoinedForks implements Protocol<Boolean> {
  private final ImmutableSet<Tree> forks;
  private final ImmutableSet<Tree> joins;
  private final ImmutableSet<Tree> reads;
  private final Set<Tree> early = new LinkedHashSet<>();
  private boolean left;

  private UnjoinedForks(
      ImmutableSet<Tree> forks, ImmutableSet<Tree> joins, ImmutableSet<Tree> reads) {
    this.forks = forks;
    this.joins = joins;
    this.reads = reads;
  }

  /**
   * The first read of the body that comes too early on some path, or else whether the body is left
   * too early.
   */
  public static Result in(
      TreePath body,
      ImmutableSet<Tree> forks,
      ImmutableSet<Tree> joins,
      ImmutableSet<Tree> reads,
      VisitorState state) {
    UnjoinedForks search = new UnjoinedForks(forks, joins, reads);
    return Walker.walk(body, search, state)
        ? new Result(
            search.early.stream().min(Comparator.comparingInt(ASTHelpers::getStartPosition)),
            search.left)
        : new Result(Optional.empty(), false);
  }

  /** What was found. */
  public record Result(Optional<Tree> read, boolean left) {}

  @Override
  public Boolean atEntry() {
    return false;
  }

  @Override
  public Boolean step(Node node, Boolean forked) {
    Tree tree = node.getTree();
    if (tree == null) {
      return forked;
    }
    if (forked && reads.contains(tree)) {
      early.add(tree);
    }
    return forks.contains(tree) || (forked && !joins.contains(tree));
  }

  /** A fork returns a subtask. */
  @Override
  public ImmutableSet<Tree> present() {
    return forks;
  }

  @Override
  public boolean isIgnored(Type exception) {
    return true;
  }

  @Override
  public void leave(Exit exit, Boolean forked, @Nullable Tree at, String exception) {
    left |= forked && exit == Exit.RETURN;
  }
}
