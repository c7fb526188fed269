package dev.watertight.fixes.polling;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.errorprone.VisitorState;
import com.google.errorprone.fixes.SuggestedFix;
import com.google.errorprone.fixes.SuggestedFixes;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.BlockTree;
import com.sun.source.tree.CatchTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.MemberReferenceTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Type;
import dev.watertight.channels.Topologies;
import dev.watertight.channels.Topology;
import dev.watertight.counts.Runs;
import dev.watertight.findings.polling.BusyLoop;
import dev.watertight.fixes.edits.Allowed;
import dev.watertight.fixes.edits.LoopJump;
import dev.watertight.fixes.edits.Members;
import dev.watertight.fixes.edits.SourceText;
import dev.watertight.program.CatchClauses;
import dev.watertight.program.Loops;
import dev.watertight.program.Paths;
import dev.watertight.tasks.Tasks;
import dev.watertight.wakers.Interrupters;
import java.util.List;
import java.util.Optional;

/** Lets a loop that polls wait for what it polls. */
public record PollFixes(
    TreePath poll,
    TreePath loop,
    boolean isForEver,
    VisitorState state,
    MethodInvocationTree call) {
  private static final String MILLIS = "100";

  /** What waits for ever in place of what does not wait. */
  private static final ImmutableMap<String, String> WAITING =
      ImmutableMap.of(
          "poll", "take",
          "pollFirst", "takeFirst",
          "pollLast", "takeLast",
          "tryReceive", "receive",
          "tryReceiveOrClosed", "receiveOrClosed");

  /**
   * The fixes for a poll, the best first.
   *
   * @param loop the loop that does not wait
   * @param isForEver whether the loop could as well wait for this alone, for ever
   */
  public static ImmutableList<SuggestedFix> of(
      TreePath poll, TreePath loop, boolean isForEver, VisitorState state) {
    return new PollFixes(poll, loop, isForEver, state, (MethodInvocationTree) poll.getLeaf())
        .find();
  }

  private ImmutableList<SuggestedFix> find() {
    Type receiver = ASTHelpers.getReceiverType(call);
    String name = ASTHelpers.getSymbol(call).getSimpleName().toString();
    if (receiver == null || !SourceText.of(state).has(call)) {
      return ImmutableList.of();
    }
    if (isForEver && name.endsWith("OrClosed") && isEndless()) {
      // Once closed, it would not wait.
      return ImmutableList.of();
    }
    if (name.equals("selectNow")) {
      return call.getArguments().isEmpty() ? selectSometimes() : ImmutableList.of();
    }
    if (name.equals("select") || name.equals("selectOrClosed")) {
      return withoutFallback(name);
    }
    if (isForEver && BusyLoop.isForRoom(call, state) && isEmptiedOnce()) {
      return ImmutableList.of();
    }
    boolean interruptible = isInterruptible();
    ImmutableList.Builder<SuggestedFix> fixes = ImmutableList.builder();
    String waiting = WAITING.getOrDefault(name, "");
    if (interruptible && isForEver && has(receiver, waiting, 0)) {
      fixes.add(
          NothingBranch.removed(
                  poll, SuggestedFixes.renameMethodInvocation(call, waiting, state), state)
              .toBuilder()
              .setShortDescription("Wait for it")
              .build());
    }
    int arguments = call.getArguments().size();
    if (interruptible && has(receiver, name, arguments + 2)) {
      SuggestedFix.Builder fix = SuggestedFix.builder();
      String unit = SuggestedFixes.qualifyType(state, fix, "java.util.concurrent.TimeUnit");
      fixes.add(
          argument(fix, (arguments == 0 ? "" : ", ") + MILLIS + ", " + unit + ".MILLISECONDS")
              .setShortDescription("Wait a while for it")
              .build());
    }
    if (!Allowed.interrupts(poll, state) && isForEver && has(receiver, waiting, 0)) {
      takeUntilInterrupted(waiting).ifPresent(fixes::add);
    }
    if (fixes.build().isEmpty()) {
      pause(interruptible).ifPresent(fixes::add);
    }
    return fixes.build();
  }

  /**
   * Whether nobody receives again and again from what has no room: a loop that waits for room would
   * not keep a processor busy, and would not end either.
   */
  private boolean isEmptiedOnce() {
    return Paths.receiver(poll)
        .flatMap(queue -> Topologies.of(queue, state))
        .filter(channels -> channels.stream().allMatch(this::isEmptiedOnce))
        .isPresent();
  }

  private boolean isEmptiedOnce(Topology channel) {
    return channel.receives().stream()
        .noneMatch(receive -> Runs.isRepeated(receive.path(), channel, state));
  }

  /**
   * Whether the poll may throw {@code InterruptedException}, and that ends the loop: a clause
   * inside that catches more than this would swallow it and go on.
   */
  private boolean isInterruptible() {
    return Allowed.interrupts(poll, state)
        && Allowed.interruptCatcher(poll, state)
            .filter(clause -> Paths.isInside(clause, loop.getLeaf()))
            .map(clause -> CatchClauses.types((CatchTree) clause.getLeaf()))
            .filter(types -> types.stream().noneMatch(CatchClauses::isInterrupt))
            .isEmpty();
  }

  /** {@code T value = queue.poll()} as a wait that returns when it is interrupted. */
  private Optional<SuggestedFix> takeUntilInterrupted(String waiting) {
    if (!(poll.getParentPath().getLeaf() instanceof VariableTree value)
        || !value.getModifiers().getFlags().isEmpty()
        || !(poll.getParentPath().getParentPath().getLeaf() instanceof BlockTree)
        || !LoopJump.isInVoid(loop, state)
        || isEndlessForAll()) {
      return Optional.empty();
    }
    SourceText source = SourceText.of(state);
    SuggestedFix.Builder fix = SuggestedFix.builder();
    String unit = source.unit();
    String queue = source.of(ASTHelpers.getReceiver(call));
    ImmutableList<String> lines =
        ImmutableList.of(
            SuggestedFixes.prettyType(state, fix, ASTHelpers.getType(value))
                + " "
                + value.getName()
                + ";",
            "try {",
            unit + value.getName() + " = " + queue + "." + waiting + "();",
            "} catch (InterruptedException " + Members.unusedName("e", poll) + ") {",
            unit + "Thread.currentThread().interrupt();",
            unit + "return;",
            "}");
    String indentation = source.indentation(source.start(value));
    fix.replace(source.start(value), source.end(value), source.lines(indentation, lines));
    return Optional.of(
        NothingBranch.removed(poll, fix.build(), state).toBuilder()
            .setShortDescription("Wait for it")
            .build());
  }

  /** Whether nothing ends the loop, and nobody interrupts it. */
  private boolean isEndlessForAll() {
    return isEndless() && Interrupters.at(loop, Tasks.of(loop, state), state).answer().isNo();
  }

  private ImmutableList<SuggestedFix> selectSometimes() {
    return ImmutableList.of(
        argument(SuggestedFix.builder(), MILLIS)
            .merge(SuggestedFixes.renameMethodInvocation(call, "select", state))
            .setShortDescription("Wait a while for it")
            .build());
  }

  /** Puts an argument into the parentheses of the call, behind those that it has. */
  private SuggestedFix.Builder argument(SuggestedFix.Builder fix, String text) {
    int end = state.getEndPosition(call);
    return fix.replace(end - 1, end - 1, text);
  }

  /** A select that waits, for ever or for a while, in place of one that has a default clause. */
  private ImmutableList<SuggestedFix> withoutFallback(String name) {
    List<? extends ExpressionTree> clauses = call.getArguments();
    int last = clauses.size() - 1;
    if (last < 1 || !(clauses.get(last) instanceof MethodInvocationTree fallback)) {
      return ImmutableList.of();
    }
    SourceText source = SourceText.of(state);
    SuggestedFix.Builder fix =
        SuggestedFix.builder()
            .replace(source.end(clauses.get(last - 1)), source.end(clauses.get(last)), "");
    if (isForEver) {
      return ImmutableList.of(fix.setShortDescription("Wait for one of the others").build());
    }
    if (name.equals("select") || fallback.getArguments().size() != 1) {
      return ImmutableList.of();
    }
    ExpressionTree value = fallback.getArguments().get(0);
    if (value instanceof LambdaExpressionTree || value instanceof MemberReferenceTree) {
      return ImmutableList.of();
    }
    String duration = SuggestedFixes.qualifyType(state, fix, "java.time.Duration");
    int start = source.start(clauses.get(0));
    return ImmutableList.of(
        fix.replace(
                start, start, "%s.ofMillis(%s), %s, ".formatted(duration, MILLIS, source.of(value)))
            .merge(SuggestedFixes.renameMethodInvocation(call, "selectOrClosedWithin", state))
            .setShortDescription("Wait a while for one of the others")
            .build());
  }

  /**
   * Where no interrupt can be thrown, or it would be swallowed, a pause that throws none. A loop
   * without an end is given one: an idle loop that stays is hard to see.
   */
  private Optional<SuggestedFix> pause(boolean interruptible) {
    SuggestedFix.Builder imports = SuggestedFix.builder();
    if (isEndless() && (isEndlessForAll() || !(interruptible || untilInterrupted(imports)))) {
      return Optional.empty();
    }
    String pause =
        interruptible
            ? "Thread.sleep(10);"
            : SuggestedFixes.qualifyType(state, imports, "java.util.concurrent.locks.LockSupport")
                + ".parkNanos(10_000_000);";
    return NothingBranch.with(pause, poll, loop, state)
        .map(
            fix ->
                imports
                    .merge(fix)
                    .setShortDescription(
                        BusyLoop.isForRoom(call, state) ? "Pause for room" : "Pause in between")
                    .build());
  }

  /** Whether nothing but an exception leaves the loop. */
  private boolean isEndless() {
    return Loops.isEndless(loop.getLeaf()) && !Loops.isLeftRegularly(loop);
  }

  /** Makes the loop ask whether its thread has been interrupted. */
  private boolean untilInterrupted(SuggestedFix.Builder fix) {
    String thread = SuggestedFixes.qualifyType(state, fix, "java.lang.Thread");
    return LoopJump.isInVoid(loop, state)
        && LoopJump.goOnWhile(
            "!" + thread + ".currentThread().isInterrupted()",
            loop.getLeaf(),
            SourceText.of(state),
            fix);
  }

  private boolean has(Type receiver, String name, int parameters) {
    return Members.method(receiver, name, parameters, state).isPresent();
  }
}
