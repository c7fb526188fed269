package dev.watertight.findings.threads;

import static com.sun.tools.javac.code.Scope.LookupKind.NON_RECURSIVE;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Iterables;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.MemberReferenceTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.ClassSymbol;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import dev.watertight.answers.Known;
import dev.watertight.handles.Fates;
import dev.watertight.handles.Handles;
import dev.watertight.loops.LoopExit;
import dev.watertight.loops.Refusals;
import dev.watertight.loops.Wait;
import dev.watertight.loops.WaitLoop;
import dev.watertight.loops.WaitLoops;
import dev.watertight.paths.CheckedData;
import dev.watertight.paths.Duties;
import dev.watertight.paths.Loss;
import dev.watertight.program.ClosingMethods;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Graphs;
import dev.watertight.program.Paths;
import dev.watertight.program.Subclasses;
import dev.watertight.program.Symbols;
import dev.watertight.program.Trees;
import dev.watertight.summaries.Exceptions;
import dev.watertight.summaries.Summaries;
import dev.watertight.tasks.Task;
import dev.watertight.tasks.TaskStarts;
import dev.watertight.tasks.Tasks;
import dev.watertight.wakers.Interrupter;
import dev.watertight.wakers.Interrupters;
import dev.watertight.wakers.ProgramTasks;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Finds loops of background threads that their object could end, and that go on because nobody gets
 * to do so: a subclass overrides the only method that ends them, the constructor that has started
 * the thread throws, and nobody has the object, or what ends them is skipped by an exception.
 *
 * <p>Certain only if the loop is left by flags and interrupts alone, and all places that set such a
 * flag or interrupt the thread are in view, and in methods of the object.
 */
public final class LostEnds {
  /**
   * A loop that nothing ends.
   *
   * @param loop the loop with its pause
   * @param overrider the method that overrides the one which ends the loop, if that is the reason
   * @param failure what fails otherwise
   * @param stop what the failure skips, if it is not that of the constructor
   */
  public record LostEnd(
      WaitLoop loop,
      Optional<MethodSymbol> overrider,
      Optional<Failure> failure,
      Optional<TreePath> stop) {}

  /**
   * An exception that leaves a constructor, or the method that ends the loop.
   *
   * @param at what throws it
   * @param exception the simple name of its type
   */
  public record Failure(Tree at, String exception) {}

  private final WaitLoop loop;
  private final ImmutableList<TreePath> starts;
  private final ImmutableSet<TreePath> ends;
  private final VisitorState state;
  private final CompilationIndex index;

  private LostEnds(
      WaitLoop loop, Task.Apart task, ImmutableSet<TreePath> ends, VisitorState state) {
    this.loop = loop;
    this.starts = TaskStarts.of(task, state);
    this.ends = ends;
    this.state = state;
    this.index = CompilationIndex.of(state);
  }

  /** The loops that go on around a pause, be it in a method that several of them call. */
  public static ImmutableList<LostEnd> around(TreePath pause, VisitorState state) {
    Wait wait = new Wait(pause, Wait.OnInterrupt.THROWN, false);
    return WaitLoops.around(wait, state).stream()
        .filter(loop -> judge(loop.asInText(), state).isPresent())
        .flatMap(loop -> judge(loop, state).stream())
        .filter(lost -> !Refusals.mayEnd(lost.loop().loop(), state))
        .collect(ImmutableList.toImmutableList());
  }

  private static Optional<LostEnd> judge(WaitLoop loop, VisitorState state) {
    Optional<Task.Apart> task = Tasks.firstApart(Tasks.of(loop.loop(), state));
    if (task.isEmpty()
        || isLeftOtherwise(loop)
        || isOfExecutor(task.get(), state)
        || ProgramTasks.endsWithProcess(task.get(), state)) {
      return Optional.empty();
    }
    Interrupters interrupters = Interrupters.at(loop.loop(), ImmutableSet.of(task.get()), state);
    Known<TreePath> flags = loop.flagSets(state);
    if (!flags.isComplete()
        || !interrupters.known().isComplete()
        || interrupters.mayEndWithExecutor()) {
      return Optional.empty();
    }
    ImmutableSet.Builder<TreePath> ends = ImmutableSet.builder();
    ends.addAll(flags.seen());
    interrupters.known().seen().stream().map(Interrupter::place).forEach(ends::add);
    LostEnds lost = new LostEnds(loop, task.get(), ends.build(), state);
    return lost.ends.isEmpty()
        ? Optional.empty()
        : lost.overridden().or(lost::failed).or(lost::skipped);
  }

  private static boolean isLeftOtherwise(WaitLoop loop) {
    return loop.exits().stream()
        .anyMatch(
            exit -> exit.kind() != LoopExit.Kind.INTERRUPT && exit.kind() != LoopExit.Kind.FLAG);
  }

  /** What an executor runs ends with that, which is a handle of its own. */
  private static boolean isOfExecutor(Task.Apart task, VisitorState state) {
    return TaskStarts.executor(task.start(), state)
        .flatMap(runner -> Handles.of(state).kindOf(ASTHelpers.getType(runner.getLeaf())))
        .isPresent();
  }

  /** The subclass in view overrides the only method that ends the loop, and leaves that out. */
  private Optional<LostEnd> overridden() {
    Set<MethodSymbol> closers = new LinkedHashSet<>();
    for (TreePath end : ends) {
      Optional<MethodSymbol> method = Symbols.methodAround(end);
      if (method.isEmpty() || method.get().isStatic() || method.get().isConstructor()) {
        return Optional.empty();
      }
      Symbols.withOwnCallers(method.get(), Symbols::methodAround, state).stream()
          .filter(leading -> !leading.isPrivate())
          .forEach(closers::add);
    }
    ImmutableSet<MethodSymbol> all = ImmutableSet.copyOf(closers);
    closers.removeIf(one -> all.stream().anyMatch(other -> isOverrider(one, other)));
    MethodSymbol closer = Iterables.getFirst(closers, null);
    return closer == null || closers.size() > 1 || !ClosingMethods.of(state).isCloser(closer)
        ? Optional.empty()
        : index.overriders(closer).stream()
            .filter(this::leavesOut)
            .findFirst()
            .map(
                overrider ->
                    new LostEnd(loop, Optional.of(overrider), Optional.empty(), Optional.empty()));
  }

  private boolean isOverrider(MethodSymbol one, MethodSymbol other) {
    return !one.equals(other)
        && one.overrides(other, one.enclClass(), state.getTypes(), /* checkResult= */ false);
  }

  private boolean leavesOut(MethodSymbol overrider) {
    return index
            .declaration(overrider)
            .filter(
                body -> ends.stream().allMatch(end -> Summaries.reaches(end, body, state).isNo()))
            .isPresent()
        && starts.stream().anyMatch(start -> mayStart(overrider.enclClass(), start));
  }

  private boolean mayStart(ClassSymbol subclass, TreePath start) {
    return classAround(start) instanceof ClassSymbol starter
        && subclass.isSubClass(starter, state.getTypes())
        && !isReplaced(starter, subclass)
        && Subclasses.mayReach(start, subclass, state);
  }

  /** Whether the subclass overrides a method by which the thread comes to the loop. */
  private boolean isReplaced(ClassSymbol type, ClassSymbol subclass) {
    for (Symbol member : type.members().getSymbols(NON_RECURSIVE)) {
      if (member instanceof MethodSymbol method
          && !method.isConstructor()
          && !method.equals(
              method.implementation(subclass, state.getTypes(), /* checkResult= */ true))
          && index
              .declaration(method)
              .filter(code -> !Summaries.reaches(loop.loop(), code, state).isNo())
              .isPresent()) {
        return true;
      }
    }
    return false;
  }

  /** The constructor that starts the thread can throw afterwards. */
  private Optional<LostEnd> failed() {
    return starts.stream()
        .filter(this::isOfConstructor)
        .flatMap(start -> failure(start).stream())
        .findFirst()
        .map(loss -> new LostEnd(loop, Optional.empty(), Optional.of(loss), Optional.empty()));
  }

  /** The only place that ends the loop is skipped by an exception. */
  private Optional<LostEnd> skipped() {
    if (ends.size() != 1) {
      return Optional.empty();
    }
    SkippedStops stops = new SkippedStops(ends.iterator().next(), loop.loop(), starts, state);
    return stops
        .find()
        .flatMap(
            loss -> Optional.ofNullable(loss.at()).map(at -> new Failure(at, loss.exception())))
        .map(
            failure ->
                new LostEnd(
                    loop, Optional.empty(), Optional.of(failure), Optional.of(stops.assignment())));
  }

  /** Whether a constructor starts the thread, whose object alone can end it. */
  private boolean isOfConstructor(TreePath start) {
    return Graphs.bodyAround(start).filter(Symbols::isConstructor).isPresent()
        && classAround(start) instanceof ClassSymbol type
        && ends.stream().allMatch(end -> isOfObject(end, type))
        && !Fates.givesItselfAway(type, state);
  }

  /**
   * Whether a place is in a method that only those call who have the object, or in its constructor:
   * no function that others may have been given comes there.
   */
  private boolean isOfObject(TreePath end, ClassSymbol type) {
    Optional<MethodSymbol> method = Symbols.methodAround(end);
    return method.isPresent()
        && !method.get().isStatic()
        && type.isSubClass(method.get().owner, state.getTypes())
        && Symbols.withOwnCallers(method.get(), Symbols::methodAround, state).stream()
            .flatMap(leading -> index.mentions(leading).stream())
            .filter(mention -> Symbols.isSelf(Symbols.receiver(mention.getParentPath().getLeaf())))
            .allMatch(
                mention ->
                    !(mention.getLeaf() instanceof MemberReferenceTree)
                        && Symbols.methodAround(mention)
                            .filter(around -> type.isSubClass(around.owner, state.getTypes()))
                            .isPresent());
  }

  private Optional<Failure> failure(TreePath start) {
    TreePath constructor = Graphs.bodyAround(start).orElseThrow();
    ImmutableSet.Builder<Tree> acts = ImmutableSet.builder();
    for (TreePath end : ends) {
      if (Paths.isInside(end, constructor.getLeaf())) {
        acts.add(end.getLeaf(), end.getParentPath().getLeaf());
      }
    }
    ImmutableSet.Builder<Tree> risky = ImmutableSet.builder();
    for (TreePath call :
        Trees.ownPathsIn(constructor, MethodInvocationTree.class, NewClassTree.class)) {
      if (call.getLeaf() != start.getLeaf()
          && ends.stream().anyMatch(end -> !Summaries.reaches(end, call, state).isNo())) {
        acts.add(call.getLeaf());
      }
      if (Exceptions.failsForInput(call.getLeaf(), constructor, state)
          && !CheckedData.mayBeUnderstood(call, state)) {
        risky.add(call.getLeaf());
      }
    }
    return Duties.exitsWithout(
            constructor, ImmutableSet.of(start.getLeaf()), acts.build(), risky.build(), state)
        .stream()
        .filter(loss -> loss.exit() == Loss.Exit.THROW)
        .flatMap(
            loss ->
                Optional.ofNullable(loss.at())
                    .map(at -> new Failure(at, loss.exception()))
                    .stream())
        .findFirst();
  }

  private static Symbol classAround(TreePath code) {
    Tree method = ASTHelpers.findEnclosingNode(code, MethodTree.class);
    return method == null
        ? ASTHelpers.getSymbol(ASTHelpers.findEnclosingNode(code, ClassTree.class))
        : ASTHelpers.getSymbol((MethodTree) method).owner;
  }
}
