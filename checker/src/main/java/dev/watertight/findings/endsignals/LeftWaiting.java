package dev.watertight.findings.endsignals;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Sets;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.channels.Topology;
import dev.watertight.counts.Runs;
import dev.watertight.model.Trait;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Graphs;
import dev.watertight.program.Symbols;
import dev.watertight.program.TestOutcomes;
import dev.watertight.program.Trees;
import dev.watertight.tasks.Task;
import dev.watertight.tasks.Tasks;
import dev.watertight.values.ResolvedLibrary;
import dev.watertight.values.Returns;
import dev.watertight.values.Values;
import dev.watertight.wakers.Interrupters;
import dev.watertight.wakers.Order;
import java.util.List;
import java.util.Optional;

/**
 * Who is left waiting where a signal does not come: a task in view that nobody interrupts, and that
 * does not ask before whether the signal will come.
 *
 * @param channel what is waited for
 * @param counts how many signals come
 * @param state the compilation
 */
record LeftWaiting(Topology channel, SignalCounts counts, VisitorState state) {
  /* How many methods that call each other are looked at. */
  private static final int DEPTH = 4;

  /** Whether other tasks than those that signal wait there, and nobody interrupts them. */
  boolean isAt(TreePath wait, TreePath body, ImmutableSet<Task> tasks) {
    return (counts.areMeetingsIn(body)
            || (!Graphs.isDirectlyIn(wait, body.getLeaf())
                && (isMadeIn(body) || Sets.intersection(Tasks.of(wait, state), tasks).isEmpty())))
        && isAt(wait);
  }

  /** Whether a body makes and returns what one signal ends: who gets it from there waits behind. */
  boolean isMadeIn(TreePath body) {
    ImmutableList<TreePath> returned = Returns.in(body);
    return counts.end()
        && Graphs.isDirectlyIn(channel.maker(), body.getLeaf())
        && !returned.isEmpty()
        && returned.stream()
            .allMatch(
                value ->
                    ASTHelpers.getSymbol(value.getLeaf()) instanceof VarSymbol variable
                        && channel.variables().contains(variable)
                        && !Symbols.isField(variable)
                        && Values.isFixed(variable, state));
  }

  boolean isAt(TreePath wait) {
    ImmutableSet<Task> waiting = Tasks.of(wait, state);
    return !waiting.isEmpty()
        && !waiting.contains(new Task.Unknown())
        && Interrupters.inView(wait, waiting, state).answer().isNo()
        && !isAskedFor(wait, DEPTH);
  }

  /**
   * Whether code, or all that calls it, comes to the wait only if it has asked for the end of it,
   * or for what a task that has ended before has left behind.
   */
  private boolean isAskedFor(TreePath wait, int depth) {
    Optional<TreePath> body = Graphs.bodyAround(wait);
    List<TestOutcomes.Outcome> asked =
        body.isEmpty() ? ImmutableList.of() : TestOutcomes.at(wait, body.get().getLeaf());
    return asked.stream().anyMatch(outcome -> isAbout(outcome.test()))
        || (!asked.isEmpty()
            && Trees.ownPathsIn(body.get(), MethodInvocationTree.class).stream()
                .filter(call -> call.getLeaf() != wait.getLeaf())
                .filter(call -> ResolvedLibrary.of(state).is(call.getLeaf(), Trait.AWAITS_TASK))
                .anyMatch(call -> Order.mayFollow(call, wait)))
        || (depth > 0
            && body.map(this::callsOf)
                .filter(calls -> !calls.isEmpty())
                .filter(calls -> calls.stream().allMatch(call -> isAskedFor(call, depth - 1)))
                .isPresent());
  }

  /** Whether a test asks the channel, or calls a method that names it. */
  private boolean isAbout(Tree test) {
    return channel.isNamedIn(test)
        || Trees.in(test, MethodInvocationTree.class).stream()
            .flatMap(
                call -> CompilationIndex.of(state).declaration(ASTHelpers.getSymbol(call)).stream())
            .anyMatch(method -> channel.isNamedIn(method.getLeaf()));
  }

  /** The calls of a method, if all there are are in view. */
  ImmutableList<TreePath> callsOf(TreePath body) {
    if (!(body.getLeaf() instanceof MethodTree tree)
        || Symbols.isOpenToOthers(ASTHelpers.getSymbol(tree))) {
      return ImmutableList.of();
    }
    ImmutableList<TreePath> mentions =
        CompilationIndex.of(state).mentions(ASTHelpers.getSymbol(tree));
    return mentions.stream().allMatch(Runs::isCall)
        ? mentions.stream().map(TreePath::getParentPath).collect(toImmutableList())
        : ImmutableList.of();
  }

  /** Whether who waits learns of a failure before, from the result of a task. */
  boolean isToldOtherwise(TreePath wait) {
    return Graphs.bodyAround(wait).stream()
        .flatMap(body -> Trees.ownPathsIn(body, MethodInvocationTree.class).stream())
        .filter(call -> call.getLeaf() != wait.getLeaf())
        .filter(call -> ResolvedLibrary.of(state).is(call.getLeaf(), Trait.AWAITS_TASK))
        .filter(call -> !ASTHelpers.isVoidType(ASTHelpers.getType(call.getLeaf()), state))
        .anyMatch(call -> Order.mayFollow(call, wait));
  }
}
