package dev.watertight.loops;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.CatchTree;
import com.sun.source.tree.EnhancedForLoopTree;
import com.sun.source.tree.MemberReferenceTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.ThrowTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.TryTree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import com.sun.tools.javac.code.Type;
import dev.watertight.program.CatchClauses;
import dev.watertight.program.CompilationIndex;
import dev.watertight.program.Graphs;
import dev.watertight.program.Loops;
import dev.watertight.program.Paths;
import dev.watertight.program.Trees;
import dev.watertight.summaries.Exceptions;
import dev.watertight.summaries.ImpliedCalls;
import dev.watertight.summaries.Summaries;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Collects the ways out of one loop: its condition, the jumps out of it, the calls in it of code
 * that leaves it. For each, the most telling of the conditions that must hold on the way counts.
 *
 * <p>What becomes of an interrupt of a wait in the loop, and of the end of its channel, is the
 * business of {@link WaitLoop}.
 */
public final class LoopExits {
  private static final Comparator<LoopExit> BY_KIND = Comparator.comparing(LoopExit::kind);

  private final TreePath loop;
  private final ImmutableSet<Tree> waits;
  private final VisitorState state;
  private final ExitConditions conditions;
  private final ExitGuards guards;
  private final Set<LoopExit> exits = new LinkedHashSet<>();
  private final Set<VarSymbol> flags = new HashSet<>();

  /* Where its flags are set outside of it. */
  private final List<TreePath> stops = new ArrayList<>();
  private boolean hasReadText;
  private boolean hasReadCalls;

  private LoopExits(
      TreePath loop, ImmutableSet<Tree> waits, Comparator<LoopExit> telling, VisitorState state) {
    this.loop = loop;
    this.waits = waits;
    this.state = state;
    this.conditions = new ExitConditions(loop, waits, telling, state);
    this.guards = new ExitGuards(loop, conditions, state);
  }

  /** The ways out of a loop around a call that receives values, to be asked for by price. */
  static LoopExits around(TreePath loop, Tree wait, VisitorState state) {
    return new LoopExits(loop, ImmutableSet.of(wait), BY_KIND, state);
  }

  /** Those that the text of the loop shows, without what the code does that it calls. */
  ImmutableList<LoopExit> inText() {
    if (!hasReadText) {
      hasReadText = true;
      readCondition();
      readJumps();
      readFlags();
    }
    return ImmutableList.copyOf(exits);
  }

  /** The same, of a loop whatever it waits for. */
  public static ImmutableList<LoopExit> inText(TreePath loop, VisitorState state) {
    return new LoopExits(loop, ImmutableSet.of(), BY_KIND, state).inText();
  }

  /** All of them. */
  ImmutableList<LoopExit> withCalls() {
    if (!hasReadCalls) {
      hasReadCalls = true;
      inText();
      readCalls();
      readFlags();
      stops.forEach(this::addIfCalledFromLoop);
    }
    return ImmutableList.copyOf(exits);
  }

  /** The ways out of a loop around calls that receive values. */
  public static ImmutableList<LoopExit> of(
      TreePath loop, ImmutableSet<Tree> waits, VisitorState state) {
    return of(loop, waits, BY_KIND, state);
  }

  /**
   * The ways out of a loop.
   *
   * @param waits the calls that receive values
   * @param telling which of two conditions that must both hold says more: the lesser one
   */
  public static ImmutableList<LoopExit> of(
      TreePath loop, ImmutableSet<Tree> waits, Comparator<LoopExit> telling, VisitorState state) {
    return new LoopExits(loop, waits, telling, state).withCalls();
  }

  /** Whether its own condition lets a loop go on until somebody tells it to end. */
  public static boolean isUntilTold(TreePath loop, VisitorState state) {
    return isUntilTold(loop, of(loop, ImmutableSet.of(), state));
  }

  static boolean isUntilTold(TreePath loop, List<LoopExit> exits) {
    return Loops.isConditional(loop.getLeaf())
        && exits.stream()
            .filter(LoopExit::isOfCondition)
            .noneMatch(e -> e.kind().isOwn() || e.kind() == LoopExit.Kind.VALUE);
  }

  /** Where control leaves a loop otherwise than by its condition. */
  public static ImmutableList<TreePath> abrupt(TreePath loop, VisitorState state) {
    return of(loop, ImmutableSet.of(), BY_KIND, state).stream()
        .filter(exit -> !exit.isOfCondition())
        .map(LoopExit::place)
        .collect(ImmutableList.toImmutableList());
  }

  private void readCondition() {
    Tree tree = loop.getLeaf();
    if (tree instanceof EnhancedForLoopTree) {
      exits.add(LoopExit.of(LoopExit.Kind.OTHER, tree, loop));
      return;
    }
    Loops.condition(tree).ifPresent(condition -> exits.addAll(conditions.of(condition, false)));
  }

  /** The jumps out of the loop, but for exceptions that are caught inside. */
  private void readJumps() {
    for (TreePath jump : Loops.jumpsOutOf(loop)) {
      if (!(jump.getLeaf() instanceof ThrowTree thrown)) {
        boolean exits = jump.getLeaf() instanceof MethodInvocationTree;
        add(jump, exits ? LoopExit.Kind.PROCESS : LoopExit.Kind.OTHER);
      } else if (isUncaught(ASTHelpers.getType(thrown.getExpression()), jump)) {
        add(jump, LoopExit.Kind.FAILURE);
      }
    }
  }

  private boolean isUncaught(@Nullable Type type, TreePath path) {
    return type == null
        || CatchClauses.catching(
                path, loop.getLeaf(), clause -> CatchClauses.covers(clause, type, state))
            .isEmpty();
  }

  /** The calls in the loop of code that leaves it: by an exception, or with the whole process. */
  private void readCalls() {
    CalledExits called = new CalledExits(loop, waits, state);
    for (TreePath path : Trees.ownPathsIn(loop, MethodInvocationTree.class, NewClassTree.class)) {
      // What it begins with is no part of what is repeated.
      if (!Loops.isRepeatedBy(loop.getLeaf(), path)) {
        continue;
      }
      Optional<LoopExit.Kind> kind =
          OwnThread.isInterruptOfItself(path, state)
              ? Optional.of(LoopExit.Kind.OTHER)
              : path.getLeaf() instanceof MethodInvocationTree call
                  ? called.kindOf(path, call)
                  : Optional.empty();
      kind.or(() -> called.declared(path)).ifPresent(k -> add(path, k));
    }
    for (TreePath path : ImpliedCalls.placesIn(loop, state)) {
      if (Loops.isRepeatedBy(loop.getLeaf(), path)) {
        called.implied(path).ifPresent(kind -> add(path, kind));
      }
    }
  }

  /** Adds an exit that is taken where the path is reached. */
  private void add(TreePath path, LoopExit.Kind kind) {
    add(path, LoopExit.of(kind, path.getLeaf(), path));
  }

  private void add(TreePath path, LoopExit taken) {
    if (Exceptions.isNeverCaught(path, state)) {
      return;
    }
    conditions
        .stricter(guards.at(path), ImmutableList.of(taken))
        .forEach(exit -> exits.add(exit.takenAt(path)));
  }

  /** A flag that the loop sets itself is an exit where it is set. */
  private void readFlags() {
    for (LoopExit exit : ImmutableList.copyOf(exits)) {
      if (exit.kind() == LoopExit.Kind.FLAG && exit.symbol().isPresent()) {
        readFlag(exit);
      }
    }
  }

  private void readFlag(LoopExit exit) {
    VarSymbol flag = exit.flag().get();
    if (!flags.add(flag)) {
      return;
    }
    boolean setElsewhere = false;
    FlagSets sets = FlagSets.of(flag, state);
    for (TreePath mention : sets.mentions()) {
      if (!FlagSets.mayLeave(exit, mention)) {
        continue;
      }
      ImmutableList<TreePath> calls = callsOfPart(mention);
      if (Paths.isInside(mention, loop.getLeaf())) {
        add(mention, LoopExit.Kind.OTHER);
      } else if (!calls.isEmpty()) {
        calls.forEach(call -> addAtCall(call, mention));
      } else {
        setElsewhere = true;
        stops.add(mention);
      }
    }
    if (!setElsewhere && sets.isInView()) {
      exits.remove(exit);
    }
  }

  /** A method called by the loop, such as {@code stop()} in a catch clause, sets the flag. */
  private void addIfCalledFromLoop(TreePath mention) {
    if (!Summaries.reaches(mention, loop, state).isNo()) {
      for (TreePath call : Trees.pathsIn(loop, MethodInvocationTree.class)) {
        if (!Summaries.reaches(mention, call, state).isNo()) {
          add(call, LoopExit.Kind.OTHER);
        }
      }
    }
  }

  /** The calls of the private method that a place is in, if the loop alone makes them. */
  private ImmutableList<TreePath> callsOfPart(TreePath place) {
    ImmutableList<TreePath> calls =
        Graphs.bodyAround(place)
            .map(body -> ASTHelpers.getSymbol(body.getLeaf()))
            .filter(part -> part instanceof MethodSymbol && part.isPrivate())
            .map(part -> CompilationIndex.of(state).mentions(part))
            .orElse(ImmutableList.of());
    return calls.stream()
            .allMatch(
                mention ->
                    !(mention.getLeaf() instanceof MemberReferenceTree)
                        && Paths.isInside(mention, loop.getLeaf())
                        && Graphs.areTogether(mention, loop))
        ? calls
        : ImmutableList.of();
  }

  /** Whether a place is in a clause to which an interrupt leads, and nothing thrown in its text. */
  private static boolean isOnInterrupt(TreePath place) {
    for (TreePath p : Paths.aroundInBody(place)) {
      if (p.getLeaf() instanceof CatchTree clause) {
        return CatchClauses.isInterruptOnly(clause)
            && p.getParentPath().getLeaf() instanceof TryTree attempt
            && !Trees.any(attempt.getBlock(), ThrowTree.class::isInstance);
      }
    }
    return false;
  }

  /** Adds the exit by a flag that a call in the loop sets, be it only when it is interrupted. */
  private void addAtCall(TreePath call, TreePath set) {
    LoopExit.Kind kind = isOnInterrupt(set) ? LoopExit.Kind.INTERRUPT : LoopExit.Kind.OTHER;
    add(call, LoopExit.of(kind, set.getLeaf(), call));
  }
}
