package dev.watertight.findings.endsignals;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.MemberReferenceTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol.ClassSymbol;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
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
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Paths;
import dev.watertight.program.Symbols;
import dev.watertight.program.Trees;
import dev.watertight.summaries.Effects;
import dev.watertight.summaries.Summaries;
import dev.watertight.tasks.Futures;
import dev.watertight.tasks.Task;
import dev.watertight.tasks.TaskBodies;
import dev.watertight.values.Fate;
import dev.watertight.values.Instances;
import dev.watertight.values.Origins;
import dev.watertight.values.ResolvedLibrary;
import dev.watertight.values.Sink;
import dev.watertight.values.Values;
import dev.watertight.wakers.EndlessWaits;
import dev.watertight.wakers.Interrupters;
import dev.watertight.wakers.ProgramTasks;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.stream.Stream;

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
                .or(() -> waitForSubscriber(receive.path(), state));
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
        .anyMatch(effects -> mayFail(effects, state));
  }

  private static boolean mayFail(Effects effects, VisitorState state) {
    return effects.isThrown(thrown -> thrown.isUnchecked(state) && !thrown.isMistake());
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

  /**
   * Where somebody waits, without a time limit, for the end that a subscriber is told of: for a
   * latch that {@code onComplete} counts down, or a future that it completes, and nobody else does.
   */
  private static Optional<TreePath> waitForSubscriber(TreePath subscription, VisitorState state) {
    ImmutableSet<Tree> ends = ends(subscription, state);
    return ends.stream()
        .flatMap(end -> Trees.in(end, ExpressionTree.class).stream())
        .filter(tree -> ResolvedLibrary.of(state).is(tree, Trait.COMPLETES))
        .flatMap(tree -> Stream.ofNullable(Symbols.receiver(tree)))
        .map(ASTHelpers::getSymbol)
        .filter(VarSymbol.class::isInstance)
        .flatMap(variable -> waitFor((VarSymbol) variable, ends, state).stream())
        .findFirst();
  }

  /** The code that runs when the publisher ends: none if others may run it, too. */
  private static ImmutableSet<Tree> ends(TreePath path, VisitorState state) {
    ImmutableSet.Builder<Tree> ends = ImmutableSet.builder();
    for (ExpressionTree argument : Arguments.of(path.getLeaf())) {
      onlySubscriber(ASTHelpers.stripParentheses(argument), path, state)
          .ifPresent(maker -> ends.addAll(endMethods(maker, state)));
    }
    return ends.build();
  }

  /** Without those that are told of a failure, if the subscriber itself may fail before the end. */
  private static ImmutableList<MethodTree> endMethods(TreePath subscriber, VisitorState state) {
    TreePath type = TaskBodies.code(subscriber, state).orElse(null);
    ImmutableList<MethodTree> methods =
        type == null ? ImmutableList.of() : Trees.in(type.getLeaf(), MethodTree.class);
    boolean mayFail =
        methods.stream()
            .filter(method -> !ResolvedLibrary.of(state).is(method, Trait.ON_END))
            .anyMatch(method -> mayFail(Summaries.ofMethod(symbol(method), state), state));
    return methods.stream()
        .filter(method -> ResolvedLibrary.of(state).is(method, Trait.ON_END))
        .filter(method -> !mayFail || method.getParameters().isEmpty())
        .filter(method -> isCalledByPublisherOnly(symbol(method), state))
        .collect(ImmutableList.toImmutableList());
  }

  /** Whether no code in view calls the method, be it through an interface. */
  private static boolean isCalledByPublisherOnly(MethodSymbol method, VisitorState state) {
    return Stream.concat(
            Stream.of(method), ASTHelpers.findSuperMethods(method, state.getTypes()).stream())
        .allMatch(named -> CompilationIndex.of(state).mentions(named).isEmpty());
  }

  private static MethodSymbol symbol(MethodTree method) {
    return ASTHelpers.getSymbol(method);
  }

  /** The only expression that makes the subscriber, if it is the only one of its class. */
  private static Optional<TreePath> onlySubscriber(
      ExpressionTree argument, TreePath call, VisitorState state) {
    return Origins.one(new TreePath(call, argument), NewClassTree.class::isInstance, state)
        .filter(
            maker ->
                maker.getLeaf() instanceof NewClassTree creation
                    && (creation.getClassBody() != null || isOnlyOne(creation, state)));
  }

  private static boolean isOnlyOne(NewClassTree creation, VisitorState state) {
    return ASTHelpers.getType(creation).tsym instanceof ClassSymbol type
        && CompilationIndex.of(state).isComplete()
        && !Symbols.isOpenToOthers(type)
        && CompilationIndex.of(state).subclasses(type).isEmpty()
        && CompilationIndex.of(state).creations(type).size() == 1;
  }

  /** A wait for the latch or future, if only the end of the publisher ends it. */
  private static Optional<TreePath> waitFor(
      VarSymbol variable, ImmutableSet<Tree> ends, VisitorState state) {
    String type = variable.type.tsym.getQualifiedName().toString();
    ImmutableList<TreePath> makers = Values.assignedTo(variable, state);
    if (!(variable.type.tsym instanceof ClassSymbol symbol)
        || !EndlessWaits.isCompletable(symbol, state)
        || makers.size() != 1
        || !(makers.get(0).getLeaf() instanceof NewClassTree creation)
        || creation.getClassBody() != null) {
      return Optional.empty();
    }
    Fate fate =
        Fate.ofExpression(makers.get(0), new Instances(type, ImmutableSet.of(), state), state);
    boolean ended =
        fate.isUnknown()
            || fate.isExposed()
            || fate.uses().stream()
                .filter(use -> EndlessWaits.completes(use, state))
                .anyMatch(use -> ends.stream().noneMatch(end -> Paths.isInside(use.path(), end)));
    return ended
        ? Optional.empty()
        : fate.uses().stream().filter(use -> isEndless(use, state)).map(Sink.Use::path).findFirst();
  }

  /** Whether the wait has no time limit, and nobody interrupts the task that waits. */
  private static boolean isEndless(Sink.Use use, VisitorState state) {
    return use.path().getLeaf() instanceof MethodInvocationTree call
        && call.getArguments().isEmpty()
        && ResolvedLibrary.of(state).is(call, Trait.AWAITS_TASK, Trait.AWAITS_SIGNAL)
        && !Interrupters.mayEnd(use.path(), state);
  }
}
