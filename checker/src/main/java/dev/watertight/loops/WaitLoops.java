package dev.watertight.loops;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.CatchTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.ThrowTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Type;
import dev.watertight.channels.Channels;
import dev.watertight.channels.Endpoint;
import dev.watertight.loops.Wait.OnInterrupt;
import dev.watertight.model.ChannelKind;
import dev.watertight.model.ChannelOperation.Act;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Graphs;
import dev.watertight.program.Trees;
import java.util.Optional;

/** The loops around a wait: in its own method, or else in the methods in view that call that. */
public final class WaitLoops {
  private static final int DEPTH = 3;

  private WaitLoops() {}

  /**
   * The loops around a receive, in its own method, or else in the methods in view that call that.
   */
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
    ImmutableList<WaitLoop> own = WaitLoop.around(wait, state);
    found.addAll(own);
    Optional<TreePath> body = Graphs.bodyAround(wait.path());
    if (!own.isEmpty()
        || depth == 0
        || body.isEmpty()
        || !(body.get().getLeaf() instanceof MethodTree method)) {
      return;
    }
    OnInterrupt effect = effect(wait, method, state);
    Optional<Type> wrapper = wait.catcher(method).flatMap(clause -> wrapper(clause, state));
    for (TreePath path : CompilationIndex.of(state).calls(ASTHelpers.getSymbol(method))) {
      Wait call = wait.calledAt(path, effect);
      collect(
          wrapper.map(type -> call.thrownAs(type, state)).orElse(call), depth - 1, found, state);
    }
  }

  /** What an interrupt does to a call of the method. */
  private static OnInterrupt effect(Wait wait, MethodTree method, VisitorState state) {
    Optional<TreePath> catcher = wait.catcher(method);
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
