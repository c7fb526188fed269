package dev.watertight.findings.polling;

import com.google.errorprone.VisitorState;
import com.google.errorprone.suppliers.Supplier;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.MemberReferenceTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import com.sun.tools.javac.code.Type;
import dev.watertight.caches.PerCompilation;
import dev.watertight.channels.Channels;
import dev.watertight.model.Question;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Graphs;
import dev.watertight.program.Loops;
import dev.watertight.program.Paths;
import dev.watertight.program.Symbols;
import dev.watertight.summaries.Summaries;
import dev.watertight.tasks.Tasks;
import dev.watertight.values.Origins;
import dev.watertight.values.Values;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import javax.lang.model.element.ElementKind;

/**
 * A loop that asks again and again whether there is something, and never waits in between: found by
 * a look at its rounds while all that it polls has nothing.
 *
 * <p>The loop is busy if such a round can come back to its beginning, and no way back does anything
 * but ask. What is not known to be a mere question may wait, and ends the search: a round that
 * calls unknown code, looks at the clock or at what it counts, or writes a field is not reported.
 *
 * @param poll the question, the first one in a round that finds nothing
 * @param loop the loop
 * @param isOnlyPoll whether a round that finds nothing asks nobody else
 * @param hasOtherExit whether a round that finds nothing can end the loop, other than by an
 *     interrupt
 */
public record BusyLoop(TreePath poll, TreePath loop, boolean isOnlyPoll, boolean hasOtherExit) {
  private static final Supplier<IdentityHashMap<Tree, Optional<BusyLoop>>> KNOWN =
      PerCompilation.of(state -> new IdentityHashMap<>());

  /** Whether a call of the method may be a poll: a first test. */
  public static boolean isCandidate(MethodSymbol method, VisitorState state) {
    return Questions.mayPoll(method, state);
  }

  /** Whether the call of such a method may be a poll. */
  public static boolean isCandidate(MethodInvocationTree call, VisitorState state) {
    return Questions.mayPoll(call, state);
  }

  /** The busy loop in which a call is the first poll; empty if there is none. */
  public static Optional<BusyLoop> at(TreePath call, VisitorState state) {
    for (TreePath p : Paths.aroundInBody(call)) {
      if (Loops.isConditional(p.getLeaf())) {
        if (!Questions.isPoll(call.getLeaf(), state)) {
          return Optional.empty();
        }
        Optional<BusyLoop> loop = KNOWN.get(state).get(p.getLeaf());
        if (loop == null) {
          loop = analyze(p, state);
          KNOWN.get(state).put(p.getLeaf(), loop);
        }
        if (loop.isPresent()) {
          return loop.filter(l -> l.poll().getLeaf() == call.getLeaf());
        }
      }
    }
    return Optional.empty();
  }

  private static Optional<BusyLoop> analyze(TreePath loop, VisitorState state) {
    return IdleRounds.of(loop, state)
        .flatMap(
            rounds ->
                rounds.polls().stream()
                    .filter(poll -> Questions.isPoll(poll, state))
                    .filter(poll -> !isAskedOtherwise(poll, rounds.polls(), state))
                    .map(poll -> TreePath.getPath(loop, poll))
                    .filter(poll -> poll != null && !mayHaveRoom(poll, loop, state))
                    .findFirst()
                    .filter(poll -> !EarlierSigns.precede(loop, poll, state))
                    .filter(poll -> !isOfOneThread(poll, state))
                    .map(
                        poll ->
                            new BusyLoop(
                                poll,
                                loop,
                                rounds.polls().size() == 1 && isDirectlyIn(poll, loop.getLeaf()),
                                rounds.canEnd())));
  }

  /** Whether the poll asks for room, of which there is some, or for which the loop sees. */
  private static boolean mayHaveRoom(TreePath poll, TreePath loop, VisitorState state) {
    Channels channels = Channels.of(state);
    return isForRoom(poll.getLeaf(), state)
        && (makesRoom(poll, loop, state)
            || Paths.receiver(poll)
                .flatMap(queue -> Origins.of(queue, tree -> channels.made(tree).isPresent(), state))
                .filter(
                    makers ->
                        makers.stream()
                            .noneMatch(m -> channels.made(m.getLeaf()).get().isUnbounded()))
                .isEmpty());
  }

  /** Whether the loop calls what takes something out of what it puts into. */
  private static boolean makesRoom(TreePath poll, TreePath loop, VisitorState state) {
    return ASTHelpers.getSymbol(Symbols.receiver(poll.getLeaf())) instanceof VarSymbol queue
        && CompilationIndex.of(state).mentions(queue).stream()
            .map(mention -> mention.getParentPath().getParentPath())
            .filter(
                call ->
                    call.getLeaf() instanceof MethodInvocationTree
                        && !Paths.isInside(call, loop.getLeaf())
                        && Questions.isPoll(call.getLeaf(), state)
                        && !isForRoom(call.getLeaf(), state))
            .anyMatch(call -> !Summaries.reaches(call, loop, state).isNo());
  }

  /** Whether somebody is told that there is no room in something. */
  public static boolean isForRoom(Tree poll, VisitorState state) {
    return Questions.is(poll, Question.Answer.FALSE, state);
  }

  /** What is asked both for room and for content is not both full and empty. */
  private static boolean isAskedOtherwise(Tree poll, List<Tree> polls, VisitorState state) {
    // The object itself has no symbol here.
    Symbol asked = ASTHelpers.getSymbol(Symbols.receiver(poll));
    return polls.stream()
        .filter(other -> Objects.equals(asked, ASTHelpers.getSymbol(Symbols.receiver(other))))
        .anyMatch(other -> isForRoom(other, state) != isForRoom(poll, state));
  }

  /**
   * Whether nobody else puts in: the code keeps the collection to itself, or it is one for a single
   * thread.
   */
  private static boolean isOfOneThread(TreePath poll, VisitorState state) {
    return isKept(poll, state) || isUnsynchronized(poll, state);
  }

  private static boolean isKept(TreePath poll, VisitorState state) {
    return Paths.receiver(poll)
        .map(queue -> ASTHelpers.getSymbol(queue.getLeaf()))
        .filter(
            queue -> queue instanceof VarSymbol && queue.getKind() == ElementKind.LOCAL_VARIABLE)
        .filter(
            queue ->
                Values.initial((VarSymbol) queue, state)
                    .filter(v -> v.getLeaf() instanceof NewClassTree)
                    .isPresent())
        .filter(
            queue ->
                CompilationIndex.of(state).mentions(queue).stream()
                    .allMatch(mention -> isOwnUse(mention, poll, state)))
        .isPresent();
  }

  private static boolean isOwnUse(TreePath mention, TreePath poll, VisitorState state) {
    TreePath use = mention.getParentPath();
    return use.getLeaf() instanceof MemberSelectTree
        ? Graphs.areTogether(mention, poll)
        : use.getLeaf() instanceof MemberReferenceTree && Tasks.isCalledInPlace(use, state);
  }

  private static boolean isUnsynchronized(TreePath poll, VisitorState state) {
    return Paths.receiver(poll)
        .flatMap(queue -> Origins.of(queue, NewClassTree.class::isInstance, state))
        .filter(makers -> makers.stream().allMatch(BusyLoop::isUnsafe))
        .isPresent();
  }

  private static boolean isUnsafe(TreePath maker) {
    Type type = ASTHelpers.getType(maker.getLeaf());
    return type.tsym.owner.getQualifiedName().contentEquals("java.util");
  }

  /** Whether no other loop is between the poll and the loop. */
  private static boolean isDirectlyIn(TreePath poll, Tree loop) {
    return Loops.innermost(poll).filter(p -> p.getLeaf() == loop).isPresent();
  }
}
