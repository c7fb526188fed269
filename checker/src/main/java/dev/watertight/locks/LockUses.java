package dev.watertight.locks;

import static com.google.common.collect.ImmutableList.toImmutableList;
import static com.google.common.collect.ImmutableSet.toImmutableSet;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.suppliers.Supplier;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import dev.watertight.caches.PerCompilation;
import dev.watertight.model.Trait;
import dev.watertight.paths.UnjoinedForks;
import dev.watertight.program.CatchClauses;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Graphs;
import dev.watertight.program.Loops;
import dev.watertight.program.Paths;
import dev.watertight.program.Symbols;
import dev.watertight.values.Fate;
import dev.watertight.values.Origins;
import dev.watertight.values.Outsiders;
import dev.watertight.values.ResolvedLibrary;
import dev.watertight.values.Sink;
import dev.watertight.wakers.Order;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One lock with every use of it that is in view.
 *
 * @param makers the expressions that make it
 * @param fate what becomes of it
 * @param state the compilation
 */
public record LockUses(ImmutableSet<TreePath> makers, Fate fate, VisitorState state) {
  private static final Supplier<Map<Set<Tree>, LockUses>> KNOWN =
      PerCompilation.of(state -> new HashMap<>());

  private static final Supplier<Map<Set<TreePath>, Boolean>> BALANCED =
      PerCompilation.of(state -> new IdentityHashMap<>());

  /** The lock that a call is of; empty if it may also be one that others make. */
  public static Optional<LockUses> of(TreePath call, VisitorState state) {
    return Paths.receiver(call)
        .flatMap(lock -> makers(lock, state))
        .map(
            makers ->
                KNOWN
                    .get(state)
                    .computeIfAbsent(
                        makers.stream().map(TreePath::getLeaf).collect(toImmutableSet()),
                        trees -> new LockUses(makers, fate(makers, state), state)));
  }

  private static Fate fate(ImmutableSet<TreePath> makers, VisitorState state) {
    return Fate.ofExpressions(ImmutableList.copyOf(makers), Locks.of(state), state);
  }

  /** The {@code new} expressions that make a lock, or what it is half of. */
  private static Optional<ImmutableSet<TreePath>> makers(TreePath lock, VisitorState state) {
    Set<TreePath> found = new LinkedHashSet<>();
    Optional<ImmutableSet<TreePath>> origins =
        Origins.of(lock, tree -> tree instanceof NewClassTree || isView(tree, state), state);
    for (TreePath origin : origins.orElse(ImmutableSet.of())) {
      if (origin.getLeaf() instanceof NewClassTree) {
        found.add(origin);
        continue;
      }
      Optional<ImmutableSet<TreePath>> whole =
          Paths.receiver(origin).flatMap(receiver -> makers(receiver, state));
      if (whole.isEmpty()) {
        return Optional.empty();
      }
      found.addAll(whole.get());
    }
    return origins.map(all -> ImmutableSet.copyOf(found));
  }

  private static boolean isView(Tree tree, VisitorState state) {
    return tree instanceof MethodInvocationTree
        && ResolvedLibrary.of(state).is(tree, Trait.LOCK_VIEW);
  }

  /** Whether nobody out of view takes it, or gives it back. */
  public boolean isClosedView() {
    return !fate.isUnknown()
        && !fate.isExposed()
        && fate.offers().isEmpty()
        && makers.stream().allMatch(this::isOfLibrary)
        && fate.variables().stream().noneMatch(field -> Outsiders.mayUse(field, state));
  }

  private boolean isOfLibrary(TreePath maker) {
    return maker.getLeaf() instanceof NewClassTree creation
        && creation.getClassBody() == null
        && !CompilationIndex.of(state).isInView(ASTHelpers.getSymbol(creation));
  }

  /** Whether the type of the lock has the trait. */
  public boolean is(Trait trait) {
    return makers.stream()
        .allMatch(
            maker -> ResolvedLibrary.of(state).is(ASTHelpers.getType(maker.getLeaf()), trait));
  }

  /** Whether a field keeps it: the next call finds it as the last has left it. */
  public boolean isKept() {
    return fate.variables().stream().anyMatch(Symbols::isField);
  }

  /** The calls and references of its methods that have one of these traits. */
  public ImmutableList<TreePath> calls(Trait... any) {
    ResolvedLibrary library = ResolvedLibrary.of(state);
    return fate.uses().stream()
        .map(Sink.Use::path)
        .filter(path -> library.is(path.getLeaf(), any))
        .collect(toImmutableList());
  }

  /**
   * Whether every body that gives it back has taken it before, on a path that leads there, and
   * gives back no more than that.
   */
  public boolean isBalanced() {
    return BALANCED.get(state).computeIfAbsent(makers, any -> findBalanced());
  }

  private boolean findBalanced() {
    ImmutableList<TreePath> taken = calls(Trait.LOCKS, Trait.TRIES_LOCK);
    ImmutableList<TreePath> given = calls(Trait.UNLOCKS);
    return given.stream()
        .allMatch(
            release ->
                release.getLeaf() instanceof MethodInvocationTree
                    && isReached(release, taken, ImmutableList.of())
                    && !(mayBeMore(release, given, taken) && isReached(release, given, taken)));
  }

  private boolean mayBeMore(TreePath release, List<TreePath> given, List<TreePath> taken) {
    return Loops.innermost(release).isPresent()
        || sameHalf(release, given).size() > sameHalf(release, taken).size();
  }

  /** Whether a path of one body leads from one of some calls to a release, not by others. */
  private boolean isReached(TreePath release, List<TreePath> from, List<TreePath> others) {
    ImmutableSet<Tree> starts = sameHalf(release, from);
    if (others.isEmpty()
        && from.stream()
            .anyMatch(
                call -> Order.isAlwaysBefore(call, release) && mayBeOfOneHalf(call, release))) {
      return true;
    }
    // Paths by exceptions are not looked at.
    return CatchClauses.around(release).isPresent()
        ? others.isEmpty() && !starts.isEmpty()
        : !starts.isEmpty()
            && UnjoinedForks.in(
                    Graphs.bodyAround(release).orElseThrow(),
                    release.getCompilationUnit(),
                    false,
                    starts,
                    sameHalf(release, others),
                    ImmutableSet.of(release.getLeaf()),
                    ImmutableMap.of(),
                    state)
                .read()
                .isPresent();
  }

  private ImmutableSet<Tree> sameHalf(TreePath release, List<TreePath> calls) {
    return calls.stream()
        .filter(call -> Graphs.areTogether(call, release) && mayBeOfOneHalf(call, release))
        .map(TreePath::getLeaf)
        .collect(toImmutableSet());
  }

  /** Whether a call is of the readers' half, or takes the lock as they do. */
  public boolean isShared(TreePath call) {
    return ResolvedLibrary.of(state).is(call.getLeaf(), Trait.SHARED)
        || isSharedHalf(call).orElse(false);
  }

  /** Whether two calls may be of the same half. */
  public boolean mayBeOfOneHalf(TreePath one, TreePath other) {
    Optional<Boolean> half = isSharedHalf(one);
    return half.isEmpty() || isSharedHalf(other).map(half.get()::equals).orElse(true);
  }

  /** Whether a call is of the half for readers; empty if it is of none, or of either. */
  private Optional<Boolean> isSharedHalf(TreePath call) {
    Optional<Set<Boolean>> halves =
        Paths.receiver(call)
            .flatMap(lock -> Origins.of(lock, tree -> isView(tree, state), state))
            .map(
                views ->
                    views.stream()
                        .map(v -> ResolvedLibrary.of(state).is(v.getLeaf(), Trait.SHARED))
                        .collect(toImmutableSet()));
    return halves.filter(all -> all.size() == 1).map(all -> all.iterator().next());
  }
}
