package dev.watertight.loops;

import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePath;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import dev.watertight.program.Loops;
import java.util.Optional;

/**
 * A way out of a loop.
 *
 * @param kind what it takes
 * @param at the condition, the jump, or the wait that is left by an exception
 * @param place where control leaves: the jump, the call that throws, or the loop itself
 * @param symbol the flag that is tested, or the end marker that a received value is compared with:
 *     a constant, or a class that it is an instance of
 * @param leaving the value of the flag, or of the test of a received value, with which the loop is
 *     left; of the comparison of a flag that is no boolean
 * @param comparison the comparison of such a flag with a constant
 */
public record LoopExit(
    Kind kind,
    Tree at,
    TreePath place,
    Optional<Symbol> symbol,
    Optional<Boolean> leaving,
    Optional<BinaryTree> comparison) {
  /** What it takes to leave the loop, the most telling first. */
  public enum Kind {
    /** A checked exception that a call declares: whether it ever comes is not known. */
    DECLARED,
    /** A received value of a certain kind. */
    VALUE,
    /** A flag that has been set. */
    FLAG,
    /** An interrupt. */
    INTERRUPT,
    /** The end of the channel. */
    CLOSED,
    /** An exception that the loop or code called by it throws, other than for these ends. */
    FAILURE,
    /** The end of the whole process. */
    PROCESS,
    /** A time that has passed. */
    TIME,
    /** Anything else: a counter, a method that nobody knows. */
    OTHER;

    /** Whether the loop may come to it by itself, without anybody telling it to end. */
    public boolean isOwn() {
      return compareTo(FAILURE) >= 0;
    }
  }

  /** The flag that is tested. */
  public Optional<VarSymbol> flag() {
    return symbol.filter(VarSymbol.class::isInstance).map(VarSymbol.class::cast);
  }

  /** Whether it is the condition of the loop, or the end of what it iterates over. */
  public boolean isOfCondition() {
    return Loops.isLoop(place.getLeaf());
  }

  static LoopExit of(Kind kind, Tree at, TreePath place) {
    return new LoopExit(kind, at, place, Optional.empty(), Optional.empty(), Optional.empty());
  }

  /** The same, if its test has an outcome. */
  LoopExit leaving(boolean outcome) {
    return new LoopExit(kind, at, place, symbol, Optional.of(outcome), comparison);
  }

  LoopExit takenAt(TreePath jump) {
    return new LoopExit(kind, at, jump, symbol, leaving, comparison);
  }
}
