package dev.watertight.paths;

import com.google.common.collect.ImmutableSet;
import com.google.errorprone.VisitorState;
import com.sun.source.tree.ArrayAccessTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import com.sun.tools.javac.code.Type;
import dev.watertight.answers.Answer;
import dev.watertight.paths.Loss.Exit;
import dev.watertight.program.CatchClauses;
import dev.watertight.program.Symbols;
import dev.watertight.summaries.Exceptions;
import java.util.LinkedHashSet;
import java.util.Set;
import org.checkerframework.errorprone.dataflow.cfg.node.Node;
import org.jspecify.annotations.Nullable;

/**
 * What a body of code must do on every path, whatever it is. The state is whether there is a need
 * for it yet, and whether it has been done.
 */
public final class Duties implements Protocol<Duties.Phase> {
  /** How far a path has come. */
  enum Phase {
    /** Nobody needs it to be done yet. */
    AHEAD,
    /** It is to be done. */
    DUE,
    /** It has been done. */
    DONE
  }

  private final ImmutableSet<Tree> begins;
  private final ImmutableSet<Tree> acts;
  private final ImmutableSet<Tree> risky;
  private final ImmutableSet<VarSymbol> holders;
  private final VisitorState state;
  private final Set<Loss> losses = new LinkedHashSet<>();
  private boolean isRepeatedUndone;

  private Duties(
      ImmutableSet<Tree> begins,
      ImmutableSet<Tree> acts,
      ImmutableSet<Tree> risky,
      ImmutableSet<VarSymbol> holders,
      VisitorState state) {
    this.begins = begins;
    this.acts = acts;
    this.risky = risky;
    this.holders = holders;
    this.state = state;
  }

  /**
   * The exits of a method or lambda that can be reached without doing something. An {@code
   * InterruptedException} is no way out that counts: whoever interrupts knows that he cuts it
   * short.
   *
   * @param body the method or lambda
   * @param begins the expressions with which the need for it comes up; none if it is there before
   *     the body starts
   * @param acts the expressions any one of which does it
   * @param risky calls whose unchecked exceptions count as well
   */
  public static ImmutableSet<Loss> exitsWithout(
      TreePath body,
      ImmutableSet<Tree> begins,
      ImmutableSet<Tree> acts,
      ImmutableSet<Tree> risky,
      VisitorState state) {
    return waysWithout(body, begins, acts, risky, state).stream()
        .map(way -> Loss.at(way.exit(), way.at(), way.exception()))
        .collect(ImmutableSet.toImmutableSet());
  }

  /** The same; an exit that a caught exception has led to tells of that and of what threw it. */
  public static ImmutableSet<Loss> waysWithout(
      TreePath body,
      ImmutableSet<Tree> begins,
      ImmutableSet<Tree> acts,
      ImmutableSet<Tree> risky,
      VisitorState state) {
    return ways(new Duties(begins, acts, risky, ImmutableSet.of(), state), body);
  }

  /**
   * The same, where there is a need for each thing that a variable holds: what begins the next one
   * is a way around, and the variable is not null.
   */
  public static ImmutableSet<Loss> waysWithoutEach(
      VarSymbol holder,
      TreePath body,
      ImmutableSet<Tree> begins,
      ImmutableSet<Tree> acts,
      ImmutableSet<Tree> risky,
      VisitorState state) {
    return ways(new Duties(begins, acts, risky, ImmutableSet.of(holder), state), body);
  }

  /**
   * Whether a body comes to an expression again with something undone that each round must do,
   * though it does not leave.
   */
  public static boolean isLeftOutOfRound(
      TreePath body,
      Tree begin,
      ImmutableSet<Tree> acts,
      ImmutableSet<Tree> risky,
      VisitorState state) {
    Duties duties = new Duties(ImmutableSet.of(begin), acts, risky, ImmutableSet.of(), state);
    return Walker.walk(body, duties, state) && duties.isRepeatedUndone;
  }

  private static ImmutableSet<Loss> ways(Duties duties, TreePath body) {
    return Walker.walk(body, duties, duties.state)
        ? ImmutableSet.copyOf(duties.losses)
        : ImmutableSet.of();
  }

  @Override
  public Phase atEntry() {
    return begins.isEmpty() ? Phase.DUE : Phase.AHEAD;
  }

  @Override
  public Phase step(Node node, Phase phase) {
    Tree tree = node.getTree();
    if (tree == null || phase == Phase.DONE) {
      return phase;
    }
    isRepeatedUndone |= phase == Phase.DUE && begins.contains(tree);
    if (phase == Phase.DUE && !holders.isEmpty() && begins.contains(tree)) {
      losses.add(new Loss(Exit.RETURN, null, ""));
    }
    return acts.contains(tree) ? Phase.DONE : begins.contains(tree) ? Phase.DUE : phase;
  }

  @Override
  public Answer allows(Phase phase, Tree test, boolean value) {
    return phase == Phase.DUE
            && test instanceof ExpressionTree tree
            && EndTests.excludes(tree, value, holders, state)
        ? Answer.NO
        : Answer.YES;
  }

  @Override
  public boolean isOver(Phase phase) {
    return phase == Phase.DONE;
  }

  @Override
  public boolean isThrown(Node node, Type exception, Duties.Phase state, Exceptions exceptions) {
    return exceptions.isChecked(node.getTree(), exception)
        || (risky.contains(node.getTree())
            && exceptions.isUnchecked(exception)
            && !isOfNoArray(node.getTree(), exception));
  }

  /** Whether it is thrown where there is no array, and not where that has no such element. */
  private static boolean isOfNoArray(@Nullable Tree tree, Type exception) {
    return tree instanceof ArrayAccessTree
        && Symbols.isNamed(exception.tsym, "java.lang.NullPointerException");
  }

  @Override
  public boolean isIgnored(Type exception) {
    return CatchClauses.isInterrupt(exception);
  }

  @Override
  public void leave(Exit exit, Phase phase, @Nullable Tree at, String exception) {
    if (phase != Phase.AHEAD) {
      losses.add(new Loss(exit, at, exception));
    }
  }
}
