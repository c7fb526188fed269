package dev.watertight.counts;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Maps;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * What is known at a point of a run.
 *
 * @param values the local variables that hold a known number there; 1 stands for true
 * @param count how often the code that counts has been run
 * @param isAfterFailure whether all runs that get there have caught an exception on the way: they
 *     count for the most only, as long as there are others
 */
record Situation(ImmutableMap<VarSymbol, Amount> values, Count count, boolean isAfterFailure) {
  static final Situation START = new Situation(ImmutableMap.of(), Count.NEVER, false);

  Amount valueOf(VarSymbol variable) {
    return values.getOrDefault(variable, Amount.UNKNOWN);
  }

  Situation counting(Count more) {
    return withCount(count.plus(more));
  }

  Situation withCount(Count other) {
    return new Situation(values, other, isAfterFailure);
  }

  Situation afterFailure() {
    return new Situation(values, count, true);
  }

  /** After the variable has been given a value. */
  Situation assigning(VarSymbol variable, Amount value) {
    if (value.equals(valueOf(variable))) {
      return this;
    }
    Map<VarSymbol, Amount> changed = new HashMap<>(values);
    changed.remove(variable);
    if (value.kind() == Amount.Kind.SUM) {
      changed.put(variable, value);
    }
    return new Situation(ImmutableMap.copyOf(changed), count, isAfterFailure);
  }

  /** With nothing known of these variables. */
  Situation forgetting(Set<VarSymbol> variables) {
    return new Situation(
        ImmutableMap.copyOf(Maps.filterKeys(values, variable -> !variables.contains(variable))),
        count,
        isAfterFailure);
  }

  /** What holds in both. */
  Situation or(Situation that) {
    Count either =
        isAfterFailure == that.isAfterFailure
            ? count.or(that.count)
            : new Count(
                isAfterFailure ? that.count.least() : count.least(),
                Amount.max(count.most(), that.count.most()));
    return new Situation(
        ImmutableMap.copyOf(Maps.difference(values, that.values).entriesInCommon()),
        either,
        isAfterFailure && that.isAfterFailure);
  }
}
