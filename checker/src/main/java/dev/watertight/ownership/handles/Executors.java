package dev.watertight.ownership.handles;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.flow.Fate;
import dev.watertight.flow.Sink;
import dev.watertight.flow.Values;
import dev.watertight.view.CompilationIndex;
import java.util.List;
import java.util.Optional;

/** What other analyses need to know of the executors and scopes that run tasks. */
public final class Executors {
  /** Stands for a release by code that the model knows, which may be of any kind. */
  public static final String SETTLED = "settled";

  private static final ImmutableSet<String> AWAITING_ALL = ImmutableSet.of("awaitAll", "allUntil");

  private Executors() {}

  /**
   * Where the executor that an expression names is released.
   *
   * @return empty if not every opening and use of it is in view
   */
  public static Optional<ImmutableList<Sink.Release>> releasesOf(
      TreePath path, VisitorState state) {
    if (ASTHelpers.getSymbol(path.getLeaf()) instanceof VarSymbol variable) {
      return releasesOf(variable, state);
    }
    return Openings.at(path, state).flatMap(opening -> releases(Fates.of(opening, state)));
  }

  private static Optional<ImmutableList<Sink.Release>> releasesOf(
      VarSymbol variable, VisitorState state) {
    ImmutableList.Builder<Sink.Release> found = ImmutableList.builder();
    List<TreePath> values = Values.assignedTo(variable, state);
    boolean opened = false;
    for (TreePath value : values) {
      if (Values.isNull(value)) {
        continue;
      }
      Optional<Opening> opening = Openings.freshAt(value, state);
      if (opening.isEmpty()) {
        return Optional.empty();
      }
      opened = true;
      Optional<ImmutableList<Sink.Release>> releases = releases(Fates.of(opening.get(), state));
      if (releases.isEmpty()) {
        return releases;
      }
      found.addAll(releases.get());
    }
    return opened ? Optional.of(found.build()) : Optional.empty();
  }

  private static Optional<ImmutableList<Sink.Release>> releases(Fate fate) {
    if (fate.isUnknown() || fate.isExposed()) {
      return Optional.empty();
    }
    return Optional.of(fate.releases());
  }

  /**
   * Whether a task scope interrupts the other subtasks when one fails or succeeds.
   *
   * @return empty if the code in view does not say
   */
  public static Optional<Boolean> scopeInterrupts(VarSymbol scope, VisitorState state) {
    List<TreePath> values = Values.assignedTo(scope, state);
    if (values.size() != 1) {
      return Optional.empty();
    }
    Tree value = values.get(0).getLeaf();
    if (value instanceof NewClassTree creation) {
      // The API of JDK 21 to 24: the plain class waits for all, its subclasses shut down.
      return Optional.of(
          isShutDown(scope, state)
              || !ASTHelpers.getSymbol(creation)
                  .owner
                  .getQualifiedName()
                  .contentEquals("java.util.concurrent.StructuredTaskScope"));
    }
    if (value instanceof MethodInvocationTree open) {
      if (open.getArguments().isEmpty()) {
        return Optional.of(true);
      }
      ExpressionTree joiner = open.getArguments().get(0);
      return joiner instanceof MethodInvocationTree policy
          ? Optional.of(
              !AWAITING_ALL.contains(ASTHelpers.getSymbol(policy).getSimpleName().toString()))
          : Optional.empty();
    }
    return Optional.empty();
  }

  /**
   * Whether somebody calls the scope's {@code shutdown()}, which interrupts unlike that of pools.
   */
  private static boolean isShutDown(VarSymbol scope, VisitorState state) {
    return CompilationIndex.of(state).mentions(scope).stream()
        .anyMatch(
            mention ->
                mention.getParentPath().getLeaf() instanceof MemberSelectTree select
                    && select.getIdentifier().contentEquals("shutdown"));
  }
}
