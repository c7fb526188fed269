package dev.watertight.findings.earlyclose;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.ExpressionStatementTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.TryTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Type;
import dev.watertight.channels.ChannelFindings;
import dev.watertight.channels.Endpoint;
import dev.watertight.channels.Topology;
import dev.watertight.counts.Amount;
import dev.watertight.counts.Capacities;
import dev.watertight.counts.Runs;
import dev.watertight.findings.earlyclose.EarlyCloses.EarlyClose.How;
import dev.watertight.loops.EndingSends;
import dev.watertight.loops.WaitLoops;
import dev.watertight.model.Trait;
import dev.watertight.program.CatchClauses;
import dev.watertight.program.Graphs;
import dev.watertight.program.Loops;
import dev.watertight.program.Symbols;
import dev.watertight.tasks.Task;
import dev.watertight.tasks.TaskStarts;
import dev.watertight.tasks.Tasks;
import dev.watertight.values.Origins;
import dev.watertight.values.ResolvedLibrary;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;

/**
 * Finds channels that are ended by whoever started their senders, or by each of those, before all
 * have ended: what they send later is lost, or refused. An end with an error is meant to cut the
 * senders off.
 */
public final class EarlyCloses {
  /**
   * A channel that is ended while tasks that send on it may still run.
   *
   * @param channel the channel
   * @param close what ends it: a call, or the try statement that closes its resource
   * @param how by what kind of act it is ended
   * @param senders the expressions that start the tasks, none of which is waited for
   */
  public record EarlyClose(
      Topology channel, Endpoint close, How how, ImmutableList<TreePath> senders) {
    /** How a channel is ended. */
    public enum How {
      /** By a call that closes it. */
      CLOSED,
      /** By the end of a try statement whose resource it is. */
      RESOURCE,
      /** By a value that its receivers take for the end. */
      MARKER,
      /** By each of several senders, when it has sent its own. */
      EACH_SENDER
    }
  }

  /** What is found. */
  public static final ChannelFindings<EarlyClose> FINDINGS =
      ChannelFindings.of(EarlyCloses::analyze);

  private final Topology channel;
  private final VisitorState state;
  private final ImmutableSet<Endpoint> marks;
  private final Map<Tree, Endpoint> ends = new LinkedHashMap<>();
  private final Map<Tree, Task.Apart> tasks = new LinkedHashMap<>();
  private final Set<Symbol> shared = new HashSet<>();

  private EarlyCloses(Topology channel, VisitorState state) {
    this.channel = channel;
    this.state = state;
    this.marks =
        channel.kind().isCloseable() || isSorted(channel, state)
            ? ImmutableSet.of()
            : ImmutableSet.copyOf(EndingSends.of(channel, state));
  }

  /** Whether the marker may come last, whenever it is sent. */
  private static boolean isSorted(Topology channel, VisitorState state) {
    Type type = ASTHelpers.getType(channel.maker().getLeaf());
    return type != null && ResolvedLibrary.of(state).is(type, Trait.SORTED);
  }

  private static void analyze(
      Topology channel, VisitorState state, BiConsumer<Tree, EarlyClose> found) {
    if (!channel.sends().isEmpty()) {
      new EarlyCloses(channel, state).find(found);
    }
  }

  private void find(BiConsumer<Tree, EarlyClose> found) {
    marks.forEach(mark -> ends.put(mark.path().getLeaf(), mark));
    channel.closes().stream()
        .filter(close -> !isWithError(close.path().getLeaf()))
        .forEach(close -> ends.put(close.path().getLeaf(), close));
    if (ends.isEmpty()
        // Each sender marks its own end: the receivers count.
        || marks.stream().anyMatch(m -> Tasks.firstApart(Tasks.of(m.path(), state)).isPresent())) {
      return;
    }
    ImmutableList<Endpoint> senders =
        channel.sends().stream()
            .filter(send -> !marks.contains(send) && !expectsEnd(send) && !isHandedOn(send))
            .collect(ImmutableList.toImmutableList());
    senders.forEach(this::addTasks);
    shared.removeAll(channel.variables());
    Outliving outliving = new Outliving(ends.keySet(), tasks.keySet(), shared, state);
    for (Endpoint end : ends.values()) {
      ImmutableList<TreePath> starts =
          tasks.values().stream()
              .filter(task -> outliving.isPossible(task, end.path()))
              .map(Task.Apart::start)
              .collect(ImmutableList.toImmutableList());
      Optional<ImmutableList<TreePath>> each =
          senders.stream().flatMap(send -> closing(send, end, outliving).stream()).findFirst();
      How how = howOf(end);
      if (!starts.isEmpty()) {
        found.accept(
            how == How.RESOURCE ? channel.maker().getLeaf() : end.path().getLeaf(),
            new EarlyClose(channel, end, how, starts));
      } else if (each.isPresent()) {
        found.accept(
            end.path().getLeaf(), new EarlyClose(channel, end, How.EACH_SENDER, each.get()));
      }
    }
  }

  private How howOf(Endpoint end) {
    return marks.contains(end)
        ? How.MARKER
        : end.path().getLeaf() instanceof MethodInvocationTree ? How.CLOSED : How.RESOURCE;
  }

  private void addTasks(Endpoint send) {
    for (Task.Apart task : tasksOf(send)) {
      tasks.put(task.start().getLeaf(), task);
      shared.addAll(Symbols.variablesIn(task.body()));
      Graphs.bodyAround(send.path())
          .ifPresent(b -> shared.addAll(Symbols.variablesIn(b.getLeaf())));
    }
  }

  private ImmutableList<Task.Apart> tasksOf(Endpoint send) {
    return Tasks.apart(channel.tasksOf(send, state)).stream()
        .filter(task -> TaskStarts.isSeparate(task, state))
        .filter(task -> !ResolvedLibrary.of(state).is(task.start().getLeaf(), Trait.RUNS_AWAITED))
        .collect(ImmutableList.toImmutableList());
  }

  /**
   * Where the tasks are started, if there are several, of which each sends and then closes the
   * channel, whatever it has sent. A receiver of one value alone may mean to take that of the
   * quickest.
   */
  private Optional<ImmutableList<TreePath>> closing(
      Endpoint send, Endpoint end, Outliving outliving) {
    if (howOf(end) != How.CLOSED
        || channel.receives().stream().allMatch(r -> WaitLoops.of(r, state).isEmpty())) {
      return Optional.empty();
    }
    ImmutableList<TreePath> starts =
        tasksOf(send).stream().map(Task.Apart::start).collect(ImmutableList.toImmutableList());
    return !starts.isEmpty()
            && isLastAct(send, end, outliving)
            && Capacities.exceeds(Runs.of(starts, channel, state).least(), Amount.of(1), state)
        ? Optional.of(starts)
        : Optional.empty();
  }

  private boolean isLastAct(Endpoint send, Endpoint end, Outliving outliving) {
    return BodyText.around(end.path(), state)
            .flatMap(body -> BodyText.of(body, state).between(send.path(), end.path()))
            .filter(acts -> acts.stream().noneMatch(outliving::mayConcern))
            .isPresent()
        && !outliving.isConditional(end.path());
  }

  private static boolean isWithError(Tree close) {
    return close instanceof MethodInvocationTree call
        && ASTHelpers.getSymbol(call).getParameters().stream()
            .anyMatch(p -> p.type.tsym.getQualifiedName().contentEquals("java.lang.Throwable"));
  }

  /** Whether a receiver sends on what it got: work that has to be done again, or the marker. */
  private boolean isHandedOn(Endpoint send) {
    return !channel.kind().isCloseable()
        && send.value()
            .flatMap(value -> Origins.of(value, tree -> isReceived(tree), state))
            .isPresent();
  }

  private boolean isReceived(Tree tree) {
    return channel.receives().stream()
        .anyMatch(
            receive ->
                receive.path().getLeaf() == tree
                    || (tree instanceof MethodInvocationTree call
                        && Graphs.bodyAround(receive.path())
                            .filter(
                                body ->
                                    ASTHelpers.getSymbol(call)
                                        .equals(ASTHelpers.getSymbol(body.getLeaf())))
                            .isPresent()));
  }

  /** Whether the sender looks at what became of its value, so that it knows of the end. */
  private boolean expectsEnd(Endpoint send) {
    Tree child = send.path().getLeaf();
    if (!(child instanceof MethodInvocationTree)) {
      return true;
    }
    Tree parent = send.path().getParentPath().getLeaf();
    if (!(parent instanceof ExpressionStatementTree || parent instanceof LambdaExpressionTree)
        && (send.method().endsWith("OrClosed") || send.method().startsWith("try"))) {
      return true;
    }
    for (TreePath p = send.path().getParentPath(); p != null; p = p.getParentPath()) {
      Tree leaf = p.getLeaf();
      if (leaf instanceof MethodTree || leaf instanceof LambdaExpressionTree) {
        break;
      }
      if ((Loops.isEndless(leaf) && Loops.jumpsOutOf(p).isEmpty())
          || (leaf instanceof TryTree attempt
              && attempt.getBlock() == child
              && attempt.getCatches().stream()
                  .anyMatch(
                      c ->
                          ResolvedLibrary.of(state).saysClosed(c)
                              || CatchClauses.isUnchecked(c, state)))) {
        // Nothing else stops the sender.
        return true;
      }
      child = leaf;
    }
    return false;
  }
}
