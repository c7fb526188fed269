package dev.watertight.paths;

import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Sets;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a handle at one point of one path.
 *
 * @param held whether the handle is open and this method must still release it
 * @param started whether its threads run
 * @param reopened whether the opener has run again while the handle was held
 * @param holders the variables that hold it
 */
record PathState(boolean held, boolean started, boolean reopened, ImmutableSet<VarSymbol> holders) {
  /** The state in which a body starts, with a field that holds the running handle or without. */
  static PathState atEntry(@Nullable VarSymbol field, boolean started) {
    return new PathState(
        field != null, started, false, field == null ? ImmutableSet.of() : ImmutableSet.of(field));
  }

  PathState open() {
    return held && !holders.isEmpty()
        ? new PathState(true, started, true, holders)
        : new PathState(true, false, false, ImmutableSet.of());
  }

  PathState start() {
    return new PathState(held, held, reopened, holders);
  }

  PathState discharge() {
    return new PathState(false, false, false, ImmutableSet.of());
  }

  PathState withHolder(VarSymbol variable) {
    ImmutableSet<VarSymbol> more =
        ImmutableSet.<VarSymbol>builder().addAll(holders).add(variable).build();
    return new PathState(held, started, reopened, more);
  }

  PathState withoutHolder(VarSymbol variable) {
    ImmutableSet<VarSymbol> fewer =
        Sets.difference(holders, ImmutableSet.of(variable)).immutableCopy();
    return new PathState(held, started, reopened, fewer);
  }

  /** Whether losing the handle now leaks. */
  boolean isOwed() {
    return held && started;
  }
}
