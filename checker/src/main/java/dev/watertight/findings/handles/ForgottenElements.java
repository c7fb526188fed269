package dev.watertight.findings.handles;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.ArrayAccessTree;
import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.TypeTag;
import dev.watertight.answers.Known;
import dev.watertight.handles.Lifespans;
import dev.watertight.paths.Loss;
import dev.watertight.program.Arguments;
import dev.watertight.program.ClosingMethods;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Graphs;
import dev.watertight.program.Loops;
import dev.watertight.program.Paths;
import dev.watertight.program.Symbols;
import dev.watertight.program.TestOutcomes;
import dev.watertight.values.Sink;
import dev.watertight.wakers.CallSites;
import java.util.Optional;

/**
 * Handles in a collection or map that a closing method leaves open: it empties the container and
 * trusts others to have released each, or it releases but one of them.
 */
record ForgottenElements(DroppedElements dropped) {
  /**
   * A closing method empties the container, and others release only what they have taken out: what
   * is still there is lost.
   */
  Optional<Leak> emptied() {
    ImmutableSet<TreePath> releases = releases();
    if (!releases.stream().allMatch(new TakenOut(dropped)::isReleased)) {
      return Optional.empty();
    }
    for (TreePath mention : CompilationIndex.of(state()).mentions(dropped.container())) {
      TreePath call = mention.getParentPath().getParentPath();
      Optional<TreePath> body = closerAround(mention);
      if (body.isPresent()
          && dropped.takesOut(call)
          && Arguments.of(call.getLeaf()).isEmpty()
          && ASTHelpers.getType(call.getLeaf()).hasTag(TypeTag.VOID)
          && dropped.looksAt(body.get()) == 1
          && TestOutcomes.at(call, body.get().getLeaf()).isEmpty()
          && Obligations.ofHeld(dropped.opening(), dropped.container(), body.get(), state())
              .discharges()
              .isEmpty()
          && areFewer(releases, CallSites.leadingTo(mention, state()))) {
        return Optional.of(dropped.leak(call.getLeaf()));
      }
    }
    return Optional.empty();
  }

  /** Of those that a loop puts in, the only release, in a closing method, is of one. */
  Optional<Leak> allButOne() {
    ImmutableSet<TreePath> releases = releases();
    return Optional.of(dropped.opening().path())
        .filter(opening -> releases.size() == 1 && isRepeated(opening) && isAnother(opening))
        .map(opening -> releases.iterator().next())
        .filter(
            release ->
                isOfOne(release)
                    && CallSites.leadingTo(release, state()).seen().stream()
                        .noneMatch(this::isRepeated))
        .map(
            release ->
                Leak.of(
                    dropped.opening(),
                    Leak.Kind.ONLY_ONE_RELEASED,
                    dropped.fate(),
                    new Loss(Loss.Exit.RETURN, release.getLeaf(), "")));
  }

  /** The release of all stops at one of them. */
  Optional<Leak> afterStop() {
    return new StoppedReleases(dropped).find(releases());
  }

  /** Whether each round puts in another one: not into the same place, nor only where none is. */
  private boolean isAnother(TreePath opening) {
    return Loops.innermost(opening).stream()
            .flatMap(loop -> Loops.body(loop.getLeaf()).stream())
            .flatMap(round -> TestOutcomes.at(opening, round).stream())
            .noneMatch(outcome -> Symbols.variablesIn(outcome.test()).contains(dropped.container()))
        && !(opening.getParentPath().getLeaf() instanceof AssignmentTree assignment
            && assignment.getVariable() instanceof ArrayAccessTree access
            && isConstant(access.getIndex()));
  }

  private ImmutableSet<TreePath> releases() {
    return dropped.fate().releases().stream()
        .filter(release -> Lifespans.counts(release, state()))
        .map(Sink.Release::path)
        .collect(ImmutableSet.toImmutableSet());
  }

  /** Whether what is released is the element in a place that the code itself says. */
  private boolean isOfOne(TreePath release) {
    Optional<TreePath> receiver = Paths.receiver(release);
    if (receiver.isEmpty()) {
      return false;
    }
    Tree element = receiver.get().getLeaf();
    ExpressionTree whole =
        element instanceof ArrayAccessTree access
            ? access.getExpression()
            : element instanceof MethodInvocationTree call ? ASTHelpers.getReceiver(call) : null;
    return whole != null
        && dropped.container().equals(ASTHelpers.getSymbol(whole))
        && (element instanceof ArrayAccessTree access
            ? isConstant(access.getIndex())
            : Arguments.of(element).stream().allMatch(ForgottenElements::isConstant));
  }

  private static boolean isConstant(ExpressionTree place) {
    return ASTHelpers.constValue(place) != null;
  }

  private Optional<TreePath> closerAround(TreePath place) {
    return Graphs.bodyAround(place)
        .filter(
            around ->
                around.getLeaf() instanceof MethodTree method
                    && method.getParameters().isEmpty()
                    && ClosingMethods.of(state()).isCloser(ASTHelpers.getSymbol(method)));
  }

  /** Whether those who have the container emptied have had more opened than released by then. */
  private boolean areFewer(ImmutableSet<TreePath> releases, Known<TreePath> ends) {
    TreePath opening = dropped.opening().path();
    // A map calls the function that opens.
    ImmutableList<TreePath> opened =
        beside(
            ImmutableSet.of(Paths.outermost(opening, LambdaExpressionTree.class).orElse(opening)),
            ends);
    ImmutableList<TreePath> released = beside(releases, ends);
    return ends.isComplete()
        && released.stream().noneMatch(this::isRepeated)
        && (released.size() < opened.size() || opened.stream().anyMatch(this::isRepeated));
  }

  /** The places that lead to some others, in code that leads to the ends, too. */
  private ImmutableList<TreePath> beside(ImmutableSet<TreePath> places, Known<TreePath> ends) {
    return places.stream()
        .flatMap(place -> CallSites.leadingTo(place, state()).seen().stream())
        .filter(place -> ends.seen().stream().anyMatch(end -> Graphs.areTogether(place, end)))
        .collect(ImmutableList.toImmutableList());
  }

  private boolean isRepeated(TreePath place) {
    return Graphs.bodyAround(place)
        .filter(
            body ->
                body.getLeaf() instanceof LambdaExpressionTree
                    || Paths.isInLoop(place, body.getLeaf()))
        .isPresent();
  }

  private VisitorState state() {
    return dropped.state();
  }
}
