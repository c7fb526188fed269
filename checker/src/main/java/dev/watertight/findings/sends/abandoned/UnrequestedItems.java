package dev.watertight.findings.sends.abandoned;

import static com.google.common.collect.ImmutableList.toImmutableList;
import static com.google.common.collect.ImmutableSet.toImmutableSet;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Flags;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.ClassSymbol;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.channels.Endpoint;
import dev.watertight.channels.Topology;
import dev.watertight.counts.Amount;
import dev.watertight.counts.Capacities;
import dev.watertight.counts.Runs;
import dev.watertight.findings.sends.Senders;
import dev.watertight.findings.sends.abandoned.AbandonedSends.AbandonedSend;
import dev.watertight.findings.sends.abandoned.AbandonedSends.AbandonedSend.How;
import dev.watertight.model.ChannelOperation.Act;
import dev.watertight.model.Trait;
import dev.watertight.paths.Loss.Exit;
import dev.watertight.paths.Protocol;
import dev.watertight.paths.Walker;
import dev.watertight.program.Arguments;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Loops;
import dev.watertight.program.Paths;
import dev.watertight.program.Symbols;
import dev.watertight.program.TestOutcomes;
import dev.watertight.program.Trees;
import dev.watertight.tasks.Task;
import dev.watertight.tasks.TaskBodies;
import dev.watertight.values.Origins;
import dev.watertight.values.ResolvedLibrary;
import dev.watertight.wakers.Interrupters;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.checkerframework.errorprone.dataflow.cfg.node.Node;
import org.jspecify.annotations.Nullable;

/**
 * Finds subscribers that ask for so many items and no more, or that ask for one more with each item
 * but on some path: their publisher keeps what is sent then, until there is no room.
 */
record UnrequestedItems(Topology topology, VisitorState state) {
  /** Who asks for more than this at once asks for all. */
  private static final long MOST = 1_000;

  /** A subscriber that stops: where, and how many items it has asked for by then. */
  private record Stop(TreePath at, long requested) {}

  Optional<AbandonedSend> find() {
    ImmutableList<TreePath> subscriptions =
        topology.receives().stream()
            .filter(receive -> receive.act() == Act.DRAIN)
            .map(Endpoint::path)
            .filter(path -> !Arguments.of(path.getLeaf()).isEmpty())
            .collect(toImmutableList());
    if (subscriptions.isEmpty()) {
      return Optional.empty();
    }
    ImmutableList<Stop> stops =
        subscriptions.stream()
            .flatMap(this::subscribers)
            .flatMap(type -> new Subscriber(type, state).stop().stream())
            .collect(toImmutableList());
    return stops.stream()
        .flatMap(
            stop ->
                topology.blockingSends().stream()
                    .filter(send -> isStuck(send, stop))
                    .map(
                        send ->
                            new AbandonedSend(
                                topology,
                                send,
                                How.UNREQUESTED,
                                stop.at(),
                                AbandonedSend.Repair.NONE)))
        .findFirst();
  }

  private Stream<TreePath> subscribers(TreePath subscription) {
    TreePath argument = new TreePath(subscription, Arguments.of(subscription.getLeaf()).get(0));
    return Origins.of(argument, NewClassTree.class::isInstance, state)
        .orElse(ImmutableSet.of())
        .stream()
        .flatMap(maker -> TaskBodies.code(maker, state).stream())
        .filter(code -> code.getLeaf() instanceof ClassTree);
  }

  /** Whether more is sent than there is room for, and nobody ends the wait for it. */
  private boolean isStuck(Endpoint send, Stop stop) {
    Senders senders = new Senders(topology, state);
    ImmutableSet<Task> tasks = topology.tasksOf(send, state);
    return !tasks.contains(new Task.Unknown())
        && Interrupters.inView(send.path(), tasks, state).answer().isNo()
        && senders.canFill(send)
        && Capacities.of(topology, state).number().stream()
            // Publishers round it up to a power of two.
            .allMatch(room -> sent(send).mayExceed(Amount.of(2 * room + stop.requested())));
  }

  private Amount sent(Endpoint send) {
    Senders senders = new Senders(topology, state);
    return Runs.isRepeated(send.path(), topology, state)
        ? senders.sent(send)
        : Amount.of(senders.certainSends());
  }

  /** The class of a subscriber. */
  private record Subscriber(TreePath type, VisitorState state) {
    /** Where it has taken an item and asks for no other, if it does so. */
    Optional<Stop> stop() {
      ImmutableList<TreePath> calls =
          Trees.pathsIn(type, MethodInvocationTree.class).stream()
              .filter(call -> Symbols.methodAround(call).filter(this::isNeverCalled).isEmpty())
              .collect(toImmutableList());
      ImmutableList<TreePath> requests =
          calls.stream()
              .filter(call -> is(call.getLeaf(), Trait.REQUESTS))
              .collect(toImmutableList());
      ImmutableList<TreePath> takers =
          Trees.pathsIn(type, MethodTree.class).stream()
              .filter(
                  method ->
                      ASTHelpers.getSymbol(method.getLeaf()) instanceof MethodSymbol m
                          && ResolvedLibrary.of(state).is(m, Trait.ON_ITEM))
              .collect(toImmutableList());
      if (requests.isEmpty() || takers.size() != 1 || !isAlone()) {
        return Optional.empty();
      }
      Symbol subscription = ASTHelpers.getSymbol(requests.get(0).getLeaf()).owner;
      TreePath taker = takers.get(0);
      ImmutableSet<Symbol> variables =
          Trees.in(type.getLeaf(), VariableTree.class).stream()
              .map(ASTHelpers::getSymbol)
              .filter(variable -> variable.type.tsym.equals(subscription))
              .collect(toImmutableSet());
      ImmutableList<TreePath> uses =
          calls.stream()
              .filter(
                  call ->
                      variables.contains(ASTHelpers.getSymbol(Symbols.receiver(call.getLeaf()))))
              .collect(toImmutableList());
      long first = requestedFirst(requests, taker);
      return first < 0
              || !uses.containsAll(requests)
              || !variables.stream().allMatch(variable -> staysInside(variable, variables))
              || !uses.stream().allMatch(use -> isOwn(use, taker))
          ? Optional.empty()
          : after(taker, uses, requests, first);
    }

    private Optional<Stop> after(
        TreePath taker,
        ImmutableList<TreePath> uses,
        ImmutableList<TreePath> requests,
        long first) {
      Set<Tree> ends = new HashSet<>();
      for (TreePath call : Trees.pathsIn(taker, MethodInvocationTree.class)) {
        if (uses.stream().anyMatch(use -> Paths.isInside(use, call.getLeaf()))
            || uses.stream().anyMatch(use -> isIn(use, ASTHelpers.getSymbol(call.getLeaf())))) {
          ends.add(call.getLeaf());
        }
      }
      if (ends.isEmpty()) {
        return Optional.of(new Stop(taker, first));
      }
      boolean isOneByOne =
          first == 1
              && requests.stream()
                  .filter(request -> Paths.isInside(request, taker.getLeaf()))
                  .allMatch(request -> requested(request) == 1);
      Passed passed = new Passed(ends, taker.getLeaf());
      return isOneByOne && Walker.walk(taker, passed, state)
          ? passed.exits.stream()
              .filter(exit -> isByItem(exit, taker, ends))
              .map(
                  exit ->
                      new Stop(
                          exit.equals(taker.getLeaf()) ? taker : TreePath.getPath(taker, exit), 1))
              .findFirst()
          : Optional.empty();
    }

    /** Whether tests of the item decide on it, and no state of the subscriber does. */
    private boolean isByItem(Tree exit, TreePath taker, Set<Tree> ends) {
      ImmutableSet<Symbol> asked =
          (exit.equals(taker.getLeaf()) ? ends : Set.of(exit))
              .stream()
                  .flatMap(
                      place ->
                          TestOutcomes.at(TreePath.getPath(taker, place), taker.getLeaf()).stream())
                  .flatMap(outcome -> Symbols.variablesIn(outcome.test()).stream())
                  .collect(toImmutableSet());
      return asked.stream().anyMatch(variable -> (variable.flags() & Flags.PARAMETER) != 0)
          && asked.stream()
              .noneMatch(
                  v ->
                      v instanceof VarSymbol f
                          && Symbols.isField(f)
                          && (f.flags() & Flags.FINAL) == 0);
    }

    /** Whether a method contains a place, as one that the item's method calls may. */
    private static boolean isIn(TreePath place, @Nullable Symbol method) {
      return Symbols.methodAround(place).filter(around -> around.equals(method)).isPresent();
    }

    /** How many items are asked for before the first comes; less than 0 if that is not known. */
    private long requestedFirst(ImmutableList<TreePath> requests, TreePath taker) {
      long sum = 0;
      for (TreePath request : requests) {
        if (!Paths.isInside(request, taker.getLeaf())) {
          MethodSymbol around = Symbols.methodAround(request).orElse(null);
          boolean isAtStart =
              around != null && isCalledByPublisher(around) && Loops.innermost(request).isEmpty();
          if (isAtStart ? requested(request) < 0 : !isHelper(around, taker)) {
            return -1;
          }
          sum += isAtStart ? requested(request) : 0;
        }
      }
      return sum;
    }

    private static long requested(TreePath request) {
      Object number = ASTHelpers.constValue(Arguments.of(request.getLeaf()).get(0));
      return number instanceof Number n && n.longValue() <= MOST ? n.longValue() : -1;
    }

    /** Whether the publisher or the item's method alone makes it use the subscription there. */
    private boolean isOwn(TreePath use, TreePath taker) {
      MethodSymbol around = Symbols.methodAround(use).orElse(null);
      return Paths.isInside(use, taker.getLeaf())
          || (around != null
              && (isCalledByPublisher(around)
                  || isHelper(around, taker)
                  || (!is(use.getLeaf(), Trait.REQUESTS)
                      && CompilationIndex.of(state).mentions(around).isEmpty()
                      && ASTHelpers.findSuperMethods(around, state.getTypes()).isEmpty())));
    }

    /** Whether the publisher calls it, or a method that the publisher calls does so once. */
    private boolean isCalledByPublisher(MethodSymbol method) {
      ImmutableList<TreePath> mentions = CompilationIndex.of(state).mentions(method);
      return mentions.isEmpty()
          ? isOfLibrary(method)
          : mentions.size() == 1
              && Loops.innermost(mentions.get(0)).isEmpty()
              && Symbols.methodAround(mentions.get(0))
                  .filter(around -> !ResolvedLibrary.of(state).is(around, Trait.ON_ITEM))
                  .filter(around -> CompilationIndex.of(state).mentions(around).isEmpty())
                  .filter(this::isOfLibrary)
                  .isPresent();
    }

    private boolean isNeverCalled(MethodSymbol method) {
      return method.isPrivate() && CompilationIndex.of(state).mentions(method).isEmpty();
    }

    private boolean isOfLibrary(MethodSymbol method) {
      return ASTHelpers.findSuperMethods(method, state.getTypes()).stream()
          .anyMatch(m -> !CompilationIndex.of(state).isInView(m) && m.getParameters().size() == 1);
    }

    private boolean isHelper(@Nullable MethodSymbol method, TreePath taker) {
      ImmutableList<TreePath> mentions =
          method == null ? ImmutableList.of() : CompilationIndex.of(state).mentions(method);
      return !mentions.isEmpty()
          && mentions.stream().allMatch(mention -> Paths.isInside(mention, taker.getLeaf()));
    }

    /** Whether the class only calls methods of the subscription, or has it in another variable. */
    private boolean staysInside(Symbol variable, ImmutableSet<Symbol> variables) {
      return CompilationIndex.of(state).mentions(variable).stream()
          .allMatch(
              mention -> {
                Tree around = mention.getParentPath().getLeaf();
                boolean isReceiver =
                    around instanceof MemberSelectTree
                        && mention.getParentPath().getParentPath().getLeaf()
                            instanceof MethodInvocationTree;
                return Paths.isInside(mention, type.getLeaf())
                    && (isReceiver
                        || around instanceof BinaryTree
                        || (around instanceof AssignmentTree assignment
                            && variables.contains(ASTHelpers.getSymbol(assignment.getVariable())))
                        || (around instanceof VariableTree local
                            && variables.contains(ASTHelpers.getSymbol(local))));
              });
    }

    /** Whether it has no superclass or subclass that may ask for it. */
    private boolean isAlone() {
      ClassSymbol own = ASTHelpers.getSymbol((ClassTree) type.getLeaf());
      return own.getSuperclass().tsym.equals(state.getSymtab().objectType.tsym)
          && CompilationIndex.of(state).subclasses(own).isEmpty();
    }

    private boolean is(Tree call, Trait trait) {
      return ResolvedLibrary.of(state).is(call, trait);
    }
  }

  /** Whether a path has asked for the next item. */
  private static final class Passed implements Protocol<Boolean> {
    private final Set<Tree> ends;
    private final Tree body;
    private final Set<Tree> exits = new HashSet<>();

    Passed(Set<Tree> ends, Tree body) {
      this.ends = ends;
      this.body = body;
    }

    @Override
    public Boolean atEntry() {
      return false;
    }

    @Override
    public Boolean step(Node node, Boolean passed) {
      return passed || (node.getTree() != null && ends.contains(node.getTree()));
    }

    @Override
    public void leave(Exit exit, Boolean passed, @Nullable Tree at, String exception) {
      if (exit == Exit.RETURN && !passed) {
        exits.add(at == null ? body : at);
      }
    }
  }
}
