package dev.watertight.findings.polling;

import com.google.errorprone.VisitorState;
import com.google.errorprone.suppliers.Supplier;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import dev.watertight.program.Loops;
import dev.watertight.program.Paths;
import java.util.IdentityHashMap;
import java.util.Optional;

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
      VisitorState.memoize(state -> new IdentityHashMap<>());

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
                    .map(poll -> TreePath.getPath(loop, poll))
                    .filter(poll -> poll != null)
                    .findFirst()
                    .filter(poll -> !EarlierSigns.precede(loop, poll, state))
                    .map(
                        poll ->
                            new BusyLoop(
                                poll,
                                loop,
                                rounds.polls().size() == 1 && isDirectlyIn(poll, loop.getLeaf()),
                                rounds.canEnd())));
  }

  /** Whether no other loop is between the poll and the loop. */
  private static boolean isDirectlyIn(TreePath poll, Tree loop) {
    return Paths.aroundInBody(poll).stream()
        .filter(p -> Loops.isLoop(p.getLeaf()))
        .findFirst()
        .filter(p -> p.getLeaf() == loop)
        .isPresent();
  }
}
