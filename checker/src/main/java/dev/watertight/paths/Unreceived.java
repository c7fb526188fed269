package dev.watertight.paths;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Sets;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.ReturnTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Type;
import dev.watertight.paths.Loss.Exit;
import dev.watertight.program.CatchClauses;
import dev.watertight.program.Trees;
import dev.watertight.summaries.Exceptions;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntPredicate;
import org.checkerframework.errorprone.dataflow.cfg.node.Node;
import org.jspecify.annotations.Nullable;

/** Sent less received: looks for ways out of a body while more values are to come than fit. */
public final class Unreceived implements Protocol<Unreceived.Count> {
  /**
   * What has happened on a path.
   *
   * @param values how many values have been sent, or will be, and not received
   * @param counted the starts that have been counted: each stands for all rounds of its loop
   */
  record Count(int values, ImmutableSet<Tree> counted) {}

  private final ImmutableMap<Tree, Integer> starts;
  private final ImmutableSet<Tree> receives;
  private final IntPredicate tooMany;
  private final int all;
  private final Set<Tree> exits = new LinkedHashSet<>();
  private boolean atEnd;

  private Unreceived(
      ImmutableMap<Tree, Integer> starts, ImmutableSet<Tree> receives, IntPredicate tooMany) {
    this.starts = starts;
    this.receives = receives;
    this.tooMany = tooMany;
    this.all = starts.values().stream().mapToInt(Integer::intValue).sum();
  }

  /**
   * The first statement or call by which a path leaves the body too early.
   *
   * @param starts what starts senders, and how many values are sent in consequence
   * @param receives what takes one value out, none of them in a loop
   * @param tooMany whether so many values do not fit where they wait to be received
   * @return empty if there is no such path, or it leaves at the end of the body
   */
  public static Optional<Tree> leaving(
      TreePath body,
      ImmutableMap<Tree, Integer> starts,
      ImmutableSet<Tree> receives,
      IntPredicate tooMany,
      VisitorState state) {
    Unreceived search = new Unreceived(starts, receives, tooMany);
    if (!Walker.walk(body, search, state)) {
      return Optional.empty();
    }
    if (search.atEnd) {
      search.addReturns(body.getLeaf());
    }
    return search.exits.stream().min(Comparator.comparingInt(ASTHelpers::getStartPosition));
  }

  /** A {@code return} without a value has no node: one between sends and receives is meant. */
  private void addReturns(Tree body) {
    int first = starts.keySet().stream().mapToInt(ASTHelpers::getStartPosition).min().orElse(0);
    int last = receives.stream().mapToInt(ASTHelpers::getStartPosition).max().orElse(0);
    for (ReturnTree tree : Trees.ownIn(body, ReturnTree.class)) {
      int position = ASTHelpers.getStartPosition(tree);
      if (tree.getExpression() == null && first < position && position < last) {
        exits.add(tree);
      }
    }
  }

  @Override
  public Count atEntry() {
    return new Count(0, ImmutableSet.of());
  }

  @Override
  public Count step(Node node, Count count) {
    Tree tree = node.getTree();
    Integer sent = tree == null ? null : starts.get(tree);
    if (sent != null && tree != null && !count.counted().contains(tree)) {
      return new Count(
          count.values() + sent,
          Sets.union(count.counted(), ImmutableSet.of(tree)).immutableCopy());
    }
    // No path receives more than is ever sent.
    return tree != null && receives.contains(tree) && count.values() > -all
        ? new Count(count.values() - 1, count.counted())
        : count;
  }

  /** A receive that fails has another cause; whoever interrupts knows that he cuts it short. */
  @Override
  public boolean isThrown(
      Node node, Type exception, Unreceived.Count state, Exceptions exceptions) {
    return exceptions.isChecked(node.getTree(), exception) && !receives.contains(node.getTree());
  }

  @Override
  public boolean isIgnored(Type exception) {
    return CatchClauses.isInterrupt(exception);
  }

  /** What fails to start has not sent. */
  @Override
  public Count onThrow(Node node, Count before, Count after) {
    return before;
  }

  @Override
  public void leave(Exit exit, Count count, @Nullable Tree at, String exception) {
    if (!tooMany.test(count.values())) {
      return;
    }
    if (at == null) {
      atEnd = true;
    } else {
      exits.add(at);
    }
  }
}
