package dev.watertight.loops;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.CatchTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.MemberReferenceTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.ThrowTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Type;
import dev.watertight.channels.Channels;
import dev.watertight.channels.Endpoint;
import dev.watertight.channels.Topology;
import dev.watertight.loops.Wait.OnInterrupt;
import dev.watertight.model.ChannelKind;
import dev.watertight.model.ChannelOperation.Act;
import dev.watertight.program.Graphs;
import dev.watertight.program.Loops;
import dev.watertight.program.Paths;
import dev.watertight.program.Trees;
import dev.watertight.summaries.Summaries;
import dev.watertight.tasks.Runnables;
import dev.watertight.values.Fate;
import dev.watertight.values.Sink;
import java.util.Optional;

/** The loops around a wait: in its own method, or else in the methods in view that call that. */
public final class WaitLoops {
  private static final int DEPTH = 3;

  private WaitLoops() {}

  /** The loops around a receive, in its own method, or else in the methods in view that call it. */
  public static ImmutableList<WaitLoop> of(Endpoint receive, VisitorState state) {
    boolean closing =
        StreamEnds.isRead(receive.path().getLeaf(), state)
            ? StreamEnds.isThrowing(receive.path().getLeaf(), state)
            : isCloseable(receive, state)
                && !ExitConditions.returnsClosed(receive.path().getLeaf());
    Wait wait = new Wait(receive.path(), OnInterrupt.THROWN, closing);
    if (receive.act() == Act.DRAIN) {
      // The method is the loop.
      WaitLoop.Ends ends =
          new WaitLoop.Ends(
              ImmutableList.of(
                  LoopExit.of(LoopExit.Kind.CLOSED, receive.path().getLeaf(), receive.path()),
                  LoopExit.of(LoopExit.Kind.INTERRUPT, receive.path().getLeaf(), receive.path())),
              false,
              false);
      return ImmutableList.of(new WaitLoop(receive.path(), wait, () -> ends, () -> ends));
    }
    return around(wait, state);
  }

  /**
   * Whether a receive takes the first of the values that a loop behind it takes the others of:
   * {@code x = q.take(); while (x != END) { ..; x = q.take(); }}. What the loop ends by, the two of
   * them wait for together.
   */
  public static boolean isFirst(Endpoint receive, Topology channel) {
    TreePath first = receive.path();
    return channel.receives().stream()
        .map(Endpoint::path)
        .anyMatch(
            other ->
                Graphs.areTogether(first, other)
                    && Paths.aroundInBody(other).stream()
                        .anyMatch(
                            path ->
                                repeats(path.getLeaf(), other)
                                    && !repeats(path.getLeaf(), first)
                                    && Paths.start(first) < Paths.start(other)));
  }

  private static boolean repeats(Tree tree, TreePath part) {
    return Loops.isLoop(tree) && Paths.isInside(part, tree) && Loops.isRepeatedBy(tree, part);
  }

  private static boolean isCloseable(Endpoint receive, VisitorState state) {
    return ASTHelpers.getSymbol(receive.path().getLeaf()) instanceof MethodSymbol method
        && Channels.of(state)
            .kindOf(method.owner.type)
            .filter(ChannelKind::isCloseable)
            .isPresent();
  }

  /** The loops around a wait with their ways out, the innermost first. */
  public static ImmutableList<WaitLoop> around(Wait wait, VisitorState state) {
    ImmutableList.Builder<WaitLoop> found = ImmutableList.builder();
    collect(wait, DEPTH, found, state);
    return found.build();
  }

  private static void collect(
      Wait wait, int depth, ImmutableList.Builder<WaitLoop> found, VisitorState state) {
    if (wait.path().getLeaf() instanceof MemberReferenceTree
        && collectFunction(wait.path(), wait, wait.interrupt(), depth, found, state)) {
      return;
    }
    ImmutableList<WaitLoop> own = WaitLoop.around(wait, state);
    found.addAll(own);
    Optional<TreePath> body = Graphs.bodyAround(wait.path());
    if (!own.isEmpty() || depth == 0 || body.isEmpty()) {
      return;
    }
    if (body.get().getLeaf() instanceof LambdaExpressionTree function) {
      collectFunction(body.get(), wait, effect(wait, function, state), depth, found, state);
      return;
    }
    if (!(body.get().getLeaf() instanceof MethodTree method)) {
      return;
    }
    OnInterrupt effect = effect(wait, method, state);
    Optional<Type> wrapper = wait.catcher(method).flatMap(clause -> wrapper(clause, state));
    for (TreePath path : Summaries.callsOf(body.get(), state)) {
      Wait call = wait.calledAt(path, effect);
      collect(
          wrapper.map(type -> call.thrownAs(type, state)).orElse(call), depth - 1, found, state);
    }
  }

  /** Where a function in view is called as what it is: {@code supplier.get()}. */
  public static ImmutableList<TreePath> callsOf(TreePath function, VisitorState state) {
    Type type = ASTHelpers.getType(function.getLeaf());
    if (type == null || !state.getTypes().isFunctionalInterface(type.tsym)) {
      return ImmutableList.of();
    }
    Symbol called = state.getTypes().findDescriptorSymbol(type.tsym);
    return Fate.ofExpression(function, Runnables.of(state), state).uses().stream()
        .map(Sink.Use::path)
        .filter(
            call ->
                call.getLeaf() instanceof MethodInvocationTree tree
                    && called.equals(ASTHelpers.getSymbol(tree)))
        .collect(ImmutableList.toImmutableList());
  }

  /**
   * Collects the loops around the calls of a function; where a helper calls it, those around the
   * call of the helper that is given it.
   *
   * @return whether the function is called in view
   */
  private static boolean collectFunction(
      TreePath function,
      Wait wait,
      OnInterrupt effect,
      int depth,
      ImmutableList.Builder<WaitLoop> found,
      VisitorState state) {
    ImmutableList<TreePath> calls = callsOf(function, state);
    for (TreePath path : calls) {
      Wait call = wait.calledAt(path, effect);
      TreePath given = function.getParentPath();
      boolean isHelper =
          Graphs.bodyAround(path)
              .filter(
                  body ->
                      body.getLeaf() instanceof MethodTree helper
                          && ASTHelpers.getSymbol(helper)
                              .equals(ASTHelpers.getSymbol(given.getLeaf())))
              .isPresent();
      if (depth > 0 && isHelper && WaitLoop.around(call, state).isEmpty()) {
        Tree helper = Graphs.bodyAround(path).get().getLeaf();
        collect(call.calledAt(given, effect(call, helper, state)), depth - 1, found, state);
      } else if (depth > 0) {
        collect(call, depth - 1, found, state);
      }
    }
    return !calls.isEmpty();
  }

  /** What an interrupt does to a call of the code. */
  private static OnInterrupt effect(Wait wait, Tree code, VisitorState state) {
    Optional<TreePath> catcher = wait.catcher(code);
    if (catcher.isEmpty()) {
      return wait.interrupt();
    }
    CatchTree clause = (CatchTree) catcher.get().getLeaf();
    if (Trees.any(clause, ThrowTree.class::isInstance)) {
      return OnInterrupt.THROWN;
    }
    return switch (CaughtInterrupt.of(catcher.get(), state)) {
      case FORGOTTEN -> OnInterrupt.SWALLOWED;
      case RESTORED -> OnInterrupt.RESTORED;
      case UNKNOWN -> OnInterrupt.THROWN;
    };
  }

  /** The unchecked exception by which a clause tells of an interrupt, if it does nothing else. */
  private static Optional<Type> wrapper(TreePath clause, VisitorState state) {
    return Trees.in(clause.getLeaf(), ThrowTree.class).stream()
        .map(ThrowTree::getExpression)
        .filter(thrown -> thrown instanceof NewClassTree)
        .map(ASTHelpers::getType)
        .filter(type -> !ASTHelpers.isCheckedExceptionType(type, state))
        .filter(type -> !Trees.any(clause.getLeaf(), OwnThread::isCurrent))
        .findFirst();
  }
}
