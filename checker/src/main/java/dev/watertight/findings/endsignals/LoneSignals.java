package dev.watertight.findings.endsignals;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.EnhancedForLoopTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.SynchronizedTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Flags;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.ClassSymbol;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.answers.Known;
import dev.watertight.counts.Amount;
import dev.watertight.counts.Runs;
import dev.watertight.findings.sends.Workers;
import dev.watertight.locks.MonitorSignals;
import dev.watertight.loops.FirstValues;
import dev.watertight.loops.LoopExit;
import dev.watertight.model.Trait;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Graphs;
import dev.watertight.program.Loops;
import dev.watertight.program.Paths;
import dev.watertight.program.Symbols;
import dev.watertight.program.Trees;
import dev.watertight.tasks.Task;
import dev.watertight.tasks.TaskStarts;
import dev.watertight.tasks.Tasks;
import dev.watertight.values.Origins;
import dev.watertight.values.ResolvedLibrary;
import dev.watertight.wakers.CallSites;
import dev.watertight.wakers.Interrupters;
import dev.watertight.wakers.Order;
import dev.watertight.wakers.ProgramTasks;
import dev.watertight.wakers.Sequel;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Finds flags that end the waits of several threads for the same object, set with one {@code
 * notify()}: that wakes one of them, and nobody wakes the others.
 *
 * <p>Certain if the flag is set in one place, for good, if that is followed by a single signal for
 * one thread, none of those who wait passes it on, and nobody interrupts them. A signal that says
 * something else, that there is a value, is for one thread, and is not meant here.
 *
 * @param waiting the wait
 * @param state the compilation
 */
record LoneSignals(TreePath waiting, VisitorState state) {
  private static final ImmutableSet<String> FOR_ONE = ImmutableSet.of("notify", "signal");

  Optional<LoneSignal> find() {
    return WaitCondition.of(waiting, state)
        .filter(asked -> !isEither(asked.condition()))
        .filter(asked -> asked.holdsAtFirst(new FirstValues(state)))
        .flatMap(this::find);
  }

  private static boolean isEither(Tree condition) {
    return Trees.any(condition, tree -> tree.getKind() == Tree.Kind.CONDITIONAL_OR);
  }

  private Optional<LoneSignal> find(WaitCondition asked) {
    return asked.loop().asInText().exits().stream()
        .filter(LoopExit::isOfCondition)
        .filter(exit -> exit.kind() == LoopExit.Kind.FLAG && exit.flag().isPresent())
        .flatMap(exit -> ofFlag(asked, exit).stream())
        .findFirst();
  }

  private Optional<LoneSignal> ofFlag(WaitCondition asked, LoopExit exit) {
    VarSymbol flag = exit.flag().orElseThrow();
    ImmutableList<TreePath> ends =
        asked.live(asked.endings(exit).orElse(ImmutableList.of())).stream()
            .filter(place -> !FirstValues.isAtFirst(place, flag))
            .collect(toImmutableList());
    if (ends.size() != 1 || !asked.live(asked.beginnings(exit)).isEmpty()) {
      return Optional.empty();
    }
    ImmutableSet<Task> tasks = Tasks.of(waiting, state);
    return signalBehind(ends.get(0), tasks)
        .filter(signal -> areSeveral(tasks) && isOfOneObject(tasks) && mayMeet())
        .filter(signal -> tasks.stream().allMatch(this::isLeftAlone))
        .map(signal -> new LoneSignal(waiting, ends.get(0), signal));
  }

  private boolean isLeftAlone(Task task) {
    return task instanceof Task.Apart
        && Interrupters.inView(waiting, ImmutableSet.of(task), state).answer().isNo()
        && !UnendedWaits.endsWithProcess(task, state);
  }

  /** The only signal behind the change, if that is made once, and its thread is none that waits. */
  private Optional<TreePath> signalBehind(TreePath change, ImmutableSet<Task> tasks) {
    Known<TreePath> signals = MonitorSignals.of(waiting, state);
    if (!signals.isComplete() || !isOnce(change)) {
      return Optional.empty();
    }
    Sequel after = Sequel.of(change, state);
    TreePath lone = null;
    for (TreePath signal : signals.seen()) {
      if (!(ASTHelpers.getSymbol(signal.getLeaf()) instanceof MethodSymbol method)
          || !FOR_ONE.contains(method.getSimpleName().toString())
          || !Collections.disjoint(Tasks.of(signal, state), tasks)) {
        return Optional.empty();
      }
      if (Graphs.areTogether(signal, change)) {
        if (lone != null
            || Loops.around(signal).isPresent()
            || !(signal.getLeaf() instanceof MethodInvocationTree)) {
          return Optional.empty();
        }
        lone = signal;
      } else if (!after.includes(signal).isNo()
          || !Tasks.apart(Tasks.of(signal, state)).isEmpty()) {
        // Another thread may come there later.
        return Optional.empty();
      }
    }
    return after.endsProcess() ? Optional.empty() : Optional.ofNullable(lone);
  }

  /** Whether no loop and no second call leads to a place, for the same object. */
  private boolean isOnce(TreePath place) {
    Known<TreePath> sites = CallSites.leadingTo(place, state);
    Set<Tree> seen = new HashSet<>();
    Set<List<Optional<Symbol>>> called = new HashSet<>();
    for (TreePath site : sites.seen()) {
      Tree call = Order.call(site);
      Optional<Symbol> object = Optional.ofNullable(ASTHelpers.getSymbol(Symbols.receiver(call)));
      Optional<Symbol> callee = Optional.ofNullable(ASTHelpers.getSymbol(call));
      boolean isAnotherCall =
          seen.add(site.getLeaf())
              && site.getLeaf() != place.getLeaf()
              && !called.add(ImmutableList.of(callee, isOfAny(callee) ? object : Optional.empty()));
      if (isAnotherCall || Loops.around(site).filter(loop -> !isMadeIn(loop, object)).isPresent()) {
        return false;
      }
    }
    return sites.isComplete();
  }

  /** Whether a method may be called on several objects. */
  private boolean isOfAny(Optional<Symbol> method) {
    return method.filter(m -> m.owner instanceof ClassSymbol type && !isOnlyOne(type)).isPresent();
  }

  /** Whether each round of a loop has another object in a variable. */
  private boolean isMadeIn(Tree loop, Optional<Symbol> object) {
    return object
        .flatMap(variable -> CompilationIndex.of(state).declaration(variable))
        .filter(declaration -> Paths.isInside(declaration, loop))
        .filter(
            declaration ->
                declaration.getParentPath().getLeaf() instanceof EnhancedForLoopTree
                    || (declaration.getLeaf() instanceof VariableTree variable
                        && variable.getInitializer() instanceof NewClassTree))
        .isPresent();
  }

  /** Whether several threads run the code, started in a loop or in several places. */
  private boolean areSeveral(ImmutableSet<Task> tasks) {
    ImmutableList<TreePath> starts =
        Tasks.apart(tasks).stream()
            .flatMap(task -> TaskStarts.of(task, state).stream())
            .filter(this::hasThread)
            .collect(toImmutableList());
    return starts.size() > 1 || starts.stream().anyMatch(this::isRepeated);
  }

  private boolean isRepeated(TreePath start) {
    return Paths.aroundInBody(start).stream()
        .filter(around -> Loops.isLoop(around.getLeaf()))
        .anyMatch(loop -> !Runs.rounds(loop, state).most().isMoreThan(Amount.of(1)).isNo());
  }

  /** Whether each start has a thread of its own: that of an executor with several, perhaps. */
  private boolean hasThread(TreePath start) {
    Optional<TreePath> executor =
        TaskStarts.executor(start, state)
            .filter(
                each ->
                    Symbols.isA(
                        ASTHelpers.getType(each.getLeaf()),
                        "java.util.concurrent.Executor",
                        state));
    return executor.isEmpty()
        || executor
            .flatMap(
                each ->
                    Origins.one(
                        each,
                        tree ->
                            tree instanceof MethodInvocationTree call
                                && ASTHelpers.getSymbol(call).isStatic(),
                        state))
            .filter(maker -> Workers.threads(maker, state).isMoreThan(Amount.of(1)).isYes())
            .isPresent();
  }

  /** Whether all threads wait for the same object: the only one, or that which starts them. */
  private boolean isOfOneObject(ImmutableSet<Task> tasks) {
    ClassTree type = ASTHelpers.findEnclosingNode(waiting, ClassTree.class);
    ExpressionTree object = Symbols.receiver(waiting.getLeaf());
    Symbol owner =
        Symbols.isSelf(object)
            ? object == null ? ASTHelpers.getSymbol(type) : ASTHelpers.getType(object).tsym
            : ASTHelpers.getSymbol(object) instanceof VarSymbol field && Symbols.isField(field)
                ? field.owner
                : null;
    if (!(owner instanceof ClassSymbol starter) || type == null) {
      return false;
    }
    return isOnlyOne(starter)
        || (isOfItself()
            && Tasks.apart(tasks).stream().allMatch(task -> isStartedBy(starter, task)));
  }

  private boolean isOnlyOne(ClassSymbol type) {
    ImmutableList<TreePath> made = CompilationIndex.of(state).creations(type);
    return made.size() == 1
        && CompilationIndex.of(state).subclasses(type).isEmpty()
        && ProgramTasks.isOnce(made.get(0), state);
  }

  /** Whether nothing but the monitor or lock that the wait gives back keeps threads apart. */
  private boolean mayMeet() {
    return CallSites.inThread(waiting, state).seen().stream()
        .allMatch(site -> takings(site) <= (site.getLeaf() == waiting.getLeaf() ? 1 : 0));
  }

  private long takings(TreePath place) {
    long regions =
        Paths.aroundInBody(place).stream()
            .filter(around -> around.getLeaf() instanceof SynchronizedTree)
            .count();
    long locks =
        Graphs.bodyAround(place).stream()
            .flatMap(body -> Trees.ownPathsIn(body, MethodInvocationTree.class).stream())
            .filter(
                call ->
                    ResolvedLibrary.of(state).is(call.getLeaf(), Trait.LOCKS, Trait.AWAITS_PERMIT))
            .count();
    boolean isSynchronized =
        Graphs.bodyAround(place)
            .map(body -> ASTHelpers.getSymbol(body.getLeaf()))
            .filter(method -> (method.flags() & Flags.SYNCHRONIZED) != 0)
            .isPresent();
    return regions + locks + (isSynchronized ? 1 : 0);
  }

  /** Whether the object itself comes to its wait, in whatever thread. */
  private boolean isOfItself() {
    return CallSites.inThread(waiting, state).seen().stream()
        .filter(site -> site.getLeaf() != waiting.getLeaf())
        .map(Order::call)
        .filter(MethodInvocationTree.class::isInstance)
        .allMatch(call -> Symbols.isSelf(Symbols.receiver(call)));
  }

  private boolean isStartedBy(ClassSymbol starter, Task.Apart task) {
    return isIn(task.start(), starter)
        && CompilationIndex.of(state)
            .declaration(starter)
            .filter(type -> Trees.any(type.getLeaf(), tree -> tree == task.body()))
            .isPresent()
        && !(task.body() instanceof ClassTree body && ASTHelpers.getSymbol(body).isStatic());
  }

  private static boolean isIn(TreePath place, ClassSymbol type) {
    return Symbols.methodAround(place).filter(method -> !method.isStatic()).isPresent()
        && type.equals(ASTHelpers.getSymbol(ASTHelpers.findEnclosingNode(place, ClassTree.class)));
  }
}
