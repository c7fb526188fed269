package dev.watertight.endpoints;

import static com.google.common.collect.ImmutableList.toImmutableList;
import static com.google.common.collect.ImmutableSet.toImmutableSet;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Iterables;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreeScanner;
import com.sun.tools.javac.code.Symbol;
import dev.watertight.endpoints.AbandonedSend.How;
import dev.watertight.model.ChannelOperation.Act;
import dev.watertight.model.ChannelOperation.Wait;
import dev.watertight.view.CompilationIndex;
import dev.watertight.view.Graphs;
import java.util.HashSet;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Finds sends whose receivers can leave too early: see {@link AbandonedSend}.
 *
 * <p>Once a sender waits, only a receive, an error in the channel or an interrupt ends its wait. All
 * uses of the channel being in view, whatever else the receiver does when it leaves is no help.
 */
public final class AbandonedSends implements ChannelFindings.Analysis<AbandonedSend> {
  /** Instantiates a new {@link AbandonedSends} instance. */
  public AbandonedSends() {}

  @Override
  public void analyze(
      Topology topology, VisitorState state, BiConsumer<Tree, AbandonedSend> found) {
    if (!topology.isClosedView()
        || !Blocking.isPossible(topology)
        || topology.receives().isEmpty()) {
      return;
    }
    Channel channel = new Channel(topology, state);
    if (!topology.receives().stream().allMatch(Channel::isPlainReceive)) {
      return;
    }
    for (Endpoint send : Blocking.sends(topology)) {
      if (send.path().getLeaf() instanceof MethodInvocationTree) {
        Optional<AbandonedSend> finding = channel.of(send);
        if (finding.isPresent()) {
          found.accept(send.path().getLeaf(), finding.get());
          return;
        }
      }
    }
  }

  /** A way to leave; the analysis of one send asks each receive for one. */
  private record Departure(How how, TreePath at) {}

  private static final class Channel {
    private final Topology topology;
    private final VisitorState state;

    Channel(Topology topology, VisitorState state) {
      this.topology = topology;
      this.state = state;
    }

    /** Whether it takes one value out, as opposed to clearing or draining the channel. */
    static boolean isPlainReceive(Endpoint receive) {
      return receive.act() == Act.RECEIVE
          && (receive.waiting() == Wait.ALWAYS || receive.waiting() == Wait.TIMED)
          && receive.path().getLeaf() instanceof MethodInvocationTree;
    }

    Optional<AbandonedSend> of(Endpoint send) {
      ImmutableSet<Task> senders = Tasks.of(send.path(), state);
      if (!isOnItsOwn(senders) || isFreed(senders) || !canFill(send)) {
        return Optional.empty();
      }
      Departure first = null;
      for (Endpoint receive : topology.receives()) {
        Optional<Departure> departure = departure(receive, send, senders);
        if (departure.isEmpty()) {
          return Optional.empty();
        }
        first = first == null ? departure.get() : first;
      }
      return first == null || isToldByFlag(send)
          ? Optional.empty()
          : Optional.of(new AbandonedSend(topology, send, first.how(), first.at()));
    }

    /**
     * Whether nobody interrupts the sender: it runs apart, or it is the very code that made the
     * channel and started the receivers.
     */
    private boolean isOnItsOwn(ImmutableSet<Task> senders) {
      boolean apart = !senders.isEmpty();
      for (Task task : senders) {
        if (task instanceof Task.Apart one) {
          Interruptions interruptions = Interruptions.of(one, state);
          apart &=
              interruptions == Interruptions.NEVER
                  || interruptions == Interruptions.ONLY_SHUT_DOWN;
        } else {
          apart = false;
        }
      }
      return apart
          || (topology.isLocal()
              && senders.equals(Tasks.of(topology.maker(), state))
              && senders.stream().noneMatch(Task.Unknown.class::isInstance));
    }

    /** Whether another task closes the channel, or the sender itself receives. */
    private boolean isFreed(ImmutableSet<Task> senders) {
      return topology.endpoints().stream()
          .anyMatch(
              e ->
                  (e.act() == Act.CLOSE && !Tasks.of(e.path(), state).equals(senders))
                      || (e.isReceive()
                          && Tasks.of(e.path(), state).stream().anyMatch(senders::contains)));
    }

    private boolean canFill(Endpoint send) {
      if (topology.capacity().isRendezvous() || send.isHandover()) {
        return true;
      }
      if (!Places.isRepeated(send.path(), topology.maker(), state)) {
        return topology.capacity().isFilledBy(topology.sends().size());
      }
      OptionalInt count = sendCount(send);
      return count.isEmpty() || topology.capacity().isFilledBy(count.getAsInt());
    }

    /** How many values a send sends in all, if the code says it. */
    private OptionalInt sendCount(Endpoint send) {
      ImmutableList.Builder<TreePath> loops = ImmutableList.builder();
      loops.addAll(Places.loopsAround(send.path(), topology.maker()));
      Optional<TreePath> body = Graphs.bodyAround(send.path());
      if (body.isPresent()
          && body.get().getLeaf() instanceof MethodTree
          && !dev.watertight.view.Paths.isInside(topology.maker(), body.get().getLeaf())) {
        return Places.isRepeated(send.path(), topology.maker(), state)
            ? OptionalInt.empty()
            : OptionalInt.of(1);
      }
      Tasks.firstApart(Tasks.of(send.path(), state))
          .ifPresent(a -> loops.addAll(Places.loopsAround(a.start(), topology.maker())));
      return LoopCount.of(loops.build(), state);
    }

    private Optional<Departure> departure(
        Endpoint receive, Endpoint send, ImmutableSet<Task> senders) {
      ImmutableList<TreePath> loops = Places.loopsAround(receive.path(), topology.maker());
      if (isCalledInLoop(receive.path()) || !isInView(receive, senders)) {
        return Optional.empty();
      }
      if (!loops.isEmpty()) {
        return new Departures(topology, send, state)
            .from(Iterables.getLast(loops))
            .map(at -> new Departure(How.LOOP_LEFT, at));
      }
      if (isBeforeLoop(receive)) {
        return Optional.of(new Departure(How.LOOP_LEFT, receive.path()));
      }
      if (!topology.isLocal() || Places.isRepeated(receive.path(), topology.maker(), state)) {
        return Optional.empty();
      }
      if (receive.waiting() == Wait.TIMED) {
        return Optional.of(new Departure(How.TIMED_OUT, receive.path()));
      }
      return isOneOfMany(send)
          ? Optional.of(new Departure(How.TOO_FEW, receive.path()))
          : skipped(send, senders).map(at -> new Departure(How.SKIPPED, at));
    }

    /** Whether the receives are all that will ever come: of a field, those of tasks apart. */
    private boolean isInView(Endpoint receive, ImmutableSet<Task> senders) {
      if (topology.isLocal()) {
        return true;
      }
      ImmutableSet<Task> tasks = Tasks.of(receive.path(), state);
      if (!tasks.isEmpty() && tasks.stream().allMatch(Task.Apart.class::isInstance)) {
        return true;
      }
      Optional<TreePath> body = Graphs.bodyAround(receive.path());
      return body.isPresent()
          && Tasks.firstApart(senders)
              .flatMap(a -> Places.anchors(a.start(), body.get().getLeaf(), state))
              .isPresent();
    }

    /** The first of several receives of the same code, the others being in a loop after it. */
    private boolean isBeforeLoop(Endpoint receive) {
      Optional<TreePath> body = Graphs.bodyAround(receive.path());
      return topology.receives().stream()
          .anyMatch(
              r ->
                  Places.start(r.path()) > Places.start(receive.path())
                      && !Places.loopsAround(r.path(), topology.maker()).isEmpty()
                      && Graphs.bodyAround(r.path())
                          .filter(b -> body.isPresent() && b.getLeaf() == body.get().getLeaf())
                          .isPresent());
    }

    private boolean isCalledInLoop(TreePath path) {
      Optional<TreePath> body = Graphs.bodyAround(path);
      if (body.isEmpty()
          || !(body.get().getLeaf() instanceof MethodTree method)
          || dev.watertight.view.Paths.isInside(topology.maker(), method)) {
        return body.isPresent()
            && !dev.watertight.view.Paths.isInside(topology.maker(), body.get().getLeaf())
            && Tasks.isCalledInPlace(body.get());
      }
      for (TreePath mention :
          CompilationIndex.of(state).mentions(ASTHelpers.getSymbol(method))) {
        if (mention.getParentPath().getLeaf() instanceof MethodInvocationTree call
            && call.getMethodSelect() == mention.getLeaf()
            && (!Places.loopsAround(mention, topology.maker()).isEmpty()
                || (Graphs.bodyAround(mention)
                        .filter(b -> b.getLeaf() != method)
                        .isPresent()
                    && isCalledInLoop(mention)))) {
          return true;
        }
      }
      return false;
    }

    /** Whether many values are sent while the receives, none in a loop, take one each. */
    private boolean isOneOfMany(Endpoint send) {
      int received = topology.receives().size();
      boolean once =
          topology.receives().stream()
              .allMatch(r -> !Places.isRepeated(r.path(), topology.maker(), state));
      if (!once || topology.capacity().equals(Capacity.UNKNOWN)) {
        return false;
      }
      if (Places.isRepeated(send.path(), topology.maker(), state)) {
        OptionalInt count = sendCount(send);
        return count.isEmpty() || topology.capacity().isFilledBy(count.getAsInt() - received);
      }
      long certain =
          topology.sends().stream()
              .filter(s -> Blocking.isPossible(topology, s))
              .filter(s -> Graphs.bodyAround(s.path()).filter(b -> Places.isUnconditional(s.path(), b.getLeaf())).isPresent())
              .count();
      return topology.capacity().isFilledBy((int) certain - received);
    }

    /** Where the code that starts the sender leaves without a receive. */
    private Optional<TreePath> skipped(Endpoint send, ImmutableSet<Task> senders) {
      Optional<TreePath> body = Graphs.bodyAround(topology.maker());
      Optional<Task.Apart> apart = Tasks.firstApart(senders);
      if (body.isEmpty()
          || apart.isEmpty()
          || senders.size() != 1
          || !isAlwaysSent(send)
          || !Graphs.bodyAround(apart.get().start())
              .filter(b -> b.getLeaf() == body.get().getLeaf())
              .isPresent()
          || !Places.isUnconditional(apart.get().start(), blockAround(topology.maker()))) {
        return Optional.empty();
      }
      ImmutableSet.Builder<Tree> receives = ImmutableSet.builder();
      for (Endpoint receive : topology.receives()) {
        Optional<ImmutableList<TreePath>> anchors =
            Places.anchors(receive.path(), body.get().getLeaf(), state);
        if (anchors.isEmpty()) {
          return Optional.empty();
        }
        for (TreePath anchor : anchors.get()) {
          receives.add(
              anchor.getLeaf() instanceof MethodInvocationTree
                  ? anchor.getLeaf()
                  : anchor.getParentPath().getLeaf());
        }
      }
      return SkippedReceives.leaving(
              body.get(), apart.get().start().getLeaf(), receives.build(), state)
          .map(tree -> TreePath.getPath(topology.maker().getCompilationUnit(), tree));
    }

    private static boolean isAlwaysSent(Endpoint send) {
      return Graphs.bodyAround(send.path())
          .filter(body -> Places.isUnconditional(send.path(), body.getLeaf()))
          .isPresent();
    }

    private static Tree blockAround(TreePath path) {
      TreePath p = path;
      while (!(p.getLeaf() instanceof com.sun.source.tree.BlockTree)
          && p.getParentPath() != null) {
        p = p.getParentPath();
      }
      return p.getLeaf();
    }

    /** Whether the sender looks, beside sending, at a flag that the receivers see too. */
    private boolean isToldByFlag(Endpoint send) {
      ImmutableList<TreePath> loops = Places.loopsAround(send.path(), topology.maker());
      if (loops.isEmpty()) {
        return false;
      }
      Set<Symbol> shared = flags(Iterables.getLast(loops).getLeaf());
      ImmutableSet<Symbol> own = topology.variables().stream().collect(toImmutableSet());
      for (Endpoint receive : topology.receives()) {
        Optional<TreePath> body = Graphs.bodyAround(receive.path());
        if (body.isPresent()) {
          Set<Symbol> seen = flags(body.get().getLeaf());
          seen.retainAll(shared);
          seen.removeAll(own);
          if (!seen.isEmpty()) {
            return true;
          }
        }
      }
      return false;
    }

    private static Set<Symbol> flags(Tree tree) {
      Set<Symbol> found = new HashSet<>();
      new TreeScanner<@Nullable Void, @Nullable Void>() {
        @Override
        public @Nullable Void visitIdentifier(IdentifierTree name, @Nullable Void unused) {
          add(name);
          return null;
        }

        @Override
        public @Nullable Void visitMemberSelect(MemberSelectTree select, @Nullable Void unused) {
          add(select);
          return super.visitMemberSelect(select, null);
        }

        private void add(Tree name) {
          Symbol symbol = ASTHelpers.getSymbol(name);
          if (ExitConditions.isSharedState(symbol)) {
            found.add(symbol);
          }
        }
      }.scan(tree, null);
      return found;
    }
  }
}
