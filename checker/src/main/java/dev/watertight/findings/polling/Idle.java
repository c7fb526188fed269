package dev.watertight.findings.polling;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Sets;
import com.sun.source.tree.Tree;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What is known on one way through some code while there is nothing to be had.
 *
 * @param locals the values of local variables, as far as they are known: {@link #NULL}, a constant,
 *     or the symbol of a final field
 * @param polls the polls asked so far
 * @param counted the variables that have been counted up or down in this round
 * @param read the numbers that have been looked at in this round
 * @param acts whether something has been done in this round that is more than to ask
 */
record Idle(
    ImmutableMap<VarSymbol, Object> locals,
    ImmutableSet<Tree> polls,
    ImmutableSet<VarSymbol> counted,
    ImmutableSet<VarSymbol> read,
    boolean acts) {
  /** The value {@code null}. */
  static final Object NULL = new Object();

  /** The value of an {@code Optional} without one. */
  static final Object EMPTY = new Object();

  /** Nothing is known. */
  static final Idle BLANK = knowing(ImmutableMap.of());

  /** These local variables are known, and nothing else is. */
  static Idle knowing(Map<VarSymbol, Object> locals) {
    return new Idle(
        ImmutableMap.copyOf(locals),
        ImmutableSet.of(),
        ImmutableSet.of(),
        ImmutableSet.of(),
        false);
  }

  Idle with(VarSymbol local, Optional<Object> value) {
    Map<VarSymbol, Object> changed = new HashMap<>(locals);
    changed.remove(local);
    value.ifPresent(v -> changed.put(local, v));
    return new Idle(ImmutableMap.copyOf(changed), polls, counted, read, acts);
  }

  Idle asking(Tree poll) {
    return new Idle(locals, plus(polls, poll), counted, read, acts);
  }

  Idle counting(VarSymbol variable) {
    return new Idle(locals, polls, plus(counted, variable), read, acts);
  }

  Idle reading(VarSymbol number) {
    return new Idle(locals, polls, counted, plus(read, number), acts);
  }

  Idle acting() {
    return new Idle(locals, polls, counted, read, true);
  }

  /** This after a call of a method that does the same as what the other does. */
  Idle after(Idle called) {
    return new Idle(
        locals,
        polls,
        Sets.union(counted, called.counted).immutableCopy(),
        Sets.union(read, called.read).immutableCopy(),
        acts || called.acts);
  }

  /** What the next round begins with, after one that has only asked or has not. */
  Idle nextRound(boolean hasOnlyAsked) {
    return new Idle(
        locals,
        hasOnlyAsked ? polls : ImmutableSet.of(),
        ImmutableSet.of(),
        ImmutableSet.of(),
        false);
  }

  private static <T> ImmutableSet<T> plus(ImmutableSet<T> set, T one) {
    return set.contains(one) ? set : ImmutableSet.<T>builder().addAll(set).add(one).build();
  }
}
