package dev.watertight.findings.endsignals;

import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.MemberReferenceTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import dev.watertight.channels.ChannelFindings;
import dev.watertight.channels.Endpoint;
import dev.watertight.channels.Topology;
import dev.watertight.findings.receives.EndlessReceive;
import dev.watertight.findings.receives.EndlessReceives;
import dev.watertight.loops.WaitLoop;
import dev.watertight.loops.WaitLoops;
import dev.watertight.model.ChannelOperation.Act;
import dev.watertight.model.Trait;
import dev.watertight.program.Arguments;
import dev.watertight.summaries.Summaries;
import dev.watertight.tasks.Futures;
import dev.watertight.tasks.Task;
import dev.watertight.wakers.Interrupters;
import dev.watertight.wakers.ProgramTasks;
import java.util.Optional;
import java.util.function.BiConsumer;

/** Finds channels that are sent to and never closed, while somebody waits for their end. */
public final class UnclosedChannels {
  /**
   * A channel that is sent to and never closed, while somebody waits for its end.
   *
   * @param channel the channel
   * @param waiting where somebody waits: a loop, a call that receives until the end, or one that
   *     waits for such a call to finish
   * @param waiter what messages call that
   */
  public record UnclosedChannel(Topology channel, TreePath waiting, String waiter) {
    /**
     * Whether the reader waits no longer than the thread lives that wrote last: it looks after that
     * every second, and fails once it has ended.
     */
    public boolean failsWithoutWriter() {
      return channel.kind().is(Trait.WATCHED);
    }
  }

  /** What is found. */
  public static final ChannelFindings<UnclosedChannel> FINDINGS =
      ChannelFindings.of(UnclosedChannels::analyze);

  private UnclosedChannels() {}

  private static void analyze(
      Topology channel, VisitorState state, BiConsumer<Tree, UnclosedChannel> found) {
    if (!channel.kind().isCloseable()
        || !channel.isClosedView()
        || !channel.closes().isEmpty()
        || channel.sends().isEmpty()) {
      return;
    }
    waiterOf(channel, state).ifPresent(finding -> found.accept(place(channel).getLeaf(), finding));
  }

  private static Optional<UnclosedChannel> waiterOf(Topology channel, VisitorState state) {
    for (Endpoint receive : channel.receives()) {
      if (receive.act() == Act.DRAIN && !receive.isEndless()) {
        if (mayFail(receive.path(), state)) {
          continue;
        }
        // What it returns is done when the channel is closed.
        Optional<TreePath> join =
            Futures.endlessWaitFor(receive.path(), state)
                .or(() -> Completions.endlessWaitFor(receive.path(), state));
        if (join.isPresent()) {
          return Optional.of(new UnclosedChannel(channel, join.get(), "the wait"));
        }
      } else if (receive.act() == Act.DRAIN && isLeftWaiting(receive, channel, state)) {
        return Optional.of(new UnclosedChannel(channel, receive.path(), receive.method() + "()"));
      } else if (receive.isEndless() && receive.act() != Act.DRAIN) {
        for (WaitLoop loop : WaitLoops.of(receive, state)) {
          Optional<EndlessReceive> endless = EndlessReceives.at(loop.loop().getLeaf(), state);
          if (endless.filter(e -> e.reason() == EndlessReceive.Reason.NEVER_CLOSED).isPresent()) {
            return Optional.of(new UnclosedChannel(channel, loop.loop(), "the loop"));
          }
        }
      }
    }
    return Optional.empty();
  }

  /** Whether a function that a call is given throws something by intention: that ends it, too. */
  private static boolean mayFail(TreePath call, VisitorState state) {
    return Arguments.of(call.getLeaf()).stream()
        .map(
            argument ->
                argument instanceof MemberReferenceTree reference
                    ? Summaries.ofMethod(ASTHelpers.getSymbol(reference), state)
                    : Summaries.ofCode(new TreePath(call, argument), state))
        .anyMatch(effects -> effects.isThrown(t -> t.isUnchecked(state) && !t.isMistake()));
  }

  /** Whether a task waits that neither an interrupt nor the end of the process ends. */
  private static boolean isLeftWaiting(Endpoint receive, Topology channel, VisitorState state) {
    return channel.tasksOf(receive, state).stream()
        .anyMatch(
            task ->
                task instanceof Task.Caller
                    || (Interrupters.of(task, state).answer().isNo()
                        && !ProgramTasks.servesProcess(task, state)));
  }

  /** The send to report at. */
  private static TreePath place(Topology channel) {
    return channel.sends().stream()
        .filter(send -> send.path().getLeaf() instanceof MethodInvocationTree)
        .findFirst()
        .map(Endpoint::path)
        .orElse(channel.maker());
  }
}
