package dev.watertight.findings.locks;

import static com.google.common.collect.ImmutableSet.toImmutableSet;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import dev.watertight.answers.Known;
import dev.watertight.channels.ChannelFindings.Found;
import dev.watertight.locks.LockUses;
import dev.watertight.locks.ObjectName;
import dev.watertight.model.Trait;
import dev.watertight.paths.UnjoinedForks;
import dev.watertight.program.Graphs;
import dev.watertight.program.Paths;
import dev.watertight.program.Trees;
import dev.watertight.values.ResolvedLibrary;
import dev.watertight.wakers.CallSites;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Finds threads that wait for a lock because they have taken it themselves: for writing while they
 * read, or a second time where that is not meant to be.
 */
public final class OwnHolds {
  private final LockUses lock;
  private final TreePath taken;
  private final TreePath body;
  private final VisitorState state;

  private OwnHolds(LockUses lock, TreePath taken, TreePath body, VisitorState state) {
    this.lock = lock;
    this.taken = taken;
    this.body = body;
    this.state = state;
  }

  /**
   * A thread that keeps itself out.
   *
   * @param taken where it takes the lock
   * @param call where it waits for it, or the call that leads there
   * @param waiting where it waits
   * @param what what it has taken
   */
  public record OwnHold(TreePath taken, TreePath call, TreePath waiting, Taken what) {}

  /** What a thread may have taken. */
  public enum Taken {
    /** A lock that lets no thread in twice. */
    LOCK,
    /** The half of a lock for those who read. */
    LOCK_FOR_READING,
    /** The only permit of a semaphore, or so many that too few are left. */
    PERMIT
  }

  /** Where threads of the unit at hand wait for a permit that they have acquired. */
  public static ImmutableList<Found<OwnHold>> ofPermits(VisitorState unit) {
    return OwnPermits.FINDINGS.inUnit(unit);
  }

  /** Where a thread that has taken a lock then waits for it, if anywhere. */
  public static Optional<OwnHold> at(TreePath taken, VisitorState state) {
    Optional<TreePath> body = Graphs.bodyAround(taken);
    return body.isEmpty() || !ResolvedLibrary.of(state).is(taken.getLeaf(), Trait.LOCKS)
        ? Optional.empty()
        : LockUses.of(taken, state)
            .filter(lock -> lock.isShared(taken) || lock.is(Trait.NOT_REENTRANT))
            .filter(LockUses::isClosedView)
            .filter(LockUses::isBalanced)
            .flatMap(lock -> new OwnHolds(lock, taken, body.get(), state).find());
  }

  private Optional<OwnHold> find() {
    Optional<ObjectName> name = name(taken);
    return name.isEmpty() || isAsked() || mayBeTakenBefore()
        ? Optional.empty()
        : new Retakings(taken, body, name.get(), again(name.get()), ends(taken), state)
            .find()
            .map(
                again ->
                    new OwnHold(
                        taken,
                        again.call(),
                        again.waiting(),
                        lock.is(Trait.NOT_REENTRANT) ? Taken.LOCK : Taken.LOCK_FOR_READING));
  }

  /** What ends that the lock is taken, or that its name stands for what it stood for then. */
  private ImmutableSet<Tree> ends(TreePath half) {
    return Stream.concat(
            lock.calls(Trait.UNLOCKS).stream()
                .filter(release -> lock.mayBeOfOneHalf(half, release)),
            name(half).stream().flatMap(name -> name.declarations(state)))
        .map(TreePath::getLeaf)
        .collect(toImmutableSet());
  }

  /** The calls that wait for the lock if it is taken. */
  private ImmutableSet<TreePath> again(ObjectName name) {
    return lock.calls(Trait.LOCKS).stream()
        .filter(
            wait ->
                lock.is(Trait.NOT_REENTRANT)
                    ? !(lock.isShared(taken) && lock.isShared(wait))
                    : !lock.isShared(wait))
        .filter(wait -> name(wait).filter(name::equals).isPresent())
        .collect(toImmutableSet());
  }

  private Optional<ObjectName> name(TreePath call) {
    return Paths.receiver(call).flatMap(object -> ObjectName.of(object, state));
  }

  /** Whether code asks whether it has taken the lock, and not only to write that down. */
  private boolean isAsked() {
    return lock.calls(Trait.TELLS_HELD).stream().anyMatch(asked -> !isPartOfText(asked));
  }

  private boolean isPartOfText(TreePath asked) {
    Tree whole = asked.getParentPath().getLeaf();
    return whole.getKind() == Tree.Kind.PLUS
        && ASTHelpers.isSameType(ASTHelpers.getType(whole), state.getSymtab().stringType, state);
  }

  /** Whether who has taken the lock for writing may read, and write again. */
  private boolean mayBeTakenBefore() {
    ImmutableSet<Tree> writes =
        lock.calls(Trait.LOCKS, Trait.TRIES_LOCK).stream()
            .filter(call -> !lock.isShared(call))
            .map(TreePath::getLeaf)
            .collect(toImmutableSet());
    return !lock.is(Trait.NOT_REENTRANT)
        && (lock.calls(Trait.LOCKS).stream()
                .filter(write -> writes.contains(write.getLeaf()))
                .filter(write -> Graphs.areTogether(write, taken))
                .anyMatch(
                    write ->
                        UnjoinedForks.in(
                                body,
                                body.getLeaf(),
                                false,
                                ImmutableSet.of(write.getLeaf()),
                                ends(write),
                                ImmutableSet.of(taken.getLeaf()),
                                ImmutableMap.of(),
                                state)
                            .read()
                            .isPresent())
            || isCalledByWriter(writes));
  }

  /** Whether code that takes the lock for writing leads to the body, or code out of view may. */
  private boolean isCalledByWriter(ImmutableSet<Tree> writes) {
    Known<TreePath> places = CallSites.leadingTo(taken, state);
    return !places.isComplete()
        || places.seen().stream()
            .flatMap(place -> Graphs.bodyAround(place).stream())
            .filter(caller -> caller.getLeaf() != body.getLeaf())
            .anyMatch(caller -> Trees.any(caller.getLeaf(), writes::contains));
  }
}
