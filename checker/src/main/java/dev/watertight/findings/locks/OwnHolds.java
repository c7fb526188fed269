package dev.watertight.findings.locks;

import static com.google.common.collect.ImmutableMap.toImmutableMap;
import static com.google.common.collect.ImmutableSet.toImmutableSet;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import dev.watertight.answers.Known;
import dev.watertight.locks.LockUses;
import dev.watertight.locks.ObjectName;
import dev.watertight.model.Trait;
import dev.watertight.paths.UnjoinedForks;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Graphs;
import dev.watertight.program.Paths;
import dev.watertight.program.Symbols;
import dev.watertight.program.Trees;
import dev.watertight.summaries.CertainCalls;
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
   * @param isUpgrade whether it has taken the lock for reading
   */
  public record OwnHold(TreePath taken, TreePath call, TreePath waiting, boolean isUpgrade) {}

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
    ImmutableMap<Tree, TreePath> waits = waits();
    if (waits.isEmpty() || isAsked() || mayBeTakenBefore()) {
      return Optional.empty();
    }
    Optional<Tree> reached = reached(ImmutableSet.of(taken.getLeaf()), taken, waits.keySet());
    return waits.entrySet().stream()
        .filter(wait -> reached.filter(call -> call == wait.getKey()).isPresent())
        .map(
            wait ->
                new OwnHold(
                    taken,
                    TreePath.getPath(body, wait.getKey()),
                    wait.getValue(),
                    !lock.is(Trait.NOT_REENTRANT)))
        .findFirst();
  }

  /**
   * The first of some calls of the body that is reached with the lock still taken, and with each
   * variable still standing for what it stood for then.
   */
  private Optional<Tree> reached(
      ImmutableSet<Tree> takes, TreePath half, ImmutableSet<Tree> calls) {
    Stream<TreePath> releases =
        lock.calls(Trait.UNLOCKS).stream().filter(release -> lock.mayBeOfOneHalf(half, release));
    Stream<TreePath> declarations =
        name(half).stream()
            .flatMap(name -> name.symbols().stream())
            .filter(symbol -> symbol.owner instanceof MethodSymbol)
            .flatMap(local -> CompilationIndex.of(state).declaration(local).stream());
    ImmutableSet<Tree> ends =
        Stream.concat(releases, declarations).map(TreePath::getLeaf).collect(toImmutableSet());
    return UnjoinedForks.in(
            body, body.getLeaf(), false, takes, ends, calls, ImmutableMap.of(), state)
        .read();
  }

  /** The calls of the body that wait for the lock if it is taken, with the places where they do. */
  private ImmutableMap<Tree, TreePath> waits() {
    Optional<ObjectName> name = name(taken);
    ImmutableSet<TreePath> waits =
        lock.calls(Trait.LOCKS).stream()
            .filter(
                wait ->
                    lock.is(Trait.NOT_REENTRANT)
                        ? !(lock.isShared(taken) && lock.isShared(wait))
                        : !lock.isShared(wait))
            .filter(wait -> name.isPresent() && name.equals(name(wait)))
            .collect(toImmutableSet());
    return waits.isEmpty()
        ? ImmutableMap.of()
        : Trees.ownPathsIn(body, MethodInvocationTree.class).stream()
            .filter(call -> waiting(call, waits).isPresent())
            .collect(toImmutableMap(TreePath::getLeaf, call -> waiting(call, waits).get()));
  }

  private Optional<ObjectName> name(TreePath call) {
    return Paths.receiver(call).flatMap(object -> ObjectName.of(object, state));
  }

  /** Where a call of the body waits, itself or in a method of the same object that it calls. */
  private Optional<TreePath> waiting(TreePath call, ImmutableSet<TreePath> waits) {
    Optional<TreePath> own =
        waits.stream().filter(wait -> wait.getLeaf() == call.getLeaf()).findFirst();
    if (own.isPresent() || !Symbols.isSelf(Symbols.receiver(call.getLeaf()))) {
      return own;
    }
    MethodSymbol method = (MethodSymbol) ASTHelpers.getSymbol(call.getLeaf());
    CompilationIndex index = CompilationIndex.of(state);
    return index
        .declaration(method)
        .filter(callee -> callee.getLeaf() != body.getLeaf())
        .filter(callee -> index.overriders(method).isEmpty())
        .flatMap(
            callee ->
                waits.stream()
                    .filter(wait -> Graphs.isDirectlyIn(wait, callee.getLeaf()))
                    .filter(wait -> isCertain(wait, callee))
                    .findFirst());
  }

  private static boolean isCertain(TreePath call, TreePath body) {
    return CertainCalls.in(body, false).calls().stream()
        .anyMatch(passed -> passed.getLeaf() == call.getLeaf());
  }

  /** Whether the body asks whether it has taken the lock. */
  private boolean isAsked() {
    return !lock.calls(Trait.TELLS_HELD).isEmpty();
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
                        reached(
                                ImmutableSet.of(write.getLeaf()),
                                write,
                                ImmutableSet.of(taken.getLeaf()))
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
