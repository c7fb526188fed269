package dev.watertight.findings.handles;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Iterables;
import com.google.errorprone.VisitorState;
import com.google.errorprone.suppliers.Supplier;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.BlockTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol.ClassSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.answers.Answer;
import dev.watertight.caches.PerCompilation;
import dev.watertight.handles.Fates;
import dev.watertight.handles.Handles;
import dev.watertight.handles.Lifespans;
import dev.watertight.handles.Opening;
import dev.watertight.handles.Openings;
import dev.watertight.handles.OwnerStarts;
import dev.watertight.handles.Owners;
import dev.watertight.handles.ThreadStarts;
import dev.watertight.model.Lifetime;
import dev.watertight.model.Trait;
import dev.watertight.paths.Loss;
import dev.watertight.paths.Obligation;
import dev.watertight.paths.PathSearch;
import dev.watertight.program.Arguments;
import dev.watertight.program.Graphs;
import dev.watertight.program.Paths;
import dev.watertight.program.Symbols;
import dev.watertight.summaries.Summaries;
import dev.watertight.tasks.TaskBodies;
import dev.watertight.tasks.TaskStarts;
import dev.watertight.values.Fate;
import dev.watertight.values.ResolvedLibrary;
import dev.watertight.values.Sink;
import dev.watertight.wakers.ProgramTasks;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.Optional;

/** Decides, for an expression that opens a handle, whether the handle leaks and how. */
public final class Leaks {

  private static final Supplier<Leaks> INSTANCE = PerCompilation.of(state -> new Leaks());

  /** The most convincing loss first: an overwrite, then a plain return, then an exception. */
  static final Comparator<Loss> MOST_CONVINCING =
      Comparator.comparing((Loss loss) -> loss.exit() == Loss.Exit.THROW)
          .thenComparing(loss -> loss.exit() != Loss.Exit.OVERWRITE)
          .thenComparing(loss -> loss.at() == null);

  private final IdentityHashMap<Tree, Optional<Leak>> known = new IdentityHashMap<>();

  private Leaks() {}

  /** Whether a value of the class may be a handle, or an object that owns one: a first test. */
  public static boolean isCandidate(ClassSymbol type, VisitorState state) {
    return Handles.of(state).kindOf(type.type).isPresent()
        || Owners.isCandidate(type, state)
        || ThreadOwners.isCandidate(type, state);
  }

  /** The leak of the handle that the expression opens, if it opens one and that leaks. */
  public static Optional<Leak> at(TreePath path, VisitorState state) {
    return INSTANCE.get(state).find(path, state);
  }

  private Optional<Leak> find(TreePath path, VisitorState state) {
    Optional<Leak> leak = known.get(path.getLeaf());
    return leak == null ? judgeOnce(path, state) : leak;
  }

  private Optional<Leak> judgeOnce(TreePath path, VisitorState state) {
    // Should the analysis fail, it is not tried again.
    known.put(path.getLeaf(), Optional.empty());
    Optional<Opening> opening = Openings.at(path, state).or(() -> ThreadOwners.at(path, state));
    if (opening.isEmpty()) {
      return Optional.empty();
    }
    Optional<Leak> leak = of(opening.get(), state);
    known.put(path.getLeaf(), leak);
    return leak;
  }

  /** The leak of what is opened, be it but an owner that a class would be. */
  public static Optional<Leak> of(Opening opening, VisitorState state) {
    boolean isSettled =
        opening.isOwner()
            ? isInMain(opening.path()) && isService(opening, state)
            : endsWithProcess(opening, state) || AwaitedWork.isAll(opening, state);
    return isSettled
        ? Optional.empty()
        : judge(opening, state)
            .filter(leak -> !HandedBack.isReleased(opening, Fates.of(opening, state), state));
  }

  /**
   * The leak of what is opened where only the paths of the body around it decide, once threads run.
   *
   * @param starts what starts the threads
   * @param ends what ends the duty to release it, beside the releases of its kind
   */
  public static Optional<Leak> onPath(
      Opening opening, ImmutableSet<Tree> starts, ImmutableSet<Tree> ends, VisitorState state) {
    Fate fate = Fates.of(opening, state);
    return Graphs.bodyAround(opening.path())
        .filter(body -> fate.variables().stream().noneMatch(Symbols::isField))
        .map(
            body ->
                PathSearch.losses(
                    body, Obligations.ofOpened(opening, body, state).between(starts, ends), state))
        .filter(losses -> !losses.isEmpty())
        .map(losses -> ImmutableList.sortedCopyOf(MOST_CONVINCING, losses))
        .map(losses -> new Leak(opening, Leak.Kind.LOST_ON_A_PATH, fate.variables(), losses));
  }

  private static boolean isInMain(TreePath path) {
    return Symbols.methodAround(path).filter(Symbols::isMain).isPresent();
  }

  /**
   * Whether what is opened once a process ends with it, at the latest after {@code main}: that
   * exits, or it opens a handle that works by itself, or has no threads that outlive it.
   */
  private static boolean endsWithProcess(Opening opening, VisitorState state) {
    boolean works =
        opening.lifetime() == Lifetime.HELD
            || ResolvedLibrary.of(state).is(ASTHelpers.getType(opening.tree()), Trait.SERVES);
    return (works || opening.lifetime().isPersistent())
        && ((isInMain(opening.path())
                && (works || !ThreadFactories.makeUserThreads(opening, state))
                && ProgramTasks.isOnce(opening.path(), state))
            || (ProgramTasks.isOfObjectOfMain(opening.path(), state)
                && !ThreadFactories.makeUserThreads(opening, state))
            || ProgramTasks.isOnceBeforeExit(opening.path(), state));
  }

  /**
   * Whether an object that {@code main} makes works for the life of the process, as a server does,
   * or its threads do not outlive {@code main}: what is left is one that {@code main} gives so many
   * tasks, after which the process hangs.
   */
  private static boolean isService(Opening owner, VisitorState state) {
    return owner.startsAtOnce()
        || Openings.at(owner.primitive(), state)
            .map(handle -> Fates.of(handle, state))
            .map(
                fate ->
                    worksByItself(fate, state)
                        || (owner.starts().isEmpty() && !isUsedBeside(owner.path(), fate)))
            .orElse(true)
        || !ThreadFactories.makeUserThreads(owner, state);
  }

  /** Whether the method around a path uses the handle itself. */
  private static boolean isUsedBeside(TreePath path, Fate fate) {
    return fate.uses().stream().anyMatch(use -> Graphs.areTogether(use.path(), path));
  }

  private static boolean worksByItself(Fate fate, VisitorState state) {
    return ThreadStarts.loopForEver(fate, state)
        || fate.uses().stream()
            .anyMatch(
                use ->
                    TaskStarts.isPeriodic(use.path(), state)
                        || (use.method().equals("schedule") && runsAgain(use, fate, state)));
  }

  /** Whether the task of a timer schedules the next one. */
  private static boolean runsAgain(Sink.Use use, Fate fate, VisitorState state) {
    ExpressionTree task = Iterables.getFirst(Arguments.of(use.path().getLeaf()), null);
    Optional<TreePath> body =
        task == null ? Optional.empty() : TaskBodies.of(new TreePath(use.path(), task), state);
    return body.isEmpty()
        || fate.uses().stream()
            .filter(other -> other.method().startsWith("schedule"))
            .anyMatch(other -> Summaries.reaches(other.path(), body.get(), state) != Answer.NO);
  }

  /** Whether code runs when a class is initialized, or makes an object that lives as long. */
  private static boolean isOnceInProcess(TreePath body, VisitorState state) {
    return body.getLeaf() instanceof BlockTree block
        ? block.isStatic()
        : Symbols.isConstructor(body)
            && Lifespans.isProcessWide(
                (ClassSymbol) ASTHelpers.getSymbol(body.getLeaf()).owner, state);
  }

  private static Optional<Leak> judge(Opening found, VisitorState state) {
    Fate fate = Fates.of(found, state);
    Opening opening = Fates.asUsed(found, fate, state);
    if (opening.lifetime() == Lifetime.ENDING
        || (!opening.starts().isEmpty() && !ThreadStarts.any(fate, opening))) {
      return Optional.empty();
    }
    Optional<VarSymbol> field = fate.variables().stream().filter(Symbols::isField).findFirst();
    if (field.isEmpty()) {
      boolean never = fate.releases().isEmpty() && !fate.isUnknown();
      return opening.isOwner() && !never
          ? ownerLostInMethod(opening, fate, state)
          : lostInMethod(opening, fate, never, state);
    }
    Optional<Leak> overwrite =
        opening.isOwner()
            ? Optional.empty()
            : FieldOverwrites.at(opening, fate, field.get(), state);
    if (overwrite.isPresent()) {
      return overwrite;
    }
    if (!fate.isUnknown() && !isReleasedLater(opening, fate, field.get(), state)) {
      return ThreadStarts.any(fate, opening)
          ? neverReleased(opening, fate, field.get(), state)
          : Optional.empty();
    }
    if (opening.isOwner()) {
      return DroppedElements.of(opening, fate, field.get(), state);
    }
    if (ShutdownHooks.neverRun(opening, fate, state)) {
      return keptAlive(opening, fate, state);
    }
    return lostInMethod(opening, fate, false, state)
        .or(() -> UnmetReleases.of(opening, fate, field.get(), state))
        .or(() -> FieldLeaks.lostByFailingConstructor(opening, fate, field.get(), state))
        .or(() -> DroppedElements.of(opening, fate, field.get(), state))
        .or(() -> FieldLeaks.releaseSkipped(opening, fate, field.get(), state))
        .or(() -> UsersThatRelease.releaseSkipped(opening, fate, field.get(), state))
        .or(() -> FieldLeaks.releaseOverridden(opening, fate, field.get(), state));
  }

  /** Whether any release ends the handle after the field has got it. */
  private static boolean isReleasedLater(
      Opening opening, Fate fate, VarSymbol field, VisitorState state) {
    Optional<TreePath> body = Graphs.bodyAround(opening.path());
    return fate.releases().stream()
            .anyMatch(
                release ->
                    (body.isPresent() && Paths.isInside(release.path(), body.get().getLeaf()))
                        || Lifespans.counts(release, state))
        || (body.isEmpty()
            && !fate.releases().isEmpty()
            && FieldLeaks.endsInConstructors(opening, field, state));
  }

  private static Optional<Leak> neverReleased(
      Opening opening, Fate fate, VarSymbol field, VisitorState state) {
    if (!Lifespans.isProcessWide(field, state)) {
      Leak.Kind kind = fate.isExposed() ? Leak.Kind.EXPOSED : Leak.Kind.NEVER_RELEASED;
      return isMadeForOthers(opening, fate)
              || (opening.lifetime() == Lifetime.HELD && mayStayOpen(opening, fate, field, state))
          ? Optional.empty()
          : Optional.of(Leak.of(opening, kind, fate));
    }
    return keptForProcess(opening, fate, state);
  }

  /** Whether a factory returns an owner: it is the callers' then, whatever else keeps it. */
  private static boolean isMadeForOthers(Opening opening, Fate fate) {
    return opening.isOwner()
        && fate.offers().stream()
            .anyMatch(offer -> Graphs.areTogether(offer.path(), opening.path()));
  }

  /**
   * Whether what has no thread may stay open in the field: the object shows it, as if to hand it
   * over, or is made with it and does not offer to be closed, as if made once.
   */
  private static boolean mayStayOpen(
      Opening opening, Fate fate, VarSymbol field, VisitorState state) {
    return fate.isExposed()
        || (Graphs.bodyAround(opening.path()).filter(b -> !Symbols.isConstructor(b)).isEmpty()
            && !Symbols.isA(field.owner.type, "java.lang.AutoCloseable", state));
  }

  /** What lives as long as the process may do so, but must not keep the JVM from exiting. */
  private static Optional<Leak> keptForProcess(Opening opening, Fate fate, VisitorState state) {
    boolean stays =
        opening.lifetime().isPersistent()
            || (opening.lifetime() == Lifetime.COLLECTED
                && fate.variables().stream().anyMatch(ASTHelpers::isStatic));
    return stays ? keptAlive(opening, fate, state) : Optional.empty();
  }

  private static Optional<Leak> keptAlive(Opening opening, Fate fate, VisitorState state) {
    return !fate.isExposed()
            && !ProgramTasks.isOnceBeforeExit(opening.path(), state)
            && ThreadFactories.makeUserThreads(opening, state)
        ? Optional.of(Leak.of(opening, Leak.Kind.KEEPS_JVM_ALIVE, fate))
        : Optional.empty();
  }

  /**
   * Whether the code that makes an owner drops it, by a return or for another one: certain only if
   * its threads run then, and it tells nobody of itself who could close it. What an exception does
   * to it is not asked: who throws may have closed it.
   */
  private static Optional<Leak> ownerLostInMethod(Opening owner, Fate fate, VisitorState state) {
    return OwnerStarts.areCertain(owner, fate, state)
        ? lostInMethod(owner, fate, false, state)
            .filter(leak -> leak.losses().get(0).exit() != Loss.Exit.THROW)
        : Optional.empty();
  }

  /** Whether the code that opens the handle loses it before it is in any field. */
  private static Optional<Leak> lostInMethod(
      Opening opening, Fate fate, boolean never, VisitorState state) {
    Optional<TreePath> body = Graphs.bodyAround(opening.path());
    Optional<Leak> whole =
        Optional.of(Leak.of(opening, Leak.Kind.NEVER_RELEASED, fate))
            .filter(leak -> never && ThreadStarts.any(fate, opening));
    if (body.isEmpty()) {
      return whole;
    }
    Obligation obligation = Obligations.ofOpened(opening, body.get(), state);
    if (never
        ? isInMain(opening.path()) && ThreadStarts.loopForEver(fate, state)
        : obligation.settled()) {
      return Optional.empty();
    }
    if (never && isOnceInProcess(body.get(), state)) {
      return whole.flatMap(leak -> keptForProcess(opening, fate, state));
    }
    ImmutableSet<Loss> losses = PathSearch.losses(body.get(), obligation, state);
    if (losses.isEmpty() && whole.isPresent()) {
      // In a local container that nobody empties, or that goes through methods to where nobody
      // does.
      Obligation kept = Obligations.ofOpenedAndKept(opening, null, body.get(), state);
      losses = PathSearch.losses(body.get(), kept.startedAtOnce(), state);
      if (losses.isEmpty() && (kept.settled() || !fate.returned())) {
        return whole;
      }
    }
    if (losses.isEmpty()) {
      return Optional.empty();
    }
    ImmutableList<Loss> sorted = ImmutableList.sortedCopyOf(MOST_CONVINCING, losses);
    Leak.Kind kind =
        never
            ? Leak.Kind.NEVER_RELEASED
            : sorted.get(0).exit() == Loss.Exit.OVERWRITE
                ? Leak.Kind.OVERWRITTEN
                : Leak.Kind.LOST_ON_A_PATH;
    return Optional.of(new Leak(opening, kind, fate.variables(), sorted));
  }
}
