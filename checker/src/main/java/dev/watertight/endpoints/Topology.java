package dev.watertight.endpoints;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.MemberReferenceTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.flow.Fate;
import dev.watertight.flow.Sink;
import dev.watertight.model.ChannelKind;
import dev.watertight.model.ChannelOperation;
import dev.watertight.model.ChannelOperation.Act;
import dev.watertight.model.ChannelOperation.Wait;
import dev.watertight.view.CompilationIndex;
import dev.watertight.view.Paths;
import dev.watertight.view.Symbols;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/**
 * One channel with every use of it that is in view.
 *
 * <p>The idea is that of the channel topology of Liu, Zhu, Qin, Chen and Song, "Automatically
 * Detecting and Fixing Concurrency Bugs in Go Software Systems" (GCatch, ASPLOS 2021). Where a
 * channel escapes, nothing can be said about a side that is missing.
 *
 * @param maker the expression that makes it
 * @param kind what kind of channel it is
 * @param capacity how many values it holds
 * @param endpoints its uses
 * @param variables the variables and fields that hold it, in the order they were found
 * @param isClosedView whether every use is in view
 */
public record Topology(
    TreePath maker,
    ChannelKind kind,
    Capacity capacity,
    ImmutableList<Endpoint> endpoints,
    ImmutableSet<VarSymbol> variables,
    boolean isClosedView) {

  /** The topology of the channel that an expression makes; empty if it makes none. */
  static Optional<Topology> of(TreePath maker, VisitorState state) {
    Channels channels = Channels.of(state);
    return channels
        .made(maker.getLeaf())
        .map(
            capacity ->
                new Finder(state)
                    .find(
                        maker,
                        channels.kindOf(ASTHelpers.getType(maker.getLeaf())).get(),
                        capacity));
  }

  /** The uses that put a value in. */
  public ImmutableList<Endpoint> sends() {
    return endpoints.stream().filter(Endpoint::isSend).collect(ImmutableList.toImmutableList());
  }

  /** The uses that take a value out. */
  public ImmutableList<Endpoint> receives() {
    return endpoints.stream().filter(Endpoint::isReceive).collect(ImmutableList.toImmutableList());
  }

  /** The uses that end it. */
  public ImmutableList<Endpoint> closes() {
    return endpoints.stream()
        .filter(e -> e.act() == Act.CLOSE)
        .collect(ImmutableList.toImmutableList());
  }

  /**
   * The tasks in which a use of it happens. A method that is given many channels runs in many
   * tasks: of a local one, only those count that name a variable which holds it.
   */
  ImmutableSet<Task> tasksOf(Endpoint endpoint, VisitorState state) {
    ImmutableSet<Task> tasks = Tasks.of(endpoint.path(), state);
    if (!isLocal()) {
      return tasks;
    }
    ImmutableSet<Task> own = Tasks.of(maker, state);
    return tasks.stream()
        .filter(task -> own.contains(task) || mayReach(task))
        .collect(ImmutableSet.toImmutableSet());
  }

  /** Whether the task may be one that uses the channel, a local one. */
  boolean mayReach(Task task) {
    return !(task instanceof Task.Apart apart)
        || !(apart.body() instanceof LambdaExpressionTree lambda)
        || Paths.isInside(maker, lambda)
        || isNamedIn(lambda);
  }

  /** Whether the code names a variable that holds it, or makes it. */
  boolean isNamedIn(Tree code) {
    return !Collections.disjoint(Bounds.variables(code), variables);
  }

  /** What messages call it: its variable, if it has one. */
  public String name() {
    return variables.stream()
        .filter(v -> !v.name.isEmpty())
        .findFirst()
        .map(v -> "'" + v.getSimpleName() + "'")
        .orElse("the " + kind.noun());
  }

  /** Whether only variables of methods hold it. */
  public boolean isLocal() {
    return variables.stream().noneMatch(Symbols::isField);
  }

  private static final class Finder {
    private final VisitorState state;
    private final Channels channels;
    private final CompilationIndex index;
    private final Set<Endpoint> endpoints = new LinkedHashSet<>();
    private final Set<VarSymbol> variables = new LinkedHashSet<>();
    private final Set<MethodSymbol> followed = new HashSet<>();
    private final Deque<TreePath> open = new ArrayDeque<>();
    private boolean escapes;

    Finder(VisitorState state) {
      this.state = state;
      this.channels = Channels.of(state);
      this.index = CompilationIndex.of(state);
    }

    Topology find(TreePath maker, ChannelKind kind, Capacity capacity) {
      open.add(maker);
      while (!open.isEmpty()) {
        follow(open.remove());
      }
      return new Topology(
          maker,
          kind,
          capacity,
          ImmutableList.copyOf(endpoints),
          ImmutableSet.copyOf(variables),
          !escapes);
    }

    private void follow(TreePath expression) {
      Fate fate = Fate.ofExpression(expression, channels, state);
      variables.addAll(fate.variables());
      escapes |= !fate.escapes().isEmpty() || fate.isExposed();
      fate.uses().forEach(this::addUse);
      fate.releases().forEach(r -> add(r.path(), Act.CLOSE, Wait.NEVER, r.method()));
      for (Sink.Return result : fate.returns()) {
        followCallers(result.method());
      }
    }

    /** The method hands the channel to its callers: all of them are in view, or it escapes. */
    private void followCallers(MethodSymbol method) {
      if (!followed.add(method)) {
        return;
      }
      if (Symbols.isOpenToOthers(method)
          || (!index.isComplete() && !method.isPrivate())
          || !ASTHelpers.findSuperMethods(method, state.getTypes()).isEmpty()) {
        escapes = true;
        return;
      }
      for (TreePath mention : index.mentions(method)) {
        if (mention.getLeaf() instanceof MemberReferenceTree) {
          escapes = true;
        } else if (mention.getParentPath().getLeaf() instanceof MethodInvocationTree) {
          open.add(mention.getParentPath());
        }
      }
    }

    private void addUse(Sink.Use use) {
      Symbol symbol = ASTHelpers.getSymbol(use.path().getLeaf());
      if (use.method().equals("iterator") && !(symbol instanceof MethodSymbol)) {
        add(use.path(), Act.RECEIVE, Wait.NEVER, use.method());
      } else if (symbol instanceof MethodSymbol method && isOn(use.path().getLeaf(), use)) {
        Optional<ChannelOperation> operation = channels.operationOf(method);
        if (operation.isPresent()) {
          add(
              use.path(),
              operation.get().act(),
              operation.get().waiting(),
              method.getSimpleName().toString());
        } else if (!isObjectMethod(method)) {
          escapes = true;
        }
      }
    }

    /** Whether the use calls a method on the channel, as opposed to handing it over. */
    private static boolean isOn(Tree tree, Sink.Use use) {
      return (tree instanceof MethodInvocationTree || tree instanceof MemberReferenceTree)
          && !use.method().equals(Sink.BORROWED)
          && !use.method().equals(Sink.RUN_APART);
    }

    private static boolean isObjectMethod(MethodSymbol method) {
      return method.owner.getQualifiedName().contentEquals("java.lang.Object")
          || method.getSimpleName().contentEquals("toString")
          || method.getSimpleName().contentEquals("hashCode")
          || method.getSimpleName().contentEquals("equals");
    }

    private void add(TreePath path, Act act, Wait waiting, String method) {
      endpoints.add(new Endpoint(path, act, waiting, method));
    }
  }
}
