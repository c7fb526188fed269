package dev.watertight.loops;

import com.sun.source.tree.Tree;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import java.util.Optional;

/**
 * A way out of a loop.
 *
 * @param kind what it takes
 * @param at the condition, the jump, or the wait that is left by an exception
 * @param symbol the flag that is tested, or the end marker that a received value is compared with:
 *     a constant, or a class that it is an instance of
 * @param leaving the value of the flag with which the loop is left
 */
public record LoopExit(Kind kind, Tree at, Optional<Symbol> symbol, Optional<Boolean> leaving) {
  LoopExit(Kind kind, Tree at, Optional<Symbol> symbol) {
    this(kind, at, symbol, Optional.empty());
  }

  /** What it takes to leave the loop, the most telling first. */
  public enum Kind {
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

  static LoopExit of(Kind kind, Tree at) {
    return new LoopExit(kind, at, Optional.empty());
  }
}
