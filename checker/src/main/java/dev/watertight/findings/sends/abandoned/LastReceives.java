package dev.watertight.findings.sends.abandoned;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.channels.Endpoint;
import dev.watertight.channels.Topology;
import dev.watertight.counts.Count;
import dev.watertight.counts.Runs;
import dev.watertight.findings.sends.Places;
import dev.watertight.findings.sends.Senders;
import dev.watertight.paths.Unreceived;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Graphs;
import dev.watertight.program.Symbols;
import dev.watertight.tasks.Task;
import dev.watertight.tasks.TaskStarts;
import dev.watertight.tasks.Tasks;
import dev.watertight.values.Values;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * Whether the receives in view are all that will ever come, each of them once or in its loop, and
 * where code leaves before it has received all.
 */
record LastReceives(Topology topology, VisitorState state) {
  /* How many callers up. */
  private static final int CALLERS = 2;

  /** Whether the receives are all that will ever come: of a field, those of tasks apart. */
  boolean isInView(Endpoint receive, ImmutableSet<Task> senders) {
    ImmutableSet<Task> tasks = topology.tasksOf(receive, state);
    if (!tasks.isEmpty() && tasks.stream().allMatch(Task.Apart.class::isInstance)) {
      return tasks.stream().noneMatch(t -> isRestarted((Task.Apart) t, receive));
    }
    if (topology.isLocal()) {
      return tasks.equals(Tasks.of(topology.maker(), state));
    }
    return Tasks.firstApart(senders)
        .map(Task.Apart::start)
        .filter(
            start ->
                leads(receive.path(), start)
                    || leads(start, receive.path())
                    || isForOneObject(receive.path()))
        .isPresent();
  }

  /** Whether the body around a place, and no other code, comes to the other place, too. */
  private boolean leads(TreePath place, TreePath other) {
    return Graphs.bodyAround(place)
        .flatMap(body -> Places.anchors(other, body.getLeaf(), topology, state))
        .isPresent();
  }

  /** Whether a task comes to the code again and again; that there may be many does not matter. */
  boolean isRepeated(TreePath code) {
    ImmutableList<TreePath> starts =
        Tasks.apart(Tasks.of(code, state)).stream()
            .map(Task.Apart::start)
            .collect(toImmutableList());
    if (starts.isEmpty() && isForOneObject(code)) {
      return false;
    }
    Count tasks = starts.isEmpty() ? Count.ONCE : Runs.of(starts, topology, state);
    return !Runs.of(code, topology, state).most().isMoreThan(tasks.most()).isNo();
  }

  /** Whether the code comes once for each object with such a channel, which is made beside it. */
  private boolean isForOneObject(TreePath code) {
    ClassTree type = ASTHelpers.findEnclosingNode(topology.maker(), ClassTree.class);
    if (topology.isLocal() || type == null) {
      return false;
    }
    ImmutableList<TreePath> creations =
        CompilationIndex.of(state).creations(ASTHelpers.getSymbol(type));
    return creations.size() == 1 && isOnceFor(creations.get(0), code, CALLERS);
  }

  /** Whether the code that makes an object comes to other code once, perhaps by its only call. */
  private boolean isOnceFor(TreePath creation, TreePath code, int callers) {
    return Graphs.areTogether(creation, code)
        ? Places.loop(code, creation).isEmpty()
        : callers > 0
            && onlyCall(code).filter(call -> isOnceFor(creation, call, callers - 1)).isPresent();
  }

  private Optional<TreePath> onlyCall(TreePath code) {
    return Graphs.bodyAround(code)
        .filter(body -> body.getLeaf() instanceof MethodTree)
        .map(body -> ASTHelpers.getSymbol((MethodTree) body.getLeaf()))
        .filter(method -> !Symbols.isOpenToOthers(method))
        .map(method -> Runs.mentions(method, topology, state))
        .filter(mentions -> mentions.size() == 1 && Runs.isCall(mentions.get(0)))
        .map(mentions -> mentions.get(0).getParentPath());
  }

  /** Whether the task that receives may run again when it has ended. */
  private boolean isRestarted(Task.Apart task, Endpoint receive) {
    if (TaskStarts.isPeriodic(task.start(), state)
        || Graphs.areTogether(task.start(), receive.path())) {
      return true;
    }
    return !topology.isLocal()
        && ((Runs.isRepeated(task.start(), topology, state)
                && !Places.isOncePerObject(task.start(), topology, state))
            || Tasks.firstApart(Tasks.of(task.start(), state)).isPresent()
            || (!Places.isMadeBeside(task.start(), topology, state)
                && topology.sends().stream()
                    .anyMatch(s -> Graphs.areTogether(s.path(), task.start()))));
  }

  /**
   * Whether the receive is the only one of its channel, and comes once for each: the code around it
   * makes the object that has the channel for one answer, {@code request.reply}.
   */
  boolean isAnsweredOnce(Endpoint receive) {
    ExpressionTree channel = ASTHelpers.getReceiver((ExpressionTree) receive.path().getLeaf());
    if (topology.receives().size() != 1
        || !(channel instanceof MemberSelectTree select)
        || !(ASTHelpers.getSymbol(select.getExpression()) instanceof VarSymbol request)
        || Symbols.isField(request)) {
      return false;
    }
    ImmutableList<TreePath> values = Values.assignedTo(request, state);
    if (values.size() != 1 || !(values.get(0).getLeaf() instanceof NewClassTree)) {
      return false;
    }
    return Graphs.areTogether(receive.path(), values.get(0))
        && Places.loop(receive.path(), values.get(0)).isEmpty();
  }

  /** Where the code leaves while values are to come, that of the send among them. */
  Optional<TreePath> left(Endpoint send) {
    Optional<TreePath> body = Graphs.bodyAround(topology.maker());
    if (body.isEmpty() || start(send, body.get()).isEmpty()) {
      return Optional.empty();
    }
    Map<Tree, Integer> starts = new LinkedHashMap<>();
    for (Endpoint one : topology.blockingSends()) {
      Optional<TreePath> start = start(one, body.get());
      OptionalInt count = start.map(this::count).orElse(OptionalInt.empty());
      if (count.isPresent()) {
        starts.merge(start.get().getLeaf(), count.getAsInt(), Integer::sum);
      }
    }
    ImmutableSet.Builder<Tree> receives = ImmutableSet.builder();
    for (Endpoint receive : topology.receives()) {
      Optional<ImmutableList<TreePath>> anchors =
          Places.anchors(receive.path(), body.get().getLeaf(), topology, state);
      if (anchors.isEmpty()) {
        return Optional.empty();
      }
      for (TreePath anchor : anchors.get()) {
        receives.add(
            anchor.getLeaf() instanceof MethodInvocationTree
                ? anchor.getLeaf()
                : anchor.getParentPath().getLeaf());
      }
    }
    return Unreceived.leaving(
            body.get(),
            ImmutableMap.copyOf(starts),
            receives.build(),
            topology.capacity()::isFilledBy,
            state)
        .map(tree -> TreePath.getPath(topology.maker().getCompilationUnit(), tree));
  }

  /** What in the body starts the task that sends for sure, once. */
  private Optional<TreePath> start(Endpoint send, TreePath body) {
    ImmutableSet<Task> senders = topology.tasksOf(send, state);
    return senders.size() != 1 || !new Senders(topology, state).isAlwaysSent(send)
        ? Optional.empty()
        : Tasks.firstApart(senders)
            .map(this::startOf)
            .filter(start -> count(start).isPresent())
            .filter(start -> Graphs.isDirectlyIn(start, body.getLeaf()));
  }

  /** The one call that starts the task; what makes it if there are several, or none. */
  private TreePath startOf(Task.Apart task) {
    ImmutableList<TreePath> starts = TaskStarts.of(task, state);
    return starts.size() == 1 ? starts.get(0) : task.start();
  }

  /** How often the task is started whenever the channel has been made. */
  private OptionalInt count(TreePath start) {
    OptionalLong number = Runs.of(start, topology, state).amount().number();
    return number.isPresent() ? OptionalInt.of((int) number.getAsLong()) : OptionalInt.empty();
  }
}
