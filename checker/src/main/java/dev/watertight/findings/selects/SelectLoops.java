package dev.watertight.findings.selects;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.MemberReferenceTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol.ClassSymbol;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.channels.Channels;
import dev.watertight.channels.Endpoint;
import dev.watertight.channels.Topologies;
import dev.watertight.channels.Topology;
import dev.watertight.loops.LoopExit;
import dev.watertight.loops.Wait;
import dev.watertight.loops.Wait.OnInterrupt;
import dev.watertight.loops.WaitLoop;
import dev.watertight.loops.WaitLoops;
import dev.watertight.model.ChannelOperation;
import dev.watertight.model.Trait;
import dev.watertight.program.ClosingMethods;
import dev.watertight.program.Graphs;
import dev.watertight.program.Loops;
import dev.watertight.program.Paths;
import dev.watertight.program.Symbols;
import dev.watertight.tasks.Task;
import dev.watertight.tasks.TaskStarts;
import dev.watertight.tasks.Tasks;
import dev.watertight.values.Origins;
import dev.watertight.values.ResolvedLibrary;
import dev.watertight.wakers.Interrupters;
import dev.watertight.wakers.ProgramTasks;
import dev.watertight.wakers.Sequel;
import dev.watertight.wakers.Supply;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Finds selects over channels that are repeated for ever: neither a default clause nor a time
 * limit, no channel that anybody closes, no way out by a value, and nobody who interrupts the task.
 */
public record SelectLoops(VisitorState state) {
  /**
   * Tells a task that is started again and again, or whose owner means to end it, from one that
   * lives as long as the process by design.
   */
  record Repetition(VisitorState state) {
    /** Whether the task, should it never end, is a leak. */
    boolean isLost(Task.Apart task, ImmutableSet<Topology> channels) {
      if (isSetUpInMain(task, channels)) {
        return false;
      }
      if (ProgramTasks.isRepeated(task.start(), state)) {
        return true;
      }
      if (channels.stream().allMatch(Topology::isLocal)) {
        return !ProgramTasks.isAtStart(task.start(), state);
      }
      Set<ClassSymbol> owners = new HashSet<>();
      for (Topology channel : channels) {
        for (VarSymbol variable : channel.variables()) {
          if (Symbols.isField(variable)) {
            if (variable.isStatic()) {
              return false;
            }
            owners.add((ClassSymbol) variable.owner);
          }
        }
      }
      return !TaskStarts.isDaemon(task, state)
          && owners.stream().anyMatch(type -> !ClosingMethods.of(state).in(type).isEmpty());
    }

    /**
     * Whether a loop of {@code main} starts threads that serve until the process ends: it goes on
     * to use their channels after the loop.
     */
    private boolean isSetUpInMain(Task.Apart task, ImmutableSet<Topology> channels) {
      Optional<TreePath> main = Graphs.bodyAround(task.start());
      Optional<Tree> loop = Loops.around(task.start());
      return loop.isPresent()
          && Symbols.methodAround(task.start()).filter(Symbols::isMain).isPresent()
          && TaskStarts.letsProcessEnd(task, state)
          && channels.stream()
              .allMatch(
                  channel ->
                      channel.endpoints().stream()
                          .map(Endpoint::path)
                          .anyMatch(
                              use ->
                                  Paths.isInside(use, main.get().getLeaf())
                                      && !Paths.isInside(use, loop.get())));
    }
  }

  /**
   * A loop around a select that nothing ends.
   *
   * @param loop the loop
   * @param channels the variables that the clauses name, in their order
   * @param start what starts the task that the loop runs in
   * @param swallowsInterrupt whether an interrupt would not end it either
   * @param isClosableByStarter whether the code that starts the task could close the channels when
   *     it is done with them, and no value would be lost
   * @param stopper who tells it to end by a flag, which the select does not notice
   */
  public record SelectLoop(
      TreePath loop,
      ImmutableList<VarSymbol> channels,
      TreePath start,
      boolean swallowsInterrupt,
      boolean isClosableByStarter,
      Optional<Stopper> stopper) {}

  private static final String THROWING = "select";

  /** The loop around a call, if it is such a select. */
  public static Optional<SelectLoop> at(TreePath path, VisitorState state) {
    return path.getLeaf() instanceof MethodInvocationTree call
            && isSelect(ASTHelpers.getSymbol(call), state)
        ? new SelectLoops(state).find(path, call)
        : Optional.empty();
  }

  /** Whether the method is such a select. */
  public static boolean isSelect(MethodSymbol method, VisitorState state) {
    return ResolvedLibrary.of(state).is(method, Trait.AWAITS_CLAUSE);
  }

  private Optional<SelectLoop> find(TreePath path, MethodInvocationTree call) {
    Set<VarSymbol> names = new LinkedHashSet<>();
    Set<Topology> channels = new LinkedHashSet<>();
    for (ExpressionTree clause : call.getArguments()) {
      if (!addChannels(new TreePath(path, clause), names, channels)) {
        return Optional.empty();
      }
    }
    if (channels.isEmpty() || !channels.stream().allMatch(this::isNeverEnding)) {
      return Optional.empty();
    }
    boolean throwing = ASTHelpers.getSymbol(call).getSimpleName().contentEquals(THROWING);
    return WaitLoops.around(new Wait(path, OnInterrupt.THROWN, throwing), state).stream()
        .flatMap(loop -> judge(loop, names, channels).stream())
        .findFirst();
  }

  private Optional<SelectLoop> judge(WaitLoop loop, Set<VarSymbol> names, Set<Topology> channels) {
    if (loop.hasOwnExit() || loop.hasExit(LoopExit.Kind.VALUE)) {
      return Optional.empty();
    }
    Optional<Stopper> stopper = Stopper.of(loop, method -> Stopper.mayWake(method, state), state);
    if ((loop.hasExit(LoopExit.Kind.FLAG) && stopper.isEmpty())
        || channels.stream().anyMatch(c -> isWoken(stopper, c))) {
      return Optional.empty();
    }
    boolean swallows = stopper.isEmpty() && loop.swallowsInterrupt();
    for (Task task : Tasks.of(loop.loop(), state)) {
      if (task instanceof Task.Apart apart
          && (swallows || Interrupters.of(apart, state).answer().isNo())
          && (stopper.isPresent()
              || new Repetition(state).isLost(apart, ImmutableSet.copyOf(channels)))) {
        return Optional.of(
            new SelectLoop(
                loop.loop(),
                ImmutableList.copyOf(names),
                apart.start(),
                swallows,
                channels.stream().allMatch(c -> losesNothing(c, apart)),
                stopper));
      }
    }
    return Optional.empty();
  }

  /** Whether somebody sends once the flag is set. */
  private boolean isWoken(Optional<Stopper> stopper, Topology channel) {
    return stopper
        .filter(stop -> !Sequel.of(stop.write(), state).wakers(channel).any().isNo())
        .isPresent();
  }

  /** Whether the task's starter could close the channel without a value being lost. */
  private boolean losesNothing(Topology channel, Task.Apart listener) {
    return channel.capacity().isRendezvous()
        && channel.endpoints().stream()
            .flatMap(endpoint -> Tasks.of(endpoint.path(), state).stream())
            .allMatch(task -> !(task instanceof Task.Apart) || task.equals(listener));
  }

  /** The channels that the clause may be of; false if they cannot all be told. */
  private boolean addChannels(TreePath clause, Set<VarSymbol> names, Set<Topology> channels) {
    Optional<ImmutableSet<TreePath>> calls = Origins.of(clause, this::isClause, state);
    if (calls.isEmpty()) {
      return false;
    }
    for (TreePath call : calls.get()) {
      Optional<TreePath> receiver = Paths.receiver(call);
      Optional<ImmutableSet<Topology>> found = receiver.flatMap(r -> Topologies.of(r, state));
      if (found.isEmpty()) {
        return false;
      }
      channels.addAll(found.get());
      if (ASTHelpers.getSymbol(receiver.get().getLeaf()) instanceof VarSymbol variable) {
        names.add(variable);
      }
    }
    return true;
  }

  private boolean isClause(Tree tree) {
    return tree instanceof MethodInvocationTree call
        && Channels.of(state)
            .operationOf(ASTHelpers.getSymbol(call))
            .filter(operation -> operation.waiting() == ChannelOperation.Wait.SELECT)
            .isPresent();
  }

  /** Nobody closes the channel, and nobody keeps it busy for ever. */
  private boolean isNeverEnding(Topology channel) {
    return channel.isClosedView()
        && channel.closes().isEmpty()
        && channel.endpoints().stream().noneMatch(e -> isPeriodic(e) || isByOthers(e));
  }

  /** Whether code out of view decides when, and how often, it happens. */
  private boolean isByOthers(Endpoint endpoint) {
    return endpoint.path().getLeaf() instanceof MemberReferenceTree
        || Tasks.of(endpoint.path(), state).stream().anyMatch(Task.Unknown.class::isInstance);
  }

  /** A ticker: a sender that never stops, so that the select does not wait for ever. */
  private boolean isPeriodic(Endpoint endpoint) {
    if (endpoint.waiting() == ChannelOperation.Wait.SELECT) {
      return false;
    }
    return WaitLoops.around(new Wait(endpoint.path(), OnInterrupt.THROWN, true), state).stream()
            .anyMatch(WaitLoop::isUntilTold)
        || Tasks.of(endpoint.path(), state).stream()
            .anyMatch(task -> task instanceof Task.Apart && !Supply.isRunOnce(task, state));
  }
}
