package dev.watertight.findings.handles;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.MethodTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.handles.Lifespans;
import dev.watertight.handles.Opening;
import dev.watertight.model.Lifetime;
import dev.watertight.paths.Loss;
import dev.watertight.paths.Obligation;
import dev.watertight.paths.PathSearch;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Graphs;
import dev.watertight.program.Paths;
import dev.watertight.program.Symbols;
import dev.watertight.program.TestOutcomes;
import dev.watertight.values.Fate;
import dev.watertight.values.Sink;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * The methods that use up the handle of their object: {@code run()} gives a pool its tasks, waits
 * for them and shuts it down. Nobody else releases it, so that an exception on the way there leaves
 * it open for good.
 */
final class UsersThatRelease {
  private UsersThatRelease() {}

  /**
   * Every release is in a method that starts the threads before, and that comes to a release unless
   * it fails: what it throws between the two.
   */
  static Optional<Leak> releaseSkipped(
      Opening opening, Fate fate, VarSymbol field, VisitorState state) {
    if (fate.isUnknown() || fate.isExposed() || ASTHelpers.isStatic(field)) {
      return Optional.empty();
    }
    Optional<TreePath> opener =
        Graphs.bodyAround(opening.path()).filter(body -> !Symbols.isConstructor(body));
    if (opener.isPresent()
        && fate.releases().stream()
            .filter(release -> Lifespans.counts(release, state))
            .allMatch(release -> Graphs.isDirectlyIn(release.path(), opener.get().getLeaf()))) {
      return skippedIn(opener.get(), opening, fate, field, state);
    }
    Set<MethodSymbol> users = new HashSet<>();
    for (Sink.Release release : fate.releases()) {
      if (Lifespans.counts(release, state)) {
        Optional<TreePath> body = Graphs.bodyAround(release.path());
        if (body.isEmpty()
            || !(body.get().getLeaf() instanceof MethodTree method)
            || Symbols.isConstructor(body.get())) {
          return Optional.empty();
        }
        Symbols.withOwnCallers(ASTHelpers.getSymbol(method), Symbols::methodAround, state).stream()
            .filter(caller -> !caller.isPrivate())
            .forEach(users::add);
      }
    }
    return users.size() == 1
        ? CompilationIndex.of(state)
            .declaration(users.iterator().next())
            .flatMap(user -> skippedIn(user, opening, fate, field, state))
        : Optional.empty();
  }

  private static Optional<Leak> skippedIn(
      TreePath user, Opening opening, Fate fate, VarSymbol field, VisitorState state) {
    boolean opens = Paths.isInside(opening.path(), user.getLeaf());
    Obligation obligation =
        opens
            ? Obligations.ofOpenedForField(opening, field, user, state)
            : Obligations.ofHeld(opening, field, user, state).notStarted();
    if (obligation.starts().isEmpty() || (opens && !isOpenedAnew(user, opening, obligation))) {
      return Optional.empty();
    }
    ImmutableSet<Loss> exits = PathSearch.losses(user, obligation, state);
    ImmutableSet<Loss> all =
        opens || exits.stream().allMatch(UsersThatRelease::isFailure)
            ? exits
            : exits.stream().noneMatch(UsersThatRelease::isFailure)
                    // What has no threads mostly fails by itself, and is of no use then.
                    && opening.lifetime() != Lifetime.HELD
                ? PathSearch.byExceptions(user, obligation, state)
                : ImmutableSet.of();
    ImmutableList<Loss> losses =
        all.stream()
            .filter(
                loss ->
                    !loss.exception().equals("InterruptedException")
                        || !FieldLeaks.isOfMain(user, state))
            .sorted(Leaks.MOST_CONVINCING)
            .collect(ImmutableList.toImmutableList());
    boolean fails = all.stream().allMatch(UsersThatRelease::isFailure);
    return losses.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Leak(
                opening,
                fails ? Leak.Kind.RELEASE_SKIPPED : Leak.Kind.LOST_ON_A_PATH,
                fate.variables(),
                losses));
  }

  private static boolean isFailure(Loss loss) {
    return loss.exit() == Loss.Exit.THROW;
  }

  /**
   * Whether each run of a method opens another handle and may release that: not the one that an
   * earlier run has left in the field.
   */
  private static boolean isOpenedAnew(TreePath user, Opening opening, Obligation obligation) {
    return TestOutcomes.at(opening.path(), user.getLeaf()).isEmpty()
        && obligation.discharges().stream()
            .allMatch(
                release ->
                    ASTHelpers.getStartPosition(release)
                        > ASTHelpers.getStartPosition(opening.tree()));
  }
}
