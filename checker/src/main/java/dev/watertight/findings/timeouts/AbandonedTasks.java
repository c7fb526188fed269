package dev.watertight.findings.timeouts;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.suppliers.Supplier;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Flags;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.caches.PerCompilation;
import dev.watertight.channels.Endpoint;
import dev.watertight.loops.PolledLoops.PolledLoop;
import dev.watertight.model.Role;
import dev.watertight.model.Trait;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Graphs;
import dev.watertight.program.Paths;
import dev.watertight.program.Symbols;
import dev.watertight.program.TestOutcomes;
import dev.watertight.program.Trees;
import dev.watertight.summaries.CertainCalls;
import dev.watertight.tasks.Task;
import dev.watertight.tasks.TaskBodies;
import dev.watertight.tasks.TaskStarts;
import dev.watertight.tasks.Tasks;
import dev.watertight.values.Components;
import dev.watertight.values.Fate;
import dev.watertight.values.KnownTests;
import dev.watertight.values.Origins;
import dev.watertight.values.ResolvedLibrary;
import dev.watertight.values.Values;
import dev.watertight.wakers.CallSites;
import dev.watertight.wakers.EndlessWaits;
import dev.watertight.wakers.Interrupters;
import dev.watertight.wakers.Order;
import dev.watertight.wakers.Sequel;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Finds tasks that wait without a limit while others wait for them with one: once the time is up,
 * nobody ends the task, whose thread stays.
 *
 * <p>An interrupt that comes from elsewhere, at the end of the executor perhaps, is somebody's
 * answer to such tasks. One that comes in the method of the wait has to be on every path.
 */
public record AbandonedTasks(
    VisitorState state, EndlessWaits waits, StayingPlaces stays, TimedWaits timedWaits) {
  /* How deep the methods are looked at that a task calls. */
  private static final int DEPTH = 3;

  private AbandonedTasks(VisitorState state) {
    this(
        state,
        new EndlessWaits(state),
        new StayingPlaces(state, new EndlessWaits(state)),
        new TimedWaits(state));
  }

  /**
   * A task that stays behind.
   *
   * @param timed the wait with a time limit
   * @param cause where the task stays: a wait without a limit, or all its code
   * @param isForEver whether nothing ends that, as opposed to what is sent some day
   * @param isCancelled whether {@code cancel(true)} of its future interrupts it
   */
  public record AbandonedTask(
      TreePath timed, TreePath cause, boolean isForEver, boolean isCancelled) {}

  private static final Supplier<Map<Tree, Optional<AbandonedTask>>> KNOWN =
      PerCompilation.of(state -> new IdentityHashMap<>());

  /** Whether the method runs a task, once: a first test. */
  public static boolean isCandidate(MethodSymbol method, VisitorState state) {
    ResolvedLibrary library = ResolvedLibrary.of(state);
    return TaskStarts.startsThread(method, state)
        || (library.roleOf(method, 0).filter(Role.RUN::equals).isPresent()
            && !library.is(method, Trait.PERIODIC));
  }

  /** The task that a call starts, if others give up on it and leave it to itself. */
  public static Optional<AbandonedTask> at(TreePath start, VisitorState state) {
    Map<Tree, Optional<AbandonedTask>> known = KNOWN.get(state);
    Optional<AbandonedTask> answer = known.get(start.getLeaf());
    if (answer == null) {
      // Of several tasks that one wait is for, the first is enough.
      answer =
          new AbandonedTasks(state)
              .find(start)
              .filter(
                  task ->
                      known.values().stream()
                          .flatMap(Optional::stream)
                          .noneMatch(other -> other.timed().getLeaf() == task.timed().getLeaf()));
      known.put(start.getLeaf(), answer);
    }
    return answer;
  }

  private Optional<AbandonedTask> find(TreePath start) {
    // A call of super() starts nothing.
    return !(start.getLeaf() instanceof MethodInvocationTree call)
            || ASTHelpers.getSymbol(call).isConstructor()
        ? Optional.empty()
        : TaskStarts.startsThread(ASTHelpers.getSymbol(call), state)
            ? ofThread(start)
            : call.getArguments().isEmpty()
                ? Optional.empty()
                : TaskBodies.orReference(new TreePath(start, call.getArguments().get(0)), state)
                    .flatMap(body -> find(start, start, body));
  }

  /** A thread that is started after it was made. */
  private Optional<AbandonedTask> ofThread(TreePath start) {
    Optional<TreePath> maker =
        Paths.receiver(start)
            .flatMap(thread -> Origins.one(thread, NewClassTree.class::isInstance, state));
    return maker
        .flatMap(made -> TaskBodies.startedBy(made, state))
        .flatMap(
            body ->
                Tasks.apart(Tasks.of(new TreePath(body, Graphs.code(body.getLeaf())), state))
                    .stream()
                    .map(Task.Apart::start)
                    .filter(
                        place ->
                            place.getLeaf() == start.getLeaf()
                                || place.getLeaf() == maker.get().getLeaf())
                    .findFirst()
                    .flatMap(place -> find(place, maker.get(), body)));
  }

  /**
   * The task with some code, if it stays behind.
   *
   * @param start what starts it
   * @param handle what makes the thread or future that others wait for
   */
  private Optional<AbandonedTask> find(TreePath start, TreePath handle, TreePath body) {
    Optional<Fate> future = timedWaits.futureOf(handle);
    ImmutableList<TreePath> timed = timedWaits.of(start, future, body);
    if (timed.isEmpty()) {
      return Optional.empty();
    }
    // Those who interrupt are found sooner than the place where the task stays.
    Interrupters interrupters = Interrupters.of(new Task.Apart(body.getLeaf(), start), state);
    if (timed.stream().allMatch(wait -> Abandonments.isEnded(wait, interrupters))) {
      return Optional.empty();
    }
    Optional<TreePath> forEver = stays.in(body);
    Optional<PolledLoop> polled = forEver.isEmpty() ? stays.polledIn(body) : Optional.empty();
    if (forEver.isEmpty()
        && polled.isEmpty()
        && stays
            .innermost(
                body,
                StayingPlaces.only(call -> waits.isReceive(call) || waits.isPerhapsEndless(call)))
            .isEmpty()) {
      return Optional.empty();
    }
    for (TreePath wait : timed) {
      Optional<TreePath> cause =
          forEver.or(
              () ->
                  timedWaits.isOfAll(wait)
                      ? Optional.empty()
                      : polled.isPresent()
                          ? polled.filter(loop -> !isAnswered(loop, wait)).map(PolledLoop::loop)
                          : stays.innermost(
                              body,
                              StayingPlaces.only(
                                  call ->
                                      waits.isPerhapsEndless(call)
                                          || mayStay(call, start, body, wait))));
      if (cause.isPresent()
          && new Abandonments(state)
              .isLeft(wait, start, future, interrupters, forEver.isPresent())) {
        boolean isCancelled =
            future.isPresent()
                && start.getLeaf() instanceof MethodInvocationTree call
                && !TaskStarts.isOfStage(call, state)
                && !new Abandonments(state).isThread(start);
        return Optional.of(new AbandonedTask(wait, cause.get(), forEver.isPresent(), isCancelled));
      }
    }
    return Optional.empty();
  }

  /** Whether those who give up on the task change what it asks, or pass it on, from there on. */
  private boolean isAnswered(PolledLoop polled, TreePath wait) {
    return polled.asked().stream()
        .flatMap(variable -> CompilationIndex.of(state).mentions(variable).stream())
        .filter(mention -> !Paths.isInside(mention, polled.loop().getLeaf()))
        .anyMatch(
            mention ->
                (Graphs.areTogether(mention, wait) && Order.mayFollow(wait, mention))
                    || Sequel.of(wait, state).includes(mention).isYes());
  }

  /**
   * Whether the task may go on to wait for a value although the time is up: nobody sends it one who
   * is certain to come by, in the same method or in a task.
   */
  private boolean mayStay(TreePath receive, TreePath start, TreePath body, TreePath wait) {
    return waits.isReceive(receive)
        && waits.channels(receive).stream()
            .flatMap(ImmutableSet::stream)
            .flatMap(channel -> Stream.concat(channel.sends().stream(), channel.closes().stream()))
            .map(Endpoint::path)
            .noneMatch(
                send ->
                    isOnlyIn(body, send, start)
                        ? isAlwaysMadeBy(body, send)
                        : isCertain(send, receive, start, wait));
  }

  /** Whether nobody sends there but the task itself, which asks itself. */
  private boolean isOnlyIn(TreePath body, TreePath send, TreePath start) {
    ImmutableSet<Task> senders = Tasks.of(send, state);
    return !senders.isEmpty()
        && senders.stream().allMatch(new Task.Apart(body.getLeaf(), start)::equals)
        && !Graphs.isDirectlyIn(send, body.getLeaf());
  }

  private boolean isAlwaysMadeBy(TreePath body, TreePath send) {
    return CallSites.leadingTo(send, state).seen().stream()
            .anyMatch(
                site ->
                    Paths.isInside(site, body.getLeaf()) && Paths.isInLoop(site, body.getLeaf()))
        || Graphs.bodyAround(send).filter(own -> Paths.isInLoop(send, own.getLeaf())).isPresent()
        || CertainCalls.leading(body, DEPTH, call -> call.getLeaf() == send.getLeaf(), state)
            .isPresent();
  }

  private boolean isCertain(TreePath send, TreePath receive, TreePath start, TreePath wait) {
    if (isForItself(send, receive)) {
      return isAlwaysMade(send);
    }
    if (isLeftToCallers(send, wait)) {
      return false;
    }
    return Graphs.areTogether(send, wait)
        || Graphs.areTogether(send, start)
        || (Tasks.firstApart(Tasks.of(send, state)).isPresent()
            && (isAlwaysMade(send) || isMadeWhileWaiting(send, receive)))
        || Sequel.of(wait, state).includes(send).isYes();
  }

  /**
   * Whether it depends on nothing but what callers pass that a value is sent, and the wait does not
   * depend on that: {@code if (!command.startsWith("NOREPLY")) replies.put(..)}.
   */
  private boolean isLeftToCallers(TreePath send, TreePath wait) {
    TreePath body = Graphs.bodyAround(send).orElse(null);
    if (body == null || !(body.getLeaf() instanceof MethodTree)) {
      return false;
    }
    ImmutableSet<TestOutcomes.Outcome> atWait =
        Graphs.bodyAround(wait).stream()
            .flatMap(around -> TestOutcomes.at(wait, around.getLeaf()).stream())
            .collect(ImmutableSet.toImmutableSet());
    return TestOutcomes.at(send, body.getLeaf()).stream()
        .filter(outcome -> !atWait.contains(outcome))
        .filter(outcome -> new KnownTests(state).isAlways(outcome, body).isNo())
        .map(outcome -> Symbols.variablesIn(outcome.test()))
        .anyMatch(
            asked ->
                !asked.isEmpty()
                    && asked.stream()
                        .allMatch(
                            variable ->
                                (variable.flags() & Flags.PARAMETER) != 0
                                    && variable.owner.equals(
                                        ASTHelpers.getSymbol(body.getLeaf()))));
  }

  /** Whether each run of the code sends at most one value, of which it receives one itself. */
  private static boolean isForItself(TreePath send, TreePath receive) {
    return receive.getLeaf() instanceof MethodInvocationTree
        && Graphs.areTogether(send, receive)
        && Graphs.bodyAround(send)
            .filter(body -> !Paths.isInLoop(send, body.getLeaf()))
            .isPresent();
  }

  private static boolean isAlwaysMade(TreePath call) {
    return Graphs.bodyAround(call)
        .filter(
            body ->
                CertainCalls.in(body, false).calls().stream()
                    .anyMatch(certain -> certain.getLeaf() == call.getLeaf()))
        .isPresent();
  }

  /**
   * Whether a send is made unless the task that waits has got past its wait: nothing else changes
   * what the tests on the way to it ask.
   */
  private boolean isMadeWhileWaiting(TreePath send, TreePath receive) {
    Optional<Tree> code = Graphs.bodyAround(send).map(body -> Graphs.code(body.getLeaf()));
    Optional<TreePath> statement = Paths.statement(receive);
    return code.isPresent()
        && statement.isPresent()
        && !Paths.isInLoop(send, code.get())
        && TestOutcomes.areAll(send, code.get())
        && TestOutcomes.at(send, code.get()).stream()
            .map(TestOutcomes.Outcome::test)
            .allMatch(test -> isChangedBehind(statement.get(), test));
  }

  private boolean isChangedBehind(TreePath wait, Tree test) {
    Set<Symbol> asked = Symbols.variablesIn(test);
    return !asked.isEmpty()
        && Trees.in(test, MethodInvocationTree.class).stream()
            .noneMatch(call -> CompilationIndex.of(state).isInView(ASTHelpers.getSymbol(call)))
        // What is passed does not come to be so.
        && asked.stream().noneMatch(variable -> (variable.flags() & Flags.PARAMETER) != 0)
        && asked.stream()
            .map(VarSymbol.class::cast)
            .allMatch(
                variable ->
                    (!Symbols.isField(variable) || Values.isAssignedInViewOnly(variable, state))
                        && Components.mentions(variable, state).stream()
                            .allMatch(
                                mention ->
                                    Paths.isInside(mention, test)
                                        || Order.isAlwaysBefore(wait, mention)));
  }
}
