package dev.watertight.paths;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Sets;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.ReturnTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import com.sun.tools.javac.code.Type;
import dev.watertight.answers.Answer;
import dev.watertight.paths.Loss.Exit;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import org.checkerframework.errorprone.dataflow.cfg.node.AssignmentNode;
import org.checkerframework.errorprone.dataflow.cfg.node.Node;
import org.jspecify.annotations.Nullable;

/**
 * Fork, join, then read: looks for reads after a fork that nothing has joined, for ways out there,
 * and for forks and joins of a scope that has been joined.
 *
 * <p>Paths by exceptions are left out: an exception leaves the results unread, and says more than
 * the protocol that it breaks.
 */
public final class UnjoinedForks implements Protocol<UnjoinedForks.State> {
  /** How far the scope is. */
  enum Phase {
    OPEN,
    FORKED,
    JOINED
  }

  /** How far the scope is, and which variables hold subtasks that it has forked since. */
  record State(Phase phase, ImmutableSet<VarSymbol> fresh) {}

  private final Tree opener;
  private final boolean isJoinedOnce;
  private final ImmutableSet<Tree> forks;
  private final ImmutableSet<Tree> joins;
  private final ImmutableSet<Tree> reads;
  private final ImmutableMap<Tree, VarSymbol> older;
  private final Set<Tree> early = new LinkedHashSet<>();
  private final Set<Tree> late = new LinkedHashSet<>();
  private final Set<Tree> exits = new LinkedHashSet<>();
  private final Set<Tree> joinedExits = new HashSet<>();
  private Optional<Correlations> correlations = Optional.empty();
  private boolean left;
  private boolean leftByReturns = true;

  private UnjoinedForks(
      Tree opener,
      boolean isJoinedOnce,
      ImmutableSet<Tree> forks,
      ImmutableSet<Tree> joins,
      ImmutableSet<Tree> reads,
      ImmutableMap<Tree, VarSymbol> older) {
    this.opener = opener;
    this.isJoinedOnce = isJoinedOnce;
    this.forks = forks;
    this.joins = joins;
    this.reads = reads;
    this.older = older;
  }

  /**
   * The first read of the body that comes too early on some path, or else whether the body is left
   * too early; and the first fork or join that comes too late.
   *
   * @param opener the expression that opens the scope
   * @param isJoinedOnce whether a scope that has been joined takes neither forks nor joins
   * @param older the variables that some of the reads are of, in which an earlier scope may have
   *     left a subtask of its own
   */
  public static Result in(
      TreePath body,
      Tree opener,
      boolean isJoinedOnce,
      ImmutableSet<Tree> forks,
      ImmutableSet<Tree> joins,
      ImmutableSet<Tree> reads,
      ImmutableMap<Tree, VarSymbol> older,
      VisitorState state) {
    UnjoinedForks search = new UnjoinedForks(opener, isJoinedOnce, forks, joins, reads, older);
    boolean seen = Walker.walk(body, search, state);
    if (seen && (search.left || !search.early.isEmpty())) {
      search = new UnjoinedForks(opener, isJoinedOnce, forks, joins, reads, older);
      search.correlations = Optional.of(new Correlations(body, forks, joins, reads, state));
      seen = Walker.walk(body, search, state);
    }
    if (seen && !search.late.isEmpty()) {
      Correlations asked = new Correlations(body, Set.of(), joins, state);
      search.late.removeIf(late -> asked.mayBeApart(late, joins));
    }
    return seen
        ? new Result(first(search.early), search.left, first(search.late), search.returns())
        : new Result(Optional.empty(), false, Optional.empty(), ImmutableSet.of());
  }

  private static Optional<Tree> first(Set<Tree> trees) {
    return trees.stream().min(Comparator.comparingInt(ASTHelpers::getStartPosition));
  }

  private ImmutableSet<Tree> returns() {
    return leftByReturns && Collections.disjoint(exits, joinedExits)
        ? ImmutableSet.copyOf(exits)
        : ImmutableSet.of();
  }

  /**
   * What was found.
   *
   * @param returns the statements that leave the body too early, if they are all that does, and
   *     never leave it in time
   */
  public record Result(
      Optional<Tree> read, boolean left, Optional<Tree> late, ImmutableSet<Tree> returns) {}

  @Override
  public State atEntry() {
    return new State(Phase.OPEN, ImmutableSet.of());
  }

  @Override
  public State step(Node node, State before) {
    Tree tree = node.getTree();
    if (tree == null) {
      return before;
    }
    if (node instanceof AssignmentNode assignment) {
      VarSymbol target = Conditions.variableOf(assignment.getTarget());
      return target == null ? before : assign(target, assignment.getExpression().getTree(), before);
    }
    Phase phase = before.phase();
    VarSymbol holder = older.get(tree);
    if (phase == Phase.FORKED
        && reads.contains(tree)
        && (holder == null || before.fresh().contains(holder))) {
      early.add(tree);
    }
    boolean forks = this.forks.contains(tree);
    boolean joins = this.joins.contains(tree);
    if (phase == Phase.JOINED && isJoinedOnce && (forks || joins)) {
      late.add(tree);
    }
    return tree == opener || joins
        ? new State(joins ? Phase.JOINED : Phase.OPEN, ImmutableSet.of())
        : forks ? new State(Phase.FORKED, before.fresh()) : before;
  }

  private State assign(VarSymbol target, @Nullable Tree value, State before) {
    boolean isFresh = forks.contains(value) || before.fresh().contains(ASTHelpers.getSymbol(value));
    ImmutableSet<VarSymbol> one = ImmutableSet.of(target);
    return new State(
        before.phase(),
        isFresh
            ? Sets.union(before.fresh(), one).immutableCopy()
            : Sets.difference(before.fresh(), one).immutableCopy());
  }

  /** A fork returns a subtask. */
  @Override
  public ImmutableSet<Tree> present() {
    return forks;
  }

  @Override
  public Answer allows(State state, Tree test, boolean value) {
    return state.phase() == Phase.FORKED
            && correlations.filter(c -> c.doubts(test, value)).isPresent()
        ? Answer.UNKNOWN
        : Answer.YES;
  }

  @Override
  public boolean isIgnored(Type exception) {
    return true;
  }

  @Override
  public void leave(Exit exit, State state, @Nullable Tree at, String exception) {
    Phase phase = state.phase();
    if (phase == Phase.FORKED && exit == Exit.RETURN) {
      left = true;
      leftByReturns &= at instanceof ReturnTree;
      if (at != null) {
        exits.add(at);
      }
    } else if (phase == Phase.JOINED && at != null) {
      joinedExits.add(at);
    }
  }
}
