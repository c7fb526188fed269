package dev.watertight.findings.sends;

import static com.google.common.collect.ImmutableList.toImmutableList;
import static com.google.common.collect.ImmutableSet.toImmutableSet;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.BlockTree;
import com.sun.source.tree.CatchTree;
import com.sun.source.tree.EnhancedForLoopTree;
import com.sun.source.tree.ExpressionStatementTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.ThrowTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.TryTree;
import com.sun.source.tree.UnaryTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.channels.Channels;
import dev.watertight.channels.Endpoint;
import dev.watertight.channels.Topology;
import dev.watertight.counts.Amount;
import dev.watertight.counts.Capacities;
import dev.watertight.counts.Runs;
import dev.watertight.findings.sends.Causes.Cause;
import dev.watertight.loops.EndingSends;
import dev.watertight.loops.LoopExit;
import dev.watertight.loops.LoopExits;
import dev.watertight.loops.ValueTests;
import dev.watertight.model.ChannelOperation.Act;
import dev.watertight.program.Arguments;
import dev.watertight.program.Loops;
import dev.watertight.program.Paths;
import dev.watertight.program.Symbols;
import dev.watertight.program.TestOutcomes;
import dev.watertight.program.Trees;
import dev.watertight.summaries.Summaries;
import dev.watertight.values.Values;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * How a loop that receives is left before the sender has sent everything.
 *
 * <p>An exception always comes too early. A decision of the receiver's own does where the loop also
 * has a regular end, which it then does not reach: the agreed last value, the closed channel, the
 * end of a loop over something else; or where the sender has no end. A flag or an interrupt does
 * not: whoever gives it may end the sender by other means.
 *
 * @param topology the channel
 * @param send what waits
 * @param state the compilation
 */
public record Departures(Topology topology, Endpoint send, VisitorState state) {
  /** Where a receiving loop is left too early; empty if nowhere, or if that cannot be told. */
  public Optional<TreePath> from(TreePath loop) {
    Causes causes = Causes.of(topology, loop, state);
    Map<TreePath, Cause> exits = new LinkedHashMap<>();
    List<LoopExit> conditions = new ArrayList<>();
    Set<TreePath> impossible = new HashSet<>();
    Cause regular = null;
    for (LoopExit exit : LoopExits.of(loop, receives(), causes, state)) {
      if (exit.at() == loop.getLeaf()
          || isRestTakenBefore(exit.place(), loop)
          || isNeverReached(exit.place(), loop)
          || ((isFailure(exit) || isCaughtFailure(exit, loop)) && areUnderstood(loop))) {
        continue;
      }
      Cause cause = isCaughtFailure(exit, loop) ? Cause.FAILURE : causes.of(exit);
      if (exit.isOfCondition()) {
        conditions.add(exit);
        regular = regular == null || regular.compareTo(cause) < 0 ? cause : regular;
      } else if (exit.at() == exit.place().getLeaf()
          && cause != Cause.FAILURE
          && !(exit.at() instanceof ExpressionTree)) {
        // The loop is left whatever happens.
        return Optional.empty();
      } else {
        exits.merge(exit.place(), cause, (one, other) -> one.compareTo(other) < 0 ? other : one);
        if (exit.kind() == LoopExit.Kind.VALUE
            && cause != Cause.END
            // Nobody sends what says that the time is up.
            && cause != Cause.TIME
            && ValueTests.neverLeaves(exit, loop, topology, state)) {
          impossible.add(exit.place());
        }
      }
    }
    exits.keySet().removeAll(impossible);
    if (endsBeforeEnd(conditions, causes)) {
      return mayStopToo() ? Optional.empty() : Optional.of(loop);
    }
    return early(loop, exits, regular == null ? Cause.FLAG : regular)
        .or(() -> failing(loop, new UncheckedExits(loop, state).expected()));
  }

  /** Whether it fails there, perhaps because of a received value. */
  private static boolean isFailure(LoopExit exit) {
    return exit.kind() == LoopExit.Kind.FAILURE
        || (exit.kind() == LoopExit.Kind.VALUE && exit.place().getLeaf() instanceof ThrowTree);
  }

  /**
   * Whether the loop is left in a catch clause, for what has failed there other than the receive.
   */
  private boolean isCaughtFailure(LoopExit exit, TreePath loop) {
    if (exit.kind() != LoopExit.Kind.OTHER || exit.at() != exit.place().getLeaf()) {
      return false;
    }
    for (TreePath p = exit.place(); p.getLeaf() != loop.getLeaf(); p = p.getParentPath()) {
      if (p.getLeaf() instanceof CatchTree) {
        return p.getParentPath().getLeaf() instanceof TryTree attempt
            && !Trees.any(attempt.getBlock(), receives()::contains);
      }
    }
    return false;
  }

  /**
   * Whether the condition of a loop asks for the agreed end and, beside it, for something of the
   * receiver's own that says nothing of how many values are sent.
   */
  private boolean endsBeforeEnd(List<LoopExit> conditions, Causes causes) {
    List<LoopExit> own = conditions.stream().filter(exit -> causes.of(exit) == Cause.OWN).toList();
    return !own.isEmpty()
        && own.size() < conditions.size()
        && conditions.stream().allMatch(e -> own.contains(e) || causes.of(e) == Cause.END)
        && own.stream().noneMatch(exit -> causes.values().mayTellHowMany(exit.at()));
  }

  /** Where a receiving loop is left by an exception that nobody declares, and nobody expects. */
  public Optional<TreePath> byFailure(TreePath loop) {
    return failing(loop, new UncheckedExits(loop, state).all());
  }

  private Optional<TreePath> failing(TreePath loop, ImmutableList<TreePath> calls) {
    return calls.isEmpty() || maySendFailure(loop) || areUnderstood(loop)
        ? Optional.empty()
        : calls.stream()
            .filter(call -> !isRestTakenBefore(call, loop) && !isRestThereRoomFor(call, loop))
            .findFirst();
  }

  /** Whether nothing may fail at the values that are sent, whatever the code catches. */
  private boolean areUnderstood(TreePath loop) {
    return !SentData.isIn(topology, loop, state) || SentValues.areLookedAt(topology, state);
  }

  /** Whether another loop, which ends with the channel, takes the rest before a jump. */
  private boolean isRestTakenBefore(TreePath jump, TreePath loop) {
    for (TreePath p = jump; p.getLeaf() != loop.getLeaf(); p = p.getParentPath()) {
      if (p.getParentPath().getLeaf() instanceof BlockTree block) {
        for (Tree before : block.getStatements()) {
          if (before == p.getLeaf()) {
            break;
          }
          if (Loops.isLoop(before) && Trees.anyOwn(before, receives()::contains)) {
            return true;
          }
        }
      }
    }
    return false;
  }

  /** Whether a statement before a jump ends the process, or goes on for ever. */
  private boolean isNeverReached(TreePath jump, TreePath loop) {
    for (TreePath p = jump; p.getLeaf() != loop.getLeaf(); p = p.getParentPath()) {
      if (p.getParentPath().getLeaf() instanceof BlockTree block) {
        for (Tree before : block.getStatements()) {
          if (before == p.getLeaf()) {
            break;
          }
          if (before instanceof ExpressionStatementTree statement
              && statement.getExpression() instanceof MethodInvocationTree call
              && Summaries.neverReturns(call, state)) {
            return true;
          }
        }
      }
    }
    return false;
  }

  private Optional<TreePath> early(TreePath loop, Map<TreePath, Cause> exits, Cause regular) {
    boolean iterates = loop.getLeaf() instanceof EnhancedForLoopTree;
    boolean bounded = iterates || regular == Cause.OWN;
    boolean learns = regular == Cause.END || exits.containsValue(Cause.END);
    boolean marksEnd = learns && onlyMarkIsApart(loop);
    boolean ends = learns || !topology.closes().isEmpty() || isSenderEndless();
    for (Map.Entry<TreePath, Cause> exit : exits.entrySet()) {
      boolean tooEarly =
          switch (exit.getValue()) {
            case END -> isMarkedAgain(exit.getKey(), loop);
            case FLAG -> false;
            case FAILURE -> !maySendFailure(loop);
            case OWN -> (ends || bounded) && !mayStopToo();
            case TIME -> ends || bounded || isHandover();
            case LIMIT ->
                (learns || (!sendsApart() && (bounded || isSenderEndless()))) && !mayStopToo();
            // Of several tasks that send one value each, none can tell the end.
            case VALUE ->
                (bounded
                        && (Places.loop(send.path(), topology.maker()).isEmpty()
                            || isRefused(exit.getKey(), loop)))
                    || (learns && !topology.closes().isEmpty() && !sendsApart())
                    || (marksEnd && !mayStopToo());
          };
      if (tooEarly && !isRestThereRoomFor(exit.getKey(), loop)) {
        return Optional.of(exit.getKey());
      }
    }
    boolean stopsShort =
        switch (regular) {
          case TIME -> ends || isHandover();
          case OWN -> isSenderEndless() || (ends && !mayBeEnough(loop));
          case LIMIT -> learns || isSenderEndless();
          case END -> isMarkedAgain(loop, loop);
          default -> false;
        };
    return stopsShort ? Optional.of(loop) : Optional.empty();
  }

  /**
   * Whether the receiver fails at a value, though it has a number of rounds of its own, and though
   * the sender has nothing to tell of by such a value.
   */
  private boolean isRefused(TreePath exit, TreePath loop) {
    return exit.getLeaf() instanceof ThrowTree && !maySendFailure(loop) && !mayStopToo();
  }

  /** Whether a loop is left after so many values that all others have room in the channel. */
  private boolean isRestThereRoomFor(TreePath exit, TreePath loop) {
    OptionalLong sent =
        Runs.of(topology.sends().stream().map(Endpoint::path).toList(), topology, state)
            .most()
            .number();
    OptionalLong room = Capacities.of(topology, state).number();
    Tree round = Loops.body(loop.getLeaf()).orElse(null);
    if (sent.isEmpty() || room.isEmpty() || round == null || exit.getLeaf() == loop.getLeaf()) {
      return false;
    }
    Set<Symbol> counters =
        Trees.ownIn(round, UnaryTree.class).stream()
            .filter(Values::isStep)
            .map(step -> ASTHelpers.getSymbol(step.getExpression()))
            .collect(toImmutableSet());
    return TestOutcomes.at(exit, round).stream()
        .filter(outcome -> !Collections.disjoint(counters, Symbols.variablesIn(outcome.test())))
        .flatMap(outcome -> Trees.in(outcome.test(), ExpressionTree.class).stream())
        .anyMatch(
            tree ->
                ASTHelpers.constValue(tree) instanceof Integer number
                    && sent.getAsLong() - number <= room.getAsLong());
  }

  /**
   * Whether the first marker is enough to leave, at a test for nothing else, and each of several
   * senders hands one over.
   */
  private boolean isMarkedAgain(TreePath exit, TreePath loop) {
    if (!isHandover()
        || !topology.receives().stream()
            .allMatch(receive -> Paths.isInside(receive.path(), loop.getLeaf()))) {
      return false;
    }
    long tests =
        TestOutcomes.at(exit, loop.getLeaf()).stream()
            .filter(outcome -> ASTHelpers.constValue(outcome.test()) == null)
            .count();
    boolean isOnly =
        exit.equals(loop)
            ? Loops.ending(loop.getLeaf())
                .filter(test -> !TestOutcomes.isJunction(test))
                .isPresent()
            : tests == 1;
    ImmutableList<TreePath> marks =
        EndingSends.of(topology, state).stream().map(Endpoint::path).collect(toImmutableList());
    return isOnly
        && Capacities.exceeds(Runs.of(marks, topology, state).least(), Amount.of(1), state);
  }

  /** Whether a sender leaves its loop by a decision of its own, which may be the same one. */
  private boolean mayStopToo() {
    return topology.sends().stream()
        .flatMap(sent -> Places.loop(sent.path(), topology.maker()).stream())
        .flatMap(loop -> LoopExits.of(loop, ImmutableSet.of(), state).stream())
        .anyMatch(exit -> !exit.isOfCondition() && exit.kind() == LoopExit.Kind.OTHER);
  }

  private boolean isHandover() {
    return topology.capacity().isRendezvous() || send.isHandover();
  }

  private boolean isSenderEndless() {
    return Places.loop(send.path(), topology.maker()).filter(this::isEndless).isPresent();
  }

  /** Whether the loop never ends and does not wait for another channel in between. */
  private boolean isEndless(TreePath loop) {
    return Loops.isEndless(loop.getLeaf())
        && LoopExits.of(loop, ImmutableSet.of(), Causes.of(topology, loop, state), state).isEmpty()
        && Trees.ownIn(loop.getLeaf(), MethodInvocationTree.class).stream()
            .flatMap(call -> Channels.of(state).operationOf(ASTHelpers.getSymbol(call)).stream())
            .noneMatch(o -> o.act() == Act.RECEIVE || o.act() == Act.EXCHANGE);
  }

  /** Whether values are sent outside of loops too: a last value of its own, perhaps. */
  private boolean sendsApart() {
    return topology.sends().stream()
        .anyMatch(
            s ->
                s.path().getLeaf() != send.path().getLeaf()
                    && (Places.loop(s.path(), topology.maker()).isEmpty()
                        // The loop may be over objects that have a channel each.
                        || !Runs.isRepeated(s.path(), topology, state)));
  }

  /**
   * Whether the sender has a last value of its own that is no marker, by which the receiver may be
   * meant to fail: what has made the sender fail, perhaps.
   */
  private boolean maySendFailure(TreePath loop) {
    ImmutableList<Endpoint> marks = EndingSends.of(topology, state);
    List<TreePath> values = new ArrayList<>();
    for (Endpoint each : topology.sends()) {
      if (!marks.contains(each)) {
        TreePath value = each.value().orElse(each.path());
        // By a method that sends, as well.
        ImmutableList<TreePath> passed =
            ASTHelpers.getSymbol(value.getLeaf()) instanceof VarSymbol parameter
                ? Arguments.seenOf(parameter, state)
                : ImmutableList.of();
        values.addAll(passed.isEmpty() ? ImmutableList.of(value) : passed);
      }
    }
    return values.size() + marks.size() > 1
        && values.stream().anyMatch(value -> isLast(value) && !isComparedWith(value, loop));
  }

  /** Whether the value at a path is the last one: no loop is around it, or it is left then. */
  private boolean isLast(TreePath value) {
    Tree loop = Places.loop(value, topology.maker()).map(TreePath::getLeaf).orElse(null);
    for (TreePath p = value; loop != null && p.getLeaf() != loop; p = p.getParentPath()) {
      if (p.getLeaf() instanceof BlockTree block && Loops.leaves(block)) {
        return true;
      }
    }
    return loop == null;
  }

  /** Whether a test of the loop names the constant or the variable that is sent. */
  private boolean isComparedWith(TreePath value, TreePath loop) {
    Object constant = ASTHelpers.constValue(value.getLeaf());
    Symbol variable = constant == null ? ASTHelpers.getSymbol(value.getLeaf()) : null;
    return LoopExits.of(loop, receives(), state).stream()
        .flatMap(exit -> Trees.in(exit.at(), ExpressionTree.class).stream())
        .anyMatch(
            tested ->
                constant != null
                    ? constant.equals(ASTHelpers.constValue(tested))
                    : variable instanceof VarSymbol
                        && variable.equals(ASTHelpers.getSymbol(tested)));
  }

  /**
   * Whether the values that are sent outside of loops are markers of the end which the receiving
   * loop compares with: then no other value is the end.
   */
  private boolean onlyMarkIsApart(TreePath loop) {
    ImmutableList<LoopExit> exits = LoopExits.of(loop, receives(), state);
    Set<Symbol> markers =
        exits.stream().flatMap(exit -> exit.symbol().stream()).collect(toImmutableSet());
    return topology.sends().stream()
            .filter(s -> s.path().getLeaf() != send.path().getLeaf())
            .allMatch(
                s ->
                    s.value().filter(v -> isOneOf(markers, v.getLeaf())).isPresent()
                        || exits.stream()
                            .anyMatch(
                                exit ->
                                    ValueTests.leaves(
                                        exit, loop, topology, ImmutableList.of(s), state)))
        && sendsApart();
  }

  private static boolean isOneOf(Set<Symbol> markers, Tree value) {
    return markers.contains(ASTHelpers.getSymbol(value))
        || (value instanceof NewClassTree made
            && markers.contains(ASTHelpers.getSymbol(made.getIdentifier())));
  }

  /** Whether the loop may run as often as values are sent, as far as numbers and names tell. */
  private boolean mayBeEnough(TreePath loop) {
    Amount received = Runs.rounds(loop, state).most();
    Amount sent = new Senders(topology, state).sent(send);
    Tree header =
        loop.getLeaf() instanceof EnhancedForLoopTree each
            ? each.getExpression()
            : Loops.ending(loop.getLeaf()).map(Tree.class::cast).orElse(loop.getLeaf());
    Amount limit = received.plus(Capacities.of(topology, state));
    return sent.kind() == Amount.Kind.UNKNOWN || !Capacities.canExceed(sent, limit, header, state);
  }

  private ImmutableSet<Tree> receives() {
    return topology.receives().stream().map(r -> r.path().getLeaf()).collect(toImmutableSet());
  }
}
