package dev.watertight.findings.sends;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.Iterables;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.channels.Capacity;
import dev.watertight.channels.Channels;
import dev.watertight.channels.Endpoint;
import dev.watertight.channels.Topology;
import dev.watertight.counts.Amount;
import dev.watertight.counts.Runs;
import dev.watertight.handles.Fates;
import dev.watertight.model.Trait;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.LibraryCall;
import dev.watertight.program.Paths;
import dev.watertight.program.Symbols;
import dev.watertight.tasks.Task;
import dev.watertight.tasks.TaskStarts;
import dev.watertight.values.ResolvedLibrary;
import dev.watertight.values.Sink;
import dev.watertight.values.Values;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** Executors that run few tasks at a time, so that not all of their tasks can meet. */
public record Workers(Topology topology, VisitorState state) {
  /** Whether whoever receives waits for the very worker on which the send waits. */
  public boolean runReceiversOf(Endpoint send) {
    return atOnce(Iterables.concat(ImmutableList.of(send), topology.receives()))
        .equals(Amount.of(1));
  }

  /** How many of the tasks that use the channel somewhere run at once, if one executor runs all. */
  public Amount atOnce(Iterable<Endpoint> uses) {
    Set<Optional<VarSymbol>> executors = new HashSet<>();
    uses.forEach(use -> addExecutors(use, executors));
    return executors.size() == 1
        ? executors.iterator().next().map(this::threads).orElse(Amount.UNKNOWN)
        : Amount.UNKNOWN;
  }

  private void addExecutors(Endpoint endpoint, Set<Optional<VarSymbol>> executors) {
    for (Task task : topology.tasksOf(endpoint, state)) {
      executors.add(task instanceof Task.Apart apart ? executor(apart) : Optional.empty());
    }
  }

  /** The variable whose executor runs the task, if it holds the same one for all such tasks. */
  private Optional<VarSymbol> executor(Task.Apart task) {
    return TaskStarts.executor(task.start(), state)
        .filter(executor -> !topology.isLocal() || isCalledBySelf(executor))
        .map(TreePath::getLeaf)
        .filter(this::isOfOneObject)
        .map(ASTHelpers::getSymbol)
        .filter(VarSymbol.class::isInstance)
        .map(VarSymbol.class::cast);
  }

  /** Whether the object that makes the channel, and no other one, gives the executor its tasks. */
  private boolean isCalledBySelf(TreePath executor) {
    MethodTree method = ASTHelpers.findEnclosingNode(executor, MethodTree.class);
    return method == null
        || Paths.isInside(topology.maker(), method)
        || CompilationIndex.of(state).calls(ASTHelpers.getSymbol(method)).stream()
            .allMatch(call -> Symbols.isSelf(Symbols.receiver(call.getLeaf())));
  }

  /** Two objects have two executors: those of the object that makes the channel are the same. */
  private boolean isOfOneObject(Tree executor) {
    if (!(ASTHelpers.getSymbol(executor) instanceof VarSymbol variable)
        || !Symbols.isField(variable)
        || variable.isStatic()) {
      return true;
    }
    boolean isOwn =
        !(executor instanceof MemberSelectTree select) || Symbols.isSelf(select.getExpression());
    return isOwn
        && CompilationIndex.of(state)
            .declaration(variable.owner)
            .filter(type -> Paths.isInside(topology.maker(), type.getLeaf()))
            .isPresent()
        && Symbols.methodAround(topology.maker()).filter(Symbol::isStatic).isEmpty();
  }

  /** The threads of the executor in a variable, if that holds one all the time. */
  private Amount threads(VarSymbol variable) {
    ImmutableList<TreePath> values = Values.assignedTo(variable, state);
    return (!Symbols.isField(variable) || Values.isAssignedInViewOnly(variable, state))
            && values.size() == 1
            // In a loop there may be one for each task.
            && !Runs.isRepeated(values.get(0), topology, state)
        ? threads(values.get(0), state)
        : Amount.UNKNOWN;
  }

  /** The threads of the executor that an expression makes. */
  public static Amount threads(TreePath value, VisitorState state) {
    return !areLimited(value, state)
        ? Amount.UNKNOWN
        : ResolvedLibrary.of(state)
            .callOf(value.getLeaf(), CompilationIndex.of(state))
            .map(
                call ->
                    ResolvedLibrary.of(state).is(call.method(), Trait.ONE_WORKER)
                        ? Amount.of(1)
                        : Runs.valueOf(call.arguments().get(0), state).most())
            .orElse(Amount.UNKNOWN);
  }

  /** Whether an expression makes an executor whose threads are never more than it says. */
  public static boolean areLimited(TreePath value, VisitorState state) {
    ResolvedLibrary library = ResolvedLibrary.of(state);
    Optional<LibraryCall> call =
        isMaker(value.getLeaf())
            ? ResolvedLibrary.of(state).callOf(value.getLeaf(), CompilationIndex.of(state))
            : Optional.empty();
    return call.filter(c -> library.is(c.method(), Trait.ONE_WORKER)).isPresent()
        || (call.filter(c -> library.is(c.method(), Trait.WORKERS_GIVEN)).isPresent()
            && !mayGrow(value.getLeaf(), call.get(), state)
            && Fates.usesOf(value, state)
                .filter(uses -> uses.stream().noneMatch(use -> isResize(use, state)))
                .isPresent());
  }

  /** Whether an expression may make one. */
  public static boolean isMaker(Tree tree) {
    return tree instanceof MethodInvocationTree || tree instanceof NewClassTree;
  }

  /** Whether an executor may make more threads: it is not seen that its queue is never full. */
  private static boolean mayGrow(Tree maker, LibraryCall call, VisitorState state) {
    return maker instanceof NewClassTree creation
        && (creation.getClassBody() != null
            || call.arguments().stream()
                .filter(argument -> isOfLibrary(argument, state))
                .flatMap(argument -> Channels.of(state).made(argument).stream())
                .noneMatch(Capacity::isUnbounded));
  }

  /** Whether an expression makes an object of a class that nobody in view has changed. */
  private static boolean isOfLibrary(Tree maker, VisitorState state) {
    return !(maker instanceof NewClassTree)
        || !CompilationIndex.of(state).isInView(ASTHelpers.getSymbol(maker));
  }

  /** Whether somebody may give the executor more threads later on. */
  private static boolean isResize(Sink.Use use, VisitorState state) {
    return ResolvedLibrary.of(state).is(use.path().getLeaf(), Trait.RESIZES);
  }
}
