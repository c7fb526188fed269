package dev.watertight.findings.polling;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.sun.source.tree.Tree;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What is known while a loop finds nothing.
 *
 * @param locals the values of local variables, as far as they are known: {@link #NULL}, a constant,
 *     or the symbol of a final field
 * @param polls the polls asked so far, in their order
 */
record Idle(ImmutableMap<VarSymbol, Object> locals, ImmutableSet<Tree> polls) {
  /** The value {@code null}. */
  static final Object NULL = new Object();

  /** Nothing is known. */
  static final Idle BLANK = new Idle(ImmutableMap.of(), ImmutableSet.of());

  /**
   * A value after the evaluation of an expression.
   *
   * @param after what is known then
   * @param value the value, if it is known
   */
  record Value(Idle after, Optional<Object> value) {}

  /** Thrown if a round may wait, may change something, or cannot be understood. */
  static final class NotIdle extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Instantiates a new {@link NotIdle} without a stack trace, since it is no failure. */
    NotIdle() {
      super(null, null, false, false);
    }
  }

  Optional<Object> valueOf(VarSymbol local) {
    return Optional.ofNullable(locals.get(local));
  }

  Idle with(VarSymbol local, Optional<Object> value) {
    Map<VarSymbol, Object> changed = new HashMap<>(locals);
    changed.remove(local);
    value.ifPresent(v -> changed.put(local, v));
    return new Idle(ImmutableMap.copyOf(changed), polls);
  }

  Idle asked(Tree poll) {
    if (polls.contains(poll)) {
      return this;
    }
    return new Idle(locals, ImmutableSet.<Tree>builder().addAll(polls).add(poll).build());
  }

  /** This with another's locals. */
  Idle withLocalsOf(Idle other) {
    return new Idle(other.locals, polls);
  }

  Value value(Object known) {
    return new Value(this, Optional.of(known));
  }

  Value unknown() {
    return new Value(this, Optional.empty());
  }
}
