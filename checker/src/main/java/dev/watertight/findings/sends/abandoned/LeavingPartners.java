package dev.watertight.findings.sends.abandoned;

import static com.google.common.collect.ImmutableSet.toImmutableSet;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.ArrayAccessTree;
import com.sun.source.tree.EnhancedForLoopTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.channels.Endpoint;
import dev.watertight.channels.Topology;
import dev.watertight.counts.Runs;
import dev.watertight.findings.sends.Places;
import dev.watertight.findings.sends.abandoned.AbandonedSends.AbandonedSend;
import dev.watertight.findings.sends.abandoned.AbandonedSends.AbandonedSend.How;
import dev.watertight.loops.LoopExit;
import dev.watertight.loops.LoopExits;
import dev.watertight.model.ChannelOperation.Wait;
import dev.watertight.model.Counting.Rule;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Loops;
import dev.watertight.program.Paths;
import dev.watertight.program.Symbols;
import dev.watertight.program.Trees;
import dev.watertight.summaries.Summaries;
import dev.watertight.tasks.Task;
import dev.watertight.tasks.Tasks;
import dev.watertight.values.ResolvedLibrary;
import dev.watertight.values.Values;
import dev.watertight.wakers.Interrupters;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Finds exchanges whose partner leaves: one side exchanges in a loop over its own data and never
 * after it, the other until it is given a value by which it knows the end.
 */
record LeavingPartners(Topology topology, VisitorState state) {
  Optional<AbandonedSend> find() {
    ImmutableSet<ImmutableSet<Task>> sides =
        topology.endpoints().stream()
            .map(e -> topology.tasksOf(e, state))
            .collect(toImmutableSet());
    if (sides.size() != 2) {
      return Optional.empty();
    }
    for (Endpoint waiting : topology.endpoints()) {
      ImmutableSet<Task> tasks = topology.tasksOf(waiting, state);
      if (isLeftAlone(tasks) && timedOut(waiting, tasks).isPresent()) {
        return timedOut(waiting, tasks)
            .map(
                at ->
                    new AbandonedSend(
                        topology, waiting, How.TIMED_OUT, at, AbandonedSend.Repair.NONE));
      }
      if (isLeftAlone(tasks) && waitsForValue(waiting, tasks)) {
        Optional<TreePath> last = lastLoop(tasks);
        if (last.isPresent() && !mayMark(last.get(), waiting)) {
          return last.map(
              at ->
                  new AbandonedSend(
                      topology, waiting, How.PARTNER_LEFT, at, AbandonedSend.Repair.NONE));
        }
      }
    }
    return Optional.empty();
  }

  /** The partner of a single exchange has a time limit, and no second try. */
  private Optional<TreePath> timedOut(Endpoint waiting, ImmutableSet<Task> tasks) {
    if (!topology.isLocal() || !waiting.isEndless() || topology.endpoints().size() != 2) {
      return Optional.empty();
    }
    return topology.endpoints().stream()
        .filter(e -> e.waiting() == Wait.TIMED)
        .filter(e -> !topology.tasksOf(e, state).equals(tasks))
        .filter(e -> !Runs.isRepeated(e.path(), topology, state))
        .map(Endpoint::path)
        .findFirst();
  }

  private boolean isLeftAlone(ImmutableSet<Task> tasks) {
    return tasks.size() == 1
        && Tasks.firstApart(tasks)
            .filter(apart -> Interrupters.of(apart, state).answer().isNo())
            .isPresent();
  }

  /** Whether the side goes on until it gets a certain value, all of it being one loop. */
  private boolean waitsForValue(Endpoint waiting, ImmutableSet<Task> tasks) {
    Optional<TreePath> loop = Places.loop(waiting.path(), topology.maker());
    boolean only =
        topology.endpoints().stream()
            .filter(e -> topology.tasksOf(e, state).equals(tasks))
            .allMatch(e -> e.isEndless() && e.path().getLeaf() == waiting.path().getLeaf());
    if (loop.isEmpty() || !only) {
      return false;
    }
    ImmutableList<LoopExit> exits =
        LoopExits.of(loop.get(), ImmutableSet.of(waiting.path().getLeaf()), state);
    return !exits.isEmpty()
        && exits.stream()
            .allMatch(
                exit ->
                    exit.isOfCondition()
                        && (exit.kind() == LoopExit.Kind.VALUE
                            || exit.kind() == LoopExit.Kind.CLOSED));
  }

  /** The loop over its own data that the other side exchanges in; empty if it does elsewhere. */
  private Optional<TreePath> lastLoop(ImmutableSet<Task> waiting) {
    TreePath last = null;
    for (Endpoint endpoint : topology.endpoints()) {
      if (topology.tasksOf(endpoint, state).equals(waiting)) {
        continue;
      }
      Optional<TreePath> loop = Places.loop(endpoint.path(), topology.maker());
      if (loop.isEmpty() || !isOverOwnData(loop.get(), endpoint)) {
        return Optional.empty();
      }
      last = loop.get();
    }
    return Optional.ofNullable(last);
  }

  /** Whether the loop may change what the other side ends by: what is in what it hands over. */
  private boolean mayMark(TreePath loop, Endpoint waiting) {
    TreePath other = Places.loop(waiting.path(), topology.maker()).get();
    return LoopExits.of(other, ImmutableSet.of(waiting.path().getLeaf()), state).stream()
        .map(LoopExit::at)
        .anyMatch(
            test ->
                Trees.any(test, tree -> asksContent(tree, loop))
                    || fieldsIn(test)
                        .flatMap(field -> Values.assignedTo(field, state).stream())
                        .anyMatch(value -> !Summaries.reaches(value, loop, state).isNo()));
  }

  /**
   * Whether it asks for elements, or for none where the loop does not always add one before it
   * hands the value over.
   */
  private boolean asksContent(Tree tree, TreePath loop) {
    if (!(tree instanceof MethodInvocationTree call)) {
      return tree instanceof ArrayAccessTree;
    }
    return !CompilationIndex.of(state).isInView(ASTHelpers.getSymbol(call))
        && (!call.getArguments().isEmpty()
            || (asksSize(call)
                ? !isAlwaysAdded(loop)
                : mayChange(ASTHelpers.getReceiver(call), loop)));
  }

  private boolean asksSize(MethodInvocationTree call) {
    MethodSymbol method = ASTHelpers.getSymbol(call);
    return method.getSimpleName().contentEquals("isEmpty")
        || ResolvedLibrary.of(state).countingOf(method).filter(r -> r == Rule.SIZE).isPresent();
  }

  /** Whether the loop may lead to a call that changes what the field holds: {@code seal.set()}. */
  private boolean mayChange(@Nullable ExpressionTree holder, TreePath loop) {
    return !(ASTHelpers.getSymbol(holder) instanceof VarSymbol field && Symbols.isField(field))
        || CompilationIndex.of(state).mentions(field).stream()
            .map(mention -> mention.getParentPath().getParentPath())
            .filter(
                call ->
                    call.getLeaf() instanceof MethodInvocationTree tree
                        && !tree.getArguments().isEmpty())
            .anyMatch(call -> !Summaries.reaches(call, loop, state).isNo());
  }

  private boolean isAlwaysAdded(TreePath loop) {
    return Trees.ownPathsIn(loop, MethodInvocationTree.class).stream()
        .filter(
            call ->
                ASTHelpers.getSymbol(call.getLeaf())
                    .getSimpleName()
                    .toString()
                    .matches("add|put|append"))
        .anyMatch(call -> Runs.within(loop, ImmutableList.of(call), state).isCertain());
  }

  /** The fields that a test names, or a method in view that it calls. */
  private Stream<VarSymbol> fieldsIn(Tree test) {
    CompilationIndex index = CompilationIndex.of(state);
    return Stream.concat(
            Stream.of(test),
            Trees.in(test, MethodInvocationTree.class).stream()
                .flatMap(call -> index.declaration(ASTHelpers.getSymbol(call)).stream())
                .map(TreePath::getLeaf))
        .flatMap(code -> Symbols.variablesIn(code).stream())
        .filter(named -> named instanceof VarSymbol field && Symbols.isField(field))
        .map(VarSymbol.class::cast);
  }

  /** Whether the loop ends with its data, none of which is handed over as it is. */
  private boolean isOverOwnData(TreePath loop, Endpoint endpoint) {
    boolean own =
        !Loops.isEndless(loop.getLeaf())
            && LoopExits.of(loop, ImmutableSet.of(endpoint.path().getLeaf()), state).stream()
                .filter(LoopExit::isOfCondition)
                .allMatch(LeavingPartners::isOwn);
    return own
        && endpoint.path().getLeaf() instanceof MethodInvocationTree call
        && ASTHelpers.stripParentheses(call.getArguments().get(0)) instanceof IdentifierTree value
        && isFilledHere(ASTHelpers.getSymbol(value), loop, endpoint);
  }

  private static boolean isOwn(LoopExit exit) {
    return exit.kind() == LoopExit.Kind.OTHER
        && (exit.at() == exit.place().getLeaf()
            || Symbols.variablesIn(exit.at()).stream().noneMatch(Symbols::isShared));
  }

  /** Whether the variable is given nothing in the loop but what the exchange returns. */
  private boolean isFilledHere(@Nullable Symbol symbol, TreePath loop, Endpoint exchange) {
    return symbol instanceof VarSymbol variable
        && !(loop.getLeaf() instanceof EnhancedForLoopTree each
            && variable.equals(ASTHelpers.getSymbol(each.getVariable())))
        && Values.assignedTo(variable, state).stream()
            .filter(value -> Paths.isInside(value, loop.getLeaf()))
            .allMatch(value -> Paths.isInside(exchange.path(), value.getLeaf()));
  }
}
