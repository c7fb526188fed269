package dev.watertight.findings.handles;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.EnhancedForLoopTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.ReturnTree;
import com.sun.source.tree.ThrowTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.TryTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import com.sun.tools.javac.code.TypeTag;
import dev.watertight.handles.Opening;
import dev.watertight.handles.ReleaseFlags;
import dev.watertight.handles.ReleaseFlags.Required;
import dev.watertight.handles.ThreadStarts;
import dev.watertight.model.Trait;
import dev.watertight.paths.Duties;
import dev.watertight.paths.Loss;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Graphs;
import dev.watertight.program.Loops;
import dev.watertight.program.Paths;
import dev.watertight.program.Symbols;
import dev.watertight.program.TestOutcomes;
import dev.watertight.program.Trees;
import dev.watertight.summaries.Summaries;
import dev.watertight.values.Fate;
import dev.watertight.values.ResolvedLibrary;
import dev.watertight.values.Sink;
import dev.watertight.values.Values;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Releases that the only closing method passes by although the handle is open: behind a flag that
 * is not set yet when the object is made and its threads run, or behind a jump out of the loop over
 * all handles.
 *
 * <p>The flag is certainly not set if the constructor starts the threads and nothing that it leads
 * to names the flag. That a collection has elements is such a flag; a method that starts the
 * threads and clears the collection leaves it unset. So does the only method that sets the flag, if
 * it starts the threads and may return or fail before it does. A return after a wait for other
 * tasks that took too long leaves out the releases behind it for good if nobody is told. A jump
 * that asks for {@code null}, or for what is set beside the handle, has come to the end of what is
 * there.
 */
record PassedReleases(Opening opening, Fate fate, VisitorState state) {
  /** Where the releases in a closing method are passed by, if they are. */
  static Optional<Loss> in(
      TreePath closer, Opening opening, Fate fate, VarSymbol field, VisitorState state) {
    PassedReleases passed = new PassedReleases(opening, fate, state);
    ImmutableList<TreePath> releases =
        fate.releases().stream()
            .map(Sink.Release::path)
            .filter(path -> Paths.isInside(path, closer.getLeaf()))
            .collect(ImmutableList.toImmutableList());
    Optional<Tree> at = Optional.empty();
    for (TreePath release : releases) {
      Optional<Tree> found =
          passed
              .unsetFlag(release, field)
              .or(() -> passed.timeout(release, field, closer))
              .or(() -> passed.jumpBy(release, (MethodTree) closer.getLeaf()));
      if (found.isEmpty()) {
        return Optional.empty();
      }
      at = at.or(() -> found);
    }
    return at.map(tree -> new Loss(Loss.Exit.RETURN, tree, ""));
  }

  private Optional<Tree> unsetFlag(TreePath release, VarSymbol field) {
    for (Required required : ReleaseFlags.of(release, state)) {
      VarSymbol flag = required.flag();
      if (flag.owner.equals(field.owner)
          && required.value() != initialValue(flag)
          && (startsWithout(flag) || isEmptiedAtStart(flag) || isLeftUnset(required))) {
        return Optional.of(required.test());
      }
    }
    return Optional.empty();
  }

  private boolean initialValue(VarSymbol flag) {
    return Values.initial(flag, state).stream()
        .map(value -> (ExpressionTree) value.getLeaf())
        .flatMap(
            value -> value instanceof NewClassTree c ? c.getArguments().stream() : Stream.of(value))
        .anyMatch(a -> !Boolean.FALSE.equals(ASTHelpers.constValue(a, Boolean.class)));
  }

  /** Whether making the object opens the handle and starts its threads, without a look there. */
  private boolean startsWithout(VarSymbol flag) {
    Optional<TreePath> opener = Graphs.bodyAround(opening.path());
    return opener.map(Symbols::isConstructor).orElse(true)
        && bodiesThatStart().anyMatch(body -> Symbols.isConstructor(body) && !leadsTo(body, flag));
  }

  /** Whether a method that starts the threads leaves the collection empty that is asked for. */
  private boolean isEmptiedAtStart(VarSymbol collection) {
    return bodiesThatStart()
        .anyMatch(
            body ->
                index().mentionsIn(body.getLeaf(), collection).stream()
                    .anyMatch(
                        mention ->
                            mention.getParentPath().getLeaf() instanceof MemberSelectTree call
                                && call.getIdentifier().contentEquals("clear")
                                && TestOutcomes.at(mention, body.getLeaf()).isEmpty()));
  }

  /**
   * Whether the only method that sets the flag starts the threads, of what it opens itself or of
   * what the object has been made with, and may return or fail before it has set the flag.
   */
  private boolean isLeftUnset(Required required) {
    ImmutableList<TreePath> sets = new FlagSets(required, state).all().orElse(ImmutableList.of());
    TreePath body = sets.isEmpty() ? null : Graphs.bodyAround(sets.get(0)).orElse(null);
    boolean isOpener =
        Graphs.bodyAround(opening.path()).map(PassedReleases::isMethod).orElse(false);
    if (body == null
        || !isMethod(body)
        || !sets.stream().allMatch(set -> Graphs.isDirectlyIn(set, body.getLeaf()))
        || (isOpener && !Graphs.isDirectlyIn(opening.path(), body.getLeaf()))) {
      return false;
    }
    ImmutableSet.Builder<Tree> acts = ImmutableSet.builder();
    sets.stream().map(TreePath::getLeaf).forEach(acts::add);
    for (TreePath call : Trees.pathsIn(body, MethodInvocationTree.class)) {
      if (fate.releases().stream()
          .anyMatch(release -> !Summaries.reaches(release.path(), call, state).isNo())) {
        acts.add(call.getLeaf());
      }
    }
    ImmutableSet<Tree> starts = startsIn(body);
    return (!starts.isEmpty() || opening.startsAtOnce())
        && !Duties.exitsWithout(body, starts, acts.build(), failing(body), state).isEmpty();
  }

  /** The calls in a body that fail for what they find, although they need not declare it. */
  private ImmutableSet<Tree> failing(TreePath body) {
    FailingCalls failing = new FailingCalls(body, state);
    return Trees.ownIn(body.getLeaf(), MethodInvocationTree.class).stream()
        .filter(failing::fails)
        .collect(ImmutableSet.toImmutableSet());
  }

  private static boolean isMethod(TreePath body) {
    return body.getLeaf() instanceof MethodTree && !Symbols.isConstructor(body);
  }

  /** What starts the threads in a body; none if they have been started before. */
  private ImmutableSet<Tree> startsIn(TreePath body) {
    return opening.startsAtOnce()
        ? Graphs.isDirectlyIn(opening.path(), body.getLeaf())
            ? ImmutableSet.of(opening.tree())
            : ImmutableSet.of()
        : fate.uses().stream()
            .filter(use -> ThreadStarts.isStart(use, opening))
            .map(Sink.Use::path)
            .filter(use -> Graphs.isDirectlyIn(use, body.getLeaf()))
            .map(TreePath::getLeaf)
            .collect(ImmutableSet.toImmutableSet());
  }

  /** The return that comes to no release, because other tasks have not ended in time. */
  private Optional<Tree> timeout(TreePath release, VarSymbol field, TreePath closer) {
    if (!ASTHelpers.getSymbol((MethodTree) closer.getLeaf()).getReturnType().hasTag(TypeTag.VOID)
        || !TestOutcomes.at(release, closer.getLeaf()).isEmpty()) {
      return Optional.empty();
    }
    ImmutableSet<Tree> releases = Obligations.ofHeld(opening, field, closer, state).discharges();
    return Trees.ownPathsIn(closer, ReturnTree.class).stream()
        .filter(
            exit ->
                releases.stream().allMatch(r -> ASTHelpers.getStartPosition(r) > Paths.start(exit)))
        .filter(
            exit ->
                TestOutcomes.at(exit, closer.getLeaf()).stream()
                    .anyMatch(outcome -> !outcome.value() && awaitsTasks(outcome.test())))
        .filter(exit -> !isBeforeFinally(exit, releases))
        .<Tree>map(TreePath::getLeaf)
        .findFirst();
  }

  /** Whether a {@code finally} block on the way out of a place releases. */
  private static boolean isBeforeFinally(TreePath exit, ImmutableSet<Tree> releases) {
    return Paths.aroundInBody(exit).stream()
        .map(TreePath::getLeaf)
        .anyMatch(
            around ->
                around instanceof TryTree attempt
                    && Trees.any(attempt.getFinallyBlock(), releases::contains));
  }

  private boolean awaitsTasks(ExpressionTree test) {
    return test instanceof MethodInvocationTree
        && ResolvedLibrary.of(state).is(test, Trait.AWAITS_TASKS);
  }

  private Stream<TreePath> bodiesThatStart() {
    return fate.uses().stream()
        .filter(use -> ThreadStarts.isStart(use, opening))
        .flatMap(use -> Graphs.bodyAround(use.path()).stream());
  }

  private boolean leadsTo(TreePath code, VarSymbol flag) {
    return index().mentions(flag).stream()
        .anyMatch(mention -> !Summaries.reaches(mention, code, state).isNo());
  }

  /** The jump that leaves the loop over the handles before all of them are released. */
  private Optional<Tree> jumpBy(TreePath release, MethodTree closer) {
    if (!closer.getParameters().isEmpty()) {
      return Optional.empty();
    }
    TreePath place = Paths.enclosing(release, ImmutableSet.of(EnhancedForLoopTree.class));
    return place != null
            && place.getLeaf() instanceof EnhancedForLoopTree loop
            && Paths.isInside(place, closer)
            && ASTHelpers.getSymbol(loop.getVariable()).equals(root(release.getLeaf()))
        ? Loops.jumpsOutOf(place).stream()
            .filter(jump -> passesBy(jump, loop))
            .<Tree>map(TreePath::getLeaf)
            .findFirst()
        : Optional.empty();
  }

  private static @Nullable Symbol root(Tree tree) {
    Tree root = tree;
    while (root instanceof MethodInvocationTree || root instanceof MemberSelectTree) {
      root =
          root instanceof MethodInvocationTree call
              ? call.getMethodSelect()
              : ((MemberSelectTree) root).getExpression();
    }
    return ASTHelpers.getSymbol(root);
  }

  private boolean passesBy(TreePath jump, EnhancedForLoopTree loop) {
    return !(jump.getLeaf() instanceof ThrowTree)
        && !(jump.getLeaf() instanceof MethodInvocationTree)
        && TestOutcomes.at(jump, loop).stream().noneMatch(outcome -> asksForEnd(outcome.test()));
  }

  /** Whether a test asks for {@code null}, or for what is set where the handle is opened. */
  private boolean asksForEnd(ExpressionTree test) {
    return Trees.any(test, tree -> tree.getKind() == Tree.Kind.NULL_LITERAL)
        || Graphs.bodyAround(opening.path()).stream()
            .flatMap(body -> Values.changedIn(body.getLeaf()).stream())
            .anyMatch(set -> Symbols.isField(set) && Symbols.variablesIn(test).contains(set));
  }

  private CompilationIndex index() {
    return CompilationIndex.of(state);
  }
}
