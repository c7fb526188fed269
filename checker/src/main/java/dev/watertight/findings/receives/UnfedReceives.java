package dev.watertight.findings.receives;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.channels.ChannelFindings;
import dev.watertight.channels.Endpoint;
import dev.watertight.channels.Topologies;
import dev.watertight.channels.Topology;
import dev.watertight.counts.Amount;
import dev.watertight.counts.CallerCases;
import dev.watertight.counts.Count;
import dev.watertight.counts.Runs;
import dev.watertight.loops.LoopExit;
import dev.watertight.loops.WaitLoops;
import dev.watertight.model.ChannelOperation.Act;
import dev.watertight.program.Arguments;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Symbols;
import dev.watertight.tasks.Task;
import dev.watertight.tasks.Tasks;
import dev.watertight.values.Outsiders;
import dev.watertight.wakers.AwaitedEnds;
import dev.watertight.wakers.Beginnings;
import dev.watertight.wakers.Interrupters;
import dev.watertight.wakers.ProgramTasks;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.stream.Stream;

/**
 * Finds receives that wait for ever since nothing is ever sent: the channel is in view with all its
 * uses, is empty when it is made, and is neither sent to nor closed; or only that of other objects;
 * or less often than they take.
 */
public final class UnfedReceives implements ChannelFindings.Analysis<UnfedReceives.Receive> {
  /**
   * Two channels that were meant to be one: what is sent into the one nobody receives, what is
   * received from the other nobody sends.
   */
  static final class UnreadTwins {
    private UnreadTwins() {}

    /**
     * The variable of the only channel that could be meant in place of one that nobody sends into:
     * it is declared beside it with the same type, and does nothing but swallow what is sent.
     */
    static Optional<VarSymbol> of(Topology unfed, VisitorState state) {
      Optional<VarSymbol> own = onlyVariable(unfed, state);
      if (own.isEmpty()) {
        return own;
      }
      ImmutableList<VarSymbol> found =
          Topologies.all(state).stream()
              .filter(UnreadTwins::isUnread)
              .flatMap(other -> onlyVariable(other, state).stream())
              .filter(other -> isBeside(own.get(), other, state))
              .distinct()
              .collect(ImmutableList.toImmutableList());
      return found.size() == 1 ? Optional.of(found.get(0)) : Optional.empty();
    }

    private static boolean isUnread(Topology channel) {
      return channel.isClosedView()
          && !channel.sends().isEmpty()
          && channel.endpoints().stream()
              .allMatch(e -> e.act() == Act.SEND || e.act() == Act.CLOSE);
    }

    private static Optional<VarSymbol> onlyVariable(Topology channel, VisitorState state) {
      if (channel.variables().size() != 1) {
        return Optional.empty();
      }
      return Optional.of(channel.variables().asList().get(0))
          .filter(
              variable ->
                  CompilationIndex.of(state)
                      .declaration(variable)
                      .filter(p -> p.getLeaf() == channel.maker().getParentPath().getLeaf())
                      .isPresent());
    }

    private static boolean isBeside(VarSymbol one, VarSymbol other, VisitorState state) {
      return !one.equals(other)
          && one.owner.equals(other.owner)
          && one.isStatic() == other.isStatic()
          && state.getTypes().isSameType(one.type, other.type)
          && around(one, state).isPresent()
          && around(one, state).equals(around(other, state));
    }

    /** The class or block that declares the variable. */
    private static Optional<Tree> around(VarSymbol variable, VisitorState state) {
      return CompilationIndex.of(state)
          .declaration(variable)
          .map(TreePath::getParentPath)
          .map(TreePath::getLeaf);
    }
  }

  /**
   * A receive to which nothing comes.
   *
   * @param topology the channel
   * @param receive the call that waits
   * @param twin the variable of the channel that is meant, if that is clear
   * @param numbers how many values come at most and how many are received, where some come
   * @param end where others wait for the end of the task that receives before they send
   */
  public record Receive(
      Topology topology,
      Endpoint receive,
      Optional<VarSymbol> twin,
      Optional<Count> numbers,
      Optional<TreePath> end) {}

  @Override
  public void analyze(Topology topology, VisitorState state, BiConsumer<Tree, Receive> found) {
    if (!topology.isClosedView()
        || !topology.isBlocking()
        || !topology.closes().isEmpty()
        // Made only to be waited for: a way to wait for ever, or for an interrupt.
        || topology.variables().isEmpty()
        || topology.variables().stream().anyMatch(v -> Outsiders.mayUse(v, state))
        || !topology.isAlone(state)
        || isFilled(topology.maker().getLeaf(), state)) {
      return;
    }
    for (Endpoint receive : topology.receives()) {
      if (receive.isEndless()
          && (topology.sends().isEmpty() || OtherObjects.areSentTo(topology, receive, state))
          && !mayBeInterrupted(receive, topology, state)) {
        Tree at =
            receive.path().getLeaf() instanceof MethodInvocationTree call
                ? call
                : topology.maker().getLeaf();
        found.accept(
            at,
            new Receive(
                topology,
                receive,
                UnreadTwins.of(topology, state),
                Optional.empty(),
                Optional.empty()));
        return;
      }
      Optional<TreePath> end = endBefore(topology, receive, state);
      if (end.isPresent()) {
        found.accept(
            receive.path().getLeaf(),
            new Receive(topology, receive, Optional.empty(), Optional.empty(), end));
        return;
      }
    }
    tooMany(topology, state)
        .ifPresent(
            numbers -> {
              Endpoint receive = topology.receives().get(topology.receives().size() - 1);
              found.accept(
                  receive.path().getLeaf(),
                  new Receive(
                      topology, receive, Optional.empty(), Optional.of(numbers), Optional.empty()));
            });
  }

  /** Where others wait for the end of the task that receives, and send only behind that. */
  private static Optional<TreePath> endBefore(
      Topology topology, Endpoint receive, VisitorState state) {
    return !receive.isEndless()
            || topology.sends().isEmpty()
            || mayBeInterrupted(receive, topology, state)
        ? Optional.empty()
        : new AwaitedEnds(state)
            .before(
                receive.path(),
                topology.maker(),
                topology.sends().stream()
                    .map(Endpoint::path)
                    .collect(ImmutableList.toImmutableList()));
  }

  /** How many values come at most, and how many are waited for at least, if those are more. */
  private static Optional<Count> tooMany(Topology topology, VisitorState state) {
    if (topology.sends().isEmpty()
        || topology.receives().isEmpty()
        || !topology.endpoints().stream()
            .allMatch(e -> e.act() == Act.SEND || (e.act() == Act.RECEIVE && e.isEndless()))
        || topology.receives().stream().anyMatch(r -> isUntilValue(r, state))
        || !areCounted(topology, state)) {
      return Optional.empty();
    }
    Amount sent =
        Runs.of(
                topology.sends().stream()
                    .map(send -> new Runs.Weight(send.path(), Runs.valuesOf(send.path(), state)))
                    .collect(ImmutableList.toImmutableList()),
                topology,
                state)
            .most();
    Amount received =
        Runs.of(
                topology.receives().stream()
                    .map(Endpoint::path)
                    .collect(ImmutableList.toImmutableList()),
                topology,
                state)
            .least();
    if (received.kind() != Amount.Kind.SUM
        || topology.receives().stream().anyMatch(r -> mayBeInterrupted(r, topology, state))) {
      return Optional.empty();
    }
    TreePath receive = topology.receives().get(0).path();
    return received.isMoreThan(sent).isYes()
        ? Optional.of(new Count(sent, received))
        : CallerCases.exceeding(received, sent, () -> Beginnings.of(receive, state), state)
            .map(each -> new Count(each.limit(), each.number()));
  }

  /** Whether a value ends the loop around a receive: how many of those come is another question. */
  private static boolean isUntilValue(Endpoint receive, VisitorState state) {
    return WaitLoops.of(receive, state).stream()
        .anyMatch(loop -> loop.hasExit(LoopExit.Kind.VALUE));
  }

  /**
   * Whether only code in view uses the channel, as often as it says, and no receiver is one that
   * the end of the process ends.
   */
  private static boolean areCounted(Topology topology, VisitorState state) {
    ImmutableSet<Task> receivers =
        topology.receives().stream()
            .flatMap(receive -> topology.tasksOf(receive, state).stream())
            .collect(ImmutableSet.toImmutableSet());
    return receivers.stream().noneMatch(task -> ProgramTasks.endsWithProcess(task, state))
        && (topology.isLocal()
            || topology.endpoints().stream()
                .map(Endpoint::path)
                .flatMap(
                    use ->
                        Stream.concat(
                            Stream.of(use),
                            Tasks.apart(Tasks.of(use, state)).stream().map(Task.Apart::start)))
                .noneMatch(place -> ProgramTasks.isCalledByOthers(place, state)));
  }

  /** Whether the values of a collection are in it from the beginning. */
  private static boolean isFilled(Tree maker, VisitorState state) {
    List<? extends ExpressionTree> arguments = Arguments.of(maker);
    return arguments.stream()
        .map(ASTHelpers::getType)
        .anyMatch(type -> Symbols.isA(type, "java.lang.Iterable", state));
  }

  /** Whether an interrupt may be what the receive waits for. */
  private static boolean mayBeInterrupted(Endpoint receive, Topology topology, VisitorState state) {
    ImmutableSet<Task> tasks = topology.tasksOf(receive, state);
    return tasks.isEmpty()
        || tasks.contains(new Task.Unknown())
        || receive.act() == Act.EXCHANGE
        || !Interrupters.inView(receive.path(), tasks, state).answer().isNo();
  }
}
