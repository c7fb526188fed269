package dev.watertight.paths;

import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Sets;
import com.sun.tools.javac.code.Symbol;
import com.sun.tools.javac.code.Symbol.VarSymbol;
import java.util.HashSet;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import javax.lang.model.element.ElementKind;

/** The values that an expression may have. */
sealed interface Range {
  /** The values in both; empty if there is none. */
  Optional<Range> meet(Range other);

  /** The values in either, of those that labels of a switch name. */
  Range join(Range other);

  /**
   * Whole numbers, and booleans as 0 and 1; the extreme values of {@code long} stand for no limit.
   *
   * @param holes numbers in between that are none of them
   */
  record Numbers(long low, long high, ImmutableSet<Long> holes) implements Range {
    static final Numbers ALL = of(Long.MIN_VALUE, Long.MAX_VALUE);
    static final Numbers FALSE = of(0, 0);
    static final Numbers TRUE = of(1, 1);
    static final Numbers NATURAL = of(0, Long.MAX_VALUE);

    static Numbers of(long low, long high) {
      return new Numbers(low, high, ImmutableSet.of());
    }

    static Numbers of(boolean value) {
      return value ? TRUE : FALSE;
    }

    static Numbers except(long number) {
      return new Numbers(Long.MIN_VALUE, Long.MAX_VALUE, ImmutableSet.of(number));
    }

    @Override
    public Optional<Range> meet(Range other) {
      if (!(other instanceof Numbers numbers)) {
        return Optional.of(this);
      }
      Set<Long> out = new HashSet<>(holes);
      out.addAll(numbers.holes);
      long from = Math.max(low, numbers.low);
      long to = Math.min(high, numbers.high);
      while (out.contains(from)) {
        from++;
      }
      while (out.contains(to)) {
        to--;
      }
      return from > to
          ? Optional.empty()
          : Optional.of(new Numbers(from, to, inside(from, to, out)));
    }

    private static ImmutableSet<Long> inside(long from, long to, Set<Long> out) {
      return out.stream().filter(n -> n > from && n < to).collect(ImmutableSet.toImmutableSet());
    }

    @Override
    public Range join(Range other) {
      return other instanceof Numbers numbers
          ? of(Math.min(low, numbers.low), Math.max(high, numbers.high))
          : this;
    }

    /** All sums of one of these numbers and one of the others. */
    Numbers plus(Numbers other) {
      return of(
          low == Long.MIN_VALUE || other.low == Long.MIN_VALUE ? Long.MIN_VALUE : low + other.low,
          high == Long.MAX_VALUE || other.high == Long.MAX_VALUE
              ? Long.MAX_VALUE
              : high + other.high);
    }

    Numbers negated() {
      return new Numbers(
          high == Long.MAX_VALUE ? Long.MIN_VALUE : -high,
          low == Long.MIN_VALUE ? Long.MAX_VALUE : -low,
          holes.stream().map(n -> -n).collect(ImmutableSet.toImmutableSet()));
    }

    Numbers shifted(long by) {
      Numbers moved = plus(of(by, by));
      return new Numbers(
          moved.low,
          moved.high,
          holes.stream().map(n -> n + by).collect(ImmutableSet.toImmutableSet()));
    }

    /** These numbers and more, with limits among the given ones: so that there are only a few. */
    Numbers rounded(NavigableSet<Long> limits) {
      Long from = limits.floor(low);
      Long to = limits.ceiling(high);
      return new Numbers(
          from == null ? Long.MIN_VALUE : from,
          to == null ? Long.MAX_VALUE : to,
          Sets.intersection(holes, limits).immutableCopy());
    }
  }

  /**
   * References: some constants, or all values but those.
   *
   * @param constants enum constants as their symbols, strings, and {@link #NULL}
   */
  record Constants(boolean only, ImmutableSet<Object> constants) implements Range {
    /** Stands for {@code null}. */
    static final Object NULL = Map.entry("null", "");

    static final Constants JUST_NULL = new Constants(true, ImmutableSet.of(NULL));
    static final Constants NOT_NULL = new Constants(false, ImmutableSet.of(NULL));

    @Override
    public Optional<Range> meet(Range other) {
      if (!(other instanceof Constants two)) {
        return Optional.of(this);
      }
      if (only) {
        Set<Object> left =
            two.only
                ? Sets.intersection(constants, two.constants)
                : Sets.difference(constants, two.constants);
        return left.isEmpty()
            ? Optional.empty()
            : Optional.of(new Constants(true, ImmutableSet.copyOf(left)));
      }
      if (two.only) {
        return two.meet(this);
      }
      ImmutableSet<Object> out = Sets.union(constants, two.constants).immutableCopy();
      return isEverything(out) ? Optional.empty() : Optional.of(new Constants(false, out));
    }

    /** Whether the constants are {@code null} and all of one enum. */
    private static boolean isEverything(ImmutableSet<Object> constants) {
      Optional<VarSymbol> constant =
          constants.stream()
              .filter(VarSymbol.class::isInstance)
              .map(VarSymbol.class::cast)
              .findFirst();
      if (constant.isEmpty() || !constants.contains(NULL)) {
        return false;
      }
      int all = 1;
      for (Symbol member : constant.get().owner.members().getSymbols()) {
        all += member.getKind() == ElementKind.ENUM_CONSTANT ? 1 : 0;
      }
      return constants.size() == all;
    }

    @Override
    public Range join(Range other) {
      if (!(other instanceof Constants two)) {
        return this;
      }
      return new Constants(true, Sets.union(constants, two.constants).immutableCopy());
    }
  }
}
