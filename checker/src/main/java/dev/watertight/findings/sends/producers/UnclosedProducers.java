package dev.watertight.findings.sends.producers;

import static com.google.common.collect.ImmutableList.toImmutableList;
import static com.google.common.collect.ImmutableSet.toImmutableSet;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol.ClassSymbol;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.channels.ChannelFindings;
import dev.watertight.channels.Endpoint;
import dev.watertight.channels.Topology;
import dev.watertight.counts.Amount;
import dev.watertight.counts.Capacities;
import dev.watertight.counts.Runs;
import dev.watertight.findings.sends.Departures;
import dev.watertight.findings.sends.Places;
import dev.watertight.findings.sends.Senders;
import dev.watertight.handles.Handles;
import dev.watertight.model.ChannelOperation.Act;
import dev.watertight.program.ClosingMethods;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Graphs;
import dev.watertight.program.Paths;
import dev.watertight.program.Symbols;
import dev.watertight.summaries.Summaries;
import dev.watertight.tasks.Task;
import dev.watertight.tasks.TaskStarts;
import dev.watertight.tasks.Tasks;
import dev.watertight.values.Fate;
import dev.watertight.values.Instances;
import dev.watertight.values.Sink;
import dev.watertight.wakers.Interrupter;
import dev.watertight.wakers.Interrupters;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.Stream;

/**
 * Finds objects that are made and dropped while a task of theirs may wait in a send: the object
 * starts the task when it is made, the task sends into a channel of the object's own, and only a
 * {@code close()} of the object, which nobody calls, ends the task's wait.
 */
public final class UnclosedProducers
    implements ChannelFindings.Analysis<UnclosedProducers.Producer> {
  /**
   * An object that is not closed.
   *
   * @param type its class
   * @param closer the method that would end its task
   * @param send where the task waits
   * @param creation the expression that makes the object, or gets it from a method that does
   * @param holders the variables that hold it
   */
  public record Producer(
      ClassSymbol type,
      MethodSymbol closer,
      TreePath send,
      TreePath creation,
      ImmutableSet<VarSymbol> holders) {
    /** The line of the send. */
    public long line() {
      return Paths.line(send);
    }
  }

  @Override
  public void analyze(Topology topology, VisitorState state, BiConsumer<Tree, Producer> found) {
    if (!topology.isClosedView() || !topology.isBlocking() || topology.variables().size() != 1) {
      return;
    }
    VarSymbol field = topology.variables().asList().get(0);
    if (!Symbols.isField(field) || field.isStatic()) {
      return;
    }
    ClassSymbol type = (ClassSymbol) field.owner;
    Senders senders = new Senders(topology, state);
    for (Endpoint send : topology.blockingSends()) {
      ImmutableSet<Task> tasks = topology.tasksOf(send, state);
      Optional<Task.Apart> apart = Tasks.firstApart(tasks);
      if (tasks.size() == 1
          && apart.isPresent()
          && isStartedByConstructor(apart.get(), type, state)
          && senders.canFill(send)) {
        ImmutableSet<MethodSymbol> closers =
            senders.isApart(tasks)
                ? closersAt(
                    topology.endpoints().stream()
                        .filter(UnclosedProducers::isEnd)
                        .map(Endpoint::path),
                    type,
                    state)
                : interrupting(apart.get(), type, state);
        if (!closers.isEmpty()) {
          new Creations(topology, send, type, closers, state, found, new HashSet<>()).find();
          return;
        }
      }
    }
  }

  /** The methods to be called from outside by which the object, and nobody else, ends its task. */
  private static ImmutableSet<MethodSymbol> interrupting(
      Task.Apart task, ClassSymbol type, VisitorState state) {
    Interrupters interrupters = Interrupters.of(task, state);
    ImmutableSet<TreePath> places =
        interrupters.known().seen().stream().map(Interrupter::place).collect(toImmutableSet());
    return interrupters.known().isComplete()
            && !interrupters.mayEndWithExecutor()
            // Of a pool that nobody shuts down others speak.
            && TaskStarts.executor(task.start(), state)
                .filter(e -> Handles.of(state).kindOf(ASTHelpers.getType(e.getLeaf())).isPresent())
                .isEmpty()
            && places.stream()
                .noneMatch(place -> closersAt(Stream.of(place), type, state).isEmpty())
        ? closersAt(places.stream(), type, state)
        : ImmutableSet.of();
  }

  /** The methods to be called from outside by which the object comes to a place. */
  private static ImmutableSet<MethodSymbol> closersAt(
      Stream<TreePath> places, ClassSymbol type, VisitorState state) {
    return places
        .flatMap(place -> Symbols.methodAround(place).stream())
        .filter(m -> m.owner.equals(type) && !m.isPrivate() && ClosingMethods.of(state).isCloser(m))
        .collect(toImmutableSet());
  }

  private static boolean isEnd(Endpoint endpoint) {
    return endpoint.act() == Act.CLOSE
        || (endpoint.act() == Act.RECEIVE && endpoint.method().equals("clear"));
  }

  private static boolean isStartedByConstructor(
      Task.Apart task, ClassSymbol type, VisitorState state) {
    ImmutableList<TreePath> starts = TaskStarts.of(task, state);
    return !starts.isEmpty()
        && starts.stream()
            .allMatch(
                start ->
                    Symbols.methodAround(start)
                        .filter(m -> m.isConstructor() && m.owner.equals(type))
                        .isPresent());
  }

  private record Creations(
      Topology topology,
      Endpoint send,
      ClassSymbol type,
      ImmutableSet<MethodSymbol> closers,
      VisitorState state,
      BiConsumer<Tree, Producer> found,
      Set<MethodSymbol> factories) {

    void find() {
      for (TreePath creation : CompilationIndex.of(state).creations(type)) {
        if (((NewClassTree) creation.getLeaf()).getClassBody() == null) {
          follow(creation);
        }
      }
    }

    private void follow(TreePath creation) {
      ImmutableSet<String> names =
          closers.stream().map(m -> m.getSimpleName().toString()).collect(toImmutableSet());
      Instances objects = new Instances(type.getQualifiedName().toString(), names, state);
      Fate fate = Fate.ofExpression(creation, objects, state);
      if (!fate.releases().isEmpty()
          || !fate.escapes().isEmpty()
          || fate.isExposed()
          || fate.variables().stream().anyMatch(Symbols::isField)) {
        return;
      }
      if (fate.returned()) {
        fate.returns().forEach(result -> followCalls(result.method()));
      } else if (leaveRest(fate.uses(), creation)) {
        found.accept(
            creation.getLeaf(),
            new Producer(type, closers.iterator().next(), send.path(), creation, fate.variables()));
      }
    }

    private void followCalls(MethodSymbol factory) {
      if (factories.add(factory)) {
        CompilationIndex.of(state).calls(factory).forEach(this::follow);
      }
    }

    /** Whether what is called on the object receives no more than some of the values. */
    private boolean leaveRest(ImmutableList<Sink.Use> uses, TreePath creation) {
      Optional<TreePath> body = Graphs.bodyAround(creation);
      Amount received = Amount.of(0);
      for (Sink.Use use : uses) {
        Optional<TreePath> method =
            use.path().getLeaf() instanceof MethodInvocationTree call
                ? CompilationIndex.of(state).declaration(ASTHelpers.getSymbol(call))
                : Optional.empty();
        if (body.isEmpty()
            || method.isEmpty()
            || !Graphs.areTogether(use.path(), creation)
            || !mayLeaveRest(use.path(), method.get())) {
          return false;
        }
        received =
            received.plus(
                Runs.within(body.get(), ImmutableList.of(use.path()), state)
                    .most()
                    .times(received(method.get())));
      }
      ImmutableList<TreePath> sends =
          topology.blockingSends().stream().map(Endpoint::path).collect(toImmutableList());
      return received.number().isPresent()
          && Capacities.canBeFilled(
              topology, Runs.of(sends, topology, state).most().minus(received), state);
    }

    private boolean mayLeaveRest(TreePath use, TreePath method) {
      return topology.endpoints().stream()
              .allMatch(e -> !isEnd(e) || Summaries.reaches(e.path(), use, state).isNo())
          && topology.receives().stream()
              .filter(r -> !Summaries.reaches(r.path(), use, state).isNo())
              .allMatch(r -> isPartial(r, method));
    }

    /** How many values a method receives, other than in loops that it leaves early. */
    private Amount received(TreePath method) {
      ImmutableList<TreePath> receives =
          topology.receives().stream()
              .map(Endpoint::path)
              .filter(r -> Graphs.isDirectlyIn(r, method.getLeaf()))
              .filter(r -> Places.loop(r, topology.maker()).isEmpty())
              .collect(toImmutableList());
      return Runs.within(method, receives, state).most();
    }

    private boolean isPartial(Endpoint receive, TreePath method) {
      return receive.act() == Act.RECEIVE
          && Graphs.isDirectlyIn(receive.path(), method.getLeaf())
          && Places.loop(receive.path(), topology.maker())
              .map(loop -> new Departures(topology, send, state).from(loop).isPresent())
              .orElse(true);
    }
  }
}
