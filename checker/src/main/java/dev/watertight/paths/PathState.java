package dev.watertight.paths;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Sets;
import com.sun.source.tree.Tree;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is known at one point of one path.
 *
 * @param held whether the handle is open and this method must still release it
 * @param started whether its threads run
 * @param reopened whether the opener has run again while the handle was held
 * @param holders the variables that hold it
 * @param facts what earlier branches say: a boolean variable's value, or whether a reference is
 *     null
 * @param leaving the return statement or throwing tree that the path is on its way out by
 * @param exception the simple name of the exception that is on its way out, or empty
 */
record PathState(
    boolean held,
    boolean started,
    boolean reopened,
    ImmutableSet<VarSymbol> holders,
    ImmutableMap<VarSymbol, Boolean> facts,
    @Nullable Tree leaving,
    String exception) {
  /** The state in which a body starts, with a field that holds the running handle or without. */
  static PathState atEntry(@Nullable VarSymbol field, boolean started) {
    return new PathState(
        field != null,
        started,
        false,
        field == null ? ImmutableSet.of() : ImmutableSet.of(field),
        ImmutableMap.of(),
        null,
        "");
  }

  PathState open() {
    return held && !holders.isEmpty()
        ? new PathState(true, started, true, holders, facts, leaving, exception)
        : new PathState(true, false, false, ImmutableSet.of(), facts, leaving, exception);
  }

  PathState start() {
    return new PathState(held, held, reopened, holders, facts, leaving, exception);
  }

  PathState discharge() {
    return new PathState(false, false, false, ImmutableSet.of(), facts, leaving, exception);
  }

  PathState withHolder(VarSymbol variable) {
    ImmutableSet<VarSymbol> more =
        ImmutableSet.<VarSymbol>builder().addAll(holders).add(variable).build();
    return new PathState(held, started, reopened, more, facts, leaving, exception);
  }

  PathState withoutHolder(VarSymbol variable) {
    ImmutableSet<VarSymbol> fewer =
        Sets.difference(holders, ImmutableSet.of(variable)).immutableCopy();
    return new PathState(held, started, reopened, fewer, facts, leaving, exception);
  }

  PathState withFact(VarSymbol variable, @Nullable Boolean value) {
    if (value == null ? !facts.containsKey(variable) : value.equals(facts.get(variable))) {
      return this;
    }
    Map<VarSymbol, Boolean> changed = new HashMap<>(facts);
    if (value == null) {
      changed.remove(variable);
    } else {
      changed.put(variable, value);
    }
    return new PathState(
        held, started, reopened, holders, ImmutableMap.copyOf(changed), leaving, exception);
  }

  PathState leavingBy(@Nullable Tree tree, String thrown) {
    return new PathState(held, started, reopened, holders, facts, tree, thrown);
  }

  /** Whether losing the handle now leaks. */
  boolean isOwed() {
    return held && started;
  }
}
