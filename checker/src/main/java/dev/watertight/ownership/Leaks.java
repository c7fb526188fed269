package dev.watertight.ownership;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.suppliers.Supplier;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.model.Lifetime;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.Optional;

/** Decides, for an expression that opens a handle, whether the handle leaks and how. */
public final class Leaks {
  private static final Supplier<Leaks> INSTANCE = VisitorState.memoize(state -> new Leaks());

  /** The most convincing loss first: a plain return, then an overwrite, then an exception. */
  private static final Comparator<Loss> MOST_CONVINCING =
      Comparator.comparing((Loss loss) -> loss.exit() == Loss.Exit.THROW)
          .thenComparing(loss -> loss.exit() != Loss.Exit.OVERWRITE)
          .thenComparing(loss -> loss.at() == null);

  private final IdentityHashMap<Tree, Optional<Leak>> known = new IdentityHashMap<>();

  private Leaks() {}

  /** The leak of the handle that the expression opens, if it opens one and that leaks. */
  public static Optional<Leak> at(TreePath path, VisitorState state) {
    Optional<Opening> opening = Openings.at(path, state);
    if (opening.isEmpty()) {
      return Optional.empty();
    }
    return INSTANCE
        .get(state)
        .known
        .computeIfAbsent(path.getLeaf(), tree -> judge(opening.get(), state));
  }

  private static Optional<Leak> judge(Opening found, VisitorState state) {
    Fate fate = Fate.of(found, state);
    Opening opening = fate.expires() ? found.withLifetime(Lifetime.EXPIRING) : found;
    if (!opening.start().isEmpty()
        && fate.uses().stream().noneMatch(use -> use.method().equals(opening.start()))) {
      return Optional.empty();
    }
    Optional<VarSymbol> field = fate.variables().stream().filter(FateFinder::isField).findFirst();
    boolean released =
        field.isPresent()
            ? fate.releases().stream().anyMatch(r -> Lifespans.counts(r, state))
            : !fate.releases().isEmpty();
    boolean never = !released && !fate.isUnknown();
    if (never && field.isPresent()) {
      return neverReleased(opening, fate, field.get(), state);
    }
    return lostInMethod(opening, fate, never, state);
  }

  private static Optional<Leak> neverReleased(
      Opening opening, Fate fate, VarSymbol field, VisitorState state) {
    if (!Lifespans.isProcessWide(field, state)) {
      return Optional.of(leak(opening, Leak.Kind.NEVER_RELEASED, fate, ImmutableList.of()));
    }
    boolean keepsAlive =
        opening.lifetime().isPersistent()
            && ThreadFactories.daemonsOf(opening, state) == ThreadFactories.Daemons.NO;
    return keepsAlive
        ? Optional.of(leak(opening, Leak.Kind.KEEPS_JVM_ALIVE, fate, ImmutableList.of()))
        : Optional.empty();
  }

  private static Optional<Leak> lostInMethod(
      Opening opening, Fate fate, boolean never, VisitorState state) {
    Optional<TreePath> body = Graphs.bodyAround(opening.path());
    if (body.isEmpty()) {
      return never
          ? Optional.of(leak(opening, Leak.Kind.NEVER_RELEASED, fate, ImmutableList.of()))
          : Optional.empty();
    }
    Obligation obligation = Obligations.of(opening, body.get(), state);
    if (obligation.settled()) {
      return Optional.empty();
    }
    ImmutableSet<Loss> losses =
        Graphs.of(body.get(), state)
            .map(graph -> PathSearch.losses(graph, obligation, state))
            .orElse(ImmutableSet.of());
    if (losses.isEmpty()) {
      return Optional.empty();
    }
    ImmutableList<Loss> sorted = ImmutableList.sortedCopyOf(MOST_CONVINCING, losses);
    Leak.Kind kind =
        never
            ? Leak.Kind.NEVER_RELEASED
            : sorted.get(0).exit() == Loss.Exit.OVERWRITE
                ? Leak.Kind.OVERWRITTEN
                : Leak.Kind.LOST_ON_A_PATH;
    return Optional.of(leak(opening, kind, fate, sorted));
  }

  private static Leak leak(Opening opening, Leak.Kind kind, Fate fate, ImmutableList<Loss> losses) {
    return new Leak(opening, kind, fate.variables(), losses);
  }
}
