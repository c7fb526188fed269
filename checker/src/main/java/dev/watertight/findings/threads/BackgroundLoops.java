package dev.watertight.findings.threads;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.BlockTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.ClassSymbol;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import dev.watertight.channels.Channels;
import dev.watertight.handles.Handles;
import dev.watertight.handles.Lifespans;
import dev.watertight.loops.LoopExit;
import dev.watertight.loops.Refusals;
import dev.watertight.loops.Wait;
import dev.watertight.loops.WaitLoop;
import dev.watertight.loops.WaitLoops;
import dev.watertight.model.ChannelOperation;
import dev.watertight.model.Trait;
import dev.watertight.program.CatchClauses;
import dev.watertight.program.ClosingMethods;
import dev.watertight.program.CompilationIndex;
import dev.watertight.tasks.Task;
import dev.watertight.tasks.TaskStarts;
import dev.watertight.tasks.Tasks;
import dev.watertight.values.Outsiders;
import dev.watertight.values.ResolvedLibrary;
import dev.watertight.wakers.Interrupters;
import dev.watertight.wakers.ProgramTasks;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Finds loops that pause between two rounds and go on when their object is closed: work that is
 * done again and again in the background, by a thread that the object has started.
 *
 * <p>Such a loop comes by itself to every test in it, so that a flag which anybody sets ends it.
 * What is left are loops without any test, which only an interrupt leaves: certainly nobody sends
 * one, or the loop swallows it. An object without a method that ends it may work as long as the
 * process, and is left alone.
 */
public final class BackgroundLoops {
  /** How many objects may make one another. */
  private static final int DEPTH = 2;

  /** What keeps a loop going. */
  public enum Reason {
    /** It ends when it is interrupted, and nobody does that. */
    NOT_INTERRUPTED,
    /** The same, but its executor is shut down, which does not interrupt. */
    ONLY_SHUT_DOWN,
    /** It catches the interrupt and goes on. */
    INTERRUPT_SWALLOWED
  }

  /**
   * A loop that nothing ends.
   *
   * @param loop the loop with its pause
   * @param task the task that runs it
   * @param reason what keeps it going
   * @param closers the methods by which others end the object
   */
  public record BackgroundLoop(
      WaitLoop loop, Task.Apart task, Reason reason, ImmutableList<MethodSymbol> closers) {}

  private BackgroundLoops() {}

  /**
   * Whether the method pauses for some time, or waits for what the garbage collector does, and can
   * be interrupted: a first test.
   */
  public static boolean isPause(MethodSymbol method, VisitorState state) {
    return method.getThrownTypes().stream().anyMatch(CatchClauses::isInterrupt)
        && (ResolvedLibrary.of(state).is(method, Trait.AWAITS_TIME, Trait.AWAITS_INPUT)
            || Channels.of(state)
                .operationOf(method)
                .filter(o -> o.act() == ChannelOperation.Act.RECEIVE)
                .filter(o -> o.waiting() == ChannelOperation.Wait.TIMED)
                .isPresent());
  }

  /**
   * The loops that go on around a pause: several, where they pause in a method that they share. Of
   * loops in each other the innermost says enough.
   */
  public static ImmutableList<BackgroundLoop> around(TreePath pause, VisitorState state) {
    Wait wait = new Wait(pause, Wait.OnInterrupt.THROWN, false);
    return WaitLoop.innermost(
        WaitLoops.around(wait, state).stream().flatMap(loop -> judge(loop, state).stream()),
        BackgroundLoop::loop);
  }

  private static Optional<BackgroundLoop> judge(WaitLoop loop, VisitorState state) {
    ImmutableSet<Task> tasks = Tasks.of(loop.loop(), state);
    if (Tasks.firstApart(tasks).isEmpty()
        || isLeft(loop.asInText())
        || isLeft(loop)
        || Refusals.mayEnd(loop.loop(), state)) {
      return Optional.empty();
    }
    boolean swallows = loop.swallowsInterrupt() && !loop.hasExit(LoopExit.Kind.INTERRUPT);
    Optional<Task.Apart> alone =
        swallows ? Tasks.firstApart(tasks) : Interrupters.leftAlone(loop.loop(), tasks, state);
    if (alone.isEmpty() || ProgramTasks.endsWithProcess(alone.get(), state)) {
      return Optional.empty();
    }
    ImmutableList<MethodSymbol> ofStarter = closers(alone.get().start(), DEPTH, state);
    ImmutableList<MethodSymbol> closers =
        ofStarter.isEmpty() ? ofTask(alone.get(), state) : ofStarter;
    return (swallows ? Optional.of(Reason.INTERRUPT_SWALLOWED) : reason(alone.get(), state))
        .filter(reason -> !closers.isEmpty())
        .map(reason -> new BackgroundLoop(loop, alone.get(), reason, closers));
  }

  /**
   * The methods of a task's own class, or of a superclass in view, that code in view calls in order
   * to end the task: {@code job.shutdown()}.
   */
  private static ImmutableList<MethodSymbol> ofTask(Task.Apart task, VisitorState state) {
    CompilationIndex index = CompilationIndex.of(state);
    return task.body() instanceof ClassTree body
        ? state.getTypes().closure(ASTHelpers.getType(body)).stream()
            .filter(type -> type.tsym instanceof ClassSymbol && index.isInView(type.tsym))
            .flatMap(type -> ClosingMethods.of(state).in((ClassSymbol) type.tsym).stream())
            .filter(closer -> !index.mentions(closer).isEmpty())
            .collect(ImmutableList.toImmutableList())
        : ImmutableList.of();
  }

  /**
   * The methods by which others end the object that starts a task, or one that makes that object. A
   * thread that the initializer of a class starts, or a static field holds, works as long as the
   * process; one that a static method starts does so unless that makes objects of its class.
   */
  private static ImmutableList<MethodSymbol> closers(
      TreePath place, int depth, VisitorState state) {
    if (Lifespans.isForStaticField(place)) {
      return ImmutableList.of();
    }
    for (TreePath p = place; p != null; p = p.getParentPath()) {
      Symbol symbol = ASTHelpers.getDeclaredSymbol(p.getLeaf());
      if (symbol instanceof ClassSymbol type) {
        ImmutableList<MethodSymbol> own = ClosingMethods.of(state).in(type);
        if (!own.isEmpty()) {
          return own.stream()
              .flatMap(
                  closer ->
                      Outsiders.isReplaced(closer, state)
                          ? CompilationIndex.of(state).overriders(closer).stream()
                          : Stream.of(closer))
              .collect(ImmutableList.toImmutableList());
        }
        for (TreePath made : CompilationIndex.of(state).creations(type)) {
          ImmutableList<MethodSymbol> found =
              depth == 0 ? ImmutableList.of() : closers(made, depth - 1, state);
          if (!found.isEmpty()) {
            return found;
          }
        }
      }
      boolean initializer = p.getLeaf() instanceof BlockTree block && block.isStatic();
      if (initializer || (symbol != null && ASTHelpers.isStatic(symbol) && !isFactory(symbol))) {
        break;
      }
    }
    return ImmutableList.of();
  }

  /** {@code static Lease acquire()} starts the threads of a lease. */
  private static boolean isFactory(Symbol symbol) {
    return symbol instanceof MethodSymbol method
        && method.getReturnType().tsym.equals(method.enclClass());
  }

  /** Whether the loop has another way out than an interrupt, be it one that nobody knows. */
  private static boolean isLeft(WaitLoop loop) {
    return loop.exits().stream().anyMatch(exit -> exit.kind() != LoopExit.Kind.INTERRUPT);
  }

  /** An executor that nobody releases is a leak of its own, with the task in it. */
  private static Optional<Reason> reason(Task.Apart task, VisitorState state) {
    boolean isHandle =
        TaskStarts.executor(task.start(), state)
            .flatMap(runner -> Handles.of(state).kindOf(ASTHelpers.getType(runner.getLeaf())))
            .isPresent();
    if (!isHandle) {
      return Optional.of(Reason.NOT_INTERRUPTED);
    }
    return Optional.of(Reason.ONLY_SHUT_DOWN)
        .filter(reason -> Interrupters.of(task, state).isOnlyShutDown());
  }
}
