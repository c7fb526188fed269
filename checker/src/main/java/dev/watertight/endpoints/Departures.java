package dev.watertight.endpoints;

import static com.google.common.collect.ImmutableSet.toImmutableSet;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.CaseTree;
import com.sun.source.tree.CatchTree;
import com.sun.source.tree.DoWhileLoopTree;
import com.sun.source.tree.EnhancedForLoopTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.ForLoopTree;
import com.sun.source.tree.IfTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.WhileLoopTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.endpoints.ExitConditions.About;
import dev.watertight.model.ChannelOperation.Wait;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * How a loop that receives is left before the sender has sent everything.
 *
 * <p>An exception always comes too early. A decision of the receiver's own does where the loop also
 * has a regular end, which it then does not reach: the agreed last value, the closed channel, the
 * end of a loop over something else; or where the sender has no end. A flag or an interrupt does
 * not: whoever gives it may end the sender by other means.
 */
final class Departures {
  private final Topology topology;
  private final Endpoint send;
  private final VisitorState state;

  Departures(Topology topology, Endpoint send, VisitorState state) {
    this.topology = topology;
    this.send = send;
    this.state = state;
  }

  /** Where a receiving loop is left too early; empty if nowhere, or if that cannot be told. */
  Optional<TreePath> from(TreePath loop) {
    ImmutableSet<Tree> receives =
        topology.receives().stream().map(r -> r.path().getLeaf()).collect(toImmutableSet());
    boolean timed = topology.receives().stream().anyMatch(r -> r.waiting() == Wait.TIMED);
    ExitConditions conditions = new ExitConditions(loop, receives, sent(), isClosable(), timed);
    Optional<About> regular =
        condition(loop.getLeaf()).map(condition -> conditions.of(condition, false));
    boolean iterates = loop.getLeaf() instanceof EnhancedForLoopTree;
    boolean ends = hasKnownEnd();
    boolean bounded = iterates || regular.filter(a -> a == About.OWN).isPresent();
    boolean oneEach = bounded && Places.loopsAround(send.path(), topology.maker()).isEmpty();
    TreePath early = null;
    for (TreePath exit : LoopExits.of(loop, state)) {
      Optional<About> about = aboutExit(exit, loop, receives, conditions);
      if (about.isEmpty()) {
        return Optional.empty();
      }
      boolean call = exit.getLeaf() instanceof ExpressionTree;
      ends |= about.get() == About.END;
      if (call && about.get() == About.OWN) {
        return Optional.of(exit);
      }
      if (early == null && !call && isEarly(about.get(), oneEach)) {
        early = exit;
      }
    }
    ends |= regular.filter(a -> a == About.END).isPresent();
    if (early != null && (ends || bounded || isFailure(early, loop))) {
      return Optional.of(early);
    }
    boolean timesOut = regular.filter(a -> a == About.TIME).isPresent();
    if (timesOut && (ends || topology.capacity().isRendezvous())) {
      return Optional.of(loop);
    }
    boolean stopsShort =
        regular.filter(a -> a == About.OWN || a == About.LIMIT).isPresent()
            && (ends || iterates)
            && !sharesBound(loop);
    return stopsShort ? Optional.of(loop) : Optional.empty();
  }

  private boolean isEarly(About about, boolean oneEach) {
    return about == About.OWN
        || about == About.LIMIT
        || about == About.TIME
        // Of several tasks that send one value each, none can tell the end.
        || (about == About.VALUE && (oneEach || (!topology.closes().isEmpty() && !sendsApart())));
  }

  /** The exit is in a {@code catch} of failures: nobody needs to have agreed on that. */
  private boolean isFailure(TreePath exit, TreePath loop) {
    for (TreePath p = exit; p != null && p.getLeaf() != loop.getLeaf(); p = p.getParentPath()) {
      if (p.getLeaf() instanceof CatchTree) {
        return true;
      }
    }
    return false;
  }

  /** Whether everybody who receives learns of the end, or the sender has none. */
  private boolean hasKnownEnd() {
    ImmutableList<TreePath> loops = Places.loopsAround(send.path(), topology.maker());
    return !topology.closes().isEmpty() || (!loops.isEmpty() && isEndless(Places.outermost(loops)));
  }

  /** Whether the loop never ends and does not wait for another channel in between. */
  private boolean isEndless(TreePath loop) {
    return LoopCount.isEndless(loop.getLeaf())
        && LoopExits.of(loop, state).isEmpty()
        && Lockstep.channels(loop.getLeaf(), Lockstep::isReceive, state).isEmpty();
  }

  /** Whether values are sent outside of loops too: a last value of its own, perhaps. */
  private boolean sendsApart() {
    return topology.sends().stream()
        .anyMatch(
            s ->
                s.path().getLeaf() != send.path().getLeaf()
                    && Places.loopsAround(s.path(), topology.maker()).isEmpty());
  }

  private boolean isClosable() {
    return topology.receives().stream().anyMatch(r -> r.method().endsWith("OrClosed"));
  }

  /** The constants and variables that are sent as they are. */
  private ImmutableSet<Symbol> sent() {
    Set<Symbol> found = new HashSet<>();
    for (Endpoint endpoint : topology.sends()) {
      if (endpoint.path().getLeaf() instanceof MethodInvocationTree call
          && !call.getArguments().isEmpty()
          && ASTHelpers.getSymbol(ASTHelpers.stripParentheses(call.getArguments().get(0)))
              instanceof VarSymbol variable) {
        found.add(variable);
      }
    }
    return ImmutableSet.copyOf(found);
  }

  static Optional<ExpressionTree> condition(Tree leaf) {
    ExpressionTree condition =
        leaf instanceof WhileLoopTree repeated
            ? repeated.getCondition()
            : leaf instanceof DoWhileLoopTree repeated
                ? repeated.getCondition()
                : leaf instanceof ForLoopTree counted ? counted.getCondition() : null;
    return LoopCount.isEndless(leaf) ? Optional.empty() : Optional.ofNullable(condition);
  }

  /** What leads to an exit; empty if the loop is left whatever happens. */
  private Optional<About> aboutExit(
      TreePath exit, TreePath loop, ImmutableSet<Tree> receives, ExitConditions conditions) {
    About about = null;
    boolean call = exit.getLeaf() instanceof ExpressionTree;
    boolean failure = false;
    Throws exceptions = new Throws(state);
    TreePath child = exit;
    for (TreePath p = exit.getParentPath();
        p != null && child.getLeaf() != loop.getLeaf();
        child = p, p = p.getParentPath()) {
      if (p.getLeaf() instanceof IfTree branch && branch.getCondition() != child.getLeaf()) {
        boolean then = branch.getThenStatement() == child.getLeaf();
        About one = conditions.of(branch.getCondition(), then);
        about = about == null || one.compareTo(about) < 0 ? one : about;
      } else if (p.getLeaf() instanceof CatchTree) {
        failure |= exceptions.isForFailures(p);
        about = failure && about != About.END ? about : About.FLAG;
      } else if (p.getLeaf() instanceof CaseTree) {
        about = About.END;
      }
    }
    if (about == About.END || about == About.FLAG) {
      return Optional.of(about);
    }
    if (call && receives.contains(exit.getLeaf())) {
      return Optional.of(About.FLAG);
    }
    if (failure || call) {
      return Optional.of(About.OWN);
    }
    return Optional.ofNullable(about);
  }

  /** Whether the sender's loops have the same bound as this one, as far as names tell. */
  private boolean sharesBound(TreePath loop) {
    Set<Symbol> here = Bounds.of(loop.getLeaf());
    return Bounds.ofSender(send, topology, state).stream().anyMatch(here::contains);
  }
}
