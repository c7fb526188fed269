package dev.watertight.wakers;

import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.TryTree;
import com.sun.source.util.TreePath;
import dev.watertight.answers.Answer;
import dev.watertight.answers.Known;
import dev.watertight.channels.Endpoint;
import dev.watertight.channels.Topology;
import dev.watertight.model.ChannelOperation.Act;
import dev.watertight.program.Graphs;
import dev.watertight.program.Paths;
import dev.watertight.program.Trees;
import dev.watertight.summaries.Summaries;

/**
 * What runs after a place: the rest of its body, what that calls, and what those that call it do
 * afterwards.
 *
 * <p>A wait has to be ended after the flag has been set for the waiting loop: one that is woken
 * before looks at the flag too early, and waits again. Only the text decides on the order, so what
 * stands behind the place in another branch counts, too; what happens at the same time in another
 * task does not.
 */
public final class Sequel {
  private final Known<TreePath> places;
  private final VisitorState state;

  private Sequel(Known<TreePath> places, VisitorState state) {
    this.places = places;
    this.state = state;
  }

  /** What runs after the place. */
  public static Sequel of(TreePath place, VisitorState state) {
    return new Sequel(CallSites.leadingTo(place, state), state);
  }

  /** Whether the other place may run afterwards. */
  public Answer includes(TreePath other) {
    Known<TreePath> others = CallSites.leadingTo(other, state);
    for (TreePath first : places.seen()) {
      if (others.seen().stream().anyMatch(second -> Order.mayFollow(first, second))) {
        return Answer.YES;
      }
    }
    return (others.isComplete() || !callsOthers()) && !isSignalled(other) && !areFunctions(others)
        ? Answer.NO
        : Answer.UNKNOWN;
  }

  /**
   * Whether the same call runs both, as functions that are kept: in which order is nowhere written.
   */
  private boolean areFunctions(Known<TreePath> others) {
    boolean isShared = false;
    for (TreePath first : places.seen()) {
      for (TreePath second : others.seen()) {
        boolean same = first.getLeaf() == second.getLeaf();
        if (!same && Graphs.areTogether(first, second)) {
          return false;
        }
        isShared |= same;
      }
    }
    return isShared;
  }

  /** Whether a socket is used afterwards, or closed at the end of a block around the place. */
  public boolean connects() {
    return places.seen().stream()
        .anyMatch(
            place ->
                Graphs.bodyAround(place).stream()
                    .flatMap(body -> Trees.pathsIn(body, MethodInvocationTree.class).stream())
                    .anyMatch(
                        call ->
                            (Order.mayFollow(place, call) || isOfResource(call, place))
                                && Summaries.ofCall(call, state).connects()));
  }

  private static boolean isOfResource(TreePath call, TreePath place) {
    TreePath attempt = Paths.enclosing(call, ImmutableSet.of(TryTree.class));
    return attempt != null
        && Paths.isInside(place, ((TryTree) attempt.getLeaf()).getBlock())
        && !Paths.isInside(call, ((TryTree) attempt.getLeaf()).getBlock());
  }

  /** Whether a sign is given afterwards for which the code at the place may wait. */
  private boolean isSignalled(TreePath other) {
    return Signals.leadingTo(other, state).stream()
        .flatMap(signal -> CallSites.leadingTo(signal, state).seen().stream())
        .anyMatch(
            second -> places.seen().stream().anyMatch(first -> Order.mayFollow(first, second)));
  }

  /** The sends and closes by which a receiver of the channel is woken afterwards. */
  public Known<Endpoint> wakers(Topology channel) {
    ImmutableSet.Builder<Endpoint> found = ImmutableSet.builder();
    boolean isComplete = channel.isClosedView();
    for (Endpoint endpoint : channel.endpoints()) {
      if (endpoint.act() == Act.CLOSE || endpoint.isSend()) {
        Answer answer = includes(endpoint.path());
        if (answer.isYes()) {
          found.add(endpoint);
        }
        isComplete &= answer != Answer.UNKNOWN;
      }
    }
    return new Known<>(found.build(), isComplete);
  }

  /** Whether code out of view is called, which may call back. */
  private boolean callsOthers() {
    return places.seen().stream()
        .flatMap(place -> Graphs.bodyAround(place).stream())
        .anyMatch(body -> Summaries.ofCode(body, state).callsOthers());
  }
}
