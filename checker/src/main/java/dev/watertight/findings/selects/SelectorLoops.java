package dev.watertight.findings.selects;

import static com.sun.tools.javac.code.Scope.LookupKind.NON_RECURSIVE;

import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.suppliers.Supplier;
import com.google.errorprone.suppliers.Suppliers;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.ClassSymbol;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import com.sun.tools.javac.code.Type;
import com.sun.tools.javac.code.TypeTag;
import dev.watertight.findings.handles.Leaks;
import dev.watertight.handles.Handles;
import dev.watertight.loops.LoopExit;
import dev.watertight.loops.Wait;
import dev.watertight.loops.Wait.OnInterrupt;
import dev.watertight.loops.WaitLoop;
import dev.watertight.loops.WaitLoops;
import dev.watertight.model.Trait;
import dev.watertight.program.CatchClauses;
import dev.watertight.program.ClosingMethods;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Paths;
import dev.watertight.program.Symbols;
import dev.watertight.tasks.Task;
import dev.watertight.tasks.Tasks;
import dev.watertight.values.Fate;
import dev.watertight.values.Instances;
import dev.watertight.values.Origins;
import dev.watertight.values.ResolvedLibrary;
import dev.watertight.values.Sink;
import dev.watertight.wakers.Interrupters;
import dev.watertight.wakers.Order;
import dev.watertight.wakers.PlatformThreads;
import dev.watertight.wakers.Sequel;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Finds loops around {@code Selector.select()} that somebody means to stop, while nobody wakes or
 * closes the selector and nobody interrupts the thread; and the same for what else is closed to end
 * a wait for input, such as {@code ServerSocket.accept()} and {@code WatchService.take()}.
 *
 * <p>That input may come all the same is no way out: whoever stops the loop has no part in it. What
 * the program itself may do to bring it about afterwards counts, though.
 *
 * @param selectors the selectors, or the other objects of the class that is waited for
 */
public record SelectorLoops(VisitorState state, Instances selectors) {
  /**
   * A loop around a selector's endless wait that does not notice that it should stop.
   *
   * @param loop the loop
   * @param selector the variable whose selector waits
   * @param stopper the method that means to stop it
   * @param flag how that method tells the loop to end; empty if it does not even do that
   */
  public record SelectorLoop(
      TreePath loop, VarSymbol selector, MethodSymbol stopper, Optional<Stopper> flag) {}

  private static final String SELECTOR = "java.nio.channels.Selector";
  private static final String WATCHER = "java.nio.file.WatchService";
  private static final String CHANNELS = "java.nio.channels.";
  private static final String SOCKETS = "java.net.";
  private static final ImmutableSet<String> OPENERS =
      ImmutableSet.of(CHANNELS, "java.nio.file.", SOCKETS);
  private static final Supplier<Type> KEY =
      Suppliers.typeFromString("java.nio.channels.SelectionKey");

  /**
   * The loop around a call that waits for input, if it has a flag that others set, and if only the
   * thread that waits there closes what it waits in: behind the loop, where it never comes. What
   * nobody closes at all may be a leak by itself, and is one finding then.
   */
  public static Optional<SelectorLoop> awaitingInput(TreePath path, VisitorState state) {
    if (!(path.getLeaf() instanceof MethodInvocationTree call)
        || !isInput(ASTHelpers.getSymbol(call), state)) {
      return Optional.empty();
    }
    String type = ASTHelpers.getSymbol(call).owner.getQualifiedName().toString();
    return new SelectorLoops(state, new Instances(type, ImmutableSet.of("close"), state))
        .find(path, call)
        .filter(found -> found.flag().isPresent());
  }

  /**
   * Whether nobody but the tasks that wait there closes what a call waits in, or limits the wait,
   * all its uses being in view.
   */
  public static boolean isLeftOpen(TreePath path, ImmutableSet<Task> tasks, VisitorState state) {
    String type = ASTHelpers.getSymbol(path.getLeaf()).owner.getQualifiedName().toString();
    SelectorLoops loops =
        new SelectorLoops(state, new Instances(type, ImmutableSet.of("close"), state));
    return Paths.receiver(path)
        .flatMap(receiver -> Origins.of(receiver, loops::isOpener, state))
        .filter(makers -> makers.stream().allMatch(maker -> loops.isLeftAsItIs(maker, tasks)))
        .isPresent();
  }

  /** Whether the method waits for input in an object that is closed to end the wait. */
  public static boolean isInput(MethodSymbol method, VisitorState state) {
    return ResolvedLibrary.of(state).is(method, Trait.AWAITS_INPUT)
        && !ResolvedLibrary.of(state).isTimed(method)
        && Handles.of(state).kindOf(method.owner.type).isPresent();
  }

  /** The loop around a call, if the call waits without a limit and nothing wakes it. */
  public static Optional<SelectorLoop> at(TreePath path, VisitorState state) {
    return path.getLeaf() instanceof MethodInvocationTree call
            && isCandidate(ASTHelpers.getSymbol(call))
        ? new SelectorLoops(state, new Instances(SELECTOR, ImmutableSet.of("close"), state))
            .find(path, call)
        : Optional.empty();
  }

  /** Whether the method may be one that waits in a selector: a first test. */
  public static boolean isCandidate(MethodSymbol method) {
    return method.getSimpleName().contentEquals("select");
  }

  private static MethodSymbol call(MethodInvocationTree tree) {
    return ASTHelpers.getSymbol(tree);
  }

  private Optional<SelectorLoop> find(TreePath path, MethodInvocationTree call) {
    Optional<TreePath> receiver = Paths.receiver(path);
    if (receiver.isEmpty()
        || !selectors.includes(ASTHelpers.getSymbol(call).owner.type)
        || !isUnlimited(call)
        || !(ASTHelpers.getSymbol(receiver.get().getLeaf()) instanceof VarSymbol selector)) {
      return Optional.empty();
    }
    OnInterrupt effect =
        call(call).getThrownTypes().stream().anyMatch(CatchClauses::isInterrupt)
            ? OnInterrupt.THROWN
            : OnInterrupt.RESTORED;
    for (WaitLoop loop : WaitLoops.around(new Wait(path, effect, true), state)) {
      ImmutableSet<Task> tasks = Tasks.of(loop.loop(), state);
      if (isUninterrupted(loop, tasks) || PlatformThreads.ignoreInterrupts(path, tasks, state)) {
        Optional<SelectorLoop> found = stopped(loop, selector, tasks);
        if (found.isPresent() && isNeverWoken(receiver.get(), tasks)) {
          return found;
        }
      }
    }
    return Optional.empty();
  }

  /** Whether no argument is a time limit: zero is none. */
  private static boolean isUnlimited(MethodInvocationTree call) {
    List<? extends ExpressionTree> arguments = call.getArguments();
    if (arguments.isEmpty()) {
      return true;
    }
    ExpressionTree last = arguments.get(arguments.size() - 1);
    Type type = ASTHelpers.getType(last);
    boolean limit = type != null && type.isPrimitive();
    return !limit || (ASTHelpers.constValue(last) instanceof Number n && n.longValue() == 0);
  }

  /** Whether nobody interrupts one of the tasks that run the loop. */
  private boolean isUninterrupted(WaitLoop loop, ImmutableSet<Task> tasks) {
    return tasks.stream().anyMatch(task -> Interrupters.of(task, state).answer().isNo())
        || isLeftToFlag(loop, tasks);
  }

  /**
   * Whether callers run the loop in threads of theirs, which it neither keeps nor asks for an
   * interrupt: then the flag is all that its class offers to stop it.
   */
  private boolean isLeftToFlag(WaitLoop loop, ImmutableSet<Task> tasks) {
    return !tasks.isEmpty()
        && tasks.stream().allMatch(Task.Caller.class::isInstance)
        && loop.hasExit(LoopExit.Kind.FLAG)
        && !loop.hasExit(LoopExit.Kind.INTERRUPT)
        && Interrupters.inView(loop.loop(), tasks, state).answer().isNo();
  }

  private Optional<SelectorLoop> stopped(
      WaitLoop loop, VarSymbol selector, ImmutableSet<Task> tasks) {
    boolean isSelector = Symbols.isA(selector.type, SELECTOR, state);
    Optional<Stopper> stopper =
        Stopper.of(
            loop,
            method ->
                isSelector
                    ? Stopper.mayWakeSelector(method, state)
                    : Stopper.mayCall(method, state),
            state);
    if (stopper.isPresent()) {
      Sequel after = Sequel.of(stopper.get().write(), state);
      boolean isWoken =
          isSelector
              ? after.connects(loop.loop(), tasks)
              : Symbols.isA(selector.type, WATCHER, state)
                  ? after.changesFiles(tasks)
                  : after.callsOut(loop.loop(), tasks);
      return isWoken
          ? Optional.empty()
          : Optional.of(new SelectorLoop(loop.loop(), selector, stopper.get().method(), stopper));
    }
    boolean ends =
        loop.exits().stream()
            .map(LoopExit::kind)
            .anyMatch(
                kind ->
                    kind == LoopExit.Kind.FLAG
                        || kind == LoopExit.Kind.VALUE
                        || (kind.isOwn() && kind != LoopExit.Kind.FAILURE));
    ClassTree type = ASTHelpers.findEnclosingNode(loop.loop(), ClassTree.class);
    if (ends || type == null) {
      return Optional.empty();
    }
    ClassSymbol owner =
        Symbols.isField(selector) ? selector.enclClass() : ASTHelpers.getSymbol(type);
    return closer(owner, tasks)
        .map(closer -> new SelectorLoop(loop.loop(), selector, closer, Optional.empty()));
  }

  private Optional<MethodSymbol> closer(ClassSymbol type, ImmutableSet<Task> tasks) {
    return ClosingMethods.of(state).in(type).stream()
        .filter(method -> method.getReturnType().hasTag(TypeTag.VOID))
        .filter(method -> !Stopper.mayWakeSelector(method, state))
        .filter(
            method ->
                CompilationIndex.of(state)
                    .declaration(method)
                    .filter(d -> d.getLeaf() instanceof MethodTree tree && tree.getBody() != null)
                    .map(d -> new TreePath(d, ((MethodTree) d.getLeaf()).getBody()))
                    .filter(body -> !tasks.containsAll(Tasks.of(body, state)))
                    .isPresent())
        .findFirst();
  }

  /** Nobody but the waiting task itself wakes or closes the selector, all uses being in view. */
  private boolean isNeverWoken(TreePath receiver, ImmutableSet<Task> tasks) {
    return !isTakenFromKeys()
        && Origins.of(receiver, this::isOpener, state)
            .filter(makers -> makers.stream().allMatch(maker -> isNeverWokenBy(maker, tasks)))
            .isPresent();
  }

  private boolean isNeverWokenBy(TreePath maker, ImmutableSet<Task> tasks) {
    return isLeftAsItIs(maker, tasks)
        && (isSelector(maker)
            || !fate(maker).releases().isEmpty()
            || Leaks.at(maker, state).isEmpty());
  }

  private boolean isLeftAsItIs(TreePath maker, ImmutableSet<Task> tasks) {
    Fate fate = fate(maker);
    Stream<TreePath> wakers =
        Stream.concat(
            fate.releases().stream().map(Sink.Release::path),
            fate.uses().stream().filter(u -> u.method().equals("wakeup")).map(Sink.Use::path));
    return !fate.isUnknown()
        && !fate.isExposed()
        && fate.uses().stream()
            .noneMatch(
                use -> ResolvedLibrary.of(state).is(use.path().getLeaf(), Trait.LIMITS_WAITS))
        && wakers.allMatch(
            waker ->
                (isOwn(waker) && tasks.containsAll(Tasks.of(waker, state)))
                    || tasks.stream().anyMatch(task -> Order.isAfterEnd(waker, task, state)));
  }

  /** Whether a call is of a selector of its own object, not of another one of the class. */
  private static boolean isOwn(TreePath waker) {
    return !(Symbols.receiver(waker.getLeaf()) instanceof MemberSelectTree select)
        || Symbols.isSelf(select.getExpression());
  }

  private Fate fate(TreePath maker) {
    return Fate.ofExpression(maker, selectors, state);
  }

  private boolean isSelector(TreePath maker) {
    return Symbols.isA(ASTHelpers.getType(maker.getLeaf()), SELECTOR, state);
  }

  /**
   * The JDK makes the selectors, and hands out those that are there by their keys alone. What it
   * hands out of another handle ends with that, too: {@code channel.socket()}.
   */
  private boolean isOpener(Tree tree) {
    return !isOfHandle(tree)
        && (tree instanceof MethodInvocationTree
            || (tree instanceof NewClassTree creation && creation.getClassBody() == null))
        && ASTHelpers.getSymbol(tree) instanceof MethodSymbol method
        && OPENERS.stream().anyMatch(method.owner.getQualifiedName().toString()::startsWith)
        && selectors.includes(ASTHelpers.getType(tree))
        && !isOfChannel(method);
  }

  /** {@code channel.socket()}: whoever closes the channel, or interrupts a wait in it, ends it. */
  private static boolean isOfChannel(MethodSymbol method) {
    return isNamed(method.owner, CHANNELS) && isNamed(method.getReturnType().tsym, SOCKETS);
  }

  private static boolean isNamed(Symbol type, String start) {
    return type.getQualifiedName().toString().startsWith(start);
  }

  private boolean isOfHandle(Tree tree) {
    return tree instanceof MethodInvocationTree call
        && !ASTHelpers.isStatic(ASTHelpers.getSymbol(call))
        && ASTHelpers.getReceiver(call) != null
        && Handles.of(state).kindOf(ASTHelpers.getType(ASTHelpers.getReceiver(call))).isPresent();
  }

  /** Whether {@code key.selector()} is asked for: another way to the selector. */
  private boolean isTakenFromKeys() {
    Type key = KEY.get(state);
    if (key == null) {
      // No code in view has anything to do with keys.
      return false;
    }
    for (Symbol member : key.tsym.members().getSymbols(NON_RECURSIVE)) {
      if (member.getSimpleName().contentEquals("selector")
          && !CompilationIndex.of(state).mentions(member).isEmpty()) {
        return true;
      }
    }
    return false;
  }
}
