package dev.watertight.findings.sends;

import static com.google.common.collect.ImmutableSet.toImmutableSet;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.CaseTree;
import com.sun.source.tree.CatchTree;
import com.sun.source.tree.EnhancedForLoopTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IfTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.channels.Endpoint;
import dev.watertight.channels.Topology;
import dev.watertight.findings.sends.DepartureConditions.About;
import dev.watertight.model.ChannelOperation.Wait;
import dev.watertight.program.Loops;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * How a loop that receives is left before the sender has sent everything.
 *
 * <p>An exception always comes too early. A decision of the receiver's own does where the loop also
 * has a regular end, which it then does not reach: the agreed last value, the closed channel, the
 * end of a loop over something else; or where the sender has no end. A flag or an interrupt does
 * not: whoever gives it may end the sender by other means.
 */
public final class Departures {
  private final Topology topology;
  private final Endpoint send;
  private final VisitorState state;

  /** How the receivers of a send leave. */
  public Departures(Topology topology, Endpoint send, VisitorState state) {
    this.topology = topology;
    this.send = send;
    this.state = state;
  }

  /** Where a receiving loop is left too early; empty if nowhere, or if that cannot be told. */
  public Optional<TreePath> from(TreePath loop) {
    ImmutableSet<Tree> receives =
        topology.receives().stream().map(r -> r.path().getLeaf()).collect(toImmutableSet());
    boolean timed = topology.receives().stream().anyMatch(r -> r.waiting() == Wait.TIMED);
    DepartureConditions conditions =
        new DepartureConditions(loop, receives, sent(), isClosable(), timed);
    Optional<About> regular =
        ending(loop.getLeaf()).map(condition -> conditions.of(condition, false));
    Map<TreePath, About> exits = new LinkedHashMap<>();
    for (TreePath exit : AbruptExits.of(loop, state)) {
      Optional<About> about = aboutExit(exit, loop, receives, conditions);
      if (about.isEmpty()) {
        return Optional.empty();
      }
      exits.put(exit, about.get());
    }
    return early(loop, exits, regular.orElse(About.FLAG));
  }

  private Optional<TreePath> early(TreePath loop, Map<TreePath, About> exits, About regular) {
    boolean iterates = loop.getLeaf() instanceof EnhancedForLoopTree;
    boolean bounded = iterates || regular == About.OWN;
    boolean learns = regular == About.END || exits.containsValue(About.END);
    boolean ends = learns || !topology.closes().isEmpty() || isSenderEndless();
    for (Map.Entry<TreePath, About> exit : exits.entrySet()) {
      boolean tooEarly =
          switch (exit.getValue()) {
            case END, FLAG -> false;
            case OWN -> ends || bounded || isFailure(exit.getKey(), loop);
            case TIME -> ends || bounded || isHandover();
            case LIMIT -> learns || (!sendsApart() && (bounded || isSenderEndless()));
            // Of several tasks that send one value each, none can tell the end.
            case VALUE ->
                (bounded && Places.loopsAround(send.path(), topology.maker()).isEmpty())
                    || (learns && !topology.closes().isEmpty() && !sendsApart());
          };
      if (tooEarly) {
        return Optional.of(exit.getKey());
      }
    }
    boolean stopsShort =
        switch (regular) {
          case TIME -> ends || isHandover();
          case OWN -> ends && !mayBeEnough(loop);
          case LIMIT -> learns || isSenderEndless();
          default -> false;
        };
    return stopsShort ? Optional.of(loop) : Optional.empty();
  }

  private boolean isHandover() {
    return topology.capacity().isRendezvous() || send.isHandover();
  }

  /** An exception, or the {@code catch} of one: nobody needs to have agreed on that. */
  private boolean isFailure(TreePath exit, TreePath loop) {
    if (exit.getLeaf() instanceof ExpressionTree) {
      return true;
    }
    for (TreePath p = exit; p != null && p.getLeaf() != loop.getLeaf(); p = p.getParentPath()) {
      if (p.getLeaf() instanceof CatchTree) {
        return true;
      }
    }
    return false;
  }

  private boolean isSenderEndless() {
    ImmutableList<TreePath> loops = Places.loopsAround(send.path(), topology.maker());
    return !loops.isEmpty() && isEndless(Places.outermost(loops));
  }

  /** Whether the loop never ends and does not wait for another channel in between. */
  private boolean isEndless(TreePath loop) {
    return Loops.isEndless(loop.getLeaf())
        && AbruptExits.of(loop, state).isEmpty()
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

  /** The condition that ends a loop, if there is one. */
  public static Optional<ExpressionTree> ending(Tree loop) {
    return Loops.isEndless(loop) ? Optional.empty() : Loops.condition(loop);
  }

  /** What leads to an exit; empty if the loop is left whatever happens. */
  private Optional<About> aboutExit(
      TreePath exit, TreePath loop, ImmutableSet<Tree> receives, DepartureConditions conditions) {
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

  /** Whether the loop may run as often as values are sent, as far as numbers and names tell. */
  private boolean mayBeEnough(TreePath loop) {
    OptionalInt received = LoopCount.of(ImmutableList.of(loop), state);
    OptionalInt sent = new Senders(topology, state).sendCount(send);
    if (received.isPresent() && sent.isPresent()) {
      return !topology.capacity().isFilledBy(sent.getAsInt() - received.getAsInt());
    }
    return Bounds.ofSender(send, topology, state).stream()
        .anyMatch(Bounds.of(loop.getLeaf(), state)::contains);
  }
}
