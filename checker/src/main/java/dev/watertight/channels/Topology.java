package dev.watertight.channels;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.MemberReferenceTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.ClassSymbol;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import com.sun.tools.javac.code.Type;
import dev.watertight.model.ChannelKind;
import dev.watertight.model.ChannelMaker;
import dev.watertight.model.ChannelOperation;
import dev.watertight.model.ChannelOperation.Act;
import dev.watertight.model.ChannelOperation.Wait;
import dev.watertight.model.Role;
import dev.watertight.model.Trait;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Paths;
import dev.watertight.program.Symbols;
import dev.watertight.program.Trees;
import dev.watertight.tasks.Task;
import dev.watertight.tasks.Tasks;
import dev.watertight.values.Fate;
import dev.watertight.values.Origins;
import dev.watertight.values.ResolvedLibrary;
import dev.watertight.values.Sink;
import dev.watertight.values.Values;
import java.util.Collections;
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
 * @param maker the expression that makes it, or the parameter by which a library gives it
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
  static Optional<Topology> of(TreePath maker, Channels channels, VisitorState state) {
    Optional<Capacity> capacity =
        !(maker.getLeaf() instanceof VariableTree parameter)
            ? channels.made(maker.getLeaf())
            : channels.isGiven(ASTHelpers.getSymbol(parameter), state)
                ? Optional.of(Capacity.of(ChannelMaker.UNBOUNDED))
                : Optional.empty();
    Type type = ASTHelpers.getType(maker.getLeaf());
    return capacity
        .filter(c -> !isOfOthers(maker.getLeaf(), channels, state))
        .map(c -> new Finder(channels, state).find(maker, channels.kindOf(type).get(), c));
  }

  /** Whether a class out of view extends the library's, and may do with itself what it likes. */
  private static boolean isOfOthers(Tree maker, Channels channels, VisitorState state) {
    return channels != Channels.of(state)
        && maker instanceof NewClassTree creation
        && creation.getClassBody() == null
        && ASTHelpers.getSymbol(creation).owner instanceof ClassSymbol type
        && !CompilationIndex.of(state).isInView(type)
        && channels
            .kindOf(type.type)
            .filter(kind -> type.getQualifiedName().contentEquals(kind.typeName()))
            .isEmpty();
  }

  /** The uses that put a value in. */
  public ImmutableList<Endpoint> sends() {
    return endpoints.stream().filter(Endpoint::isSend).collect(ImmutableList.toImmutableList());
  }

  /** Whether it is a piped stream, whose writes wait while its buffer is full. */
  public boolean isPipe() {
    return kind.is(Trait.STREAM);
  }

  /** Whether a send into a channel of this kind waits where nobody receives. */
  public boolean isBlocking() {
    return !kind.is(Trait.DROPPING) && !isPipe();
  }

  /** Whether the send waits if nobody receives. */
  public boolean isBlocking(Endpoint send) {
    return send.isEndless() && (!capacity.isUnbounded() || send.isHandover());
  }

  /** The sends that wait for ever if nobody receives. */
  public ImmutableList<Endpoint> blockingSends() {
    return sends().stream().filter(this::isBlocking).collect(ImmutableList.toImmutableList());
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
  public ImmutableSet<Task> tasksOf(Endpoint endpoint, VisitorState state) {
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
  public boolean mayReach(Task task) {
    return !(task instanceof Task.Apart apart)
        || !(apart.body() instanceof LambdaExpressionTree lambda)
        || Paths.isInside(maker, lambda)
        || isNamedIn(lambda);
  }

  /** Whether the code names a variable that holds it, or makes it. */
  public boolean isNamedIn(Tree code) {
    return !Collections.disjoint(Symbols.variablesIn(code), variables);
  }

  /** What messages call it: its variable, if it has one. */
  public String name() {
    return variables.stream()
        .filter(v -> !v.name.isEmpty())
        .findFirst()
        .map(v -> "'" + v.getSimpleName() + "'")
        .orElse("the " + kind.noun());
  }

  /** Whether a use of it, a call, is certainly never one of another channel. */
  public boolean isOnlyOneAt(Endpoint endpoint, VisitorState state) {
    ExpressionTree receiver =
        endpoint.path().getLeaf() instanceof MethodInvocationTree call
            ? ASTHelpers.getReceiver(call)
            : null;
    Channels channels = Channels.of(state);
    return receiver != null
        && Origins.of(
                new TreePath(endpoint.path(), receiver), t -> channels.made(t).isPresent(), state)
            .filter(makers -> makers.stream().allMatch(m -> m.getLeaf() == maker.getLeaf()))
            .isPresent();
  }

  /** Whether its variables hold no other channel, whose uses would be taken for uses of this. */
  public boolean isAlone(VisitorState state) {
    return variables.stream()
        .allMatch(
            variable ->
                Values.assignedTo(variable, state).stream()
                        .filter(value -> !Values.isNull(value))
                        .count()
                    <= 1);
  }

  /** Whether only variables of methods hold it. */
  public boolean isLocal() {
    return variables.stream().noneMatch(Symbols::isField);
  }

  private static final class Finder {
    private final VisitorState state;
    private final Channels channels;
    private final Set<Endpoint> endpoints = new LinkedHashSet<>();
    private final Set<VarSymbol> variables = new LinkedHashSet<>();
    private boolean escapes;

    Finder(Channels channels, VisitorState state) {
      this.state = state;
      this.channels = channels;
    }

    Topology find(TreePath maker, ChannelKind kind, Capacity capacity) {
      follow(
          maker.getLeaf() instanceof VariableTree parameter
              ? Fate.ofVariable(ASTHelpers.getSymbol(parameter), channels, state)
              : Fate.crossingReturns(maker, channels, state));
      escapes |= OwnUses.areIn(maker, channels, state);
      return new Topology(
          maker,
          kind,
          kind.is(Trait.STREAM) && isOtherwiseMade(capacity) ? Capacity.UNKNOWN : capacity,
          ImmutableList.copyOf(endpoints),
          ImmutableSet.copyOf(variables),
          !escapes);
    }

    /** Whether the code makes an end of it that says another capacity. */
    private boolean isOtherwiseMade(Capacity capacity) {
      return variables.stream()
          .flatMap(end -> Values.assignedTo(end, state).stream())
          .flatMap(value -> Trees.in(value.getLeaf(), NewClassTree.class).stream())
          .flatMap(maker -> channels.made(maker).stream())
          .anyMatch(other -> !other.equals(capacity));
    }

    private void follow(Fate fate) {
      variables.addAll(fate.variables());
      escapes |= fate.isUnknown() || fate.isExposed() || !fate.offers().isEmpty();
      fate.uses().forEach(this::addUse);
      fate.releases().forEach(this::addRelease);
    }

    private void addRelease(Sink.Release release) {
      Optional<ChannelOperation> closing =
          Optional.ofNullable(ASTHelpers.getType(release.path().getLeaf()))
              .flatMap(channels::closingOf);
      closing.ifPresent(o -> add(release.path(), o.act(), o.waiting(), release.method()));
      escapes |= closing.isEmpty();
    }

    private void addUse(Sink.Use use) {
      Symbol symbol = ASTHelpers.getSymbol(use.path().getLeaf());
      if (use.method().equals("iterator") && !(symbol instanceof MethodSymbol)) {
        add(use.path(), Act.RECEIVE, Wait.NEVER, use.method());
      } else if (symbol instanceof MethodSymbol method && isOn(use.path().getLeaf(), use)) {
        Type receiver = receiverOf(use.path().getLeaf(), method);
        Optional<ChannelOperation> operation = channels.operationOf(method, receiver);
        if (operation.isPresent()) {
          add(
              use.path(),
              operation.get().act(),
              operation.get().act() == Act.DRAIN && !goesToTheEnd(use.path(), state)
                  ? Wait.NEVER
                  : operation.get().waiting(),
              method.getSimpleName().toString());
        } else if (!followLinks(use.path(), method)
            && !isObjectMethod(method)
            && !channels.isFluent(method, receiver, method.getReturnType())) {
          escapes = true;
        }
      }
    }

    /** Whether the calls on the result ask for all of it, as far as they are seen. */
    private static boolean goesToTheEnd(TreePath drain, VisitorState state) {
      TreePath path = drain;
      while (path.getParentPath().getLeaf() instanceof MemberSelectTree
          && path.getParentPath().getParentPath().getLeaf() instanceof MethodInvocationTree call) {
        if (ResolvedLibrary.of(state).is(ASTHelpers.getSymbol(call), Trait.PARTIAL)) {
          return false;
        }
        path = path.getParentPath().getParentPath();
      }
      return true;
    }

    private static Type receiverOf(Tree use, MethodSymbol method) {
      ExpressionTree receiver =
          use instanceof MemberReferenceTree reference
              ? reference.getQualifierExpression()
              : ASTHelpers.getReceiver((ExpressionTree) use);
      Type type = receiver == null ? null : ASTHelpers.getType(receiver);
      return type == null ? method.owner.type : type;
    }

    /** The arguments that the call makes the other end of the channel; false if there are none. */
    private boolean followLinks(TreePath path, MethodSymbol method) {
      if (!(path.getLeaf() instanceof MethodInvocationTree call)) {
        return false;
      }
      boolean links = false;
      for (int i = 0; i < call.getArguments().size(); i++) {
        if (channels.roleOf(method, i).filter(r -> r == Role.LINK).isPresent()) {
          links = true;
          Symbol end =
              ASTHelpers.getSymbol(ASTHelpers.stripParentheses(call.getArguments().get(i)));
          if (!(end instanceof VarSymbol variable)) {
            escapes = true;
          } else if (!variables.contains(variable)) {
            follow(Fate.ofVariable(variable, channels, state));
          }
        }
      }
      return links;
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
