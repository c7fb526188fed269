package dev.watertight.counts;

import com.google.common.collect.ImmutableMap;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;

/**
 * What is known at a point of a run.
 *
 * @param values the local variables that hold a known number there; 1 stands for true
 * @param count how often the code that counts has been run
 * @param isAfterFailure whether all runs that get there have caught an exception on the way: they
 *     count for the most only, as long as there are others
 */
record Situation(ImmutableMap<VarSymbol, Long> values, Count count, boolean isAfterFailure) {
  static final Situation START = new Situation(ImmutableMap.of(), Count.NEVER, false);

  OptionalLong valueOf(VarSymbol variable) {
    Long value = values.get(variable);
    return value == null ? OptionalLong.empty() : OptionalLong.of(value);
  }

  Situation counting(Count more) {
    return new Situation(values, count.plus(more), isAfterFailure);
  }

  Situation withCount(Count other) {
    return new Situation(values, other, isAfterFailure);
  }

  Situation afterFailure() {
    return new Situation(values, count, true);
  }

  /** After the variable has been given a value. */
  Situation assigning(VarSymbol variable, OptionalLong value) {
    if (value.isEmpty() && !values.containsKey(variable)) {
      return this;
    }
    ImmutableMap.Builder<VarSymbol, Long> changed = ImmutableMap.builder();
    values.forEach(
        (other, number) -> {
          if (!other.equals(variable)) {
            changed.put(other, number);
          }
        });
    value.ifPresent(number -> changed.put(variable, number));
    return new Situation(changed.build(), count, isAfterFailure);
  }

  /** With nothing known of these variables. */
  Situation forgetting(Set<VarSymbol> variables) {
    Situation left = this;
    for (VarSymbol variable : variables) {
      left = left.assigning(variable, OptionalLong.empty());
    }
    return left;
  }

  /** What holds in both. */
  Situation or(Situation that) {
    if (equals(that)) {
      return this;
    }
    ImmutableMap.Builder<VarSymbol, Long> both = ImmutableMap.builder();
    for (Map.Entry<VarSymbol, Long> value : values.entrySet()) {
      if (Objects.equals(that.values.get(value.getKey()), value.getValue())) {
        both.put(value);
      }
    }
    Count either =
        isAfterFailure == that.isAfterFailure
            ? count.or(that.count)
            : new Count(
                isAfterFailure ? that.count.least() : count.least(),
                Amount.max(count.most(), that.count.most()));
    return new Situation(both.build(), either, isAfterFailure && that.isAfterFailure);
  }
}
