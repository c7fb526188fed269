package dev.watertight.loops;

import com.google.common.base.Suppliers;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.CatchTree;
import com.sun.source.tree.DoWhileLoopTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import dev.watertight.answers.Known;
import dev.watertight.program.CatchClauses;
import dev.watertight.program.ClosingMethods;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Graphs;
import dev.watertight.program.Loops;
import dev.watertight.program.Paths;
import dev.watertight.program.Symbols;
import dev.watertight.summaries.CallRules;
import dev.watertight.summaries.Summaries;
import dev.watertight.tasks.Task;
import dev.watertight.tasks.Tasks;
import dev.watertight.values.ResolvedLibrary;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * A loop around a wait, with every way out of it. What the code does that the loop calls is looked
 * at last, when nothing in its own text says enough.
 */
public final class WaitLoop {
  private final TreePath loop;
  private final Wait waiting;
  private final Supplier<Ends> inText;
  private final Supplier<Ends> all;

  /**
   * What leaves the loop.
   *
   * @param exits the ways out
   * @param swallowsInterrupt whether an interrupt during the wait is forgotten and the loop goes on
   * @param swallowsClosing whether the end of the channel is, and it spins from then on
   */
  record Ends(ImmutableList<LoopExit> exits, boolean swallowsInterrupt, boolean swallowsClosing) {}

  WaitLoop(TreePath loop, Wait waiting, Supplier<Ends> inText, Supplier<Ends> all) {
    this.loop = loop;
    this.waiting = waiting;
    this.inText = Suppliers.memoize(inText::get);
    this.all = Suppliers.memoize(all::get);
  }

  private static WaitLoop of(TreePath loop, Wait wait, VisitorState state) {
    LoopExits exits = LoopExits.around(loop, wait.path().getLeaf(), state);
    return new WaitLoop(
        loop,
        wait,
        () -> WaitEnds.of(loop, wait, exits.inText(), state),
        () -> WaitEnds.of(loop, wait, exits.withCalls(), state));
  }

  /** The loop as its own text shows it, without the ways out that called code takes. */
  public WaitLoop asInText() {
    return new WaitLoop(loop, waiting, inText, inText);
  }

  /** The loop. */
  public TreePath loop() {
    return loop;
  }

  /** The wait inside, in the loop's own method. */
  public Wait waiting() {
    return waiting;
  }

  /** The ways out. */
  public ImmutableList<LoopExit> exits() {
    return all.get().exits();
  }

  /** Whether an interrupt during the wait is forgotten and the loop goes on. */
  public boolean swallowsInterrupt() {
    return inText.get().swallowsInterrupt() && all.get().swallowsInterrupt();
  }

  /** Whether the end of the channel is forgotten, and the loop spins from then on. */
  public boolean swallowsClosing() {
    return inText.get().swallowsClosing() && all.get().swallowsClosing();
  }

  private boolean hasExit(Predicate<LoopExit> wanted) {
    return inText.get().exits().stream().anyMatch(wanted) || exits().stream().anyMatch(wanted);
  }

  /** The loops around a wait in its own method or lambda, the innermost first. */
  public static ImmutableList<WaitLoop> around(Wait wait, VisitorState state) {
    return Paths.aroundInBody(wait.path()).stream()
        .filter(p -> Loops.isLoop(p.getLeaf()) && Loops.isRepeatedBy(p.getLeaf(), wait.path()))
        .map(p -> of(p, wait, state))
        .collect(ImmutableList.toImmutableList());
  }

  /** Those findings that are about no loop around that of another one, which comes first. */
  public static <T> ImmutableList<T> innermost(Stream<T> findings, Function<T, WaitLoop> loopOf) {
    List<T> found = new ArrayList<>();
    findings
        .filter(
            finding ->
                found.stream()
                    .noneMatch(
                        inner ->
                            Paths.isInside(
                                loopOf.apply(inner).loop, loopOf.apply(finding).loop.getLeaf())))
        .forEach(found::add);
    return ImmutableList.copyOf(found);
  }

  /** Whether one of the exits is of the kind. */
  public boolean hasExit(LoopExit.Kind kind) {
    return hasExit(e -> e.kind() == kind);
  }

  /** Whether it may end by itself, without anybody telling it to. */
  public boolean hasOwnExit() {
    return hasExit(e -> e.kind().isOwn());
  }

  /** Whether its own condition lets it go on until somebody tells it to end. */
  public boolean isUntilTold() {
    return LoopExits.isUntilTold(loop, exits());
  }

  /** The symbol of the only exit of the kind that has one; empty if there are several. */
  public Optional<Symbol> symbolOf(LoopExit.Kind kind) {
    ImmutableList<Optional<Symbol>> symbols =
        exits().stream()
            .filter(e -> e.kind() == kind)
            .map(LoopExit::symbol)
            .distinct()
            .collect(ImmutableList.toImmutableList());
    return symbols.size() == 1 ? symbols.get(0) : Optional.empty();
  }

  /** Where its flags are set so that it should end: not by itself, nor by a constructor. */
  public ImmutableList<TreePath> stops(VisitorState state) {
    ImmutableSet<Task> tasks = Tasks.of(loop, state);
    ImmutableList.Builder<TreePath> found = ImmutableList.builder();
    for (LoopExit exit : exits()) {
      if (exit.kind() == LoopExit.Kind.FLAG) {
        for (TreePath mention : FlagSets.of(exit.flag().get(), state).mentions()) {
          if (FlagSets.mayLeave(exit, mention)
              && Symbols.methodAround(mention).filter(Symbol::isConstructor).isEmpty()
              && !mayRun(mention, loop, tasks, state)) {
            found.add(mention);
          }
        }
      }
    }
    return found.build();
  }

  /** Where its flags may be set so that it ends, by whomever; one that nobody sets is none. */
  public Known<TreePath> flagSets(VisitorState state) {
    ImmutableSet.Builder<TreePath> found = ImmutableSet.builder();
    boolean isComplete = true;
    for (LoopExit exit : exits()) {
      if (exit.kind() == LoopExit.Kind.FLAG) {
        FlagSets sets = exit.flag().map(flag -> FlagSets.of(flag, state)).orElse(null);
        ImmutableList<TreePath> leaving =
            sets == null
                ? ImmutableList.of()
                : sets.mentions().stream()
                    .filter(mention -> FlagSets.mayLeave(exit, mention))
                    .collect(ImmutableList.toImmutableList());
        isComplete &= sets != null && sets.isInView() && !leaving.isEmpty();
        found.addAll(leaving);
      }
    }
    return new Known<>(found.build(), isComplete);
  }

  /**
   * Whether the thread of a loop may itself run the code at a place while it is in the loop.
   *
   * @param tasks the tasks that run the loop
   */
  private static boolean mayRun(
      TreePath place, TreePath loop, ImmutableSet<Task> tasks, VisitorState state) {
    ImmutableSet<Task> others = Tasks.of(place, state);
    return !Collections.disjoint(tasks, others)
        || !Summaries.reaches(place, loop, state).isNo()
        || (others.stream().anyMatch(task -> isOfOthers(task, state))
            && Summaries.ofCode(loop, state).callsOthers());
  }

  /** A function that code out of view gets, or a method that such code calls. */
  private static boolean isOfOthers(Task task, VisitorState state) {
    return task instanceof Task.Unknown
        || (task instanceof Task.Caller caller
            && caller.symbol() instanceof MethodSymbol method
            && !ClosingMethods.of(state).endsItsObject(method)
            && ASTHelpers.findSuperMethods(method, state.getTypes()).stream()
                .anyMatch(
                    overridden ->
                        !CompilationIndex.of(state).isInView(overridden)
                            && !CallRules.isQuiet(overridden, state)));
  }

  /** Whether an interrupt leaves the loop, or at least makes it look at its flags. */
  public boolean isEndedByInterrupt() {
    int position = ASTHelpers.getStartPosition(waiting.path().getLeaf());
    return hasExit(
        e ->
            e.kind() == LoopExit.Kind.INTERRUPT
                || (e.kind() == LoopExit.Kind.FLAG
                    && (ASTHelpers.getStartPosition(e.at()) < position
                        || loop.getLeaf() instanceof DoWhileLoopTree)));
  }

  /** The clause inside the loop that catches an interrupt of the wait. */
  public Optional<TreePath> interruptCatcher() {
    return waiting.catcher(loop.getLeaf());
  }

  /** The clause that swallows an interrupt in a method which the loop calls to wait. */
  public Optional<TreePath> swallowerApart() {
    TreePath origin = waiting.origin();
    return Graphs.bodyAround(origin)
        .filter(body -> !Paths.isInside(loop, body.getLeaf()))
        .flatMap(body -> CatchClauses.catching(origin, body.getLeaf(), CatchClauses::isInterrupt));
  }

  /** The clause inside the loop that catches the exception for the end of the channel. */
  public Optional<TreePath> closingCatcher(VisitorState state) {
    return CatchClauses.catching(
        waiting.path(), loop.getLeaf(), clause -> catchesClosed(clause, state));
  }

  /** Whether the clause catches the end of a channel, among other things perhaps. */
  static boolean catchesClosed(CatchTree tree, VisitorState state) {
    return ResolvedLibrary.of(state).saysClosed(tree)
        || CatchClauses.covers(tree, state.getSymtab().runtimeExceptionType, state);
  }
}
