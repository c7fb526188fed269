package dev.watertight.findings.sends.unreceived;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import dev.watertight.channels.Capacity;
import dev.watertight.channels.Endpoint;
import dev.watertight.channels.Topology;
import dev.watertight.counts.Amount;
import dev.watertight.counts.Capacities;
import dev.watertight.counts.Count;
import dev.watertight.counts.Runs;
import dev.watertight.findings.sends.Places;
import dev.watertight.findings.sends.Senders;
import dev.watertight.findings.sends.TextSizes;
import dev.watertight.findings.sends.unreceived.UnreceivedSends.UnreceivedSend;
import dev.watertight.findings.sends.unreceived.UnreceivedSends.UnreceivedSend.Reason;
import dev.watertight.loops.LoopExits;
import dev.watertight.program.ClosingMethods;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Graphs;
import dev.watertight.program.Loops;
import dev.watertight.program.Paths;
import dev.watertight.program.Symbols;
import dev.watertight.summaries.Summaries;
import dev.watertight.summaries.Thrown;
import dev.watertight.tasks.Task;
import dev.watertight.tasks.TaskStarts;
import dev.watertight.tasks.Tasks;
import dev.watertight.values.Values;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds sends that come before those who receive do, so that the sends wait for ever. */
record LateReceivers(Topology topology, ImmutableList<Endpoint> sends, VisitorState state) {
  /** Everybody who receives begins to do so after the send, by the hand of the same code. */
  Optional<UnreceivedSend> find() {
    Stream<TreePath> places =
        topology.isLocal()
            ? Stream.of(topology.maker())
            : sends.stream().map(Endpoint::path).flatMap(this::withCall);
    return places
        .flatMap(place -> Graphs.bodyAround(place).stream())
        .distinct()
        .flatMap(body -> new Body(body).find().stream())
        .findFirst();
  }

  /** A place and the one call that leads to it, if its method has no other. */
  private Stream<TreePath> withCall(TreePath place) {
    ImmutableList<TreePath> calls =
        Graphs.bodyAround(place)
            .map(body -> ASTHelpers.getSymbol(body.getLeaf()))
            .filter(method -> method instanceof MethodSymbol && method.isPrivate())
            .map(method -> CompilationIndex.of(state).calls((MethodSymbol) method))
            .orElse(ImmutableList.of());
    return Stream.concat(Stream.of(place), calls.size() == 1 ? calls.stream() : Stream.empty());
  }

  /** A body that may send before anybody receives. */
  private final class Body {
    private final TreePath body;
    private final boolean isConstructor;
    private final ImmutableSet<Task> own;
    /* Where it receives, or starts those who do; and receives that come after its end. */
    private final List<TreePath> here = new ArrayList<>();
    private final List<TreePath> later = new ArrayList<>();
    private boolean isSameThread = true;
    private boolean isKnown = true;

    Body(TreePath body) {
      this.body = body;
      // An initializer is part of the constructors.
      this.isConstructor =
          !(body.getLeaf() instanceof MethodTree method)
              || ASTHelpers.getSymbol(method).isConstructor();
      this.own = own();
    }

    /**
     * The tasks by which the body would have to receive what it has sent itself; none if others may
     * do so. A channel in a field is used by whoever calls the method: each fills it before it
     * takes.
     */
    private ImmutableSet<Task> own() {
      if (topology.isLocal()) {
        return Tasks.of(topology.maker(), state);
      }
      ImmutableSet<Task> callers =
          sends.stream()
              .filter(send -> Paths.isInside(send.path(), body.getLeaf()))
              .flatMap(send -> topology.tasksOf(send, state).stream())
              .collect(ImmutableSet.toImmutableSet());
      boolean areAll =
          callers.stream().allMatch(Task.Caller.class::isInstance)
              && topology.sends().stream()
                  .allMatch(send -> topology.tasksOf(send, state).equals(callers));
      return areAll ? callers : ImmutableSet.of();
    }

    Optional<UnreceivedSend> find() {
      topology.receives().forEach(this::place);
      return isKnown && !(here.isEmpty() && later.isEmpty()) ? tooEarly() : Optional.empty();
    }

    private void place(Endpoint receive) {
      ImmutableSet<Task> tasks = topology.tasksOf(receive, state);
      boolean isHere = !own.isEmpty() && tasks.equals(own);
      isSameThread &= isHere;
      isKnown &= !tasks.isEmpty();
      for (Task task : tasks) {
        Optional<ImmutableList<TreePath>> anchors =
            isHere
                ? anchors(receive.path())
                : task instanceof Task.Apart apart
                    ? anchors(TaskStarts.of(apart, state).toArray(TreePath[]::new))
                    : Optional.empty();
        if (anchors.isPresent()) {
          here.addAll(anchors.get());
        } else if (isForOwnMethod(task, receive)) {
          later.add(receive.path());
        } else {
          isKnown = false;
        }
      }
    }

    /** Where the body comes to all of the places; empty if other code does, too. */
    private Optional<ImmutableList<TreePath>> anchors(TreePath... places) {
      ImmutableList.Builder<TreePath> found = ImmutableList.builder();
      for (TreePath place : places) {
        Optional<ImmutableList<TreePath>> anchors =
            Places.anchors(place, body.getLeaf(), topology, state);
        if (anchors.isEmpty()) {
          return anchors;
        }
        found.addAll(anchors.get());
      }
      return Optional.of(found.build());
    }

    /**
     * Whether it is a constructor and callers come to the receive by a method of the object that it
     * makes, which it does not call itself.
     */
    private boolean isForOwnMethod(Task task, Endpoint receive) {
      List<TreePath> places =
          task instanceof Task.Apart apart
              ? TaskStarts.of(apart, state)
              : ImmutableList.of(receive.path());
      return isConstructor
          && !topology.isLocal()
          && body.getLeaf() instanceof MethodTree constructor
          && places.stream()
              .allMatch(place -> isInOwnMethod(place, ASTHelpers.getSymbol(constructor)));
    }

    private boolean isInOwnMethod(TreePath place, MethodSymbol constructor) {
      return Tasks.of(place, state).stream().allMatch(Task.Caller.class::isInstance)
          && Optional.ofNullable(ASTHelpers.findEnclosingNode(place, MethodTree.class))
              .map(ASTHelpers::getSymbol)
              .filter(method -> isOfMadeObject(method, constructor))
              .isPresent()
          && Summaries.reaches(place, body, state).isNo();
    }

    private static boolean isOfMadeObject(MethodSymbol method, MethodSymbol constructor) {
      return !method.isConstructor()
          && !method.isStatic()
          && method.owner.equals(constructor.owner);
    }

    /** The first send of the body that fills the channel before any of the places is reached. */
    private Optional<UnreceivedSend> tooEarly() {
      int first = here.stream().mapToInt(Paths::start).min().orElse(Integer.MAX_VALUE);
      boolean isAnyTooEarly = isSameThread && topology.capacity().isRendezvous();
      List<Runs.Weight> before = new ArrayList<>();
      for (Map.Entry<Endpoint, TreePath> send : sendsInOrder()) {
        TreePath anchor = send.getValue();
        Optional<TreePath> loop = Places.loop(anchor, topology.maker());
        boolean isEarly =
            Paths.start(anchor) < first
                && loop.filter(l -> here.stream().anyMatch(p -> Paths.isInside(p, l.getLeaf())))
                    .isEmpty();
        if (isEarly || isAnyTooEarly) {
          before.add(weighed(send.getKey()));
          if (waits(send.getKey(), loop.orElse(anchor), before)) {
            return Optional.of(
                new UnreceivedSend(
                    isSameThread ? Reason.SAME_THREAD : Reason.BEFORE_START,
                    topology,
                    shown(send.getKey(), anchor),
                    ImmutableList.copyOf(here.isEmpty() ? later : here),
                    isEarly ? senders().room(isSameThread ? 0 : -1) : -1));
          }
        }
      }
      return Optional.empty();
    }

    private ImmutableList<Map.Entry<Endpoint, TreePath>> sendsInOrder() {
      Map<Endpoint, TreePath> found = new LinkedHashMap<>();
      for (Endpoint send : topology.sends()) {
        anchors(send.path())
            .filter(anchors -> anchors.size() == 1)
            .ifPresent(anchors -> found.put(send, anchors.get(0)));
      }
      return found.entrySet().stream()
          .sorted(Comparator.comparingInt(send -> Paths.start(send.getValue())))
          .collect(toImmutableList());
    }

    private boolean waits(Endpoint send, TreePath whole, List<Runs.Weight> before) {
      if (!topology.isBlocking(send)) {
        return false;
      }
      boolean isCertain = Runs.within(body, ImmutableList.of(whole), state).isCertain();
      // A condition may hold only when the body has been run before, and has started somebody.
      boolean isFirst = topology.isLocal() || isConstructor || isCertain;
      Count count = Runs.of(ImmutableList.of(weighed(send)), topology, state);
      return (isFirst && (topology.capacity().isRendezvous() || send.isHandover()))
          || Runs.of(before, topology, state)
              .least()
              .isMoreThan(Capacities.of(topology, state))
              .isYes()
          || (isFirst && isFilledByOthers())
          || (isCertain
              && count.amount().number().isEmpty()
              && !topology.capacity().equals(Capacity.UNKNOWN)
              && Capacities.canBeFilled(topology, count.most(), state)
              && !senders().isLookedAt(body)
              && (!Loops.isLoop(whole.getLeaf()) || isRunToItsEnd(whole)));
    }

    /** A send with what it puts in: a write to a pipe has any number of bytes. */
    private Runs.Weight weighed(Endpoint send) {
      Amount size = Amount.of(topology.isPipe() ? new TextSizes(state).least(send) : 1);
      return new Runs.Weight(send.path(), new Count(size, size));
    }

    /** Whether nothing ends the loop early, except that a send itself fails. */
    private boolean isRunToItsEnd(TreePath loop) {
      return LoopExits.abrupt(loop, state).stream()
          .allMatch(
              exit -> sends.stream().anyMatch(send -> send.path().getLeaf() == exit.getLeaf()));
    }

    /** Whether those who call the body may have called other methods of the object before. */
    private boolean isOpenToCallers() {
      return Tasks.of(new TreePath(body, Graphs.code(body.getLeaf())), state).stream()
          .anyMatch(
              task ->
                  !(task instanceof Task.Caller caller)
                      || (caller.symbol() instanceof MethodSymbol method
                          && !method.isStatic()
                          && !method.isConstructor()));
    }

    /** Whether callers may have filled it before, by a method that is open to them. */
    private boolean isFilledByOthers() {
      return !topology.isLocal()
          && !isConstructor
          && isOpenToCallers()
          && topology.sends().stream().anyMatch(this::isOpenToCallers)
          && !senders().isLookedAt(body);
    }

    /**
     * Not in a method that relies on what the body sets, or that may refuse to be called before, or
     * that ends the object's work.
     */
    private boolean isOpenToCallers(Endpoint send) {
      Tree around = Graphs.bodyAround(send.path()).map(TreePath::getLeaf).orElse(null);
      return around instanceof MethodTree tree
          && tree != body.getLeaf()
          && !ASTHelpers.getSymbol(tree).isConstructor()
          && anchors(send.path()).isEmpty()
          && senders().isAlwaysSent(send)
          && !Summaries.ofCode(Graphs.bodyAround(send.path()).get(), state)
              .isThrown(Thrown::isMistake)
          && Collections.disjoint(Symbols.variablesIn(tree), Values.changedIn(body.getLeaf()))
          && topology.tasksOf(send, state).stream()
              .anyMatch(
                  task ->
                      task instanceof Task.Caller caller
                          && caller.symbol() instanceof MethodSymbol method
                          && !ClosingMethods.of(state).isCloser(method));
    }
  }

  /** What a report shows: of a method that writes to any stream, the call that gives the pipe. */
  private Endpoint shown(Endpoint send, TreePath anchor) {
    return topology.isPipe()
            && Runs.isCall(anchor)
            && ASTHelpers.getSymbol(anchor.getLeaf()) instanceof MethodSymbol method
        ? new Endpoint(anchor, send.act(), send.waiting(), method.getSimpleName().toString())
        : send;
  }

  private Senders senders() {
    return new Senders(topology, state);
  }
}
