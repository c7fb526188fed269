package dev.watertight.wakers;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.util.TreePath;
import dev.watertight.channels.Channels;
import dev.watertight.model.ChannelOperation;
import dev.watertight.model.ChannelOperation.Act;
import dev.watertight.model.ChannelOperation.Wait;
import dev.watertight.model.Trait;
import dev.watertight.tasks.Task;
import dev.watertight.tasks.Tasks;
import dev.watertight.values.Fate;
import dev.watertight.values.ResolvedLibrary;
import dev.watertight.values.Sink;
import java.util.Collection;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A connection to a peer, all uses of which are in view.
 *
 * @param maker the expression that makes it
 * @param fate what becomes of it, and of the streams that are made of it
 */
public record Connection(TreePath maker, Fate fate, VisitorState state) {
  /** Whether the peer has asked for it. */
  public boolean isAccepted() {
    return ResolvedLibrary.of(state).is(maker.getLeaf(), Trait.AWAITS_INPUT);
  }

  /** Whether a time limit is set for its reads. */
  boolean isLimited() {
    return fate.uses().stream()
        .anyMatch(use -> ResolvedLibrary.of(state).is(use.path().getLeaf(), Trait.LIMITS_WAITS));
  }

  /** The reads that wait until the peer sends, however long that takes. */
  public ImmutableList<TreePath> endlessReads() {
    return isLimited()
        ? ImmutableList.of()
        : fate.uses().stream()
            .map(Sink.Use::path)
            .filter(
                use ->
                    operation(use)
                        .filter(row -> row.act() == Act.RECEIVE || row.act() == Act.DRAIN)
                        .filter(row -> row.waiting() == Wait.ALWAYS)
                        .isPresent())
            .collect(toImmutableList());
  }

  /** Whether a read goes on until there is nothing more. */
  public boolean isDrained(TreePath read) {
    return operation(read).filter(row -> row.act() == Act.DRAIN).isPresent();
  }

  /** Where something is written to it. */
  public Stream<TreePath> writes() {
    return fate.uses().stream()
        .map(Sink.Use::path)
        .filter(use -> operation(use).filter(row -> row.act() == Act.SEND).isPresent());
  }

  private Optional<ChannelOperation> operation(TreePath use) {
    return use.getLeaf() instanceof MethodInvocationTree call
        ? Channels.of(state).operationOf(ASTHelpers.getSymbol(call))
        : Optional.empty();
  }

  /** Where other tasks than these close it. */
  public ImmutableList<TreePath> closesBut(Collection<? extends Task> readers) {
    return fate.releases().stream()
        .map(Sink.Release::path)
        .filter(place -> !readers.containsAll(Tasks.of(place, state)))
        .collect(toImmutableList());
  }

  /** Whether a read in the thread of a task does not notice an interrupt. */
  public boolean isDeafIn(Task.Apart task) {
    return ResolvedLibrary.of(state).is(ASTHelpers.getType(maker.getLeaf()), Trait.UNINTERRUPTIBLE)
        && PlatformThreads.isPlatform(task, state);
  }

  /** Whether nobody may end a read in the thread of a task by an interrupt. */
  public boolean isUninterrupted(TreePath read, Task.Apart task) {
    return isDeafIn(task) || Interrupters.of(task, state).answer().isNo();
  }

  /** Whether code that runs closes it, as far as that is in view, or others have it. */
  static boolean isPerhapsClosed(TreePath maker, VisitorState state) {
    return Connections.at(maker, state)
        .map(
            connection ->
                connection.fate.releases().stream()
                    .anyMatch(release -> runs(release.path(), state)))
        .orElse(true);
  }

  /** Whether code in view runs the place: not only others, who may call its method or not. */
  static boolean runs(TreePath place, VisitorState state) {
    return Tasks.of(place, state).stream()
        .anyMatch(task -> !(task instanceof Task.Caller) || ProgramTasks.isMain(task));
  }
}
