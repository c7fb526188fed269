package dev.watertight.findings.locks;

import static com.google.common.collect.ImmutableSet.toImmutableSet;

import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import dev.watertight.channels.ChannelFindings;
import dev.watertight.channels.Endpoint;
import dev.watertight.channels.Topology;
import dev.watertight.counts.Amount;
import dev.watertight.counts.Runs;
import dev.watertight.findings.endsignals.SignalCounts;
import dev.watertight.findings.locks.OwnHolds.OwnHold;
import dev.watertight.findings.locks.OwnHolds.Taken;
import dev.watertight.locks.ObjectName;
import dev.watertight.program.Graphs;
import dev.watertight.program.Loops;
import dev.watertight.program.Paths;
import dev.watertight.tasks.Tasks;
import dev.watertight.values.Outsiders;
import dev.watertight.wakers.Interrupters;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.stream.Stream;

/**
 * Finds threads that wait for a permit of a semaphore because they have it themselves: together
 * they need more than there can ever be, and nobody else can give back what they have acquired.
 *
 * @param channel the semaphore
 * @param counts how many permits there are
 * @param ever how many there can ever be
 * @param state the compilation
 */
record OwnPermits(Topology channel, SignalCounts counts, Amount ever, VisitorState state) {
  /** What is found. */
  static final ChannelFindings<OwnHold> FINDINGS =
      ChannelFindings.ofSynchronizers(OwnPermits::analyze);

  private static void analyze(
      Topology channel, VisitorState state, BiConsumer<Tree, OwnHold> found) {
    SignalCounts counts = SignalCounts.of(channel, state);
    if (!counts.arePermits()
        || !channel.isClosedView()
        || channel.variables().isEmpty()
        || !channel.isAlone(state)
        || channel.variables().stream().anyMatch(v -> Outsiders.mayUse(v, state))) {
      return;
    }
    Amount ever = counts.permitsEver();
    // Where no more are taken than there are, nobody comes to take one that is missing.
    if (ever.isMoreThan(Amount.of(0)).isYes() && !counts.permitsTaken().isMoreThan(ever).isNo()) {
      OwnPermits analysis = new OwnPermits(channel, counts, ever, state);
      counts.waits().stream()
          .flatMap(taken -> analysis.of(taken).stream())
          .forEach(hold -> found.accept(hold.call().getLeaf(), hold));
    }
  }

  private Optional<OwnHold> of(TreePath taken) {
    Optional<TreePath> body = Graphs.bodyAround(taken);
    Optional<ObjectName> name = name(taken);
    return body.isEmpty() || name.isEmpty() || !(taken.getLeaf() instanceof MethodInvocationTree)
        ? Optional.empty()
        : new Retakings(
                taken, body.get(), name.get(), again(taken, name.get()), ends(name.get()), state)
            .find()
            .filter(again -> again.call().getLeaf() != taken.getLeaf() || mayBeRepeated(taken))
            .map(again -> new OwnHold(taken, again.call(), again.waiting(), Taken.PERMIT));
  }

  /** Whether the loop around a call may have a second round, as far as the code says that. */
  private boolean mayBeRepeated(TreePath call) {
    return Loops.innermost(call)
        .filter(loop -> !Loops.isEndless(loop.getLeaf()))
        .filter(loop -> Runs.rounds(loop, state).most().kind() == Amount.Kind.UNKNOWN)
        .isEmpty();
  }

  private Optional<ObjectName> name(TreePath call) {
    return Paths.receiver(call).flatMap(object -> ObjectName.of(object, state));
  }

  /** The calls that wait for ever for as long as what another has acquired is kept. */
  private ImmutableSet<TreePath> again(TreePath taken, ObjectName name) {
    Amount kept = least(taken);
    return counts.waits().stream()
        .filter(wait -> kept.plus(least(wait)).isMoreThan(ever).isYes())
        .filter(wait -> !least(wait).isMoreThan(ever).isYes())
        .filter(wait -> name(wait).filter(name::equals).isPresent())
        .filter(this::isLeftAlone)
        .collect(toImmutableSet());
  }

  private Amount least(TreePath acquire) {
    return counts.permitsOf(acquire.getLeaf()).least();
  }

  private boolean isLeftAlone(TreePath wait) {
    return (ASTHelpers.getSymbol(wait.getLeaf()) instanceof MethodSymbol method
            && method.getThrownTypes().isEmpty())
        || Interrupters.inView(wait, Tasks.of(wait, state), state).answer().isNo();
  }

  private ImmutableSet<Tree> ends(ObjectName name) {
    return Stream.concat(
            channel.endpoints().stream().filter(Endpoint::isSend).map(Endpoint::path),
            name.declarations(state))
        .map(TreePath::getLeaf)
        .collect(toImmutableSet());
  }
}
