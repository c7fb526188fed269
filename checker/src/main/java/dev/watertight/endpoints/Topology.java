package dev.watertight.endpoints;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
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
import dev.watertight.view.Symbols;
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
    private final Set<Endpoint> endpoints = new LinkedHashSet<>();
    private boolean escapes;

    Finder(VisitorState state) {
      this.state = state;
      this.channels = Channels.of(state);
    }

    Topology find(TreePath maker, ChannelKind kind, Capacity capacity) {
      Fate fate = Fate.crossingReturns(maker, channels, state);
      escapes = !fate.escapes().isEmpty() || fate.isExposed();
      fate.uses().forEach(this::addUse);
      fate.releases().forEach(r -> add(r.path(), Act.CLOSE, Wait.NEVER, r.method()));
      return new Topology(
          maker, kind, capacity, ImmutableList.copyOf(endpoints), fate.variables(), !escapes);
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
