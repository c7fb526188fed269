package dev.watertight.findings.sends;

import static com.google.common.collect.ImmutableSet.toImmutableSet;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Sets;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Flags;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.ClassSymbol;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.channels.Channels;
import dev.watertight.channels.Endpoint;
import dev.watertight.channels.Topology;
import dev.watertight.counts.Amount;
import dev.watertight.counts.Capacities;
import dev.watertight.counts.Runs;
import dev.watertight.model.ChannelOperation.Act;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Graphs;
import dev.watertight.program.Paths;
import dev.watertight.program.Symbols;
import dev.watertight.program.TestOutcomes;
import dev.watertight.program.Trees;
import dev.watertight.summaries.Summaries;
import dev.watertight.tasks.Task;
import dev.watertight.tasks.Tasks;
import dev.watertight.values.Values;
import dev.watertight.wakers.CallSites;
import dev.watertight.wakers.Interrupters;
import dev.watertight.wakers.ProgramTasks;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;

/**
 * Whether those who send on a channel can come to wait, and what ends their wait.
 *
 * @param topology the channel
 * @param state the compilation
 */
public record Senders(Topology topology, VisitorState state) {
  /**
   * Whether nobody interrupts the sender: it runs apart, or it is the very code that made the
   * channel and started the receivers.
   */
  public boolean isOnItsOwn(ImmutableSet<Task> senders) {
    return isApart(senders)
        || (topology.isLocal()
            && senders.equals(Tasks.of(topology.maker(), state))
            && senders.stream()
                .allMatch(
                    t ->
                        (t instanceof Task.Caller && !isKept(topology.maker()))
                            || (t instanceof Task.Apart apart && isLeftAlone(apart))));
  }

  /** Whether the send may wait for ever in a task apart, with nobody there to end that. */
  public boolean isLeftWaiting(Endpoint send, ImmutableSet<Task> senders) {
    return isApart(senders) && !endWithProcess(senders) && !isFreed(senders) && canFill(send);
  }

  /** Whether all of the senders end with the process at the latest. */
  public boolean endWithProcess(ImmutableSet<Task> senders) {
    return !senders.isEmpty()
        && senders.stream().allMatch(t -> ProgramTasks.endsWithProcess(t, state));
  }

  /** Whether the sender is a task apart that nobody interrupts. */
  public boolean isApart(ImmutableSet<Task> senders) {
    return !senders.isEmpty()
        && senders.stream().allMatch(t -> t instanceof Task.Apart apart && isLeftAlone(apart));
  }

  /**
   * Whether the send is one of several that threads of the program itself make, its {@code main}
   * method or a task that nobody interrupts.
   */
  public boolean isOfProgram(Endpoint send, ImmutableSet<Task> senders) {
    return !topology.isLocal()
        && !senders.isEmpty()
        && senders.stream()
            .allMatch(
                t ->
                    (ProgramTasks.isMain(t) && !isKept(send.path()) && !isKept(topology.maker()))
                        || (t instanceof Task.Apart apart && isLeftAlone(apart)))
        && Runs.isRepeated(send.path(), topology, state);
  }

  /**
   * Whether code around a place keeps the thread that runs it: for others to interrupt, perhaps.
   */
  private static boolean isKept(TreePath place) {
    return Graphs.bodyAround(place).stream()
        .flatMap(body -> Trees.ownPathsIn(body, MethodInvocationTree.class).stream())
        .filter(
            call ->
                Symbols.isNamed(ASTHelpers.getSymbol(call.getLeaf()).owner, "java.lang.Thread")
                    && ASTHelpers.getSymbol(call.getLeaf()).name.contentEquals("currentThread"))
        .anyMatch(call -> !(call.getParentPath().getLeaf() instanceof MemberSelectTree));
  }

  private boolean isLeftAlone(Task.Apart apart) {
    Interrupters interrupters = Interrupters.of(apart, state);
    return (topology.isLocal() ? interrupters.inTime() : interrupters.answer()).isNo();
  }

  /**
   * Whether tasks apart run some uses, each started once by the program itself, or once for each
   * object with such a channel by the code that makes the object.
   */
  public boolean areStartedOnce(ImmutableList<Endpoint> uses) {
    return uses.stream()
        .flatMap(use -> topology.tasksOf(use, state).stream())
        .allMatch(
            t ->
                t instanceof Task.Apart apart
                    && (ProgramTasks.isOnce(apart.start(), state)
                        || Places.isOncePerObject(apart.start(), topology, state)));
  }

  /** Whether another task closes the channel. */
  public boolean isClosedByOthers(ImmutableSet<Task> senders) {
    return topology.closes().stream()
        .anyMatch(close -> !topology.tasksOf(close, state).equals(senders));
  }

  /** Whether another task closes the channel, or the sender itself receives. */
  public boolean isFreed(ImmutableSet<Task> senders) {
    return isClosedByOthers(senders)
        || topology.receives().stream()
            .flatMap(receive -> topology.tasksOf(receive, state).stream())
            .anyMatch(senders::contains);
  }

  /** Whether a send may find the channel full. */
  public boolean canFill(Endpoint send) {
    if (topology.capacity().isRendezvous() || send.isHandover()) {
      return true;
    }
    Amount sent =
        Runs.isRepeated(send.path(), topology, state) ? sent(send) : Amount.of(certainSends());
    return Capacities.canBeFilled(topology, sent, state)
        && Graphs.bodyAround(send.path()).filter(this::isLookedAt).isEmpty()
        && !isAnyTested(send, (test, place) -> asksHowMany(test));
  }

  /** Whether the code asks the channel how full it is. */
  public boolean isLookedAt(TreePath body) {
    return topology.endpoints().stream()
        .anyMatch(
            e ->
                e.act() == Act.READ
                    && !e.method().equals("flush")
                    && !Summaries.reaches(e.path(), body, state).isNo());
  }

  /** How many of the sends are reached for sure. */
  public long certainSends() {
    return topology.blockingSends().stream().filter(this::isAlwaysSent).count();
  }

  /** How large the channel must be so that no send waits; another number if a send is repeated. */
  public int room(int ifRepeated) {
    return topology.sends().stream().anyMatch(send -> Runs.isRepeated(send.path(), topology, state))
        ? ifRepeated
        : topology.sends().size();
  }

  /** How many values a send sends in all, at most. */
  public Amount sent(Endpoint send) {
    return Runs.of(send.path(), topology, state).most();
  }

  /** Whether the body around a send always reaches it. */
  public boolean isAlwaysSent(Endpoint send) {
    return Graphs.bodyAround(send.path())
        .filter(body -> Runs.within(body, ImmutableList.of(send.path()), state).isCertain())
        .isPresent();
  }

  /**
   * Whether those who send ask something that tells them apart, so that perhaps one of them sends
   * and the others do not: what their threads share, such as who is first, or what each of them has
   * been given, such as its number.
   */
  public boolean isGuarded(Endpoint send) {
    return isAnyTested(
        send,
        (test, place) -> asksOthers(test.getLeaf()) || asksWhatIsGiven(test.getLeaf(), place));
  }

  /** Whether code asks something that its threads share before it comes to a place. */
  public boolean asksOthersBefore(TreePath place) {
    return isTested(place, (test, at) -> asksOthers(test.getLeaf()));
  }

  private boolean isAnyTested(Endpoint send, BiPredicate<TreePath, TreePath> property) {
    return CallSites.leadingTo(send.path(), state).seen().stream()
        .anyMatch(place -> isTested(place, property));
  }

  /** Whether some test on the way to a place, from outside of the code that makes the channel. */
  private boolean isTested(TreePath place, BiPredicate<TreePath, TreePath> property) {
    return Graphs.bodyAround(place).stream()
        .filter(body -> !Paths.isInside(topology.maker(), body.getLeaf()))
        .flatMap(body -> TestOutcomes.at(place, body.getLeaf()).stream())
        .anyMatch(
            outcome ->
                property.test(TreePath.getPath(place.getCompilationUnit(), outcome.test()), place));
  }

  /** Whether a test may ask how full the channel is: itself, or a number that is kept. */
  private boolean asksHowMany(TreePath test) {
    return Symbols.variablesIn(test.getLeaf()).stream().anyMatch(Senders::isNumberKept)
        || isLookedAt(test);
  }

  private static boolean isNumberKept(Symbol variable) {
    return variable.owner instanceof ClassSymbol
        && (variable.type.isNumeric()
            ? (variable.flags() & Flags.FINAL) == 0
            : variable
                .type
                .tsym
                .getQualifiedName()
                .toString()
                .startsWith("java.util.concurrent.atomic."));
  }

  /** Whether a condition is about nothing but what the code around a place gets from outside. */
  private boolean asksWhatIsGiven(Tree condition, TreePath place) {
    Set<Symbol> named = Symbols.variablesIn(condition);
    return !named.isEmpty() && named.stream().allMatch(variable -> isGiven(variable, place));
  }

  private boolean isGiven(Symbol variable, TreePath place) {
    return variable.owner instanceof MethodSymbol
        && ((variable.flags() & Flags.PARAMETER) != 0
            || CompilationIndex.of(state)
                .declaration(variable)
                .filter(d -> !Graphs.areTogether(d, place))
                .isPresent());
  }

  /**
   * Whether a condition names what threads share, or which of them this is, or calls a method that
   * changes a field; or names a variable that says so.
   */
  private boolean asksOthers(Tree condition) {
    return Symbols.variablesIn(condition).stream()
            .anyMatch(v -> Symbols.isShared(v) && !topology.variables().contains(v))
        || Trees.in(condition, MethodInvocationTree.class).stream().anyMatch(this::tellsThreads)
        || Symbols.variablesIn(condition).stream()
            .filter(named -> named.owner instanceof MethodSymbol)
            .flatMap(named -> Values.initial((VarSymbol) named, state).stream())
            .anyMatch(value -> asksOthers(value.getLeaf()));
  }

  private boolean tellsThreads(MethodInvocationTree call) {
    MethodSymbol method = ASTHelpers.getSymbol(call);
    return method.getSimpleName().contentEquals("currentThread")
        || CompilationIndex.of(state).declaration(method).stream()
            .flatMap(declaration -> Values.changedIn(declaration.getLeaf()).stream())
            .anyMatch(Symbols::isField);
  }

  /**
   * Whether the sender looks, beside sending, at a flag that the receivers see too.
   *
   * @param noChannels whether other channels are no flags
   */
  public boolean isToldByFlag(Endpoint send, boolean noChannels) {
    Optional<TreePath> loop = Places.loop(send.path(), topology.maker());
    if (loop.isEmpty()) {
      return false;
    }
    Set<Symbol> shared = flags(loop.get().getLeaf());
    ImmutableSet<Symbol> own = topology.variables().stream().collect(toImmutableSet());
    for (Endpoint receive : topology.receives()) {
      Optional<TreePath> body = Graphs.bodyAround(receive.path());
      if (body.isPresent()) {
        Set<Symbol> seen = flags(body.get().getLeaf());
        seen.retainAll(shared);
        seen.removeAll(own);
        seen.removeIf(s -> noChannels && Channels.of(state).kindOf(s.type).isPresent());
        if (!seen.isEmpty()) {
          return true;
        }
      }
    }
    return false;
  }

  /** What the code looks at that others see, too: what is shared, and channels that it uses. */
  private Set<Symbol> flags(Tree tree) {
    Set<Symbol> found = new HashSet<>(Sets.filter(Symbols.variablesIn(tree), Symbols::isShared));
    for (ExpressionTree named : Trees.ownIn(tree, ExpressionTree.class)) {
      Symbol symbol = ASTHelpers.getSymbol(named);
      if (symbol instanceof VarSymbol && Channels.of(state).kindOf(symbol.type).isPresent()) {
        found.add(symbol);
      }
    }
    return found;
  }
}
