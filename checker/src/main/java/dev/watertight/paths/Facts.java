package dev.watertight.paths;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Maps;
import com.sun.tools.javac.code.Symbol;
import dev.watertight.paths.Range.Constants;
import dev.watertight.paths.Range.Numbers;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;

/** What earlier branches and assignments say about expressions. */
record Facts(ImmutableMap<Expression, Range> ranges) {
  static final Facts NONE = new Facts(ImmutableMap.of());

  /** All that is known of an expression, also from what is known of its parts. */
  Range of(Expression subject, Range any) {
    Range known = ranges.getOrDefault(subject, subject.isSize() ? Numbers.NATURAL : any);
    if (subject.isDifference()) {
      Numbers parts =
          numbers(subject.operands().get(0)).plus(numbers(subject.operands().get(1)).negated());
      return known.meet(parts).orElse(known);
    }
    boolean ofNull =
        any instanceof Numbers
            && subject.operands().stream().anyMatch(o -> Constants.JUST_NULL.equals(ranges.get(o)));
    return ofNull && subject.head().equals(Tests.INSTANCE_OF) ? Numbers.FALSE : known;
  }

  Numbers numbers(Expression subject) {
    return of(subject, Numbers.ALL) instanceof Numbers numbers ? numbers : Numbers.ALL;
  }

  /** Whether they say of what a test asks more than which constants it is not. */
  boolean tell(Test test) {
    for (Expression atom : test.subject().atoms()) {
      Range range = ranges.get(atom);
      if (range != null && !(range instanceof Constants constants && !constants.only())) {
        return true;
      }
    }
    return false;
  }

  Facts with(Expression subject, Range range) {
    if (range.equals(ranges.get(subject))) {
      return this;
    }
    Map<Expression, Range> changed = new HashMap<>(ranges);
    if (range.equals(Numbers.ALL)) {
      changed.remove(subject);
    } else {
      changed.put(subject, range);
    }
    return new Facts(ImmutableMap.copyOf(changed));
  }

  Facts without(Predicate<Expression> about) {
    return ranges.keySet().stream().noneMatch(about)
        ? this
        : new Facts(ImmutableMap.copyOf(Maps.filterKeys(ranges, key -> !about.test(key))));
  }

  /** After the symbol has got a value of which nothing is known. */
  Facts without(Symbol assigned) {
    return without((Expression key) -> key.mentions(assigned));
  }
}
