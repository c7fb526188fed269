package dev.watertight.findings.endsignals;

import static com.google.common.collect.ImmutableList.toImmutableList;
import static com.google.common.collect.ImmutableSet.toImmutableSet;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Iterables;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.SynchronizedTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Flags;
import com.sun.tools.javac.code.Symbol.ClassSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.findings.handles.ShutdownHooks;
import dev.watertight.loops.FirstValues;
import dev.watertight.model.Trait;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Graphs;
import dev.watertight.program.Paths;
import dev.watertight.program.Symbols;
import dev.watertight.program.TestOutcomes;
import dev.watertight.program.Trees;
import dev.watertight.tasks.Task;
import dev.watertight.tasks.Tasks;
import dev.watertight.values.ResolvedLibrary;
import dev.watertight.values.Values;
import dev.watertight.wakers.CallSites;
import dev.watertight.wakers.Exclusion;
import dev.watertight.wakers.Order;
import dev.watertight.wakers.ProgramTasks;
import dev.watertight.wakers.Sequel;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One change that would end a wait, and whether those who wait get to know of it.
 *
 * @param waiting the wait
 * @param change where the variable is named that changes
 * @param variable what changes
 * @param endings what ends the wait
 * @param signals all signals for it
 * @param state the compilation
 */
record MissedChange(
    TreePath waiting,
    TreePath change,
    VarSymbol variable,
    EndingChanges endings,
    ImmutableSet<TreePath> signals,
    VisitorState state) {

  Optional<UnsignalledWait> find() {
    ImmutableSet<Task> changing = Tasks.of(change, state);
    ImmutableSet<Task> own =
        Tasks.of(waiting, state).stream()
            .filter(task -> !isEndedBy(task))
            .collect(toImmutableSet());
    if (Graphs.areTogether(change, waiting)
        || !ProgramTasks.mayRun(change, state)
        || changing.isEmpty()
        || !changing.stream().allMatch(MissedChange::isKnown)
        || ShutdownHooks.isInHook(change, state)
        || own.isEmpty()
        || !isOfOneObject()) {
      return Optional.empty();
    }
    boolean areAlike = isAmongThoseAlike(changing, own);
    if (!areAlike && own.equals(changing)) {
      return Optional.empty();
    }
    Sequel after = sequel(change, areAlike);
    boolean isMissed =
        !after.mayEndProcess()
            && signals.stream().allMatch(signal -> isNoHelp(signal, after, changing, own))
            && (areAlike
                ? Sequel.inThread(waiting, state).includes(change).isYes()
                : isFirst(ImmutableList.of(change)));
    return isMissed && encounter().isPossible(change, endings.variables())
        ? judge(changing, own)
        : Optional.empty();
  }

  Encounter encounter() {
    return new Encounter(
        sequel(waiting, /* areAlike= */ false).places().seen(),
        sequel(change, /* areAlike= */ false).places().seen());
  }

  /** Whether somebody waits when the change comes: certainly, likely, or perhaps nobody. */
  private Optional<UnsignalledWait> judge(ImmutableSet<Task> changing, ImmutableSet<Task> own) {
    Optional<ImmutableList<TreePath>> others = othersIfAtFirst(own);
    boolean isCertain =
        others.isPresent()
            && endings.isCertain(change, variable)
            && changing.size() == 1
            && own.stream().noneMatch(this::isSeveral)
            && encounter().isFree()
            && others.get().stream()
                .allMatch(other -> sequel(other, /* areAlike= */ false).includes(change).isNo());
    return isCertain
            || isBack(own)
            || others.filter(list -> list.stream().noneMatch(this::isAlwaysBefore)).isPresent()
        ? Optional.of(found(isCertain))
        : Optional.empty();
  }

  private UnsignalledWait found(boolean isCertain) {
    return new UnsignalledWait(waiting, ImmutableList.of(change), Optional.empty(), isCertain);
  }

  static boolean isKnown(Task task) {
    return task instanceof Task.Apart || ProgramTasks.isMain(task);
  }

  /** Whether a task has certainly ended when the change comes. */
  boolean isEndedBy(Task task) {
    return CallSites.inThread(change, state).seen().stream()
        .anyMatch(way -> Order.isAfterEnd(way, task, state));
  }

  /** Whether one of several equal threads makes the change, and those signal that do the same. */
  private boolean isAmongThoseAlike(ImmutableSet<Task> changing, ImmutableSet<Task> own) {
    return own.equals(changing)
        && own.size() == 1
        && Iterables.getOnlyElement(own) instanceof Task.Apart task
        && ProgramTasks.isRepeated(task.start(), state)
        && signals.stream().allMatch(signal -> Tasks.of(signal, state).equals(own));
  }

  /** What comes after a place: what other threads do that are alike has been done, or waits. */
  Sequel sequel(TreePath place, boolean areAlike) {
    return areAlike
        ? Sequel.inThread(place, state)
        : localMaker()
            .map(maker -> Sequel.ofObject(place, maker, state))
            .orElseGet(() -> Sequel.onPaths(place, state));
  }

  /** Whether all that happens to the variable happens to one object, as far as is in view. */
  boolean isOfOneObject() {
    return !Symbols.isField(variable) || variable.isStatic() || makers().size() == 1;
  }

  /** Where the objects are made that have the variable. */
  private ImmutableList<TreePath> makers() {
    CompilationIndex index = CompilationIndex.of(state);
    return variable.owner instanceof ClassSymbol type
        ? Stream.concat(Stream.of(type), index.subclasses(type).stream())
            .flatMap(each -> index.creations(each).stream())
            .collect(toImmutableList())
        : ImmutableList.of();
  }

  /** What makes the object, if a body does so for itself. */
  private Optional<TreePath> localMaker() {
    if (!Symbols.isField(variable)) {
      return CompilationIndex.of(state).declaration(variable);
    }
    return variable.isStatic()
        ? Optional.empty()
        : makers().stream()
            .filter(
                maker ->
                    maker.getParentPath().getLeaf() instanceof VariableTree tree
                        && !Symbols.isField(ASTHelpers.getSymbol(tree))
                        && Values.isFixed(ASTHelpers.getSymbol(tree), state))
            .findFirst();
  }

  /** Whether a signal does not wake who waits when the change has come. */
  private boolean isNoHelp(
      TreePath signal, Sequel after, ImmutableSet<Task> changing, ImmutableSet<Task> own) {
    ImmutableSet<Task> signalling = Tasks.of(signal, state);
    return !ProgramTasks.mayRun(signal, state)
        || ((signalling.stream().allMatch(task -> own.contains(task) || isEndedBy(task))
                || (changing.size() == 1 && signalling.equals(changing)))
            && (isExcluded(signal) || !mayFollow(signal, after, signalling))
            && !isTogether(signal));
  }

  /** Whether a signal may come later: of one task, also of one that waits, the text says all. */
  private boolean mayFollow(TreePath signal, Sequel after, ImmutableSet<Task> signalling) {
    boolean isOfOne = signalling.size() == 1 && signalling.stream().noneMatch(this::isSeveral);
    return !(isOfOne ? after.inText(signal) : after.includes(signal)).isNo();
  }

  /** Whether a test of the variable keeps control from a signal ever after. */
  private boolean isExcluded(TreePath signal) {
    return Graphs.bodyAround(signal).stream()
        .flatMap(body -> TestOutcomes.at(signal, body.getLeaf()).stream())
        .anyMatch(test -> endings.excludes(change, variable, test));
  }

  /** Whether the signal comes before the change, but nobody is woken until that has come, too. */
  boolean isTogether(TreePath signal) {
    ImmutableSet<TreePath> signalling = CallSites.inThread(signal, state).seen();
    return CallSites.inThread(change, state).seen().stream()
        .anyMatch(
            one ->
                signalling.stream()
                    .anyMatch(
                        other ->
                            Graphs.areTogether(one, other)
                                && isInMonitor(one, other)
                                && !Exclusion.isCertain(other, one)
                                && !Exclusion.isCertain(one, other)));
  }

  private boolean isInMonitor(TreePath one, TreePath other) {
    return Symbols.methodAround(one)
            .filter(method -> (method.flags() & Flags.SYNCHRONIZED) != 0)
            .isPresent()
        || Paths.aroundInBody(one).stream()
            .map(TreePath::getLeaf)
            .anyMatch(tree -> tree instanceof SynchronizedTree && Paths.isInside(other, tree))
        || Graphs.bodyAround(one).stream()
            .flatMap(body -> Trees.ownPathsIn(body, MethodInvocationTree.class).stream())
            .anyMatch(call -> ResolvedLibrary.of(state).is(call.getLeaf(), Trait.LOCKS));
  }

  /** Whether a thread may come to the wait for the first time before any of the changes. */
  boolean isFirst(List<TreePath> changes) {
    ImmutableSet<Tree> ways =
        Stream.concat(Stream.of(waiting), changes.stream())
            .flatMap(place -> sequel(place, /* areAlike= */ false).places().seen().stream())
            .map(TreePath::getLeaf)
            .collect(toImmutableSet());
    TreePath arrival = new UnsignalledWaits(waiting, state).arrival();
    return new FirstArrival(arrival, waiting, state)
        .isAfterNoneOf(
            changes, way -> way.getLeaf() == arrival.getLeaf() || ways.contains(way.getLeaf()));
  }

  /**
   * The other changes that others may make, if the one thread that waits comes before them and has
   * to wait as long as nothing has changed.
   */
  private Optional<ImmutableList<TreePath>> othersIfAtFirst(ImmutableSet<Task> own) {
    FirstValues first = new FirstValues(state);
    ImmutableList<TestOutcomes.Outcome> tests =
        Graphs.bodyAround(waiting)
            .map(body -> TestOutcomes.at(waiting, body.getLeaf()))
            .orElse(ImmutableList.of());
    if (own.size() != 1 || !tests.stream().allMatch(test -> UnsignalledWaits.holds(test, first))) {
      return Optional.empty();
    }
    ImmutableList<TreePath> changes = AwaitedChanges.of(tests, first, state).changes();
    return isFirst(changes)
        ? Optional.of(
            changes.stream()
                .filter(other -> other.getLeaf() != change.getLeaf())
                .filter(other -> ProgramTasks.mayRun(other, state))
                .filter(other -> !own.containsAll(Tasks.of(other, state)))
                .collect(toImmutableList()))
        : Optional.empty();
  }

  /** Whether whoever makes the change has always made another one before. */
  private boolean isAlwaysBefore(TreePath other) {
    ImmutableSet<TreePath> ways = sequel(change, /* areAlike= */ false).places().seen();
    return sequel(other, /* areAlike= */ false).places().seen().stream()
        .anyMatch(
            first ->
                ways.stream()
                    .anyMatch(
                        way -> Graphs.areTogether(first, way) && Order.isAlwaysBefore(first, way)));
  }

  boolean isSeveral(Task task) {
    return task instanceof Task.Apart apart && ProgramTasks.isRepeated(apart.start(), state);
  }

  /** Whether threads come to the wait again and again, or several do. */
  private boolean isBack(ImmutableSet<Task> own) {
    return own.size() > 1
        || (ProgramTasks.isRepeated(
                new UnsignalledWaits(waiting, state).arrival().getParentPath(), state)
            && !new ConsumerEnds(waiting, state).areOfValue());
  }
}
