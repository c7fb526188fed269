package dev.watertight.findings.sends.unreceived;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.channels.Endpoint;
import dev.watertight.channels.Topology;
import dev.watertight.model.Trait;
import dev.watertight.program.Symbols;
import dev.watertight.tasks.Task;
import dev.watertight.values.ResolvedLibrary;
import dev.watertight.values.Values;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** Executors that run one task at a time, so that no two of their tasks can meet. */
final class SingleWorkers {
  private final Topology topology;
  private final VisitorState state;

  SingleWorkers(Topology topology, VisitorState state) {
    this.topology = topology;
    this.state = state;
  }

  /** Whether whoever receives waits for the very worker on which the send waits. */
  boolean runReceiversOf(Endpoint send) {
    Set<Optional<VarSymbol>> executors = new HashSet<>();
    addExecutors(send, executors);
    topology.receives().forEach(receive -> addExecutors(receive, executors));
    return executors.size() == 1 && executors.iterator().next().filter(this::isSingle).isPresent();
  }

  private void addExecutors(Endpoint endpoint, Set<Optional<VarSymbol>> executors) {
    ImmutableSet<Task> tasks = topology.tasksOf(endpoint, state);
    if (tasks.isEmpty()) {
      executors.add(Optional.empty());
    }
    for (Task task : tasks) {
      executors.add(task instanceof Task.Apart apart ? executor(apart) : Optional.empty());
    }
  }

  private static Optional<VarSymbol> executor(Task.Apart task) {
    if (!(task.start().getLeaf() instanceof MethodInvocationTree call)) {
      return Optional.empty();
    }
    String name = ASTHelpers.getSymbol(call).getSimpleName().toString();
    ExpressionTree receiver = ASTHelpers.getReceiver(call);
    return (name.equals("submit") || name.equals("execute"))
            && receiver != null
            && ASTHelpers.getSymbol(receiver) instanceof VarSymbol variable
        ? Optional.of(variable)
        : Optional.empty();
  }

  /** Whether the variable holds one executor all the time, which has one thread. */
  private boolean isSingle(VarSymbol variable) {
    ImmutableList<TreePath> values = ImmutableList.copyOf(Values.assignedTo(variable, state));
    return (Symbols.isField(variable)
            ? variable.isPrivate()
            : variable.owner instanceof MethodSymbol)
        && values.size() == 1
        && isSingle(values.get(0).getLeaf());
  }

  private boolean isSingle(Tree value) {
    if (!(value instanceof MethodInvocationTree call)) {
      return false;
    }
    ResolvedLibrary library = ResolvedLibrary.of(state);
    MethodSymbol method = ASTHelpers.getSymbol(call);
    return library.is(method, Trait.ONE_WORKER)
        || (library.is(method, Trait.WORKERS_GIVEN)
            && Integer.valueOf(1).equals(ASTHelpers.constValue(call.getArguments().get(0))));
  }
}
