package dev.watertight.findings.handles;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Iterables;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Flags;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.handles.Lifespans;
import dev.watertight.handles.Opening;
import dev.watertight.handles.ThreadStarts;
import dev.watertight.paths.Loss;
import dev.watertight.paths.PathSearch;
import dev.watertight.program.Graphs;
import dev.watertight.program.Paths;
import dev.watertight.program.Symbols;
import dev.watertight.program.TestOutcomes;
import dev.watertight.tasks.Task;
import dev.watertight.tasks.TaskStarts;
import dev.watertight.tasks.Tasks;
import dev.watertight.values.Fate;
import dev.watertight.values.Sink;
import dev.watertight.wakers.CallSites;
import java.util.Optional;

/**
 * Handles whose threads run as soon as their object is made, and which only the task that the
 * object is releases, at its end: {@code if (prepare()) { work(); timer.cancel(); }}. The task runs
 * once, so that nobody releases the handle where a test leaves that out.
 */
final class UnmetReleases {
  private UnmetReleases() {}

  static Optional<Leak> of(Opening opening, Fate fate, VarSymbol field, VisitorState state) {
    if (fate.isUnknown()
        || fate.isExposed()
        || ASTHelpers.isStatic(field)
        || !startsWithObject(opening, fate, state)) {
      return Optional.empty();
    }
    ImmutableList<TreePath> releases =
        fate.releases().stream()
            .filter(release -> Lifespans.counts(release, state))
            .map(Sink.Release::path)
            .collect(ImmutableList.toImmutableList());
    ImmutableSet<Tree> bodies =
        releases.stream()
            .flatMap(release -> Graphs.bodyAround(release).stream())
            .map(TreePath::getLeaf)
            .collect(ImmutableSet.toImmutableSet());
    if (bodies.size() != 1
        || !(Iterables.getOnlyElement(bodies) instanceof MethodTree method)
        || !ASTHelpers.getSymbol(method).owner.isSubClass(field.owner, state.getTypes())
        || !releases.stream().allMatch(release -> runsOnce(release, state))) {
      return Optional.empty();
    }
    TreePath release = releases.get(0);
    return Graphs.bodyAround(release)
        .filter(body -> isLeftOut(opening, field, body, state))
        .filter(
            body ->
                TestOutcomes.at(release, body.getLeaf()).stream()
                    .noneMatch(outcome -> isSetting(outcome.test())))
        .flatMap(body -> TestOutcomes.at(release, body.getLeaf()).stream().findFirst())
        .map(test -> new Loss(Loss.Exit.RETURN, test.test(), ""))
        .map(loss -> Leak.of(opening, Leak.Kind.RELEASE_PASSED_BY, fate, loss));
  }

  private static boolean isLeftOut(
      Opening opening, VarSymbol field, TreePath body, VisitorState state) {
    return PathSearch.losses(body, Obligations.ofHeld(opening, field, body, state), state).stream()
        .anyMatch(loss -> loss.exit() == Loss.Exit.RETURN && loss.exception().isEmpty());
  }

  /** Whether a test asks for what the object is made with: whether it owns the handle, perhaps. */
  private static boolean isSetting(ExpressionTree test) {
    return ASTHelpers.getSymbol(test) instanceof VarSymbol variable
        && Symbols.isField(variable)
        && (variable.flags() & Flags.FINAL) != 0;
  }

  /** Whether making an object opens the handle, whatever it is given, and starts its threads. */
  private static boolean startsWithObject(Opening opening, Fate fate, VisitorState state) {
    Optional<TreePath> body = Graphs.bodyAround(opening.path());
    return body.filter(b -> !Symbols.isConstructor(b)).isEmpty()
        && body.map(b -> TestOutcomes.at(opening.path(), b.getLeaf()).isEmpty()).orElse(true)
        && (opening.startsAtOnce()
            || body.filter(b -> ThreadStarts.isCertain(fate, opening, b, state)).isPresent());
  }

  /** Whether code is part of what a thread of the object's own runs, one time. */
  private static boolean runsOnce(TreePath code, VisitorState state) {
    ImmutableSet<Task> tasks = Tasks.of(code, state);
    return !tasks.isEmpty()
        && tasks.stream()
            .allMatch(
                task ->
                    task instanceof Task.Apart apart
                        && !isRepeated(apart.start())
                        && !TaskStarts.isPeriodic(apart.start(), state)
                        && !Tasks.mayRunOtherwise(apart, state))
        && CallSites.inThread(code, state).seen().stream().noneMatch(UnmetReleases::isRepeated);
  }

  private static boolean isRepeated(TreePath place) {
    return Graphs.bodyAround(place)
        .filter(body -> ASTHelpers.getSymbol(body.getLeaf()) instanceof MethodSymbol)
        .filter(body -> Paths.isInLoop(place, body.getLeaf()))
        .isPresent();
  }
}
